"""The line that says where something has not been fetched."""

from msgspec import Struct

from connect_tui.sync.missing import Missing
from connect_tui.tui.render.pieces import NOTHING, Line, safe_line
from connect_tui.tui.render.rows import absent, barred
from connect_tui.tui.render.times import said_at
from connect_tui.tui.render.view import View


class MissingRow(Struct, frozen=True):
    """Posts may be missing from the timeline between two moments."""

    missing: Missing

    selectable = True

    @property
    def key(self) -> str:
        """Named for the account and where the stretch ends."""
        return f"missing:{self.missing.account}:{self.missing.until.timestamp()}"

    def lines(self, view: View) -> list[Line]:
        """A sentence that says so, how to fetch it, and space below."""
        missing = self.missing
        between = f"before {said_at(missing.until, view.now)}"
        if missing.since is not None:
            between = f"between {said_at(missing.since, view.now)} and {said_at(missing.until, view.now)}"
        sentence = f"something from {safe_line(missing.account)} is missing here, {between}"
        lines = absent(sentence, f"{view.key('fetch')} fetches it", view.width - 1)
        return [*barred(lines, view), NOTHING]
