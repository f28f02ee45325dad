"""How I stand with people in one part of the network."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from connect_tui.provider import NotFound, Reaction, Stance, Timeline

T = TypeVar("T")


class Standing:
    """What the server keeps about me there: ids of people, and numbers of notes."""

    def __init__(
        self, followed: frozenset[str], requests: Mapping[str, datetime], favourited: frozenset[int]
    ) -> None:
        self.followed = set(followed)
        self.followers: set[str] = set()
        """Those whom I let follow me since; nobody else is told apart."""
        self.requests = dict(requests)
        self.favourited = set(favourited)
        self.bookmarked: set[int] = set()
        self.muted: set[str] = set()
        self.blocked: set[str] = set()
        self.muted_threads: set[int] = set()
        """The numbers of the notes that begin them."""
        self.read: dict[Timeline, int] = {}
        """The numbers of the notes read last."""

    def hides(self, person: str) -> bool:
        """Whether I muted or blocked this person."""
        return person in self.muted or person in self.blocked

    def relate(self, person: str, stance: Stance, on: bool) -> None:
        """Follow, mute or block somebody, or take that back; whom I block I do not follow."""
        people = {Stance.FOLLOW: self.followed, Stance.MUTE: self.muted, Stance.BLOCK: self.blocked}
        _switch(people[stance], person, on)
        if stance is Stance.BLOCK and on:
            self.followed.discard(person)
            self.requests.pop(person, None)

    def answer_request(self, person: str, accept: bool) -> None:
        """Accept or decline that somebody follows me.

        Raises:
            NotFound: they do not ask any more.
        """
        if self.requests.pop(person, None) is None:
            raise NotFound("has no such follow request any more")
        if accept:
            self.followers.add(person)

    def mark(self, note: int, reaction: Reaction, on: bool) -> None:
        """Favourite or bookmark a note, or take that back."""
        _switch(self.favourited if reaction is Reaction.FAVOURITE else self.bookmarked, note, on)

    def mute_thread(self, top: int, on: bool) -> None:
        """Mute what this note begins, or take that back."""
        _switch(self.muted_threads, top, on)


def _switch(kept: set[T], what: T, on: bool) -> None:
    if on:
        kept.add(what)
    else:
        kept.discard(what)
