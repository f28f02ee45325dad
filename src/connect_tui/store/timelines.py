"""How far the timelines of each account were read, and which conversations are whole."""

from collections.abc import Iterable
from datetime import datetime

from connect_tui.store.database import Part
from connect_tui.store.moments import from_micros, to_micros


class Timelines(Part):
    """Cursors, and when conversations were last fetched whole."""

    def cursor(self, account: str, name: str) -> str | None:
        """Something that sync has to remember about an account."""
        row = self._db.row("SELECT value FROM cursors WHERE account = ? AND name = ?", account, name)
        return row[0] if row else None

    def set_cursor(self, account: str, name: str, value: str) -> None:
        """Remember it."""
        self._db.run(
            "INSERT OR REPLACE INTO cursors (account, name, value) VALUES (?, ?, ?)", account, name, value
        )

    def complete(self, uri: str) -> datetime | None:
        """When the conversation around this post was last fetched whole."""
        row = self._db.row("SELECT at FROM completed WHERE uri = ?", uri)
        return from_micros(row[0]) if row else None

    def set_complete(self, uris: Iterable[str], at: datetime) -> None:
        """The conversation around these posts was fetched whole."""
        with self._db.transaction():
            self._db.run_many(
                "INSERT OR REPLACE INTO completed (uri, at) VALUES (?, ?)",
                ((uri, to_micros(at)) for uri in uris),
            )
