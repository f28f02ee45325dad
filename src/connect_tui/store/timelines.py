"""What stood in which timeline, so that what has vanished from it can be noticed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from connect_tui.domain.post import PostId
from connect_tui.store.database import Part
from connect_tui.store.moments import from_micros, to_micros


class Timelines(Part):
    """The ids that were seen in the timelines of each account."""

    def saw(self, account: str, feed: str, ids: Sequence[PostId]) -> None:
        """These posts and boosts, already merged, stood in this timeline; unknown ids are passed over."""
        sql = """
            INSERT OR REPLACE INTO feeds (account, feed, key, time)
            SELECT ?1, ?2, ?3, found.time FROM (
                SELECT time FROM posts
                WHERE id = (SELECT max(post) FROM copies WHERE account = ?4 AND key = ?3)
                UNION ALL SELECT time FROM boosts WHERE account = ?4 AND key = ?3
            ) AS found LIMIT 1
        """
        with self._db.transaction():
            self._db.run_many(sql, ((account, feed, post.key, post.account) for post in ids))

    def seen_between(self, account: str, feed: str, newest: datetime, oldest: datetime) -> tuple[PostId, ...]:
        """What stood in this timeline from `oldest` to `newest`, both included, newest first.

        By `Post.time` and `Boost.time`. What is known to be gone is left out.
        """
        sql = """
            SELECT feeds.key FROM feeds
            LEFT JOIN posts ON posts.id = (
                SELECT max(post) FROM copies WHERE account = feeds.account AND key = feeds.key)
            LEFT JOIN boosts ON boosts.account = feeds.account AND boosts.key = feeds.key
            WHERE feeds.account = ? AND feeds.feed = ? AND feeds.time BETWEEN ? AND ?
            AND (boosts.key IS NOT NULL OR NOT posts.deleted)
            GROUP BY feeds.key ORDER BY feeds.time DESC, feeds.key DESC
        """
        rows = self._db.rows(sql, account, feed, to_micros(oldest), to_micros(newest))
        return tuple(PostId(account, key) for (key,) in rows)

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
