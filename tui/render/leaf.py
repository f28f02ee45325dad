"""What is read over everything else: the parts of a thread to be, and what a post said before."""

from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, safe_line
from connect_tui.tui.render.rows import behind_bar
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap, wrapped


class PassageRow(Struct, frozen=True):
    """Words under a line that says what they are."""

    key: str
    title: str
    words: str
    more: tuple[str, ...] = ()
    """What else goes with them, a line for each; for an empty one none."""

    selectable = True

    def lines(self, view: View) -> Iterator[Line]:
        """The line, the words, and space below them."""
        width = view.width - 1
        rows = wrap([Piece(safe_line(self.title), Role.SOFT)], width) if self.title else []
        for more in filter(None, self.more):
            rows += wrap([Piece(safe_line(more), Role.ACCENT)], width)
        yield from behind_bar(chain(rows, wrapped([Piece(self.words)], width)), view)
        yield NOTHING
