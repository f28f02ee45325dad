"""What I did a moment ago, which the network may not show yet.

My records stand on my own server at once; the AppView, which answers questions, hears of them a little later.
Until it has, what I did counts.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from connect_tui.providers.bluesky.names import AtUri
from connect_tui.providers.bluesky.wire import WirePost

HEARD_WITHIN = timedelta(minutes=1)
"""How long the AppView may take; after that, what it says counts."""


class Did(StrEnum):
    """What I can have done to a post or a person."""

    LIKE = "like"
    REPOST = "repost"
    BOOKMARK = "bookmark"
    ANSWER = "answer"
    DELETE = "delete"
    MUTE_THREAD = "mute thread"
    FOLLOW = "follow"
    BLOCK = "block"
    MUTE = "mute"


class Recent:
    """Remembers what I did, for a moment."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._done: dict[tuple[Did, str], tuple[bool, datetime]] = {}
        self._published: dict[AtUri, tuple[WirePost, datetime]] = {}

    def note(self, did: Did, what: str, on: bool = True) -> None:
        """I did this to a post or a person, or took it back."""
        now = self._clock()
        self._done = {key: done for key, done in self._done.items() if now - done[1] < HEARD_WITHIN}
        self._done[did, what] = on, now

    def holds(self, did: Did, what: str, said: bool = False) -> bool:
        """Whether it holds: as I did it, or as the network says where I did nothing."""
        on, at = self._done.get((did, what), (said, None))
        return on if at is None or self._clock() - at < HEARD_WITHIN else said

    def publish(self, post: WirePost) -> None:
        """I published this."""
        now = self._clock()
        self._published = {uri: kept for uri, kept in self._published.items() if now - kept[1] < HEARD_WITHIN}
        self._published[post.uri] = post, now

    @property
    def published(self) -> dict[AtUri, WirePost]:
        """What I published and did not delete, by its URI."""
        now = self._clock()
        return {
            uri: post
            for uri, (post, at) in self._published.items()
            if now - at < HEARD_WITHIN and not self.holds(Did.DELETE, str(uri))
        }

    def all(self, did: Did) -> dict[str, bool]:
        """Whatever I did of this kind, and whether I took it back."""
        now = self._clock()
        return {
            what: on
            for (kind, what), (on, at) in self._done.items()
            if kind is did and now - at < HEARD_WITHIN
        }
