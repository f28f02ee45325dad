"""How I stand with people in one part of the network."""

from collections.abc import Mapping
from datetime import datetime

from connect_tui.provider import Timeline


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
