"""One quiet line: what stands in the way, or what was just done. A sentence longer than the screen is wide
takes another line: what to do often stands at its end.
"""

from time import monotonic

from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.timer import Timer

from connect_tui.tui.messages import Say
from connect_tui.tui.render.linear import linear
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role
from connect_tui.tui.render.wrap import wrap
from connect_tui.tui.widgets.linebar import LineBar

_PASSING = 6.0
"""Seconds that a passing sentence stays."""
_READ = 60.0
"""The same where it is read line by line, which takes its time."""
_PATIENCE = 0.5
"""Seconds before it is said that something is being looked for."""
_TALLEST = 3
"""Lines that it takes at most."""


class StatusLine(LineBar):
    """A passing sentence first, then trouble that stands, then that something is being looked for."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._said = ""
        self._since = 0.0
        """When that was said, by the clock of messages."""
        self._standing = ""
        self._busy: set[str] = set()
        self._looking = False
        self._timer: Timer | None = None

    def say(self, sentence: str) -> None:
        """Say something for a few seconds; what is said already, at the end of more, takes nothing away."""
        if not sentence or not self._said.endswith(sentence):
            self._said = sentence
        self._since = monotonic()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_READ if self.app.has_class("-plain") else _PASSING, self._fall_silent)
        self._renew()

    def hear(self, message: Say) -> None:
        """Say what a part says; with nothing to say, what was said before holds no longer. The engine may
        have said something of a deed before that comes here.
        """
        if message.sentence:
            self.say(message.sentence)
        elif self._since <= message.time:
            self._fall_silent()

    def stand(self, sentence: str) -> None:
        """What stands in the way from now on; nothing where it is empty."""
        self._standing = sentence
        self.set_class(bool(sentence), "-standing")
        self._renew()

    def busy(self, account: str, busy: bool) -> None:
        """An account is being refreshed, or no longer."""
        if busy:
            self._busy.add(account)
            self.set_timer(_PATIENCE, self._look)
        else:
            self._busy.discard(account)
            self._looking = self._looking and bool(self._busy)
            self._renew()

    def show(self, left: Line, right: Line = NOTHING) -> None:
        """Show this from now on, on as many lines as it needs."""
        super().show(left, right)
        self._stretch()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 # Textual's signature
        """One line at least: nothing moves where little is said."""
        return max(1, len(self._lines(width)))

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        lines = self._lines(self.size.width)
        return self._whole(lines[y] if y < len(lines) else NOTHING)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 # Textual's signature
        """Lines break elsewhere now."""
        self._stretch()

    def _stretch(self) -> None:
        if self.size.width and max(1, len(self._lines(self.size.width))) != self.size.height:
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[Line]:
        lines = wrap(linear(self.left) if self.app.has_class("-plain") else self.left, width)
        rest = tuple(piece for line in lines[_TALLEST - 1 :] for piece in (*line, Piece(" ")))
        return [*lines[: _TALLEST - 1], rest] if len(lines) > _TALLEST else lines

    def _look(self) -> None:
        self._looking = bool(self._busy)
        self._renew()

    def _fall_silent(self) -> None:
        self._said = ""
        self._renew()

    def _renew(self) -> None:
        if self._said:
            return self.show((Piece(self._said, Role.SOFT),))
        if self._standing:
            return self.show((Piece(self._standing, Role.TROUBLE),))
        return self.show((Piece("looking…", Role.SOFT),) if self._looking else NOTHING)
