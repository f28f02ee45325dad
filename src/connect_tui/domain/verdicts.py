"""What the rules of attention say of one post: how it is addressed to me, what closed it, why it is open."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

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


@dataclass(frozen=True, slots=True)
class Open:
    """A post that waits for my answer. The smallest `rank` is the best: group, tier, circle, time, URI."""

    post: Post
    turn: Turn
    reason: Reason
    asks: bool
    earlier: bool
    earlier_from: datetime
    since: datetime
    rank: tuple[int, int, int, float, str]


@dataclass(frozen=True, slots=True)
class Owed:
    """A post addressed to me for which nothing is owed."""

    post: Post
    reason: Reason
    asks: bool
