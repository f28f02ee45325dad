"""What is offered while one types."""

from msgspec import Struct

from connect_tui.tui.completing import Suggestion
from connect_tui.tui.render.pieces import Line, Piece, Role, fit, safe_line
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View


class SuggestionRow(Struct, frozen=True):
    """One suggestion, on one line."""

    suggestion: Suggestion

    selectable = True

    @property
    def key(self) -> str:
        """What would be put in."""
        return self.suggestion.insert

    def lines(self, view: View) -> list[Line]:
        """What it is, and what more there is to say."""
        shown, more = safe_line(self.suggestion.shown), safe_line(self.suggestion.more)
        line = (Piece(shown, Role.PEOPLE), Piece(f"  {more}" if more else "", Role.SOFT))
        return barred([fit(line, view.width - 1)], view)
