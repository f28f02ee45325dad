"""The rows that a list is made of. Each is drawn by itself, from what it holds and a `View`."""

from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Protocol

from msgspec import Struct

from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, fit, width_of
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import hung, wrap, wrap_with

_KEYS = 17
"""Cells for keys, before what they do; where somebody has more of them, that begins further on."""


class Row(Protocol):
    """One item of a list. Rows that are equal look the same."""

    @property
    def key(self) -> str:
        """What names the row for as long as the list lives."""

    @property
    def selectable(self) -> bool:
        """Whether the cursor may stand on it."""

    def lines(self, view: View) -> Iterable[Line]:
        """The row as lines of at most `view.width` cells, the space below it included. They are taken one
        after another, and not further than they are seen: a row that may be long lays them out as they are.
        """


def barred(lines: Iterable[Line], view: View) -> list[Line]:
    """The lines behind the bar that says where the cursor is."""
    return list(behind_bar(lines, view))


def behind_bar(lines: Iterable[Line], view: View) -> Iterator[Line]:
    """The same line by line."""
    if view.plain:
        # The terminal's own cursor is there as well: once is enough.
        signs = chain([">" if view.selected else " "], repeat(" "))
        for sign, line in zip(signs, lines, strict=False):
            yield fit((Piece(sign, Role.BAR), *line), view.width)
        return
    bar = Piece("▎", Role.BAR if view.focused else Role.RAIL) if view.selected else Piece(" ")
    for line in lines:
        yield fit((bar, *line), view.width)


def absent(sentence: str, hint: str, width: int) -> list[Line]:
    """A quiet sentence about what is not here, behind its sign, and what can be done about it."""
    room = max(1, width - 2)
    said = [Piece(sentence, Role.SOFT)]
    lines = wrap_with(said, Piece(hint, Role.ACCENT), room, " · ") if hint else wrap(said, room)
    return hung(Piece("┆ ", Role.RAIL), lines)


class TitleRow(Struct, frozen=True):
    """The title of a section."""

    key: str
    title: str

    selectable = False

    def lines(self, view: View) -> list[Line]:
        """The title, and space below it."""
        if view.plain:
            return barred([(Piece(f"Section: {self.title}", Role.TITLE, Shape.STRONG),)], view)
        return [fit((Piece(" "), Piece(self.title, Role.TITLE, Shape.STRONG)), view.width), NOTHING]


class SpaceRow(Struct, frozen=True):
    """An empty line."""

    key: str

    selectable = False

    def lines(self, view: View) -> list[Line]:
        """Nothing, on a line of its own."""
        return [NOTHING] if view.width else []


class LineRow(Struct, frozen=True):
    """A quiet sentence. Where something can be done with it, the cursor may stand on it."""

    key: str
    sentence: str
    selectable: bool = False
    hint: str = ""
    role: Role = Role.SOFT

    def lines(self, view: View) -> list[Line]:
        """The sentence, what can be done, and space below."""
        said = [Piece(self.sentence, self.role)]
        hint = Piece(self.hint, Role.ACCENT)
        lines = wrap_with(said, hint, view.width - 1) if hint.text else wrap(said, view.width - 1)
        return [*barred(lines, view), NOTHING]


class AnswerRow(Struct, frozen=True):
    """Something to choose, on one line; `means` stands behind it, in a column of its own."""

    key: str
    words: str
    means: str = ""
    column: int = 0

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """The words, and what they mean."""
        space = Piece(" " * max(2, self.column - width_of((Piece(self.words),))))
        means = (space, Piece(self.means)) if self.means else ()
        return barred([fit((Piece(self.words), *means), view.width - 1)], view)


class KeyRow(Struct, frozen=True):
    """What keys do."""

    key: str
    keys: str
    help: str

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """The keys, and beside them what they do; behind them where it is read line by line."""
        if view.plain:
            named = Piece(self.keys.replace("  ", ", "), Role.ACCENT)
            return barred(wrap((named, Piece(f": {self.help}")), view.width - 1), view)
        most = max(1, view.width * 2 // 5)
        column = min(_KEYS, most)
        keys = fit((Piece(self.keys, Role.ACCENT),), most - 1)
        space = Piece(" " * max(2, column - width_of(keys)))
        room = max(1, view.width - 1 - width_of((*keys, space)))
        first, *more = wrap([Piece(self.help)], room) or [NOTHING]
        below = Piece(" " * column)
        return barred([(*keys, space, *first), *((below, *line) for line in more)], view)
