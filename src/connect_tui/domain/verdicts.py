"""What the rules of attention say of one post: how it is addressed to me, what closed it, why it is open."""

from datetime import datetime
from enum import Enum, auto

from msgspec import Struct

from connect_tui.domain.entry import Reason
from connect_tui.domain.post import Post
from connect_tui.domain.turns import Turn


class Addressed(Enum):
    """In which way a post is addressed to me."""

    DIRECT = auto()
    REPLY = auto()
    NAMED = auto()
    QUOTED = auto()


class Closed(Enum):
    """What closed a post."""

    DONE = auto()
    LATER = auto()
    ANSWERED = auto()
    ACKNOWLEDGED = auto()


class Open(Struct, frozen=True):
    """A post that waits for my answer. The smallest `rank` is the best: group, tier, circle, time, URI."""

    post: Post
    turn: Turn
    reason: Reason
    asks: bool
    earlier: bool
    earlier_from: datetime
    since: datetime
    rank: tuple[int, int, int, float, str]


class Owed(Struct, frozen=True):
    """A post addressed to me for which nothing is owed."""

    post: Post
    reason: Reason
    asks: bool
