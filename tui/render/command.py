"""Something that can be done, by name."""

from msgspec import Struct

from connect_tui.tui.render.pieces import Line, Piece, Role, fit, spread
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View


class CommandRow(Struct, frozen=True):
    """Its name, at the right its key, and under it what it does; or why that cannot be done now."""

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
        """Two lines."""
        width, said = view.width - 1, self.why_not or self.help
        name = (Piece(self.title, Role.SOFT if self.why_not else Role.PEOPLE),)
        keys = () if self.why_not else (Piece(self.keys, Role.ACCENT),)
        return barred([spread(name, keys, width), fit((Piece(said, Role.SOFT),), width)], view)
