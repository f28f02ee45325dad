"""People, my own accounts, and what I have to do with them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct, field

from connect_tui.domain.text import NO_TEXT, Text
from connect_tui.domain.visibility import Visibility

_TELLING = 5
"""Letters from which on a name that begins like another may be the same."""
IN_NO_CIRCLE = 1_000_000
"""Behind every circle, however many there are: a new circle moves nobody who is not in it."""


@lru_cache(maxsize=10_000)
def handle_key(handle: str) -> str:
    """The form in which two handles are compared: without case, with one leading `@`."""
    return "@" + handle.strip().lstrip("@").casefold()


class PersonId(Struct, frozen=True, gc=False):
    """The name that one server gives a person: `account` is my account there, `key` is opaque."""

    account: str
    key: str


class Person(Struct, frozen=True, gc=False):
    """Somebody on a network. `handle` is always in full: `@user@host`, `@name.example`.

    `elsewhere` is their full handle on another network, where they say that they can be written to there.
    """

    handle: str
    name: str
    id: PersonId
    url: str = ""
    bot: bool = False
    group: bool = False
    elsewhere: str = ""

    @property
    def key(self) -> str:
        """The handle in the form in which handles are compared."""
        return handle_key(self.handle)

    @property
    def automated(self) -> bool:
        """True where no single human stands behind the account."""
        return self.bot or self.group


class Profile(Struct, frozen=True):
    """What somebody says about themselves: a text, and what they put beside it, each under a name."""

    person: Person
    note: Text = NO_TEXT
    fields: tuple[tuple[str, Text], ...] = ()


class Account(Struct, frozen=True):
    """One account of mine: `name` is the table in the configuration, `network` the provider's kind.

    `visibility`, `language` and `sensitive` are what I chose there for new posts; `None` and empty where
    nothing was chosen, or the network has no such choice.
    """

    name: str
    handle: str
    network: str
    person: PersonId
    display_name: str = ""
    visibility: Visibility | None = None
    language: str = ""
    sensitive: bool = False

    @property
    def key(self) -> str:
        """The handle in the form in which handles are compared."""
        return handle_key(self.handle)


def networks_of(accounts: Iterable[Account]) -> dict[str, str]:
    """The network of each account by the account's name, where they are on several, and where the name does
    not say it already.
    """
    accounts = tuple(accounts)
    if len({account.network for account in accounts}) < 2:
        return {}
    return {a.name: a.network for a in accounts if a.network.casefold() not in a.name.casefold()}


class Circle(Struct, frozen=True):
    """A named group of people. `members` are handle keys (`handle_key`).

    `account` is empty for one of my own; otherwise it is a list on the server of that account, and is not
    changed here.
    """

    name: str
    members: frozenset[str]
    account: str = ""


class FollowRequest(Struct, frozen=True):
    """Somebody who asks to follow `account`; `seen` is when that was first known here."""

    account: str
    person: Person
    seen: datetime


def handles_of(key: str, same: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All handles of the person who has this one, where `same` says which belong together."""
    return same.get(key) or frozenset({key})


def namesakes(one: str, other: str) -> bool:
    """Whether two handle keys are different, of different servers, and begin alike: @ben@a.example and
    @ben.b.example.
    """
    names, hosts = zip(*(_parts(key) for key in (one, other)), strict=True)
    alike = names[0] == names[1] or (min(map(len, names)) >= _TELLING and _begins(*names))
    return alike and hosts[0] != hosts[1]


def _parts(key: str) -> tuple[str, str]:
    """The name and the host of a handle key."""
    first, at, host = key.removeprefix("@").partition("@")
    if at:
        return first, host
    name, _, host = first.partition(".")
    return name, host


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def with_same(keys: Iterable[str], same: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """These people by all their handles."""
    keys = frozenset(keys)
    return keys.union(*(same[key] for key in keys & same.keys()))


class People(Struct, frozen=True):
    """What I have to do with whom. Every handle here is a handle key (`handle_key`).

    `muted` maps to the moment at which the mute ends, `None` for one without an end.
    `circles` stand in the order in which they matter. `same` maps each handle of somebody who is on several
    networks to all of theirs, itself included.
    """

    followed: frozenset[str] = frozenset()
    written_to: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    muted: Mapping[str, datetime | None] = field(default_factory=lambda: MappingProxyType({}))
    circles: tuple[Circle, ...] = ()
    follow_requests: tuple[FollowRequest, ...] = ()
    same: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def handles_of(self, key: str) -> frozenset[str]:
        """All handles of the person who has this one."""
        return handles_of(key, self.same)

    def knows(self, key: str) -> bool:
        """A known person: followed, written to at any time, or in one of my circles; by any handle."""
        if key in self.followed or key in self.written_to or self.in_circle(key):
            return True
        others = self.same.get(key, ())
        return any(other in self.followed or other in self.written_to for other in others)

    def in_circle(self, key: str) -> bool:
        """Whether the person is in any of my circles."""
        return self.circle_rank(key) != IN_NO_CIRCLE

    def circle_rank(self, key: str) -> int:
        """The place of the first circle that holds the person; behind them all where none does."""
        others = self.same.get(key, frozenset[str]())
        for rank, circle in enumerate(self.circles):
            if key in circle.members or not others.isdisjoint(circle.members):
                return rank
        return IN_NO_CIRCLE

    def mute_ends(self, key: str, now: datetime) -> datetime | None:
        """When a timed mute of this person that still runs at `now` will end."""
        until = self.muted.get(key)
        return until if until is not None and until > now else None

    def hides(self, key: str, now: datetime) -> bool:
        """Whether this person is blocked, or muted at `now`."""
        if key in self.blocked:
            return True
        if key not in self.muted:
            return False
        until = self.muted[key]
        return until is None or until > now
