"""What the inbox is made of: one entry a conversation, in one section, for one reason."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.marks import Delivery
from connect_tui.domain.people import Account, Person
from connect_tui.domain.post import Post


class Section(StrEnum):
    """The parts of the inbox, in the order in which they stand."""

    WAITING = "waiting"
    ACTIVE = "active"
    ASIDE = "aside"
    BROADCAST = "broadcast"
    SETTLED = "settled"


class Reason(StrEnum):
    """Why an entry stands where it stands."""

    DIRECT = "direct"
    ASKED = "asked"
    REPLIED = "replied"
    MENTIONED = "mentioned"
    MAYBE_ANSWERED = "maybe-answered"
    EARLIER = "earlier"
    CC = "cc"
    BOT = "bot"
    QUOTED = "quoted"
    CLOSING = "closing"
    FOLLOW_REQUEST = "follow-request"
    TOOK_PART = "took-part"
    AMONG_PEOPLE = "among-people"
    SELF_THREAD = "self-thread"
    BOOSTED = "boosted"
    POSTED = "posted"
    SETTLED = "settled"


Place = tuple[int, int, int, int, float, str]
"""Section, group, tier, circle, time in seconds, URI: entries sort by it."""


class AttentionSettings(Struct, frozen=True):
    """The `[attention]` table of the configuration."""

    active_for: timedelta = timedelta(hours=48)
    waiting_for: timedelta = timedelta(days=14)
    newest_first: bool = False
    favourite_acknowledges: bool = True


class Entry(Struct, frozen=True, kw_only=True):
    """One conversation, or one follow request, in the inbox.

    `account` is mine: the one that is addressed. `post` is the one to answer, the boosted one, or the
    newest; `conversation` and `post` are `None` for a follow request. `reply_to` is the last open post of
    the same turn: answering it closes the turn. `people` come first on the screen (those who wait; for a
    boost the author), `others` are the rest who spoke (for a boost, who boosted it).
    `since` is when the waiting began, or when it last moved. `place` sorts entries into the inbox's order.
    `addressed` maps what is addressed to me in it, by URI, to when it was said.
    `due` is the next moment at which time alone would change the entry.
    """

    section: Section
    reason: Reason
    account: Account
    conversation: Conversation | None
    post: Post | None
    people: tuple[Person, ...]
    since: datetime
    place: Place
    reply_to: Post | None = None
    others: tuple[Person, ...] = ()
    newcomer: bool = False
    asks: bool = False
    due: datetime | None = None
    spoke_last: bool = False
    addressed: Mapping[str, datetime] = field(default_factory=dict)
    delivery: Delivery = Delivery.NONE

    @property
    def uri(self) -> str:
        """What names this entry: the conversation's URI, or for a follow request the person's handle."""
        return self.conversation.uri if self.conversation else f"follow-request:{self.people[0].key}"
