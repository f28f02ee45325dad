"""Boosts: kept by the URI of the post that was passed on, known or not."""

from collections.abc import Sequence
from dataclasses import replace

from connect_tui.domain.post import Boost, PostId
from connect_tui.store.codec import BOOST, as_list
from connect_tui.store.database import Database, Part
from connect_tui.store.moments import to_micros


def file_boosts(database: Database, boosts: Sequence[Boost]) -> set[int]:
    """Write these boosts, keeping when each was first seen; answers the groups that changed."""
    news: set[str] = set()
    for boost in boosts:
        row = database.row(
            "SELECT body FROM boosts WHERE uri = ? AND account = ? AND key = ?",
            boost.uri,
            boost.id.account,
            boost.id.key,
        )
        before = database.decode(BOOST, row[0]) if row else None
        after = replace(boost, seen=min(boost.seen, before.seen)) if before else boost
        if after != before:
            _write(database, after)
            news.add(boost.uri)
    return _groups(database, news)


def _write(database: Database, boost: Boost) -> None:
    database.run(
        "INSERT OR REPLACE INTO boosts (uri, account, key, author, time, body) VALUES (?, ?, ?, ?, ?, ?)",
        boost.uri,
        boost.id.account,
        boost.id.key,
        boost.by.key,
        to_micros(boost.time),
        BOOST.encode(boost),
    )


def _groups(database: Database, uris: set[str]) -> set[int]:
    if not uris:
        return set()
    sql = "SELECT DISTINCT grp FROM posts WHERE uri IN (SELECT value FROM json_each(?))"
    return {group for (group,) in database.rows(sql, as_list(sorted(uris)))}


class Boosts(Part):
    """Boosts that are taken back."""

    def remove_boost(self, boost: PostId) -> frozenset[int]:
        """Somebody took a boost back; answers the group of the boosted post."""
        with self._db.transaction():
            sql = "DELETE FROM boosts WHERE account = ? AND key = ? RETURNING uri"
            uris = {str(uri) for (uri,) in self._db.rows(sql, boost.account, boost.key)}
            return frozenset(_groups(self._db, uris))
