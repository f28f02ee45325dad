"""One account on a server that speaks the Mastodon API: https://docs.joinmastodon.org/client/intro/"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from msgspec.structs import replace

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import (
    POSTS_AT_ONCE,
    BadResponse,
    Capabilities,
    Emoji,
    Fact,
    Facts,
    Marker,
    Opened,
    Page,
    ProviderConfig,
    Reaction,
    Rejected,
    Relation,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Version,
)
from connect_tui.providers.mastodon import finding, standing
from connect_tui.providers.mastodon.api import MISSING, Api, account_path
from connect_tui.providers.mastodon.client import Client
from connect_tui.providers.mastodon.events import read_event
from connect_tui.providers.mastodon.facts import read_fact
from connect_tui.providers.mastodon.instance import CAUTIOUS, UNKNOWN, Instance, read_instance
from connect_tui.providers.mastodon.mapping import Mapper, chosen_visibility
from connect_tui.providers.mastodon.marking import Markers
from connect_tui.providers.mastodon.notifications import Notifications
from connect_tui.providers.mastodon.profile import read_profile
from connect_tui.providers.mastodon.streams import stream_base
from connect_tui.providers.mastodon.threads import read_thread
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.mastodon.wire import (
    WireAccount,
    WireDefaults,
)
from connect_tui.providers.mastodon.writing import Writing
from connect_tui.providers.web.address import Address
from connect_tui.providers.web.http import Limits, Params
from connect_tui.providers.web.reader import Json

if TYPE_CHECKING:
    from connect_tui.providers.mastodon.socket import Socket

NETWORK = "mastodon"
LOOKED_AT = 20
"""Posts of somebody that are shown for a first look."""


class MastodonProvider:
    """Implements `connect_tui.provider.Provider`."""

    memory = b""

    def __init__(
        self,
        config: ProviderConfig,
        address: Address,
        *,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._address = address
        self._capabilities = CAUTIOUS
        self._account: Account | None = None
        self._gives_many = True
        self._verifying = asyncio.Lock()
        self._stream_named: str | None = None
        token = Token(config.credential)
        self._open_socket = partial(_socket, address, token, clock)
        self._socket: Socket | None = None
        client = Client(address, token, limits=limits, transport=transport, clock=clock)
        self._api = Api(client, Mapper(config.name, address.host, address.base), clock)
        self._markers = Markers(self._api, config.name)
        self._notifications = Notifications(self._api, self._markers)
        self._writing = Writing(self._api)

    @property
    def name(self) -> str:
        """The account's name in the configuration."""
        return self._config.name

    @property
    def capabilities(self) -> Capabilities:
        """What this server can do; a cautious guess before `verify`."""
        can = self._capabilities
        return replace(
            can,
            many_posts=can.many_posts and self._gives_many,
            read_markers=can.read_markers and self._markers.kept,
        )

    async def verify(self) -> Account:
        """Ask the server who I am and what it can do."""
        instance = await self._instance()
        answer = await self._get("/api/v1/accounts/verify_credentials")
        me = WireAccount.read(answer)
        if me is None:
            raise BadResponse("does not say who I am; is it really a Mastodon server?")
        domain = instance.domain or urlsplit(me.url).netloc.rsplit("@", 1)[-1] or self._address.host
        self._api.use_domain(domain)
        person = self._api.person(me)
        chosen = WireDefaults.read(answer)
        self._account = Account(
            self.name,
            person.handle,
            NETWORK,
            person.id,
            person.name,
            visibility=chosen_visibility(chosen.visibility),
            language=chosen.language,
            sensitive=chosen.sensitive,
        )
        self._capabilities = instance.capabilities
        self._stream_named = instance.stream
        return self._account

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:  # noqa: ARG002
        """Take up what `verify` found on an earlier day, without asking again."""
        self._account = account
        self._capabilities = capabilities
        self._api.use_domain(account.handle.rsplit("@", 1)[-1])

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:  # noqa: ARG002
        """https://docs.joinmastodon.org/methods/timelines/#home"""
        await self._me()
        return await self._api.statuses("/api/v1/timelines/home", {}, cursor)

    async def addressed(self, cursor: str | None = None) -> Page:
        """https://docs.joinmastodon.org/methods/notifications/#get"""
        await self._me()
        return await self._notifications.page(cursor)

    async def mine(self, cursor: str | None = None) -> Page:
        """https://docs.joinmastodon.org/methods/accounts/#statuses"""
        me = await self._me()
        path = account_path(me.person.key, "statuses")
        page = await self._api.statuses(path, {"exclude_reblogs": "true"}, cursor, _own_words)
        return replace(page, boosts=())

    async def facts(self, fact: Fact) -> Facts:
        """One slow fact; nothing where the server does not have it."""
        me = await self._me()
        return await read_fact(self._api, fact, me.person.key)

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        """https://docs.joinmastodon.org/methods/accounts/#relationships"""
        return await standing.relations(self._api, people)

    async def conversation(self, post: PostId) -> Thread:
        """https://docs.joinmastodon.org/methods/statuses/#context"""
        await self._me()
        return await read_thread(self._api, post)

    async def post(self, post: PostId) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#get"""
        await self._me()
        return await self._api.fetch(post)

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:
        """https://docs.joinmastodon.org/methods/statuses/#index, since Mastodon 4.3."""
        await self._me()
        keys = tuple(post.key for post in ids if post.account == self.name)[:POSTS_AT_ONCE]
        if not keys:
            return ()
        try:
            answer = await self._get("/api/v1/statuses", {"id[]": keys})
        except (*MISSING, BadResponse, Rejected):
            self._gives_many = False
            return ()
        if not answer.is_list:
            self._gives_many = False
            return ()
        return (await self._api.pages(answer)).posts

    async def post_at(self, uri: str) -> Post:
        """https://docs.joinmastodon.org/methods/search/ with `resolve`; a post of this server by its id."""
        me = await self._me()
        return await finding.post_at(self._api, uri, self._address.host, me.handle.rsplit("@", 1)[-1])

    async def profile(self, person: PersonId) -> Profile:
        """https://docs.joinmastodon.org/methods/accounts/#get"""
        await self._me()
        return read_profile(self._api.mapper, await self._get(account_path(person.key)))

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:
        """https://docs.joinmastodon.org/methods/accounts/#statuses"""
        await self._me()
        wanted = {"exclude_reblogs": "true", "limit": str(LOOKED_AT)}
        page = await self._api.statuses(account_path(person.key, "statuses"), wanted, cursor, _own_words)
        return replace(page, boosts=())

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """https://docs.joinmastodon.org/methods/media/#v2"""
        return await self._writing.upload(path, alt, progress)

    async def publish(self, outgoing: Outgoing) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#create"""
        await self._me()
        return await self._writing.publish(outgoing)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#edit"""
        await self._me()
        return await self._writing.edit(post, outgoing)

    async def delete(self, post: PostId) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#delete"""
        await self._writing.delete(post)

    async def source(self, post: PostId) -> Source:
        """https://docs.joinmastodon.org/methods/statuses/#source"""
        return await self._writing.source(post)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """https://docs.joinmastodon.org/methods/statuses/#history"""
        await self._me()
        return await self._writing.history(post)

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """https://docs.joinmastodon.org/methods/polls/#vote"""
        await self._me()
        return await self._writing.vote(post, choices)

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#favourite and its neighbours."""
        await self._me()
        return await standing.react(self._api, post, reaction, on)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#follow and its neighbours."""
        await standing.relate(self._api, person, stance, on)

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """https://docs.joinmastodon.org/methods/follow_requests/"""
        await standing.answer_request(self._api, person, accept)

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#mute"""
        await standing.mute_conversation(self._api, post, on)

    async def marker(self, timeline: Timeline) -> Marker | None:
        """https://docs.joinmastodon.org/methods/markers/#get"""
        await self._me()
        return await self._markers.read(timeline)

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """https://docs.joinmastodon.org/methods/markers/#create"""
        await self._me()
        if timeline is Timeline.ADDRESSED and not self._markers.notified(post):
            await self.addressed()
        await self._markers.set(timeline, post)

    async def people(self, query: str) -> tuple[Person, ...]:
        """https://docs.joinmastodon.org/methods/search/; looks beyond the server for a full handle only."""
        await self._me()
        return await finding.people(self._api, query)

    async def search(self, query: str) -> tuple[Post, ...]:
        """https://docs.joinmastodon.org/methods/search/"""
        await self._me()
        return await finding.posts(self._api, query)

    async def tags(self, query: str) -> tuple[str, ...]:
        """https://docs.joinmastodon.org/methods/search/"""
        return await finding.tags(self._api, query)

    async def emoji(self) -> tuple[Emoji, ...]:
        """https://docs.joinmastodon.org/methods/custom_emojis/"""
        return await finding.emoji(self._api)

    async def stream(self) -> AsyncIterator[StreamEvent]:
        """https://docs.joinmastodon.org/methods/streaming/#websocket"""
        await self._me()
        self._socket = self._socket or self._open_socket()
        async with aclosing(self._socket.frames(await self._stream_base())) as frames:
            async for frame in frames:
                event = Opened() if frame is None else self._event(frame)
                if event is not None:
                    yield event

    async def close(self) -> None:
        """Let go of connections."""
        if self._socket is not None:
            await self._socket.close()
        await self._api.client.close()

    def _event(self, frame: str) -> StreamEvent | None:
        return read_event(frame, self._api, self.name, self._notifications.words)

    async def _stream_base(self) -> str:
        """Where the stream is; asked for where the account was taken up from an earlier day."""
        if self._stream_named is None:
            self._stream_named = (await self._instance()).stream
        return stream_base(self._stream_named, self._address)

    async def _me(self) -> Account:
        """My account, asked for where nobody did yet: without it handles could not be completed."""
        async with self._verifying:
            return self._account or await self.verify()

    async def _instance(self) -> Instance:
        """What the server says about itself; nothing, where it does not say it in a known way."""
        try:
            answer = await self._api.first_that_knows(("/api/v2/instance", {}), ("/api/v1/instance", {}))
        except (*MISSING, BadResponse, Rejected):
            return UNKNOWN
        return read_instance(answer.json) if answer.json.is_object else UNKNOWN

    async def _get(self, path: str, params: Params | None = None) -> Json:
        return (await self._api.client.get(path, params)).json


def _socket(address: Address, token: Token, clock: Callable[[], datetime]) -> "Socket":
    """Made where a stream is wanted, and loaded there: most commands want none."""
    from connect_tui.providers.mastodon.socket import Socket

    return Socket(address, token, clock)


def _own_words(status: Json) -> Json | None:
    """A status that is no boost, should the server list those all the same."""
    return None if status.get("reblog").is_object else status
