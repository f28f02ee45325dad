"""From lines of pieces to what Textual draws: the one place where text from a network becomes a segment."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from connect_tui.tui.render.linear import heard
from connect_tui.tui.render.pieces import Line, Role, Shape, fit, width_of
from connect_tui.tui.render.rows import Row
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.viewport import ALL

_KEPT = 3
"""Screens full of lines that are kept, for going back and forth; a line weighs more than a kilobyte."""


class Whole(Strip):
    """A line that is as wide as where it stands, and is drawn again and again.

    Textual's own keeps what it was cut into, and that is itself where it is cut at its end: a circle, which
    only a collection of garbage finds. A window full of them came with every key.
    """

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """As Textual does it, without keeping itself."""
        places = list(cuts)
        return [self] if places == [self.cell_length] else super().divide(places)

    def apply_filter(self, filter: LineFilter, background: Color) -> Strip:  # noqa: A002 # Textual's own name
        """As Textual does it; where there was nothing to take out, it is the same line."""
        filtered = self._filter_cache.get((filter, background))
        if filtered is None:
            segments = filter.apply(self._segments, background)
            if segments == self._segments:
                return self
            filtered = self._filter_cache[filter, background] = Whole(segments, self.cell_length)
        return filtered


class _Drawn:
    """A row and what it was drawn for: its lines as far as they were asked for, and those that were drawn."""

    def __init__(self, row: Row, view: View, lines: Iterable[Line]) -> None:
        self.row = row
        self.view = view
        self.lines: list[Line] = []
        self.strips: dict[int, Strip] = {}
        self._rest = iter(lines)

    def lay(self, most: int) -> None:
        """Lay out so many lines, where there are as many."""
        self.lines.extend(islice(self._rest, max(0, most - len(self.lines))))

    @property
    def weight(self) -> int:
        """The lines that are kept with it; of a row longer than the screen, as many as that has."""
        return min(len(self.lines), self.view.tall)


class Painter:
    """Lays rows out and draws them, both only as far as they are seen, and keeps that. `style` answers the
    style of a role, `ground` that of nothing. Lines of rows are as wide as `width`, which may be more than
    their text may take.
    """

    def __init__(self, style: Callable[[Role], Style], ground: Callable[[], Style]) -> None:
        self.width = 0
        self._style = style
        self._ground = ground
        self._styles: dict[tuple[Role, Shape], Style] = {}
        self._drawn: dict[tuple[str, bool], _Drawn] = {}
        self._lines = 0
        self._blank = Whole([])

    def height(self, row: Row, view: View, *, selected: bool, most: int = ALL) -> int:
        """The lines that a row takes; where it takes more than `most`, at least as many as that."""
        return len(self._laid(row, view, selected, most).lines)

    def strips(
        self, row: Row, view: View, *, selected: bool, first: int = 0, end: int = ALL
    ) -> Sequence[Strip]:
        """The lines of a row from `first` until before `end`."""
        kept = self._laid(row, view, selected, end)
        wanted = range(first, min(end, len(kept.lines)))
        if any(number not in kept.strips for number in wanted):
            ground = self._ground()  # once: Textual mixes its colours anew each time
            for number in wanted:
                if number not in kept.strips:
                    kept.strips[number] = self._whole(self.strip(kept.lines[number], view.width), ground)
        return [kept.strips[number] for number in wanted]

    def strip(self, line: Line, width: int) -> Strip:
        """One line, as wide as its text; whatever its pieces hold, it is one row without controls."""
        line = fit(line, width)
        return Strip(
            (Segment(piece.text, self._of(piece.role, piece.shape)) for piece in line), width_of(line)
        )

    def blank(self) -> Strip:
        """A line on which nothing stands; always the same one."""
        if self._blank.cell_length != self.width:
            self._blank = self._whole(Strip([]), self._ground())
        return self._blank

    def forget(self) -> None:
        """Draw everything anew from now on: the colours are others."""
        self._styles.clear()
        self._drawn.clear()
        self._lines = 0
        self._blank = Whole([])

    def _laid(self, row: Row, view: View, selected: bool, most: int) -> _Drawn:
        place = (row.key, selected)
        kept = self._drawn.pop(place, None)
        if kept is not None:
            self._lines -= kept.weight
        if kept is None or kept.view is not view or kept.row != row:
            lines = row.lines(replace(view, selected=selected))
            kept = _Drawn(row, view, heard(lines, view.width) if view.plain else lines)
        kept.lay(most)
        self._drawn[place] = kept  # the last one used stands last
        self._lines += kept.weight
        while self._lines > view.tall * _KEPT and len(self._drawn) > 1:
            self._lines -= self._drawn.pop(next(iter(self._drawn))).weight
        return kept

    def _whole(self, strip: Strip, ground: Style) -> Whole:
        left = self.width - strip.cell_length
        return Whole([*strip, Segment(" " * left, ground)], self.width) if left > 0 else Whole(strip)

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
