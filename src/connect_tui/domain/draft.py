"""What I write: a draft on its way to the outbox, and what a provider is asked to publish."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from connect_tui.domain.post import PostId
from connect_tui.domain.visibility import Visibility


class DraftState(StrEnum):
    """Where a draft is on its way. Only `SENT` ends it."""

    WRITING = "writing"
    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    """The request went out and its outcome cannot be known: somebody has to look."""
    FAILED = "failed"
    SENT = "sent"


class DraftMedia(Struct, frozen=True):
    """Something attached to what I write.

    `path` is the file, absolute; empty for what stands on the server already, as with a post that is edited.
    `key` is the server's name for it once it is there, `uploaded` since when. Whoever changes `path` or
    `alt` need not mind them: saving a draft keeps both only where they still hold.
    """

    path: str = ""
    alt: str = ""
    key: str = ""
    uploaded: datetime | None = None


class DraftPoll(Struct, frozen=True):
    """A question to ask with a post; it closes so long after it was posted."""

    options: tuple[str, ...]
    multiple: bool = False
    duration: timedelta = timedelta(days=1)


class Draft(Struct, frozen=True, kw_only=True):
    """Something that I am writing or sending. It stands in `mine.db` until the server has it.

    `key` is its idempotency key: one a draft, the same on every try. `answers` is the URI of the post that
    it answers, empty for a new post; `parent` is the id of that post for `account`, found when sending.
    `recipients` are the full handles that will be named. `not_before` is when sending may begin: until then
    it can be taken back. `problem` is what stood in the way the last time, in words.

    `edits` is the URI of a post of mine that this changes, empty for anything new. `follows` is the key of
    the draft that this one continues, as the parts of a thread do: it is sent after that one, and answers it.
    `asked_alt`: the reminder that a picture has no description was given.
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
    media: tuple[DraftMedia, ...] = ()
    poll: DraftPoll | None = None
    sensitive: bool = False
    edits: str = ""
    follows: str = ""
    asked_alt: bool = False
    state: DraftState = DraftState.WRITING
    not_before: datetime | None = None
    first_tried: datetime | None = None
    problem: str = ""
    sent_uri: str = ""


class Outgoing(Struct, frozen=True, kw_only=True):
    """What a provider publishes: `text` already names the recipients. `key` is the idempotency key.

    `media` are the names that `Provider.upload` or `Provider.source` gave, in their order. `alts` are those
    of them that stood on the server before, each with the description that it is to have from now on.
    """

    key: str
    text: str
    parent: PostId | None = None
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    language: str = ""
    media: tuple[str, ...] = ()
    alts: tuple[tuple[str, str], ...] = ()
    poll: DraftPoll | None = None
    sensitive: bool = False
