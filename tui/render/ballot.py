"""An answer of a poll that can be chosen."""

from msgspec import Struct

from connect_tui.tui.render.pieces import Line, Piece, Role, safe_line
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap


class OptionRow(Struct, frozen=True):
    """One answer; `place` is its position in the poll."""

    place: int
    title: str
    chosen: bool
    several: bool

    selectable = True

    @property
    def key(self) -> str:
        """By its position."""
        return f"option:{self.place}"

    def lines(self, view: View) -> list[Line]:
        """A sign, the words, and in plain the sign in a word as well."""
        sign = ("✓ " if self.chosen else "○ ") if self.several else "○ "
        said = (Piece("  chosen", Role.SOFT),) if self.chosen and view.plain else ()
        words = [Piece(sign, Role.ACCENT if self.chosen else Role.SOFT), Piece(safe_line(self.title)), *said]
        return barred(wrap(words, view.width - 1), view)
