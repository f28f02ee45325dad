"""Rows, a cursor on one of them, and what of them is in sight. Pure; `Stream` is its face."""

from collections.abc import Callable, Iterator, Sequence

from connect_tui.tui.render.rows import Row
from connect_tui.tui.widgets.viewport import Viewport

Measure = Callable[[Row, bool, int], int]
"""The lines that a row takes, whether the cursor stands on it, and the most that matters."""


class Reel:
    """Moves a cursor over rows it may stand on, and what is seen along with it."""

    def __init__(self, measure: Measure, stands: Callable[[Row], bool] = lambda row: row.selectable) -> None:
        """`stands` says on which rows the cursor may stand."""
        self._stands = stands
        self.rows: Sequence[Row] = ()
        self.cursor = ""
        self._measure = measure
        self._port = Viewport(self._height)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        index = self._port.index(self.cursor)
        return None if index is None else self.rows[index]

    @property
    def left(self) -> int:
        """How many rows follow the cursor, or what is seen where that is further down."""
        last = max((index for index, _ in self._port.visible()), default=0)
        return len(self.rows) - 1 - max(last, self._port.index(self.cursor) or 0)

    def visible(self) -> Iterator[tuple[Row, int]]:
        """The rows in sight: each, and the line of the window at which it begins."""
        return ((self.rows[index], line) for index, line in self._port.visible())

    def at(self, line: int) -> Row | None:
        """The row that is drawn on a line of the window."""
        for row, start in self.visible():
            if start <= line < start + self._measure(row, row.key == self.cursor, line - start + 1):
                return row
        return None

    def resize(self, size: int) -> None:
        """The window has another height, or rows break elsewhere; the cursor stays in sight."""
        self._port.size = size
        self._show(self.cursor)

    def replace(self, rows: Sequence[Row], cursor: str = "") -> None:
        """Other rows. The cursor stays on its row, or goes to the nearest; what is seen stays."""
        old, place = self.rows, self._port.index(self.cursor)
        before = [(row.key, line) for row, line in self.visible()]
        self.rows = rows
        self._port.replace([row.key for row in rows], before, hold=self.cursor)
        wanted = cursor if self._port.index(cursor) is not None else self.cursor
        if self._port.index(wanted) is None:
            wanted = self._nearest(old, place or 0)
            if not wanted or (old and not cursor and self.cursor not in dict(before)):
                self.cursor = wanted
                return
        if wanted != self.cursor:
            self.go_to(wanted)

    def go_to(self, key: str) -> None:
        """Put the cursor on this row, and show it."""
        if self._port.index(key) is not None:
            self.cursor = key
            self._show(key)

    def bring(self, key: str) -> None:
        """Put the cursor on this row, and the row where the one under the cursor stood."""
        before = self._line(self.cursor)
        self.go_to(key)
        now = self._line(key)
        if before is not None and now is not None:
            self._port.scroll(now - before)

    def move(self, steps: int) -> None:
        """Over so many rows; through a row longer than the window, and at either end, line by line."""
        step = 1 if steps > 0 else -1
        if self._through(step, 1):
            return
        index = self._port.index(self.cursor)
        here = -1 if index is None else index
        target, left = here, abs(steps)
        while left and 0 <= here + step < len(self.rows):
            here += step
            if self._stands(self.rows[here]):
                target, left = here, left - 1
        if left:
            self._port.scroll(step * 2)
        if target != index and 0 <= target < len(self.rows):
            self.go_to(self.rows[target].key)

    def page(self, way: int) -> None:
        """Half a window down (1) or up (-1)."""
        half = max(1, self._port.size // 2)
        if self._through(way, half):
            return
        here = self._port.index(self.cursor) or 0
        seen, steps = 0, 0
        while seen < half and 0 <= here + way < len(self.rows):
            seen += self._measure(self.rows[here], False, half)
            here += way
            steps += self._stands(self.rows[here])
        self.move(way * max(1, steps))

    def jump(self, *, end: bool = False) -> None:
        """To the first row, or to the last."""
        for row in reversed(self.rows) if end else self.rows:
            if self._stands(row):
                self.go_to(row.key)
                break
        if end:
            self._port.to_end()
        else:
            self._port.show(0)

    def scroll(self, lines: int) -> None:
        """Move what is seen, and not the cursor."""
        self._port.scroll(lines)

    def _through(self, way: int, lines: int) -> bool:
        """Scroll within the row under the cursor while its end, or beginning, is out of sight."""
        index = self._port.index(self.cursor)
        line = None if index is None else dict(self._port.visible()).get(index)
        if index is None or line is None:
            return False
        room = self._port.size - line + 1  # the space below it need not be seen
        below = self._measure(self.rows[index], True, room + 1) - room
        if (below > 0) if way > 0 else (line < 0):
            self._port.scroll(way * max(lines, 3))
            return True
        return False

    def _height(self, index: int, most: int) -> int:
        row = self.rows[index]
        return self._measure(row, row.key == self.cursor, most)

    def _show(self, key: str) -> None:
        """Show a row, and the title above it where there is room for both."""
        index = self._port.index(key)
        if index is None:
            return
        title = index
        while title > 0 and not self.rows[title - 1].selectable:
            title -= 1
        if title != index:
            self._port.show(title)
        self._port.show(index)

    def _line(self, key: str) -> int | None:
        """The line of the window at which a row begins, where it is in sight."""
        return next((line for row, line in self.visible() if row.key == key), None)

    def _nearest(self, old: Sequence[Row], place: int) -> str:
        """The row to stand on where the one under the cursor went: what came after it, else before."""
        index = self._port.index
        stay = (row.key for row in (*old[place + 1 :], *reversed(old[:place])) if index(row.key) is not None)
        standing = {row.key for row in self.rows if self._stands(row)}
        first = next((row.key for row in self.rows if self._stands(row)), "")
        return next((key for key in stay if key in standing), first)
