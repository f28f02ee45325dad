"""The second net: whatever got past the cleaning of the wire does not reach the terminal.

Two meshes, because neither sees everything. `Harmless` looks at the text of every line before its colours are
written, `watched` at the bytes themselves, whoever wrote them. See `docs/decisions/0029-the-second-net.md`.
"""

from collections.abc import Callable
from typing import IO

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter

from connect_tui.domain import clean
from connect_tui.domain.late import late

_FRAME = late(r"\x1b\[\d{1,5};\d{1,5}H")
"""A frame begins by saying where on the screen it goes."""
_STEERING = late(
    r"(?:\x1b\[[<=>?]?[\d;:]{0,32}[ $]?[A-Za-z]|\x1b\]22;[a-z-]{0,32}\x07|\x07|\n|\r)*"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"
)
"""What Textual writes besides frames: modes, questions, the pointer, the clipboard; never a text."""
_LINK = r"\]8;id=[\w.-]{0,64};(?:https?|mailto|gemini|xmpp):[!-~]{1,2048}\x1b\\"
_FOREIGN = late(
    rf"\x1b(?!\[[\d;:]{{0,64}}m|\[\d{{1,5}};\d{{1,5}}H|\]8;;\x1b\\|\\|{_LINK})"
    r"|[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What a frame never holds: it is made of text, colours, places and links."""


class Harmless(LineFilter):
    """Drops from every line what could steer a terminal, and links that may not be opened."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 # Textual's signature
        """The same line without them."""
        return [
            segment
            if segment.text.isprintable() and (segment.style is None or not segment.style.link)
            else Segment(clean.safe(segment.text).replace("\n", ""), _honest(segment.style))
            for segment in segments
        ]


HARMLESS = Harmless()


def watched(data: str) -> str:
    """What may be written to the terminal of this: all that steers it as Textual does, and text."""
    if not _FRAME.match(data) and _STEERING.fullmatch(data):
        return data
    return _FOREIGN.sub("", data)


class Patient:
    """A terminal that may go away while it is written to. What nobody can see any more is dropped, and
    `gone` is called once: the thread that writes for Textual would end here, and everybody else wait.
    """

    def __init__(self, file: IO[str], gone: Callable[[], object]) -> None:
        self._file = file
        self._gone = gone
        self._there = True

    def write(self, data: str) -> None:
        """As a file does."""
        self._try(lambda: self._file.write(data))

    def flush(self) -> None:
        """As a file does."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """As a file does."""
        return self._file.fileno()

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except OSError:
            if self._there:
                self._there = False
                self._gone()


def watching(driver: type[Driver], gone: Callable[[], object]) -> type[Driver]:
    """The same driver with everything that it writes `watched`; `gone` is called, in any thread, where the
    terminal has gone away.
    """

    class Watched(driver):  # type: ignore[valid-type, misc] # the platform's own, known at run time alone
        def start_application_mode(self) -> None:
            file = getattr(self, "_file", None)
            if file is not None and not isinstance(file, Patient):  # it may go on after a pause
                self._file = Patient(file, gone)
            super().start_application_mode()

        def write(self, data: str) -> None:
            super().write(watched(data))

    return Watched


def _honest(style: Style | None) -> Style | None:
    if style is None or not style.link or clean.link(style.link) == style.link:
        return style
    return style.update_link(None)
