"""One account on Bluesky, or elsewhere on the AT Protocol: https://docs.bsky.app/docs/get-started"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from msgspec.structs import replace

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import (
    POSTS_AT_ONCE,
    Capabilities,
    Emoji,
    Fact,
    Facts,
    LengthRule,
    Marker,
    NotAllowed,
    NotFound,
    Page,
    ProviderConfig,
    Reaction,
    Relation,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Version,
)
from connect_tui.providers.bluesky.api import PAGE, TOGETHER, Api, list_of, post_uri
from connect_tui.providers.bluesky.client import Client
from connect_tui.providers.bluesky.facts import read_fact
from connect_tui.providers.bluesky.identity import Directory
from connect_tui.providers.bluesky.mapping import Mapper, Me
from connect_tui.providers.bluesky.moderation import WARNINGS
from connect_tui.providers.bluesky.names import POST, AtUri, is_did, read_post_address
from connect_tui.providers.bluesky.notices import Notices
from connect_tui.providers.bluesky.profile import read_profile
from connect_tui.providers.bluesky.recent import Did, Recent
from connect_tui.providers.bluesky.session import Session
from connect_tui.providers.bluesky.standing import stand
from connect_tui.providers.bluesky.taste import Taste
from connect_tui.providers.bluesky.threads import read_thread
from connect_tui.providers.bluesky.uploading import LIMITS, upload
from connect_tui.providers.bluesky.wire import read_people, read_posts
from connect_tui.providers.bluesky.writing import Writer
from connect_tui.providers.bluesky.xrpc import Xrpc
from connect_tui.providers.web.address import Address
from connect_tui.providers.web.http import Limits

NETWORK = "bluesky"
LENGTH = 300
"""Graphemes of a post: https://docs.bsky.app/docs/api/app-bsky-feed-post"""
LOOKED_AT = "20"
"""Posts of somebody that are shown for a first look, and people found."""

CAN = Capabilities(
    content_warnings=True,
    warnings=WARNINGS,
    languages=True,
    favourite=True,
    boost=True,
    bookmark=True,
    media=True,
    read_markers=True,
    thread_mutes=True,
    complete_threads=True,
    many_posts=True,
    follow_requests=False,
    reaches_author=True,
    idempotent_publish=True,
    keys_last=True,
    length=LENGTH,
    length_rule=LengthRule.GRAPHEMES,
    media_limits=LIMITS,
    search=True,
)
"""What the network can do, the same on every server. Direct messages are another service, and not built."""


class BlueskyProvider:
    """Implements `connect_tui.provider.Provider`."""

    def __init__(
        self,
        config: ProviderConfig,
        account: str,
        *,
        service: Address,
        plc: Address,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._account: Account | None = None
        self._verifying = asyncio.Lock()
        xrpc = Xrpc(limits, transport)
        session = Session(config, account, Directory(xrpc, service, plc, clock), xrpc, clock)
        recent = Recent(clock)
        self._mapper = Mapper(config.name, recent)
        self._api = Api(Client(xrpc, session, clock), self._mapper, recent, clock)
        self._writer = Writer(self._api)
        self._taste = Taste(self._api)
        self._notices = Notices(self._api)

    @property
    def name(self) -> str:
        """The account's name in the configuration."""
        return self._config.name

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do."""
        return CAN

    @property
    def memory(self) -> bytes:
        """What I want to see, so that it has not to be asked for before the first post is shown."""
        return self._taste.memory

    async def verify(self) -> Account:
        """Ask who I am, and what I want to see."""
        me = await self._api.myself()
        person = self._mapper.person(me)
        self._mapper.me = Me(me.did, person.handle, me.name)
        self._account = Account(self.name, person.handle, NETWORK, person.id, person.name)
        await self._taste.ask()
        return self._account

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:  # noqa: ARG002
        """Take up what `verify` found on an earlier day, without asking again."""
        self._account = account
        self._mapper.me = Me(account.person.key, account.handle, account.display_name)
        self._taste.resume(memory)

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:  # noqa: ARG002
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-timeline"""
        await self._ready()
        return await self._api.feed("app.bsky.feed.getTimeline", {}, cursor, reposts=True)

    async def addressed(self, cursor: str | None = None) -> Page:
        """https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications"""
        await self._ready()
        return await self._notices.page(cursor)

    async def mine(self, cursor: str | None = None) -> Page:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed"""
        me = await self._ready()
        page = await self._written(me.person.key, PAGE, cursor)
        return page if cursor else replace(page, posts=self._with_published(page.posts))

    async def facts(self, fact: Fact) -> Facts:
        """One slow fact; nothing where the network does not have it."""
        await self._ready()
        if fact is Fact.FILTERS:
            await self._taste.ask()
        return await read_fact(self._api, fact)

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles"""
        dids = tuple(person.id.key for person in people if person.id.account == self.name)[:TOGETHER]
        if not dids:
            return ()
        await self._ready()
        answer = await self._api.client.get("app.bsky.actor.getProfiles", {"actors": dids})
        return tuple(self._mapper.relation(person) for person in read_people(list_of(answer, "profiles")))

    async def conversation(self, post: PostId) -> Thread:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread"""
        await self._ready()
        uri = post_uri(post.key)
        if self._mapper.is_gone(uri):
            raise NotFound("does not have that post (any more)")
        thread = await read_thread(self._api, uri)
        posts = (replace(found, gate=found.gate or thread.gate) for found in thread.posts)
        shown = (await self._api.page(posts)).posts
        return Thread(self._with_published(shown, thread.root), thread.complete)

    async def post(self, post: PostId) -> Post:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-posts"""
        await self._ready()
        return self._api.post(await self._api.view(post_uri(post.key)))

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-posts"""
        await self._ready()
        named = (AtUri.read(post.key.partition("#")[0]) for post in ids if post.account == self.name)
        uris = [uri for uri in named if uri is not None and uri.collection == POST][:POSTS_AT_ONCE]
        return (await self._api.page(await self._api.views(uris))).posts if uris else ()

    async def post_at(self, uri: str) -> Post:
        """A post by its AT URI, or by its address on the web."""
        await self._ready()
        if (address := read_post_address(uri)) is None:
            return self._api.post(await self._api.view(post_uri(uri)))
        return self._api.post(await self._api.at_address(*address))

    async def profile(self, person: PersonId) -> Profile:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profile"""
        await self._ready()
        return read_profile(self._mapper, await self._api.somebody(_did(person)))

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed"""
        await self._ready()
        return await self._written(_did(person), LOOKED_AT, cursor)

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob"""
        return await upload(self._api.client, path, alt, progress)

    async def publish(self, outgoing: Outgoing) -> Post:
        """https://docs.bsky.app/docs/advanced-guides/posts"""
        await self._ready()
        return self._api.post(await self._writer.publish(outgoing))

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:  # noqa: ARG002
        """Never called: `capabilities.edit` is false."""
        raise NotAllowed("has no edits")

    async def delete(self, post: PostId) -> None:
        """https://docs.bsky.app/docs/api/com-atproto-repo-delete-record"""
        await self._ready()
        await self._writer.delete(post)

    async def source(self, post: PostId) -> Source:  # noqa: ARG002
        """Never called: nothing can be edited."""
        raise NotAllowed("has no edits")

    async def history(self, post: PostId) -> tuple[Version, ...]:  # noqa: ARG002
        """Never called: `capabilities.history` is false."""
        raise NotAllowed("has no edits")

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:  # noqa: ARG002
        """Never called: `capabilities.voting` is false."""
        raise NotAllowed("has no polls")

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """https://docs.bsky.app/docs/tutorials/like-repost"""
        await self._ready()
        found = await self._api.view(post_uri(post.key))
        await self._writer.react(found, reaction, on)
        return self._api.post(found)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """Follow, mute or block a person, or take that back."""
        await self._ready()
        await stand(self._api, self._writer, _did(person), stance, on)

    async def answer_request(self, person: PersonId, accept: bool) -> None:  # noqa: ARG002
        """Never called: `capabilities.follow_requests` is false."""
        raise NotAllowed("has no follow requests")

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """https://docs.bsky.app/docs/api/app-bsky-graph-mute-thread"""
        await self._ready()
        found = await self._api.view(post_uri(post.key))
        root = str(found.root or found.uri)
        method = "app.bsky.graph.muteThread" if on else "app.bsky.graph.unmuteThread"
        await self._api.client.send(method, {"root": root})
        self._api.recent.note(Did.MUTE_THREAD, root, on)

    async def marker(self, timeline: Timeline) -> Marker | None:
        """How far I have read what is addressed to me; the network keeps nothing of the home timeline."""
        await self._ready()
        return await self._notices.seen() if timeline is Timeline.ADDRESSED else None

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """https://docs.bsky.app/docs/api/app-bsky-notification-update-seen"""
        await self._ready()
        if timeline is Timeline.ADDRESSED:
            await self._notices.set_seen(post)

    async def people(self, query: str) -> tuple[Person, ...]:
        """https://docs.bsky.app/docs/api/app-bsky-actor-search-actors"""
        await self._ready()
        asked = {"q": query.strip().lstrip("@"), "limit": LOOKED_AT}
        answer = await self._api.client.get("app.bsky.actor.searchActors", asked)
        return tuple(self._mapper.person(person) for person in read_people(list_of(answer, "actors")))

    async def search(self, query: str) -> tuple[Post, ...]:
        """https://docs.bsky.app/docs/api/app-bsky-feed-search-posts"""
        await self._ready()
        asked = {"q": query, "sort": "latest", "limit": str(PAGE)}
        answer = await self._api.client.get("app.bsky.feed.searchPosts", asked)
        return (await self._api.page(read_posts(list_of(answer, "posts")))).posts

    async def tags(self, query: str) -> tuple[str, ...]:  # noqa: ARG002
        """None: `capabilities.tags` is false."""
        return ()

    async def emoji(self) -> tuple[Emoji, ...]:
        """None: the network has none of its own."""
        return ()

    async def stream(self) -> AsyncIterator[StreamEvent]:
        """Ends at once: `capabilities.streaming` is false, and nobody asks."""
        nothing: tuple[StreamEvent, ...] = ()
        for event in nothing:
            yield event

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.client.close()

    async def _ready(self) -> Account:
        """My account and my taste, asked for where nobody did yet."""
        async with self._verifying:
            account = self._account or await self.verify()
            if not self._taste.known:
                await self._taste.ask()
            return account

    async def _written(self, did: str, limit: int | str, cursor: str | None) -> Page:
        """What somebody wrote, answers among it."""
        asked = {"actor": did, "filter": "posts_with_replies", "limit": str(limit)}
        return await self._api.feed("app.bsky.feed.getAuthorFeed", asked, cursor, reposts=False)

    def _with_published(self, posts: tuple[Post, ...], root: AtUri | None = None) -> tuple[Post, ...]:
        """With what I published a moment ago (in the conversation that begins with `root`), newest first."""
        shown = {post.uri for post in posts}
        published = self._api.recent.published.values()
        fits = (post for post in published if root in (None, post.root or post.uri))
        missing = [self._api.post(post) for post in fits if str(post.uri) not in shown]
        return (
            tuple(sorted((*missing, *posts), key=lambda post: post.created, reverse=True))
            if missing
            else posts
        )


def _did(person: PersonId) -> str:
    """The DID of a person.

    Raises:
        NotFound: it is none.
    """
    if not is_did(person.key):
        raise NotFound("does not know them (any more)")
    return person.key
