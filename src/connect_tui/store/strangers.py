"""Posts that only a search on a server brought: they can be read, and have no place in the inbox."""

from collections.abc import Iterable

from connect_tui.store.codec import as_list
from connect_tui.store.database import Part


class Strangers(Part):
    """What was found, until it comes by itself."""

    def set_found(self, uris: Iterable[str]) -> None:
        """These were found; those that were known before are none of them."""
        self._db.run_many("INSERT OR IGNORE INTO found (uri) VALUES (?)", ((uri,) for uri in uris))

    def came(self, uris: Iterable[str]) -> frozenset[str]:
        """These came by themselves; answers those that had only been found until now."""
        sql = "DELETE FROM found WHERE uri IN (SELECT value FROM json_each(?)) RETURNING uri"
        return frozenset(uri for (uri,) in self._db.rows(sql, as_list(sorted(uris))))

    def only_found(self, uris: Iterable[str]) -> frozenset[str]:
        """Those of these that have only been found."""
        sql = "SELECT uri FROM found WHERE uri IN (SELECT value FROM json_each(?))"
        return frozenset(uri for (uri,) in self._db.rows(sql, as_list(sorted(uris))))

    def unknown(self, uris: Iterable[str]) -> frozenset[str]:
        """Those of these of which no post is cached."""
        sql = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT uri FROM posts)"
        return frozenset(uri for (uri,) in self._db.rows(sql, as_list(sorted(uris))))
