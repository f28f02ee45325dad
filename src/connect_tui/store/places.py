"""The inbox as a table: one row a conversation, in its order, with the moment at which time moves it."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.entry import Place
from connect_tui.store.codec import as_list
from connect_tui.store.database import Part, Row
from connect_tui.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none

_FRESH = "inbox-made-for"
_JUDGED_UP_TO = "inbox-judged-up-to"


class PlaceRow(Struct, frozen=True):
    """Where a group stands in the inbox; `place` is `None` for what is not shown.

    `due` is the next moment at which time alone would change that.
    """

    group: int
    place: Place | None
    due: datetime | None = None


class Places(Part):
    """The order of the inbox, and what is due."""

    def put_places(self, rows: Iterable[PlaceRow]) -> frozenset[int]:
        """Write where these groups stand; answers those that were not there before.

        A group that was joined into another in the meantime is passed over.
        """
        sql = """
            INSERT INTO places (grp, section, p1, p2, p3, time, uri, due)
            SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM posts WHERE grp = ?)
            ON CONFLICT (grp) DO UPDATE
            SET (section, p1, p2, p3, time, uri, due) = (
                excluded.section, excluded.p1, excluded.p2, excluded.p3,
                excluded.time, excluded.uri, excluded.due
            )
            WHERE (section, p1, p2, p3, time, uri, due) IS NOT (
                excluded.section, excluded.p1, excluded.p2, excluded.p3,
                excluded.time, excluded.uri, excluded.due
            )
        """
        with self._db.transaction():
            return frozenset(
                row.group
                for row in rows
                if self._db.run(
                    sql, row.group, *(row.place or (None,) * 6), to_micros_or_none(row.due), row.group
                )
            )

    def places(self, section: int | None = None, after: Place | None = None, limit: int = 50) -> list[int]:
        """The groups of the inbox in its order, of one section or of all, from behind `after`."""
        return [row.group for row in self.place_rows(section, after, limit)]

    def place_rows(
        self,
        section: int | None = None,
        after: Place | None = None,
        limit: int = 50,
        among: Collection[int] | None = None,
    ) -> list[PlaceRow]:
        """As `places`, with where each stands: the place of the last begins the next page. With `among`, of
        these groups alone.
        """
        conditions, values = ["section IS NOT NULL"], list[object]()
        if among is not None:
            conditions.append("grp IN (SELECT value FROM json_each(?))")
            values.append(as_list(sorted(among)))
        if section is not None:
            conditions.append("section = ?")
            values.append(section)
        if after is not None and after[0] == section:
            # Behind an equality, the index helps to find only by the columns that follow.
            conditions.append("(p1, p2, p3, time, uri) > (?, ?, ?, ?, ?)")
            values.extend(after[1:])
        elif after is not None:
            conditions.append("(section, p1, p2, p3, time, uri) > (?, ?, ?, ?, ?, ?)")
            values.extend(after)
        sql = f"""
            SELECT grp, section, p1, p2, p3, time, uri, due FROM places WHERE {" AND ".join(conditions)}
            ORDER BY section, p1, p2, p3, time, uri LIMIT ?
        """
        return [_place_row(row) for row in self._db.rows(sql, *values, limit)]

    def places_of(self, groups: Iterable[int]) -> dict[int, PlaceRow]:
        """Where these groups stand."""
        sql = """
            SELECT grp, section, p1, p2, p3, time, uri, due FROM places
            WHERE grp IN (SELECT value FROM json_each(?))
        """
        found = (_place_row(row) for row in self._db.rows(sql, as_list(list(groups))))
        return {row.group: row for row in found}

    def hidden(self, limit: int = 200) -> list[int]:
        """Groups that are not shown, those that became known last first."""
        sql = "SELECT grp FROM places WHERE section IS NULL ORDER BY grp DESC LIMIT ?"
        return [group for (group,) in self._db.rows(sql, limit)]

    def doubt(self, groups: Iterable[int]) -> None:
        """Have these judged anew at the next look at what is due, whoever takes it."""
        sql = "UPDATE places SET due = 0 WHERE grp IN (SELECT value FROM json_each(?))"
        self._db.run(sql, as_list(list(groups)))

    def due(self, now: datetime) -> list[int]:
        """The groups that time alone has changed by now, the longest overdue first."""
        sql = "SELECT grp FROM places WHERE due <= ? ORDER BY due, grp"
        return [group for (group,) in self._db.rows(sql, to_micros(now))]

    def next_due(self) -> datetime | None:
        """The next moment at which time alone changes something."""
        row = self._db.row("SELECT due FROM places WHERE due IS NOT NULL ORDER BY due LIMIT 1")
        return from_micros(row[0]) if row else None

    def stale(self, settings_key: str = "") -> bool:
        """Whether the whole inbox has to be judged anew: it never was, or for other settings than these."""
        row = self._db.row("SELECT value FROM notes WHERE name = ?", _FRESH)
        return row is None or row[0] != settings_key

    def set_stale(self, stale: bool, settings_key: str = "") -> None:
        """Say that the inbox has to be judged anew, or that it has just been, for these settings."""
        if stale:
            self._db.run("DELETE FROM notes WHERE name = ?", _FRESH)
        else:
            self._db.run("INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)", _FRESH, settings_key)

    def judged_up_to(self) -> datetime | None:
        """The latest moment, as far as it was noted, at which anything was judged."""
        row = self._db.row("SELECT value FROM notes WHERE name = ?", _JUDGED_UP_TO)
        return from_micros(int(row[0])) if row else None

    def set_judged_up_to(self, moment: datetime) -> None:
        """Note how far the clock was when something was judged."""
        sql = "INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)"
        self._db.run(sql, _JUDGED_UP_TO, str(to_micros(moment)))


def _place_row(row: Row) -> PlaceRow:
    group, section, *rest, due = row
    place: Place | None = None
    if section is not None:
        first, second, third, moment, uri = rest
        place = (section, first, second, third, moment, uri)
    return PlaceRow(group, place, from_micros_or_none(due))
