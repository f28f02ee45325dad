"""Circles: those of the configuration, what the screen changed about them, and the lists of my servers."""

from collections.abc import Iterable, Mapping

import msgspec

from connect_tui.domain.people import Circle
from connect_tui.store.store import CircleChange

_decoder = msgspec.json.Decoder(list[tuple[str, list[str]]])


def my_circles(configured: Iterable[Circle], changes: Iterable[CircleChange]) -> tuple[Circle, ...]:
    """My circles in the order in which they matter: what the screen added or removed wins."""
    members = {circle.name: set(circle.members) for circle in configured}
    for change in changes:
        held = members.setdefault(change.circle, set())
        if change.present:
            held.add(change.handle)
        else:
            held.discard(change.handle)
    return tuple(Circle(name, frozenset(held)) for name, held in members.items())


def with_lists(mine: tuple[Circle, ...], lists: Mapping[str, bytes]) -> tuple[Circle, ...]:
    """My circles, and behind them the lists of each account. A list whose name is taken names its account."""
    taken = {circle.name for circle in mine}
    found: list[Circle] = []
    for account, stored in sorted(lists.items()):
        for circle in read_lists(stored):
            name = circle.name if circle.name not in taken else f"{circle.name} ({account})"
            if name not in taken:
                taken.add(name)
                found.append(Circle(name, circle.members, account))
    return (*mine, *found)


def write_lists(lists: Iterable[Circle]) -> bytes:
    """The lists of one server as they are kept; those of one name are one."""
    members: dict[str, set[str]] = {}
    for circle in lists:
        members.setdefault(circle.name, set()).update(circle.members)
    return msgspec.json.encode([(name, sorted(held)) for name, held in members.items()])


def read_lists(stored: bytes) -> tuple[Circle, ...]:
    """The lists that were kept; none, where they were kept in another way."""
    try:
        found = _decoder.decode(stored)
    except msgspec.MsgspecError:
        return ()
    return tuple(Circle(name, frozenset(members)) for name, members in found)


def moved(before: Iterable[Circle], after: Iterable[Circle]) -> frozenset[str]:
    """The handle keys of those whose circles are different; of everybody, where the circles are others."""
    before, after = tuple(before), tuple(after)
    everybody = frozenset(key for circle in (*before, *after) for key in circle.members)
    if [circle.name for circle in before] != [circle.name for circle in after]:
        return everybody
    changed = (one.members ^ other.members for one, other in zip(before, after, strict=True))
    return frozenset[str]().union(*changed)
