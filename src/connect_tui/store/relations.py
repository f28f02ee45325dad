"""What I have to do with whom, as each network tells it."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct

from connect_tui.domain.people import FollowRequest, People, Person, PersonId, handle_key
from connect_tui.port.answers import Relation
from connect_tui.port.capabilities import Stance
from connect_tui.store.codec import FOLLOW_REQUEST, PERSON
from connect_tui.store.database import Part
from connect_tui.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none

_COLUMN = {Stance.FOLLOW: "followed", Stance.BLOCK: "blocked", Stance.MUTE: "muted"}


class Hidden(Struct, frozen=True):
    """Somebody of whom nothing is shown, and by which accounts of mine. Where nothing of them was ever seen,
    their handle alone is known, and the id has no key.
    """

    person: Person
    blocked: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


class Relations(Part):
    """Follows, blocks, mutes and follow requests."""

    def relations(self, account: str) -> dict[str, Relation]:
        """What is known of everybody that this account was asked about, by handle key."""
        sql = "SELECT handle, followed, blocked, muted FROM relations WHERE account = ?"
        return {
            handle: Relation(handle, bool(followed), bool(blocked), bool(muted))
            for handle, followed, blocked, muted in self._db.rows(sql, account)
        }

    def relation(self, account: str, key: str, now: datetime) -> Relation:
        """What this account has to do with one person, by handle key: nothing, where nothing is known. A mute
        that has run out is none.
        """
        sql = "SELECT followed, blocked, muted, muted_until FROM relations WHERE account = ? AND handle = ?"
        row = self._db.row(sql, account, key)
        if row is None:
            return Relation(key, followed=False)
        followed, blocked, muted, until = row
        runs = until is None or from_micros(until) > now
        return Relation(key, bool(followed), bool(blocked), bool(muted) and runs)

    def hidden_people(self, now: datetime) -> list[Hidden]:
        """Everybody whom I blocked or have muted, by handle."""
        sql = """
            SELECT relations.handle, account, blocked,
                muted AND (muted_until IS NULL OR muted_until > ?) AS silent, body
            FROM relations LEFT JOIN folk ON folk.handle = relations.handle
            WHERE blocked OR silent ORDER BY relations.handle, account
        """
        found: dict[str, Hidden] = {}
        for handle, account, blocked, muted, body in self._db.rows(sql, to_micros(now)):
            person = self._db.decode(PERSON, body) if body else Person(handle, "", PersonId(account, ""))
            known = found.get(handle, Hidden(person))
            found[handle] = Hidden(
                known.person,
                (*known.blocked, account) if blocked else known.blocked,
                (*known.muted, account) if muted else known.muted,
            )
        return list(found.values())

    def set_stance(self, account: str, key: str, stance: Stance, on: bool) -> None:
        """An account of mine holds this stance towards one person, without an end; or no longer."""
        if on:
            self._hold(account, key, stance, None)
        else:
            sql = f"UPDATE relations SET {_COLUMN[stance]} = 0 WHERE account = ? AND handle = ?"
            self._db.run(sql, account, key)

    def set_relations(self, account: str, relations: Iterable[Relation]) -> frozenset[str]:
        """Keep what the network told of these people; answers the handle keys for which it is different.

        Somebody who was not known and with whom there is nothing is no news. The end of a mute stays.
        """
        changed: set[str] = set()
        with self._db.transaction():
            known = self.relations(account)
            for relation in relations:
                key = handle_key(relation.handle)
                before = known.get(key, Relation(key, followed=False))
                after = Relation(key, relation.followed, relation.blocked, relation.muted)
                if after != before:
                    changed.add(key)
                if after != known.get(key):
                    self._write(account, after)
                known[key] = after
        return frozenset(changed)

    def set_stances(
        self, account: str, stance: Stance, held: Mapping[str, datetime | None]
    ) -> frozenset[str]:
        """Everybody towards whom I hold this stance, by handle, with the moment at which it ends or `None`.

        It replaces what was known. Answers the handle keys for which it is different. Only a mute can end.
        """
        column = _COLUMN[stance]
        now = {handle_key(handle): to_micros_or_none(until) for handle, until in held.items()}
        with self._db.transaction():
            sql = f"SELECT handle, muted_until FROM relations WHERE account = ? AND {column}"
            before: dict[str, int | None] = dict(self._db.rows(sql, account))
            if stance is not Stance.MUTE:
                before, now = dict.fromkeys(before), dict.fromkeys(now)
            gone = before.keys() - now.keys()
            news = {key for key, until in now.items() if key not in before or before[key] != until}
            self._db.run_many(
                f"UPDATE relations SET {column} = 0 WHERE account = ? AND handle = ?",
                ((account, key) for key in sorted(gone)),
            )
            for key in sorted(news):
                self._hold(account, key, stance, now[key])
        return frozenset(gone | news)

    def people(self) -> People:
        """What all networks told, together: the longest of several mutes counts.

        Whom I wrote to and my circles are not known here.
        """
        followed: set[str] = set()
        blocked: set[str] = set()
        muted: dict[str, datetime | None] = {}
        sql = "SELECT handle, followed, blocked, muted, muted_until FROM relations"
        for handle, follows, blocks, mutes, until in self._db.rows(sql):
            if follows:
                followed.add(handle)
            if blocks:
                blocked.add(handle)
            if mutes:
                ends = from_micros_or_none(until)
                muted[handle] = _longer(ends, muted[handle]) if handle in muted else ends
        return People(
            followed=frozenset(followed),
            blocked=frozenset(blocked),
            muted=MappingProxyType(muted),
            follow_requests=self.follow_requests(),
        )

    def follow_requests(self) -> tuple[FollowRequest, ...]:
        """Those who ask to follow me, the longest waiting first."""
        rows = self._db.rows("SELECT body FROM follow_requests ORDER BY seen, handle, account")
        return tuple(self._db.decode(FOLLOW_REQUEST, body) for (body,) in rows)

    def set_follow_requests(self, account: str, requests: Iterable[FollowRequest]) -> bool:
        """All who ask to follow this account now; answers whether that is news.

        When each was first seen is kept.
        """
        with self._db.transaction():
            known = {known.person.key: known for known in self.follow_requests() if known.account == account}
            now: dict[str, FollowRequest] = {}
            for request in requests:
                before = known.get(request.person.key)
                seen = min(before.seen, request.seen) if before else request.seen
                now[request.person.key] = FollowRequest(account, request.person, seen)
            if now == known:
                return False
            self._db.run("DELETE FROM follow_requests WHERE account = ?", account)
            self._db.run_many(
                "INSERT INTO follow_requests (account, handle, seen, body) VALUES (?, ?, ?, ?)",
                ((account, key, to_micros(r.seen), FOLLOW_REQUEST.encode(r)) for key, r in now.items()),
            )
        return True

    def _write(self, account: str, relation: Relation) -> None:
        self._db.run(
            """
            INSERT INTO relations (account, handle, followed, blocked, muted) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (account, handle) DO UPDATE SET followed = excluded.followed,
                blocked = excluded.blocked, muted = excluded.muted,
                muted_until = CASE WHEN excluded.muted AND muted THEN muted_until END
            """,
            account,
            relation.handle,
            relation.followed,
            relation.blocked,
            relation.muted,
        )

    def _hold(self, account: str, key: str, stance: Stance, until: int | None) -> None:
        column = _COLUMN[stance]
        ends = ", muted_until = excluded.muted_until" if stance is Stance.MUTE else ""
        self._db.run(
            f"""
            INSERT INTO relations (account, handle, followed, blocked, muted, muted_until)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, handle) DO UPDATE SET {column} = 1{ends}
            """,
            account,
            key,
            stance is Stance.FOLLOW,
            stance is Stance.BLOCK,
            stance is Stance.MUTE,
            until,
        )


def _longer(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)
