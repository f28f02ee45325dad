"""Boosts: kept by the URI of the post that was passed on, known or not."""

from collections.abc import Sequence

from msgspec.structs import replace

from connect_tui.domain.post import Boost, PostId
from connect_tui.store.codec import BOOST, as_list
from connect_tui.store.database import Database, Part
from connect_tui.store.moments import to_micros


def file_boosts(database: Database, boosts: Sequence[Boost]) -> set[int]:
    """Write these boosts, keeping when each was first seen; answers the groups that changed."""
    before: dict[tuple[str, PostId], Boost | None] = {}
    after: dict[tuple[str, PostId], Boost] = {}
    for boost in boosts:
        name = (boost.uri, boost.id)
        if name not in before:
            before[name] = _known(database, boost)
        earlier = after.get(name) or before[name]
        after[name] = replace(boost, seen=min(boost.seen, earlier.seen)) if earlier else boost
    news = [boost for name, boost in after.items() if boost != before[name]]
    database.run_many(
        "INSERT OR REPLACE INTO boosts (uri, account, key, author, time, body) VALUES (?, ?, ?, ?, ?, ?)",
        ((b.uri, b.id.account, b.id.key, b.by.key, to_micros(b.time), BOOST.encode(b)) for b in news),
    )
    return _groups(database, {boost.uri for boost in news})


def _known(database: Database, boost: Boost) -> Boost | None:
    sql = "SELECT body FROM boosts WHERE uri = ? AND account = ? AND key = ?"
    row = database.row(sql, boost.uri, boost.id.account, boost.id.key)
    return database.decode(BOOST, row[0]) if row else None


def _groups(database: Database, uris: set[str]) -> set[int]:
    if not uris:
        return set()
    sql = "SELECT DISTINCT grp FROM posts WHERE uri IN (SELECT value FROM json_each(?))"
    return {group for (group,) in database.rows(sql, as_list(sorted(uris)))}


class Boosts(Part):
    """Boosts by their ids."""

    def boost(self, boost: PostId) -> Boost | None:
        """The boost with this id."""
        sql = "SELECT body FROM boosts WHERE account = ? AND key = ? LIMIT 1"
        row = self._db.row(sql, boost.account, boost.key)
        return self._db.decode(BOOST, row[0]) if row else None

    def remove_boost(self, boost: PostId) -> frozenset[int]:
        """Somebody took a boost back; answers the group of the boosted post."""
        with self._db.transaction():
            sql = "DELETE FROM boosts WHERE account = ? AND key = ? RETURNING uri"
            uris = {str(uri) for (uri,) in self._db.rows(sql, boost.account, boost.key)}
            return frozenset(_groups(self._db, uris))
