"""How far I have read: one line a place. A place is a timeline of an account, or a conversation."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from connect_tui.domain.post import PostId
from connect_tui.port.answers import Marker, Timeline
from connect_tui.store.codec import as_list
from connect_tui.store.database import Part
from connect_tui.store.moments import (
    SPOILT,
    from_micros,
    from_micros_or_none,
    to_micros,
    to_micros_or_none,
)

_TALK = "talk "
_KEPT = timedelta(days=400)
"""A conversation in which I read longer ago than this begins anew."""


def timeline_place(timeline: Timeline, account: str) -> str:
    """What names a timeline of an account."""
    return f"{timeline} {account}"


def talk_place(uri: str) -> str:
    """What names a conversation, by any of its posts."""
    return _TALK + uri


class ReadLine(Struct, frozen=True):
    """I have read up to `at`. `marker` is what the network said of that last; `elsewhere`, how far another
    program said that I have read there.
    """

    at: datetime | None = None
    marker: Marker | None = None
    elsewhere: datetime | None = None


NO_LINE = ReadLine()


class ReadLines(Part):
    """The lines by the names of their places."""

    def read_lines(self, places: Iterable[str]) -> Mapping[str, ReadLine]:
        """The lines of those of these places that have one."""
        rows = self._db.rows(
            """
            SELECT place, at, marker_at, marker_account, marker_key, elsewhere FROM read_lines
            WHERE place IN (SELECT value FROM json_each(?))
            """,
            as_list(list(places)),
        )
        lines: dict[str, ReadLine] = {}
        for place, at, marker_at, account, key, elsewhere in rows:
            try:
                marker = None
                if marker_at is not None:
                    marker = Marker(from_micros(marker_at), PostId(account, key) if key else None)
                lines[place] = ReadLine(from_micros_or_none(at), marker, from_micros_or_none(elsewhere))
            except SPOILT:
                continue  # `Portable.spoilt` tells of it
        return lines

    def read_line(self, place: str) -> ReadLine:
        """The line of one place; an empty one where it has none."""
        return self.read_lines([place]).get(place, NO_LINE)

    def set_read_line(self, place: str, line: ReadLine) -> None:
        """I have read so far in this place; an empty line is none."""
        marker, at = line.marker, to_micros_or_none(line.at)
        with self._db.transaction():
            if line == NO_LINE:
                self._db.run("DELETE FROM read_lines WHERE place = ?", place)
                return
            self._db.run(
                "INSERT OR REPLACE INTO read_lines VALUES (?, ?, ?, ?, ?, ?)",
                place,
                at,
                to_micros(marker.at) if marker else None,
                marker.post.account if marker and marker.post else "",
                marker.post.key if marker and marker.post else "",
                to_micros_or_none(line.elsewhere),
            )
            if line.at is not None and place.startswith(_TALK):
                old = to_micros(line.at - _KEPT)
                self._db.run("DELETE FROM read_lines WHERE place GLOB 'talk *' AND at < ?", old)
