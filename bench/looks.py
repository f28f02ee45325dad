"""What stands on the screen of a terminal, so that one can see whether something moved."""

import re

import pyte
from terminal import COLUMNS, LINES, SEQUENCE, Terminal

_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;$]*[ -/]*[a-zA-Z]|\x1b[P_^X\]].*?(?:\x1b\\\\|\x07)", re.DOTALL)
"""What asks the terminal something or changes its modes: nothing of it is seen."""

_BAR = "▎"
"""Stands before every line of what the cursor is on."""
LIST, BESIDE = slice(3, 48), slice(51, 117)
"""Where the list and what stands beside it begin and end, in a terminal of this size."""
_FOOT = 2
"""Lines below both."""
_EDGE = 24


class Glass:
    """The screen as a person sees it. It is drawn when one looks: that costs the program nothing."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._seen = 0
        self._held = b""

    def look(self) -> tuple[object, ...]:
        """Every character with its colours: two looks are equal if the screen is the same."""
        self._draw()
        rows = (self._screen.buffer[line] for line in range(LINES))
        return tuple(row[column] for row in rows for column in range(COLUMNS))

    def text(self) -> str:
        """The characters alone, line by line."""
        self._draw()
        return "\n".join(self._screen.display)

    def row(self, number: int, until: int | None = None) -> tuple[object, ...]:
        """Every character of one row with its colours, after so many bytes of all that was said."""
        self._draw(until)
        row = self._screen.buffer[number]
        return tuple((column, row[column]) for column in range(COLUMNS))

    def under_cursor(self, until: int | None = None) -> tuple[str, ...]:
        """What the list says where its cursor is, after so many bytes of all that was said."""
        self._draw(until)
        lines = (line[LIST] for line in self._screen.display[:-_FOOT])
        return tuple(line for line in lines if line.startswith(_BAR))

    def edge(self, part: slice) -> list[str]:
        """How each line of a part begins: who, and the first words, without how long ago that was."""
        self._draw()
        return [line[part][:_EDGE] for line in self._screen.display[:-_FOOT]]

    def _draw(self, until: int | None = None) -> None:
        said = self._held + self._terminal.heard(self._seen, until)
        self._seen += len(said) - len(self._held)
        end = _whole(said)
        self._held = said[end:]
        self._stream.feed(_UNKNOWN.sub(b"", said[:end]))


def _whole(said: bytes) -> int:
    """Where it ends, without what has only begun: a sequence may come in two pieces."""
    last = said.rfind(b"\x1b")
    return len(said) if last < 0 or SEQUENCE.match(said, last) else last
