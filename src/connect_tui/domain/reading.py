"""How far I have read, and what is new after that: a line, never a number. Pure.

A line is a moment. It moves only by something that I do, and only over what stood on the screen
(`docs/decisions/0022-read-until-here.md`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Post

_BEFORE = timedelta(microseconds=1)


class News(Struct, frozen=True):
    """The posts of a conversation, by URI, that came after `since`, when I last read in it."""

    since: datetime
    posts: frozenset[str]


def line_after(fresh: Mapping[str, datetime], shown: Collection[str], end: datetime) -> datetime:
    """Where the line goes when I leave: to `end`, but never past what I did not see. `fresh` maps what was
    new to me to its moment, `shown` names what stood on the screen.
    """
    unseen = [moment for name, moment in fresh.items() if name not in shown]
    return min(unseen) - _BEFORE if unseen else end


def arrivals(conversation: Conversation, line: datetime | None) -> dict[str, datetime]:
    """When each post came, by URI: when it was first known here, for it may be older than it came.

    Where everything came after the line, the cache was rebuilt since; then the posts' own time has to do.
    """
    rebuilt = line is not None and all(post.seen > line for post in conversation.posts)
    return {post.uri: post.time if rebuilt else post.seen for post in conversation.posts}


def news(
    conversation: Conversation, line: datetime | None, read_elsewhere: Collection[str], me: Collection[str]
) -> News | None:
    """What is new in a conversation since `line`; `None` where nothing is, or I never read in it.

    `read_elsewhere` are URIs that another program says have been read, `me` the handle keys of my accounts.
    """
    if line is None:
        return None
    came = arrivals(conversation, line)
    new = frozenset(
        post.uri
        for post in conversation.posts
        if came[post.uri] > line and post.uri not in read_elsewhere and not _passed_over(post, me)
    )
    return News(line, new) if new else None


def _passed_over(post: Post, me: Collection[str]) -> bool:
    return post.deleted or post.author.key in me
