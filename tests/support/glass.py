"""What stands on the screen of a real terminal with the program in it."""

import time

import pyte
from sitting import Sitting


class Glass:
    """What a terminal shows of a sitting, and where its cursor is."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._screen = pyte.Screen(80, 30)
        self._stream = pyte.Stream(self._screen)
        self._fed = 0

    def look(self) -> None:
        """Wait until nothing more comes, and take it in."""
        quiet = time.monotonic() + 0.4
        while time.monotonic() < quiet:
            before = len(self._sitting.seen)
            self._sitting._read()
            if len(self._sitting.seen) != before:
                quiet = time.monotonic() + 0.4
        self._stream.feed(self._sitting.seen[self._fed :])
        self._fed = len(self._sitting.seen)

    @property
    def line(self) -> str:
        """The line on which the cursor is, from where it is."""
        return str(self._screen.display[self._screen.cursor.y])[self._screen.cursor.x :].rstrip()

    @property
    def column(self) -> int:
        return int(self._screen.cursor.x)

    @property
    def shows_cursor(self) -> bool:
        return not self._screen.cursor.hidden

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def shows(self, words: str) -> None:
        """Wait until these words stand on it."""
        until = time.monotonic() + 60
        while words not in self.text:
            assert time.monotonic() < until, f"{words!r} does not come; instead:\n{self.text}"
            self.look()

    def until(self, words: str) -> None:
        for _ in range(20):
            self.look()
            if words in self.line:
                return
        raise AssertionError(f"the cursor is not on {words!r} but on {self.line!r}\n{self.text}")
