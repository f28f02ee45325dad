"""Which lines of a long list are in sight. Pure: heights are asked for only near what is seen."""

from collections.abc import Callable, Iterator, Sequence
from sys import maxsize

ALL = maxsize
"""More lines than anything has."""


class Viewport:
    """A window of `size` lines over items of different heights.

    It holds on to one item, the anchor, and to the line of the window at which that begins (negative
    where its beginning is out of sight). So nothing that arrives above or below moves what is seen, and no
    height has to be known but of what is. `height` answers the lines of the item at an index, and gets the
    most that matters: where it has more, any number from that on is as good. So a long item need not be laid
    out further than it is seen.
    """

    def __init__(self, height: Callable[[int, int], int]) -> None:
        self.height = height
        self.size = 0
        self.keys: Sequence[str] = ()
        self.anchor = ""
        self.line = 0
        self._index: dict[str, int] = {}

    def index(self, key: str) -> int | None:
        """Where an item stands."""
        return self._index.get(key)

    def replace(self, keys: Sequence[str], before: Sequence[tuple[str, int]], hold: str = "") -> None:
        """Show other items, and leave what was seen `before` where it was on the screen: the item `hold`
        if it stays and was seen, else the first of those that stay.
        """
        self.keys = keys
        self._index = {key: index for index, key in enumerate(keys)}
        for key, line in sorted(before, key=lambda seen: seen[0] != hold):
            if key in self._index:
                self.anchor, self.line = key, line
                return
        self.anchor, self.line = (keys[0], 0) if keys else ("", 0)

    def visible(self) -> Iterator[tuple[int, int]]:
        """The items in sight: each index, and the line of the window at which it begins."""
        self.settle()
        start = self._index.get(self.anchor)
        if start is None:
            return
        line = self.line
        while start > 0 and line > 0:
            start -= 1
            line -= self.height(start, ALL)
        while start < len(self.keys) and line < self.size:
            height = self.height(start, self.size - line)
            if line + height > 0:
                yield start, line
            line += height
            start += 1

    def settle(self) -> None:
        """Leave no empty space above the first item, nor below the last while something is out of sight."""
        index = self._index.get(self.anchor)
        if index is None:
            return
        below = self._down_to(index, self.line)
        if below is not None and below < self.size:
            self.line += self.size - below
        above = self._up_to(index, self.line)
        if above is not None and above > 0:
            self.line -= above
        self._hold_near(index)

    def scroll(self, lines: int) -> None:
        """Move what is seen by so many lines, down where positive."""
        self.line -= lines
        self.settle()

    def show(self, index: int) -> None:
        """Move as little as it takes to have an item in sight, its beginning before its end."""
        if not 0 <= index < len(self.keys):
            return
        height = self.height(index, self.size)
        line = self._line_of(index)
        if line is None:
            here = self._index.get(self.anchor, 0)
            line = 0 if index < here else self.size - height
        line = max(0, min(line, self.size - height))
        self.anchor, self.line = self.keys[index], line
        self.settle()

    def to_end(self) -> None:
        """To the last line of the last item."""
        if self.keys:
            self.anchor = self.keys[-1]
            self.line = self.size - self.height(len(self.keys) - 1, ALL)
            self.settle()

    def _line_of(self, index: int) -> int | None:
        """Where an item begins, if that is near what is seen; only in sight exactly so."""
        start = self._index.get(self.anchor)
        if start is None:
            return None
        line = self.line
        while start < index and line < 2 * self.size:
            line += self.height(start, 2 * self.size - line)
            start += 1
        while start > index and line > -self.size:
            start -= 1
            line -= self.height(start, line + self.size)
        return line if start == index else None

    def _down_to(self, index: int, line: int) -> int | None:
        """The line below the last item; `None` where that is out of sight."""
        while index < len(self.keys):
            if line >= self.size:
                return None
            line += self.height(index, self.size - line)
            index += 1
        return line

    def _up_to(self, index: int, line: int) -> int | None:
        """The line of the first item; `None` where that is out of sight."""
        while index > 0:
            if line <= 0:
                return None
            index -= 1
            line -= self.height(index, ALL)
        return line

    def _hold_near(self, index: int) -> None:
        """Let the anchor be an item in sight, so that the way to it stays short."""
        line = self.line
        while line >= self.size > 0 and index > 0:
            index -= 1
            line -= self.height(index, ALL)
        while index + 1 < len(self.keys) and line + (height := self.height(index, 1 - line)) <= 0:
            line += height
            index += 1
        self.anchor, self.line = self.keys[index], line
