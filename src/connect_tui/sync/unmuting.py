"""Conversations that were muted on a server and are so no longer: somebody took it back elsewhere.

A server says of every post whether its conversation is muted. What it says anew of one post holds for all of
them, and for my own mark.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.post import Post, PostId
from connect_tui.store.store import Store

GRACE = timedelta(minutes=5)
"""What was fetched before a mark was made may arrive after it: one so young is not taken back."""


class Before(Struct, frozen=True):
    """What was known of posts before they arrived: which of them, and of which that they are muted."""

    known: frozenset[PostId]
    muted: frozenset[PostId]


class Unmuting:
    """Looks at what arrives for conversations that are not shown."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def before(self, posts: Sequence[Post]) -> Before:
        """What is known of these posts. Ask before they are merged."""
        arriving = [copy.id for post in posts for copy in post.copies]
        hidden = self._hidden(self._store.cache.groups_of(post.uri for post in posts))
        muted = (copy.id for found in hidden for post in found.posts for copy in post.copies if copy.muted)
        return Before(self._store.cache.known(arriving), frozenset(muted))

    def heed(self, posts: Sequence[Post], changed: Iterable[int], before: Before) -> None:
        """Take back what these posts, just merged, say is muted no longer."""
        arrived = {copy.id: copy.muted for post in posts for copy in post.copies}
        for conversation in self._hidden(changed):
            here = {copy.id for post in conversation.posts for copy in post.copies} & arrived.keys()
            muted = {key.account for key in here if arrived[key]}
            said = {key for key in here if key.account not in muted}
            news = {key.account for key in said if key in before.muted or key not in before.known}
            if news:
                self._store.cache.merge(with_mute(conversation, news, on=False))
            # A post that is new may be one that its server does not count to the conversation.
            if said & before.muted:
                self._take_back_marks(conversation)

    def _hidden(self, groups: Iterable[int]) -> list[Conversation]:
        """Those of these groups that are not shown."""
        rows = self._store.cache.places_of(groups).values()
        hidden = [row.group for row in rows if row.place is None]
        return list(self._store.cache.conversations(hidden).values()) if hidden else []

    def _take_back_marks(self, conversation: Conversation) -> None:
        for number, mark in self._store.mine.numbered_marks_on(conversation.by_uri):
            if mark.kind is MarkKind.MUTED and not mark.made <= self._clock() < mark.made + GRACE:
                self._store.mine.remove_mark(number)


def muted_on(conversation: Conversation) -> tuple[str, ...]:
    """The accounts on whose servers the conversation is muted."""
    found = {copy.id.account for post in conversation.posts for copy in post.copies if copy.muted}
    return tuple(sorted(found))


def with_mute(conversation: Conversation, accounts: Collection[str], *, on: bool) -> list[Post]:
    """Those of its posts that look different when these accounts mute it, or no longer."""
    posts = (
        replace(
            post,
            copies=tuple(
                replace(copy, muted=on) if copy.id.account in accounts else copy for copy in post.copies
            ),
        )
        for post in conversation.posts
    )
    return [post for post in posts if post != conversation.by_uri[post.uri]]
