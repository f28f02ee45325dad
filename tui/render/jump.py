"""A place to go to, by name."""

from msgspec import Struct

from connect_tui.tui.render.pieces import Line, Piece, Role, safe_line, spread
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View


class PlaceRow(Struct, frozen=True):
    """A circle or an account, and in a word what it is."""

    key: str
    name: str
    what: str

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """The name, and what it is at its right."""
        right = (Piece(safe_line(self.what), Role.SOFT),)
        return barred([spread((Piece(safe_line(self.name)),), right, view.width - 1)], view)
