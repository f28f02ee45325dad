"""Posts. A post has no field for a number of anything: see `docs/attention.md`, "No counts".

What a post is made of never holds what holds it, so that garbage need not be looked for in it (`gc=False`).
Nothing else is as much of what is in memory.
"""

from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.people import Person, PersonId, handle_key
from connect_tui.domain.text import NO_TEXT, Text
from connect_tui.domain.visibility import Visibility as Visibility  # it is a word about posts

EARLIEST = datetime(2006, 1, 1, tzinfo=UTC)
"""No network that is gathered here is older; a post dated before this is dated wrongly."""


class PostId(Struct, frozen=True, gc=False):
    """The name that one server gives a post: `account` is my account there, `key` is opaque."""

    account: str
    key: str


class Mention(Struct, frozen=True, gc=False):
    """Somebody named by a post; `handle` is in full."""

    handle: str
    name: str = ""
    person: PersonId | None = None

    @property
    def key(self) -> str:
        """The handle in the form in which handles are compared."""
        return handle_key(self.handle)


class MediaKind(StrEnum):
    """What an attachment is."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    OTHER = "other"


class Attachment(Struct, frozen=True, gc=False):
    """Something attached to a post; `alt` is what its author says it shows."""

    kind: MediaKind
    url: str
    alt: str = ""


class Link(Struct, frozen=True, gc=False):
    """The page that a post points to, by its title. Descriptions are dropped: they carry counts."""

    url: str
    title: str = ""


class PollOption(Struct, frozen=True, gc=False):
    """One answer of a poll. `tenths` is its share of the votes in tenths, 0 to 10; never a number of
    votes. It is `None` while the network does not show results.
    """

    title: str
    tenths: int | None = None
    mine: bool = False


class Poll(Struct, frozen=True, gc=False):
    """A question with answers to choose from; `closes` is `None` where it has no end."""

    key: str
    options: tuple[PollOption, ...]
    multiple: bool = False
    closes: datetime | None = None
    closed: bool = False
    voted: bool = False


class Quote(Struct, frozen=True, gc=False):
    """A post quoted by another. Where it cannot be read, `author` is `None` and `text` is empty."""

    uri: str
    author: Person | None = None
    text: Text = NO_TEXT
    url: str = ""


class FilterContext(StrEnum):
    """Where a filter of mine applies (Mastodon: `context` of a Filter)."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    PUBLIC = "public"
    THREAD = "thread"
    ACCOUNT = "account"


class Filter(Struct, frozen=True, gc=False):
    """A filter of mine that matches a post: it hides the post, or only collapses it with its title."""

    title: str
    hides: bool
    contexts: frozenset[FilterContext]


class Copy(Struct, frozen=True, gc=False):
    """A post as one of my accounts sees it: its name there, its parent's, and what I did with it."""

    id: PostId
    parent: PostId | None = None
    favourited: bool = False
    boosted: bool = False
    bookmarked: bool = False
    muted: bool = False
    """I muted the conversation on that server."""
    filters: tuple[Filter, ...] = ()


class Post(Struct, frozen=True, kw_only=True, gc=False):
    """One message by one author.

    `uri` is canonical: the same on every server, so it joins what several accounts see.
    `created` is the date on the post, `seen` when it was first known here; read `time` instead.
    `copies` holds one copy an account; the first is the one whose text and people stand here.
    `closed` says why I may not answer, as a sentence; it is empty where I may.
    """

    uri: str
    author: Person
    created: datetime
    seen: datetime
    copies: tuple[Copy, ...]
    text: Text = NO_TEXT
    url: str = ""
    edited: datetime | None = None
    deleted: bool = False
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    mentions: tuple[Mention, ...] = ()
    quote: Quote | None = None
    poll: Poll | None = None
    attachments: tuple[Attachment, ...] = ()
    link: Link | None = None
    has_replies: bool = False
    closed: str = ""

    @property
    def time(self) -> datetime:
        """The post's own date, but never later than when it was first seen, nor before 2006."""
        return self.seen if self.created < EARLIEST else min(self.created, self.seen)

    @property
    def id(self) -> PostId:
        """The id of the copy whose text stands here."""
        return self.copies[0].id

    @property
    def favourited(self) -> bool:
        """Whether I favourited it, from any account."""
        return any(copy.favourited for copy in self.copies)

    @property
    def boosted(self) -> bool:
        """Whether I boosted it, from any account."""
        return any(copy.boosted for copy in self.copies)

    @property
    def bookmarked(self) -> bool:
        """Whether I bookmarked it, from any account."""
        return any(copy.bookmarked for copy in self.copies)

    @property
    def direct(self) -> bool:
        """Whether it is a direct message."""
        return self.visibility is Visibility.DIRECT

    @property
    def replies(self) -> bool:
        """Whether it answers another post, known or not."""
        return any(copy.parent for copy in self.copies)

    def copy_of(self, account: str) -> Copy | None:
        """The copy that this account of mine sees."""
        return next((copy for copy in self.copies if copy.id.account == account), None)


class Boost(Struct, frozen=True, gc=False):
    """Somebody passed a post on. `uri` is the boosted post's."""

    id: PostId
    uri: str
    by: Person
    created: datetime
    seen: datetime

    @property
    def time(self) -> datetime:
        """When it was boosted, never later than when that was first seen."""
        return self.seen if self.created < EARLIEST else min(self.created, self.seen)


def merge(known: Post, arrived: Post) -> Post:
    """Join two sightings of one post; `arrived` was fetched after `known`.

    The later edit gives the text; without an edit between them, the account that gave it before does,
    or the one whose name sorts first: the result does not depend on which account came first. What I did
    with the post stays with each account's own copy. The first time seen is kept.

    Raises:
        ValueError: the two are not the same post.
    """
    if known.uri != arrived.uri:
        raise ValueError(f"not the same post: {known.uri} and {arrived.uri}")
    source = arrived if _supersedes(known, arrived) else known
    copies = {copy.id: copy for copy in (*known.copies, *arrived.copies)}
    first = source.copies[0].id
    rest = sorted((key for key in copies if key != first), key=lambda key: (key.account, key.key))
    return replace(
        source,
        seen=min(known.seen, arrived.seen),
        created=min(known.created, arrived.created),
        deleted=arrived.deleted,
        has_replies=known.has_replies or arrived.has_replies,
        copies=(copies[first], *(copies[key] for key in rest)),
    )


def _supersedes(known: Post, arrived: Post) -> bool:
    """Whether the text that arrived stands in place of the one that was known."""
    before, after = known.edited or EARLIEST, arrived.edited or EARLIEST
    if before != after:
        return after > before
    return arrived.id.account <= known.id.account
