"""People who are one person on several networks, because I said so."""

from collections.abc import Iterable, Mapping

from connect_tui.domain.people import handle_key
from connect_tui.store.codec import as_list
from connect_tui.store.database import Part


class SamePeople(Part):
    """Handles that belong to one person. Each person goes by one of their handles."""

    def same_people(self) -> Mapping[str, frozenset[str]]:
        """For every handle key that is joined with others, all that belong to the person, itself included."""
        people: dict[str, set[str]] = {}
        for handle, person in self._db.rows("SELECT handle, person FROM same_people"):
            people.setdefault(person, set()).add(handle)
        return {handle: frozenset(held) for held in people.values() for handle in held}

    def person_of(self, handles: Iterable[str]) -> dict[str, str]:
        """By which name each of these handle keys goes that is joined with others."""
        sql = "SELECT handle, person FROM same_people WHERE handle IN (SELECT value FROM json_each(?))"
        return dict(self._db.rows(sql, as_list(list(handles))))

    def set_person(self, handles: Mapping[str, str]) -> None:
        """By which name these handles go from now on; an empty name: each for itself."""
        with self._db.transaction():
            self._db.run_many("DELETE FROM same_people WHERE handle = ?", ((key,) for key in handles))
            self._db.run_many(
                "INSERT INTO same_people (handle, person) VALUES (?, ?)",
                ((handle_key(handle), person) for handle, person in handles.items() if person),
            )
