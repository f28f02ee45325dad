"""What I write: a draft on its way to the outbox, and what a provider is asked to publish."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connect_tui.domain.post import PostId, Visibility


class DraftState(StrEnum):
    """Where a draft is on its way. Only `SENT` ends it."""

    WRITING = "writing"
    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    """The request went out and its outcome cannot be known: somebody has to look."""
    FAILED = "failed"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something that I am writing or sending. It stands in `mine.db` until the server has it.

    `key` is its idempotency key: one a draft, the same on every try. `answers` is the URI of the post that
    it answers, empty for a new post; `parent` is the id of that post for `account`, found when sending.
    `recipients` are the full handles that will be named. `not_before` is when sending may begin: until then
    it can be taken back. `problem` is what stood in the way the last time, in words.
    """

    key: str
    account: str
    text: str
    changed: datetime
    answers: str = ""
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    language: str = ""
    recipients: tuple[str, ...] = ()
    state: DraftState = DraftState.WRITING
    not_before: datetime | None = None
    first_tried: datetime | None = None
    problem: str = ""
    sent_uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a provider publishes: `text` already names the recipients. `key` is the idempotency key."""

    key: str
    text: str
    parent: PostId | None = None
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    language: str = ""
