"""Something that can be done, by name."""

from msgspec import Struct

from connect_tui.tui.render.pieces import Line, Piece, Role, short, spread, width_of
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap

_COLUMN = 20
"""Cells for the name, before what it does."""
_LEAST = 32
"""Cells for what it does; where there are fewer, it is said under the cursor alone."""


class CommandRow(Struct, frozen=True):
    """Its name, what it does, and at the right its key. What has no room is said in full under the cursor;
    why something cannot be done now, always.
    """

    key: str
    title: str
    keys: str
    help: str

    why_not: str = ""

    @property
    def selectable(self) -> bool:
        """Whether it can be done."""
        return not self.why_not

    def lines(self, view: View) -> list[Line]:
        """One line, or those that the sentence takes below it."""
        width, said = view.width - 1, Piece(self.why_not or self.help, Role.SOFT)
        name = Piece(self.title, Role.SOFT if self.why_not else Role.PEOPLE)
        keys = () if self.why_not else (Piece(self.keys, Role.ACCENT),)
        space = Piece(" " * max(2, _COLUMN - width_of((name,))))
        room = width - width_of((name, space)) - width_of(keys) - 2
        below = view.plain or bool(self.why_not) or view.selected
        if view.plain or (below and room < width_of((said,))):
            return barred([spread((name,), keys, width), *wrap([said], width)], view)
        beside = (space, said._replace(text=short(said.text, room))) if room >= _LEAST else ()
        return barred([spread((name, *beside), keys, width)], view)
