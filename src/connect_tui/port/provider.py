"""What is asked of an account on a network."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import (
    Emoji,
    Fact,
    Facts,
    Marker,
    Page,
    Relation,
    Source,
    Thread,
    Timeline,
    Version,
)
from connect_tui.port.capabilities import Capabilities, Reaction, Stance
from connect_tui.port.events import StreamEvent

POSTS_AT_ONCE = 20
"""As many posts as `Provider.posts` is asked for at once."""


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

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:
        """The home timeline, newest first. `now`: somebody asked for news, and what has a pace of its own
        (`Capabilities.pace`) does not keep them waiting; the others need not care.
        """
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
