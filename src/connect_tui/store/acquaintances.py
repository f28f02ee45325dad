"""Whom I have written to, and what I changed about my circles."""

from collections.abc import Iterable

from msgspec import Struct

from connect_tui.domain.people import handle_key
from connect_tui.store.database import Part


class CircleChange(Struct, frozen=True):
    """Somebody was put into a circle on the screen, or taken out; it wins over the configuration."""

    circle: str
    handle: str
    """A handle key."""
    present: bool


class Acquaintances(Part):
    """People in `mine.db`: a rebuilt cache changes nothing about them."""

    def wrote_to(self, handle_keys: Iterable[str]) -> bool:
        """Remember that I wrote to these people; answers whether any of them is new."""
        before = self.written_to()
        new = {handle_key(handle) for handle in handle_keys} - before
        if not new:
            return False
        with self._db.transaction():
            self._db.run_many(
                "INSERT OR IGNORE INTO written (handle) VALUES (?)", ((key,) for key in sorted(new))
            )
        return True

    def written_to(self) -> frozenset[str]:
        """The handle keys of everybody I have ever written to."""
        return frozenset(handle for (handle,) in self._db.rows("SELECT handle FROM written"))

    def set_circle_member(self, circle: str, handle: str, present: bool | None) -> None:
        """Put somebody into a circle, or take them out; with `None`, leave it to the configuration again."""
        if present is None:
            sql = "DELETE FROM circle_changes WHERE circle = ? AND handle = ?"
            self._db.run(sql, circle, handle_key(handle))
            return
        self._db.run(
            """
            INSERT INTO circle_changes (circle, handle, present) VALUES (?, ?, ?)
            ON CONFLICT (circle, handle) DO UPDATE SET present = excluded.present
            """,
            circle,
            handle_key(handle),
            present,
        )

    def circle_changes(self) -> tuple[CircleChange, ...]:
        """What was changed, one a person and circle, in the order in which it was first touched."""
        rows = self._db.rows("SELECT circle, handle, present FROM circle_changes ORDER BY id")
        return tuple(CircleChange(circle, handle, bool(present)) for circle, handle, present in rows)
