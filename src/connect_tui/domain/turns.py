"""Turns: what one person says in a row."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Post


class Turn(Struct, frozen=True):
    """Posts in a row by one author, by time; none before its parent, whatever is written on it.

    `newest` is when something was last said in it.
    """

    posts: tuple[Post, ...]
    newest: datetime

    @property
    def first(self) -> Post:
        """With what the turn began."""
        return self.posts[0]


def turns_by_post(
    conversation: Conversation, posts: Sequence[Post], mine: Sequence[datetime]
) -> dict[str, Turn]:
    """The turn of each of `posts`, which stand in reading order, by URI.

    A post continues the turn of the post it stands under, or of the one said before it under the same
    parent, if that is by the same author and none of `mine`, which are sorted, lies between the two in time.
    """
    times = _times(conversation)
    by_time = sorted(posts, key=lambda post: times[post.uri])
    by_uri = {post.uri: post for post in by_time}
    leader = {post.uri: post.uri for post in by_time}
    last_under: dict[tuple[str, object], Post] = {}

    def find(uri: str) -> str:
        while leader[uri] != uri:
            leader[uri] = uri = leader[leader[uri]]
        return uri

    for post in by_time:
        under = conversation.parents.get(post.uri) or _missing_parent(conversation, post)
        before = [by_uri.get(conversation.parents.get(post.uri, ""))]
        if under:
            before.append(last_under.get((post.author.key, under)))
            last_under[post.author.key, under] = post
        for said in before:
            if (
                said
                and said.author.key == post.author.key
                and not _between(mine, times[said.uri], times[post.uri])
            ):
                leader[find(post.uri)] = find(said.uri)
    rows: dict[str, list[Post]] = {}
    for post in by_time:
        rows.setdefault(find(post.uri), []).append(post)
    turns = {uri: Turn(tuple(row), max(post.time for post in row)) for uri, row in rows.items()}
    return {post.uri: turns[find(post.uri)] for post in by_time}


def _times(conversation: Conversation) -> dict[str, datetime]:
    """When each post was said: its own time, but never before that of its parent."""
    times: dict[str, datetime] = {}
    for post in conversation.posts:
        parent = conversation.parents.get(post.uri)
        times[post.uri] = post.time if parent is None else max(post.time, times[parent])
    return times


def _missing_parent(conversation: Conversation, post: Post) -> object:
    """The only name known of a parent that is not here."""
    if post.uri not in conversation.gaps:
        return None
    return tuple(sorted((c.parent.account, c.parent.key) for c in post.copies if c.parent))


def _between(mine: Sequence[datetime], start: datetime, end: datetime) -> bool:
    """Whether one of these moments lies between the two, the ends left out."""
    return bisect_right(mine, start) < bisect_left(mine, end)
