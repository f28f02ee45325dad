"""Anchors: the posts around which a conversation is worth fetching, so that nothing of mine is missing."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from enum import IntEnum

from msgspec import Struct

from connect_tui.domain.attention import Context
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.judging import Case
from connect_tui.domain.post import Post, PostId

RECENT = timedelta(hours=48)
"""How old a post of mine may be for replies to be looked for that nobody announced."""
LOOK_AGAIN = timedelta(hours=1)


class Urgency(IntEnum):
    """What an anchor is fetched for; the smaller comes first."""

    PARENT_UNKNOWN = 0
    ADDRESSED = 1
    MINE = 2


class Anchor(Struct, frozen=True):
    """The topmost post on a branch that concerns me. `newest` is when the newest such post below it was first
    seen; `torn`, whether the beginning of the conversation is missing above it; `due` is when fetching is
    worth it, `None` where nothing seems to be missing.
    """

    id: PostId
    uri: str
    urgency: Urgency
    newest: datetime
    torn: bool
    due: datetime | None

    @property
    def order(self) -> tuple[int, float, str]:
        """Sorts what matters most to the front, then the newest."""
        return (self.urgency, -self.newest.timestamp(), self.uri)


Completed = Callable[[str], datetime | None]
"""When the conversation around a post was last fetched whole."""


def anchors(
    conversation: Conversation,
    context: Context,
    account: str,
    completed: Completed,
    absent: Collection[PostId] = (),
) -> Iterator[Anchor]:
    """The anchors of a conversation, for one account: every post that is mine or addressed to me, and has no
    other above it. What is known to be `absent` from the server is not missing.
    """
    case = Case(conversation, context)
    gaps = {uri for uri in conversation.gaps if _may_be_filled(conversation.by_uri[uri], account, absent)}
    concerns = {post.uri for post in conversation.posts if _concerns_me(post, case)}
    for post in conversation.posts:
        copy = post.copy_of(account)
        if copy is None or post.uri not in concerns:
            continue
        if any(above.uri in concerns for above in conversation.above(post.uri)):
            continue
        branch = [post, *(below for below in conversation.below(post.uri) if below.uri in concerns)]
        newest = max(found.seen for found in branch)
        torn = post.uri in gaps or any(above.uri in gaps for above in conversation.above(post.uri))
        urgency = _urgency(branch, case, parent_unknown=post.uri in gaps)
        due = _due(branch, urgency, newest, case, completed(post.uri), torn=torn)
        yield Anchor(copy.id, post.uri, urgency, newest, torn, due)


def _may_be_filled(post: Post, account: str, absent: Collection[PostId]) -> bool:
    """Whether this account's server may still give what stands above the post."""
    copy = post.copy_of(account)
    return copy is None or copy.parent is None or copy.parent not in absent


def _concerns_me(post: Post, case: Case) -> bool:
    return not post.deleted and (post.author.key in case.me or post.uri in case.addressed)


def _urgency(branch: list[Post], case: Case, *, parent_unknown: bool) -> Urgency:
    if parent_unknown:
        return Urgency.PARENT_UNKNOWN
    if any(found.uri in case.addressed for found in branch):
        return Urgency.ADDRESSED
    return Urgency.MINE


def _due(
    branch: list[Post],
    urgency: Urgency,
    newest: datetime,
    case: Case,
    completed: datetime | None,
    *,
    torn: bool,
) -> datetime | None:
    """When this branch is worth fetching: at once, at some time, or not at all."""
    now = case.context.now
    missing = urgency is Urgency.PARENT_UNKNOWN or _replies_are_missing(branch, case)
    # Further up something may be missing; and of many replies some, even where others are known.
    doubtful = urgency is Urgency.ADDRESSED and (torn or any(post.has_replies for post in branch))
    if (missing or doubtful) and (completed is None or completed < newest):
        return now
    if completed is not None and _may_be_answered(branch, case, now):
        return completed + LOOK_AGAIN
    return None


def _replies_are_missing(branch: list[Post], case: Case) -> bool:
    """Whether the network says of some post that it has replies, and none is known."""
    return any(post.has_replies and post.uri not in case.conversation.children for post in branch)


def _may_be_answered(branch: list[Post], case: Case, now: datetime) -> bool:
    """Whether a recent post of mine has replies: others may follow that no notice tells of."""
    return any(
        post.author.key in case.me and post.has_replies and now - post.time < RECENT for post in branch
    )
