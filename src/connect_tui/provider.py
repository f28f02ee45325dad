"""The port: what a network has to offer so that people on it can be talked with.

A provider is registered under the entry point group `connect_tui.providers`; the entry point's name is the
`kind` in the configuration and its value a `ProviderPlugin`. Third parties import this module and
`connect_tui.domain`, and nothing else of connect-tui.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from msgspec import Struct

from connect_tui.domain.draft import DraftMedia, DraftPoll, Outgoing
from connect_tui.domain.people import Account, Circle, FollowRequest, Person, PersonId, Profile
from connect_tui.domain.post import Boost, Post, PostId, Visibility
from connect_tui.domain.text import Text

PORT_VERSION = 1
"""Raised when the port changes so that older providers no longer fit."""
POSTS_AT_ONCE = 20
"""As many posts as `Provider.posts` is asked for at once."""


class ProviderError(Exception):
    """Something went wrong on the way to a network. `str()` is a cleaned sentence for a person, without
    the account's name: "does not answer".
    """


class Offline(ProviderError):
    """The server cannot be reached, or did not answer in time. What was asked may have happened."""


class Unreachable(Offline):
    """No connection came about: what was asked has not happened."""


class RateLimited(ProviderError):
    """The server asks to wait until `retry_at`."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class AuthExpired(ProviderError):
    """The server no longer takes the token: log in again."""


class NoSecret(AuthExpired):
    """The place that should hold a secret does not give it. `str()` says which and what to do."""


class NotAllowed(ProviderError):
    """The server understood, and refuses."""


class NotFound(ProviderError):
    """It is not there, or not for me."""


class Rejected(ProviderError):
    """The server does not take what was written; `str()` is its reason."""


class ServerFault(ProviderError):
    """The server failed. What was asked may have happened."""


class BadResponse(ProviderError):
    """What the server said cannot be understood. What was asked may have happened."""


class LengthRule(StrEnum):
    """How a network counts the length of a post."""

    MASTODON = "mastodon"
    """Characters; a link is 23, a handle is counted without its host."""
    GRAPHEMES = "graphemes"


class Reaction(StrEnum):
    """What I can do to a post without words."""

    FAVOURITE = "favourite"
    BOOST = "boost"
    BOOKMARK = "bookmark"


class Stance(StrEnum):
    """What I can do about a person without words."""

    FOLLOW = "follow"
    MUTE = "mute"
    BLOCK = "block"


class MediaLimits(Struct, frozen=True, kw_only=True):
    """What may be attached to a post. `kinds` are MIME types, empty where the server does not say them. Sizes
    are in bytes, `image_pixels` is width times height; `None`: the server does not say. `at_once` files stand
    with one post, and a description has at most `alt_length` characters.
    """

    kinds: tuple[str, ...] = ()
    at_once: int = 4
    image_bytes: int | None = None
    video_bytes: int | None = None
    image_pixels: int | None = None
    alt_length: int = 1500


class PollLimits(Struct, frozen=True, kw_only=True):
    """What a poll may be: so many options of so many characters, open for so long."""

    options: int = 4
    option_length: int = 50
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=30)
    with_media: bool = False
    """A post may have both a poll and files."""


class Capabilities(Struct, frozen=True, kw_only=True):
    """What a network, or this server of it, can do. What it cannot do is said here, never by an error."""

    direct_messages: bool = False
    visibilities: tuple[Visibility, ...] = (Visibility.PUBLIC,)
    content_warnings: bool = False
    warnings: tuple[str, ...] = ()
    """The only warnings there are; one or several of them, parted by commas. Without them, any words do."""
    languages: bool = False
    edit: bool = False
    favourite: bool = False
    boost: bool = False
    bookmark: bool = False
    polls: bool = False
    media: bool = False
    streaming: bool = False
    read_markers: bool = False
    thread_mutes: bool = False
    complete_threads: bool = False
    complete_timelines: bool = True
    """What a timeline no longer shows is gone; where this is false, it may be no more than old."""
    many_posts: bool = False
    """Several posts can be asked for in one request."""
    anonymous: bool = False
    """It is read without being anybody: nothing there can be addressed to me."""
    stances: tuple[Stance, ...] = tuple(Stance)
    follow_requests: bool = True
    publish: bool = True
    reaches_author: bool = False
    """An answer reaches whom it answers although it does not name them, and customarily names nobody."""
    idempotent_publish: bool = False
    """The same key published twice gives one post."""
    length: int = 500
    length_rule: LengthRule = LengthRule.MASTODON
    pace: timedelta | None = None
    """How often it is worth asking for news where there is no stream; `None` is up to the program."""
    link_length: int = 23
    """What a link counts under `LengthRule.MASTODON`, however long it is."""
    media_limits: MediaLimits = MediaLimits()
    poll_limits: PollLimits = PollLimits()
    history: bool = False
    """Earlier versions of a post can be read."""
    voting: bool = False
    """Polls of others can be voted in."""
    search: bool = False
    """The server searches for posts."""
    tags: bool = False
    """The server completes hashtags."""
    emoji: bool = False
    """The server has emoji of its own."""
    keys_last: bool = False
    """What was published under a key is found by it on any day, also where what it answers is gone since."""


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


class Emoji(Struct, frozen=True):
    """An emoji that a server has of its own, by the word that stands between colons."""

    shortcode: str


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


class Timeline(StrEnum):
    """What stands in an order of its own, and what a network may keep a read marker for."""

    HOME = "home"
    ADDRESSED = "addressed"


class Marker(Struct, frozen=True):
    """How far I have read a timeline, with whatever program.

    `post` is the last post read, where the network names one that is there; `at` is when that was said or
    passed on, or, where it is not known, when the marker was set.
    """

    at: datetime
    post: PostId | None = None


class Opened(Struct, frozen=True):
    """The stream stands: of what happens from now on, it keeps nothing back. Always the first event."""


class Arrived(Struct, frozen=True):
    """A stream brought or changed these posts and boosts. `timelines` are those of mine on top of which they
    stand now; none for a change, or for what stands in no timeline.
    """

    posts: tuple[Post, ...] = ()
    boosts: tuple[Boost, ...] = ()
    timelines: tuple[Timeline, ...] = ()


class Removed(Struct, frozen=True):
    """A stream said that the post, or the boost, with this id is gone. It may never have been shown to me."""

    id: PostId


class Changed(Struct, frozen=True):
    """A stream said that something else changed, and not what: `fact`, or without it whatever there is."""

    fact: Fact | None = None


StreamEvent = Opened | Arrived | Removed | Changed


@runtime_checkable
class Provider(Protocol):
    """One account on one network. Every method but the properties does I/O and raises `ProviderError` only.

    Everything it hands out is clean (`connect_tui.domain.clean`) and has no counts. What
    `capabilities` denies is never called.
    """

    @property
    def name(self) -> str:
        """The account's name: its table in the configuration."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this server can do; a cautious guess before `verify`."""
        ...

    @property
    def memory(self) -> bytes:
        """What it wants to find again in `resume` on another day: small, opaque, no secret. It is kept with
        the cache, and lost with it. Most need none.
        """
        ...

    async def verify(self) -> Account:
        """Ask the server who I am and what it can do."""
        ...

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:
        """Take up what `verify` found on an earlier day, without asking again, and what `memory` was then."""
        ...

    async def timeline(self, cursor: str | None = None) -> Page:
        """The home timeline, newest first."""
        ...

    async def addressed(self, cursor: str | None = None) -> Page:
        """Posts that mention, answer or quote me, newest first; no likes, no follows."""
        ...

    async def mine(self, cursor: str | None = None) -> Page:
        """My own posts and replies, newest first, whatever program wrote them."""
        ...

    async def facts(self, fact: Fact) -> Facts:
        """One slow fact, all of it; empty, without a request, where the network does not know it."""
        ...

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        """What I have to do with these people; those it cannot tell are left out. One request at most."""
        ...

    async def conversation(self, post: PostId) -> Thread:
        """The conversation around a post, as far as the server tells it."""
        ...

    async def post(self, post: PostId) -> Post:
        """One post as it is now; by a boost's id, the boosted one. Raises `NotFound` where it is gone."""
        ...

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:
        """Those of these posts that are there, in any order; unknown ones are left out. One request, for
        `POSTS_AT_ONCE` at most. A server that turns out not to know this gives none, and
        `capabilities.many_posts` is false from then on.
        """
        ...

    async def post_at(self, uri: str) -> Post:
        """The post with this canonical URI or web address, found through this account's server."""
        ...

    async def profile(self, person: PersonId) -> Profile:
        """Who somebody is, in their own words. Raises `NotFound` where they are gone."""
        ...

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:
        """What somebody wrote, as far as I may read it, newest first; answers included, boosts left out."""
        ...

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """Bring a file to the server, with its description; the name to put into `Outgoing.media`. Comes back
        when it can be posted. `progress` hears of the share that has left, 0 to 1.

        Raises `Rejected` also where the file cannot be read.
        """
        ...

    async def publish(self, outgoing: Outgoing) -> Post:
        """Publish a post or a reply."""
        ...

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """Change a post of mine to what `outgoing` says; media and a poll that are not in it are taken away.
        Its parent and its visibility stay as they are.
        """
        ...

    async def delete(self, post: PostId) -> None:
        """Delete a post of mine. Its media stay for a while where the server can do that."""
        ...

    async def source(self, post: PostId) -> Source:
        """What I wrote in a post of mine, as I wrote it."""
        ...

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """What the post has said, the oldest version first; the last one is what it says now."""
        ...

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """Vote in the poll of a post for the options at these positions, from 0; the post as it is then."""
        ...

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """Favourite, boost or bookmark a post, or take that back; answers with the post as it is then."""
        ...

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """Follow, mute or block a person, or take that back."""
        ...

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """Accept or decline a follow request."""
        ...

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """Mute the conversation around a post on the server, or take that back."""
        ...

    async def marker(self, timeline: Timeline) -> Marker | None:
        """How far I have read; `None` where nobody said, or the network keeps no marker for this timeline.

        A server that turns out to keep none at all gives `None`, and `capabilities.read_markers` is false
        from then on.
        """
        ...

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """I have read up to this post, which stands in the timeline. Whoever calls sees to it that a marker
        never goes back. Does nothing where the network keeps no marker for this timeline.
        """
        ...

    async def people(self, query: str) -> tuple[Person, ...]:
        """People whose name or handle fits."""
        ...

    async def search(self, query: str) -> tuple[Post, ...]:
        """Posts that the server finds."""
        ...

    async def tags(self, query: str) -> tuple[str, ...]:
        """Hashtags that begin like this, without their sign."""
        ...

    async def emoji(self) -> tuple[Emoji, ...]:
        """The server's own emoji that people pick from."""
        ...

    def stream(self) -> AsyncIterator[StreamEvent]:
        """What happens from now on, `Opened` first; ends or raises `Offline` when the connection breaks, and
        notices within a minute where nobody says so. Raises `NotFound` or `NotAllowed` where this server has
        none after all.
        """
        ...

    async def close(self) -> None:
        """Let go of connections. Nothing may be called afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Credential:
    """What the program keeps for an account: a secret that `str` and `repr` do not show.

    `extra` holds what else is secret (a client secret, a refresh token), by name. `place` is where the user
    keeps it, where that is not with this program: "the environment variable HOME_TOKEN".
    """

    secret: str
    extra: tuple[tuple[str, str], ...] = ()
    place: str = field(default="", compare=False)

    @property
    def refused(self) -> AuthExpired:
        """What to raise where the server does not take it any more: it is mended where it is kept."""
        if self.place:
            return NoSecret(f"no longer takes the secret from {self.place}: renew it there")
        return AuthExpired("no longer takes the login")

    def __repr__(self) -> str:
        return "Credential(…)"

    def __str__(self) -> str:
        return "…"


def _kept_nowhere(_: Credential) -> None:
    """Where there is no place for what has changed."""


class ProviderConfig(Struct, frozen=True, kw_only=True):
    """One `[providers.NAME]` table, checked against the plugin's `settings`.

    `credential` answers the secret at the moment it is needed, and `None` where there is none; it raises
    `NoSecret` where there should be one.

    `keep` puts a credential that has changed (a token that was renewed) in the place of the one that
    `credential` answers, also for other programs; both may take a while. It raises nothing, and keeps nothing
    where the user says where the secret comes from.
    """

    name: str
    values: Mapping[str, str | tuple[str, ...]]
    credential: Callable[[], Credential | None]
    keep: Callable[[Credential], None] = _kept_nowhere


class Setting(Struct, frozen=True):
    """One key that a provider's table may hold. `doc` is one line for people and for the example file."""

    key: str
    doc: str
    example: str | tuple[str, ...] = ""
    required: bool = False
    many: bool = False


class LoginAsk(Protocol):
    """How a login talks with the person in front of it."""

    def say(self, sentence: str) -> None:
        """Tell them something."""
        ...

    def open(self, url: str) -> bool:
        """Open a page in their browser; false where that cannot be done."""
        ...

    async def ask(self, question: str, secret: bool = False) -> str:
        """Ask them for a line; a secret is not shown."""
        ...


class Login(Struct, frozen=True):
    """A login that worked: what to write to the account's own file, and what to keep secret."""

    values: Mapping[str, str]
    credential: Credential
    handle: str


GIVING_BACK = 10.0
"""Seconds that a server has to take back what it gave; nobody is to wait longer for that."""


async def give_back(logout: Awaitable[None]) -> str:
    """Log out, in a short time. Answers with what was in the way, as a clause that follows a name, or with
    nothing.
    """
    # Here: whoever only looks at plugins waits for no event loop to be imported.
    from asyncio import timeout

    try:
        async with timeout(GIVING_BACK):
            await logout
    except Rejected as error:
        return f"refuses: {error}"  # a server's own words are a sentence
    except ProviderError as error:
        return str(error)
    except TimeoutError:
        return "did not answer in time"
    return ""


async def break_off(logout: Awaitable[None], ask: LoginAsk) -> None:
    """A login comes to nothing although the server gave a secret for it: give that back, and say so."""
    refused = await give_back(logout)
    if refused:
        ask.say(
            "The login came to nothing. The server had let the program in, and could not take that back: "
            f"it {refused.rstrip('.')}. Take the program's access away in the settings of your account."
        )
    else:
        ask.say("The login came to nothing. What the server gave for it was given back.")


class Recognised(Struct, frozen=True):
    """What a pasted address is on a network: in words for a person ("a Mastodon server, example.social"), and
    the settings that an account there would have.
    """

    words: str
    values: Mapping[str, str | tuple[str, ...]]


class Examined(Struct, frozen=True):
    """What `connect-tui check` learns of an account's server, beyond whether it answers."""

    server: str = ""
    """What it runs, as it says itself; cleaned."""
    ahead: timedelta | None = None
    """By how much its clock is ahead of this one; `None` where it does not say what time it is."""
    troubles: tuple[str, ...] = ()
    """What this login may not do and should, each as a clause that follows the account's name."""


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """What the entry point of a provider names.

    `open` makes the provider without any I/O. `login` and `logout` are absent where the network needs none.

    `recognise` says what an address, a handle or whatever else somebody pasted is on this network, and `None`
    where it is nothing of it; it may ask servers. It raises `ProviderError` where the text has the form of
    this network and that cannot be found out now: `str()` is a whole sentence then, which names it.

    `examine` tells more of an account's server than whether it answers. It raises `ProviderError`.

    `most` is what a server can do that can do everything; absent where all of them can do the same.
    """

    port: int
    title: str
    settings: tuple[Setting, ...]
    open: Callable[[ProviderConfig], Provider]
    login: Callable[[Mapping[str, str], LoginAsk], Awaitable[Login]] | None = None
    logout: Callable[[ProviderConfig], Awaitable[None]] | None = None
    recognise: Callable[[str], Awaitable[Recognised | None]] | None = None
    examine: Callable[[ProviderConfig], Awaitable[Examined]] | None = None
    most: Callable[[], Capabilities] | None = None
