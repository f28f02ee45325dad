"""What I chose on the screen, where the configuration says something else."""

from connect_tui.store.database import Part


class Preferences(Part):
    """One value a name. The last word counts: what was chosen holds until the configuration is changed."""

    def prefer(self, name: str, value: str, instead_of: str) -> None:
        """Remember a choice, and what the configuration said when it was made."""
        sql = "INSERT OR REPLACE INTO preferences (name, value, instead_of) VALUES (?, ?, ?)"
        self._db.run(sql, name, value, instead_of)

    def preferred(self, name: str, configured: str) -> str:
        """What was chosen; what the configuration says where nothing was, or where it was changed since."""
        sql = "SELECT value FROM preferences WHERE name = ? AND instead_of = ?"
        row = self._db.row(sql, name, configured)
        return str(row[0]) if row else configured
