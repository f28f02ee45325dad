"""Everybody of whom something was seen: by name and handle, to be found again."""

from collections.abc import Iterable

from connect_tui.domain.people import Person
from connect_tui.domain.post import Boost, Post
from connect_tui.store.codec import PERSON
from connect_tui.store.database import Database, Part
from connect_tui.store.moments import to_micros

_PUT = """
    INSERT INTO folk (handle, seen, folded, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (handle) DO UPDATE SET seen = excluded.seen, folded = excluded.folded, body = excluded.body
    WHERE excluded.seen >= seen
"""


def file_people(database: Database, posts: Iterable[Post], boosts: Iterable[Boost] = ()) -> None:
    """Remember who wrote or boosted these, as they called themselves last."""
    said = [(post.author, to_micros(post.time)) for post in posts]
    said += [(boost.by, to_micros(boost.time)) for boost in boosts]
    latest = {person.key: (person, seen) for person, seen in sorted(said, key=lambda pair: pair[1])}
    database.run_many(
        _PUT,
        ((key, seen, folded(person), PERSON.encode(person)) for key, (person, seen) in latest.items()),
    )


def folded(person: Person) -> str:
    """Name and handle in the form in which they are compared."""
    return f"{person.name} {person.handle}".casefold()


class Folk(Part):
    """People by name."""

    def persons(self, words: Iterable[str] = (), limit: int = 50) -> list[Person]:
        """Those whose name or handle holds every one of these words, the ones seen last first."""
        wanted = [word.casefold() for word in words]
        where = " AND ".join(["instr(folded, ?)"] * len(wanted)) or "1"
        sql = f"SELECT body FROM folk WHERE {where} ORDER BY seen DESC LIMIT ?"  # noqa: S608 - marks alone
        rows = self._db.rows(sql, *wanted, limit)
        return [self._db.decode(PERSON, body) for (body,) in rows]

    def persons_like(self, name: str, limit: int) -> list[Person]:
        """Those whose name or handle holds these letters in this order: one that begins with them first, then
        one that holds them in a row; of equals the one seen last first.
        """
        letters = name.casefold()
        anywhere = "".join(f"%\\{letter}" if letter in "%_\\" else f"%{letter}" for letter in letters) + "%"
        sql = """
            SELECT body FROM folk WHERE folded LIKE ? ESCAPE '\\'
            ORDER BY CASE instr(folded, ?) WHEN 1 THEN 0 WHEN 0 THEN 2 ELSE 1 END, seen DESC LIMIT ?
        """
        return [self._db.decode(PERSON, body) for (body,) in self._db.rows(sql, anywhere, letters, limit)]

    def keys_like(self, name: str) -> frozenset[str]:
        """The handle keys of everybody whose name or handle holds this."""
        return frozenset(
            key for (key,) in self._db.rows("SELECT handle FROM folk WHERE instr(folded, ?)", name.casefold())
        )

    def person(self, key: str) -> Person | None:
        """The one with this handle key."""
        row = self._db.row("SELECT body FROM folk WHERE handle = ?", key)
        return self._db.decode(PERSON, row[0]) if row else None

    def forget_unseen(self) -> None:
        """Forget those of whom nothing is left."""
        self._db.run(
            "DELETE FROM folk WHERE handle NOT IN (SELECT author FROM posts)"
            " AND handle NOT IN (SELECT author FROM boosts)"
        )
