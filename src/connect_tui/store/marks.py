"""Marks: found by the posts they hold."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Iterable
from datetime import datetime

from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.store.codec import as_list
from connect_tui.store.database import Part, Row
from connect_tui.store.moments import SPOILT, from_micros, from_micros_or_none, to_micros, to_micros_or_none

_SELECT = """
    SELECT marks.id, marks.kind, marks.made, marks.until, mark_posts.uri, mark_posts.addressed
    FROM marks LEFT JOIN mark_posts ON mark_posts.mark = marks.id
"""


class MarkTable(Part):
    """The marks by their numbers."""

    def add_mark(self, mark: Mark, number: int | None = None) -> int:
        """Keep a mark; its number takes it back. One that was taken back is kept again under its `number`."""
        with self._db.transaction():
            ((kept,),) = self._db.rows(
                "INSERT OR REPLACE INTO marks (id, kind, made, until) VALUES (?, ?, ?, ?) RETURNING id",
                number,
                mark.kind.value,
                to_micros(mark.made),
                to_micros_or_none(mark.until),
            )
            self._db.run_many(
                "INSERT INTO mark_posts (uri, mark, addressed) VALUES (?, ?, ?)",
                ((uri, kept, uri in mark.addressed) for uri in mark.posts | mark.addressed),
            )
        return int(kept)

    def remove_mark(self, number: int) -> Mark | None:
        """Take a mark back; answers what it was."""
        with self._db.transaction():
            mark = self.mark(number)
            self._db.run("DELETE FROM marks WHERE id = ?", number)
        return mark

    def numbered_marks_on(self, uris: Iterable[str]) -> tuple[tuple[int, Mark], ...]:
        """The marks that hold any of these posts, each whole and with its number, the oldest first."""
        sql = f"""
            {_SELECT} WHERE marks.id IN (
                SELECT mark FROM mark_posts WHERE uri IN (SELECT value FROM json_each(?))
            ) ORDER BY marks.id
        """
        return _marks(self._db.rows(sql, as_list(list(uris))))

    def mark(self, number: int) -> Mark | None:
        """The mark with this number."""
        found = _marks(self._db.rows(f"{_SELECT} WHERE marks.id = ?", number))
        return found[0][1] if found else None

    def all_marks(
        self, kind: MarkKind | None = None, newest: int | None = None
    ) -> tuple[tuple[int, Mark], ...]:
        """All marks, or those of one kind, or so many of the newest, with their numbers, the oldest first."""
        wanted = as_list([kind] if kind else list(MarkKind))
        sql = f"""
            {_SELECT} WHERE marks.id IN (
                SELECT id FROM marks WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?
            ) ORDER BY marks.id
        """
        return _marks(self._db.rows(sql, wanted, -1 if newest is None else newest))


def _marks(rows: Iterable[Row]) -> tuple[tuple[int, Mark], ...]:
    """Marks out of rows of one post each."""
    heads: dict[int, tuple[MarkKind, datetime, datetime | None]] = {}
    posts: dict[int, set[str]] = {}
    addressed: dict[int, set[str]] = {}
    for number, kind, made, until, uri, to_me in rows:
        try:
            heads[number] = (MarkKind(kind), from_micros(made), from_micros_or_none(until))
        except SPOILT:
            continue  # `Portable.spoilt` tells of it
        if uri is not None:
            posts.setdefault(number, set()).add(uri)
            if to_me:
                addressed.setdefault(number, set()).add(uri)
    return tuple(
        (
            number,
            Mark(
                kind,
                made,
                frozenset(posts.get(number, ())),
                frozenset(addressed.get(number, ())),
                until,
            ),
        )
        for number, (kind, made, until) in heads.items()
    )
