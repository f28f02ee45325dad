"""What a provider answers with, beyond posts and people."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from connect_tui.domain.draft import DraftMedia, DraftPoll
from connect_tui.domain.people import Circle, FollowRequest
from connect_tui.domain.post import Boost, Post, PostId
from connect_tui.domain.text import Text


class Timeline(StrEnum):
    """What stands in an order of its own, and what a network may keep a read marker for."""

    HOME = "home"
    ADDRESSED = "addressed"


class Page(Struct, frozen=True):
    """Part of a timeline, newest first. `older` is the opaque cursor of the next part, `None` at the end.

    `troubles` says what could not be read of it while the rest could, each as a clause that names it:
    "dev.example/notes.xml cannot be reached".
    """

    posts: tuple[Post, ...] = ()
    boosts: tuple[Boost, ...] = ()
    older: str | None = None
    troubles: tuple[str, ...] = ()


class Thread(Struct, frozen=True):
    """The posts around one post, itself included. `complete` is false where the server holds some back."""

    posts: tuple[Post, ...]
    complete: bool = True


class Marker(Struct, frozen=True):
    """How far I have read a timeline, with whatever program.

    `post` is the last post read, where the network names one that is there; `at` is when that was said or
    passed on, or, where it is not known, when the marker was set.
    """

    at: datetime
    post: PostId | None = None


class Source(Struct, frozen=True):
    """What I wrote, as I wrote it. `media` stand on the server already, and may be named again in a changed
    post, or in a new one once this one is deleted. The poll's duration is what was left of it.
    """

    text: str
    warning: str = ""
    media: tuple[DraftMedia, ...] = ()
    poll: DraftPoll | None = None


class Version(Struct, frozen=True):
    """What a post said from `written` on, until it was changed."""

    text: Text
    warning: str
    written: datetime


class Fact(StrEnum):
    """Slow facts: what changes seldom and is asked for in turn, one a refresh."""

    MUTES = "mutes"
    BLOCKS = "blocks"
    FOLLOW_REQUESTS = "follow-requests"
    FOLLOWS = "follows"
    LISTS = "lists"
    FILTERS = "filters"
    FAVOURITES = "favourites"
    DIRECT = "direct"


class Facts(Struct, frozen=True, kw_only=True):
    """The answer to one slow fact; only the field that was asked for is set.

    `muted` maps a full handle to the moment at which the mute ends, `None` for one without an end.
    `page` carries posts whose state the fact brings up to date (`FAVOURITES`, `DIRECT`).
    """

    muted: Mapping[str, datetime | None] | None = None
    blocked: frozenset[str] | None = None
    followed: frozenset[str] | None = None
    follow_requests: tuple[FollowRequest, ...] | None = None
    lists: tuple[Circle, ...] | None = None
    page: Page | None = None


class Relation(Struct, frozen=True):
    """What I have to do with one person on one network, as far as the network told."""

    handle: str
    followed: bool
    blocked: bool = False
    muted: bool = False


class Emoji(Struct, frozen=True):
    """An emoji that a server has of its own, by the word that stands between colons."""

    shortcode: str
