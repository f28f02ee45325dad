"""What is read over everything else: the parts of a thread to be, and what a post said before."""

from msgspec import Struct

from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, safe_line
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap


class PassageRow(Struct, frozen=True):
    """Words under a line that says what they are."""

    key: str
    title: str
    words: str
    more: str = ""

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """The line, the words, and space below them."""
        width = view.width - 1
        rows = wrap([Piece(safe_line(self.title), Role.SOFT)], width) if self.title else []
        rows += wrap([Piece(safe_line(self.more), Role.ACCENT)], width) if self.more else []
        return [*barred([*rows, *wrap([Piece(self.words)], width)], view), NOTHING]
