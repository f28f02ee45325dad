"""What stands on the screen of a terminal, so that one can see whether something moved."""

import re

import pyte
from terminal import COLUMNS, LINES, Terminal

_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;$]*[ -/]*[a-zA-Z]|\x1b[P_^X\]].*?(?:\x1b\\\\|\x07)", re.DOTALL)
"""What asks the terminal something or changes its modes: nothing of it is seen."""


class Glass:
    """The screen as a person sees it. It is drawn when one looks: that costs the program nothing."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._seen = 0

    def look(self) -> tuple[object, ...]:
        """Every character with its colours: two looks are equal if the screen is the same."""
        self._draw()
        rows = (self._screen.buffer[line] for line in range(LINES))
        return tuple(row[column] for row in rows for column in range(COLUMNS))

    def text(self) -> str:
        """The characters alone, line by line."""
        self._draw()
        return "\n".join(self._screen.display)

    def _draw(self) -> None:
        said = self._terminal.heard(self._seen)
        self._seen += len(said)
        self._stream.feed(_UNKNOWN.sub(b"", said))
