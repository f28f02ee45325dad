"""From lines of pieces to what Textual draws: the one place where text from a network becomes a segment."""

from collections.abc import Callable

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from connect_tui.tui.render.linear import linear
from connect_tui.tui.render.pieces import Line, Role, Shape, fit
from connect_tui.tui.render.rows import Row
from connect_tui.tui.render.view import View

_KEPT = 96
"""Rows whose strips are kept: some screens full, for going back and forth."""


class Painter:
    """Draws rows, and keeps what it drew. `style` answers the style of a role."""

    def __init__(self, style: Callable[[Role], Style]) -> None:
        self._style = style
        self._styles: dict[tuple[Role, Shape], Style] = {}
        self._drawn: LRUCache[tuple[str, bool], tuple[Row, View, list[Strip]]] = LRUCache(_KEPT)

    def strips(self, row: Row, view: View, *, selected: bool) -> list[Strip]:
        """The lines of a row, each as wide as the view at most."""
        place = (row.key, selected)
        kept = self._drawn.get(place)
        if kept is not None and kept[1] is view and kept[0] == row:
            return kept[2]
        draw = self.read if view.plain else self.strip
        drawn = [draw(line, view.width) for line in row.lines(replace(view, selected=selected))]
        self._drawn[place] = (row, view, drawn)
        return drawn

    def strip(self, line: Line, width: int) -> Strip:
        """One line; whatever its pieces hold, it is one row without controls, and fits."""
        return Strip(Segment(piece.text, self._of(piece.role, piece.shape)) for piece in fit(line, width))

    def read(self, line: Line, width: int) -> Strip:
        """The same line for whoever reads one after another."""
        return self.strip(linear(line), width)

    def forget(self) -> None:
        """Draw everything anew from now on: the colours are others."""
        self._styles.clear()
        self._drawn.clear()

    def _of(self, role: Role, shape: Shape) -> Style:
        style = self._styles.get((role, shape))
        if style is None:
            extra = Style(
                bold=True if Shape.STRONG in shape else None,
                italic=True if Shape.EMPHASIS in shape else None,
                strike=True if Shape.STRIKE in shape else None,
                underline=True if Shape.UNDERLINE in shape else None,
            )
            style = self._styles[role, shape] = self._style(role) + extra
        return style
