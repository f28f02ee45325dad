"""Something that can be done, by name."""

from msgspec import Struct

from connect_tui.tui.render.pieces import Line, Piece, Role, fit, spread
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View


class CommandRow(Struct, frozen=True):
    """Its name, at the right its key, and under it what it does."""

    key: str
    title: str
    keys: str
    help: str

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """Two lines."""
        width = view.width - 1
        name, keys = (Piece(self.title, Role.PEOPLE),), (Piece(self.keys, Role.ACCENT),)
        return barred([spread(name, keys, width), fit((Piece(self.help, Role.SOFT),), width)], view)
