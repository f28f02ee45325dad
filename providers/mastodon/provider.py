"""One account on a server that speaks the Mastodon API: https://docs.joinmastodon.org/client/intro/"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

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
    NotFound,
    Opened,
    Page,
    ProviderConfig,
    Reaction,
    Rejected,
    Relation,
    ServerFault,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Version,
)
from connect_tui.providers.mastodon.api import MANY, MISSING, PAGE, Api, account_path, status_path
from connect_tui.providers.mastodon.client import Client
from connect_tui.providers.mastodon.events import read_event
from connect_tui.providers.mastodon.facts import read_fact
from connect_tui.providers.mastodon.instance import CAUTIOUS, UNKNOWN, Instance, read_instance
from connect_tui.providers.mastodon.mapping import Mapper, chosen_visibility
from connect_tui.providers.mastodon.marking import Markers
from connect_tui.providers.mastodon.profile import read_profile
from connect_tui.providers.mastodon.streams import stream_base
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.mastodon.wire import (
    WireAccount,
    WireDefaults,
    read_accounts,
    read_emoji,
)
from connect_tui.providers.mastodon.writing import Writing
from connect_tui.providers.web.address import Address
from connect_tui.providers.web.http import Limits, Params
from connect_tui.providers.web.reader import Json

if TYPE_CHECKING:
    from connect_tui.providers.mastodon.socket import Socket

NETWORK = "mastodon"
ADDRESSING = frozenset({"mention", "quote"})
"""Kinds of notifications that are about words to me."""
_NOT_ADDRESSING = ("follow", "favourite", "reblog", "follow_request", "poll", "status", "update")
"""Left out by name as well: some servers know `exclude_types` and not `types`."""
_ACTIONS = {
    Reaction.FAVOURITE: ("favourite", "unfavourite"),
    Reaction.BOOST: ("reblog", "unreblog"),
    Reaction.BOOKMARK: ("bookmark", "unbookmark"),
}
LOOKED_AT = 20
"""Posts of somebody that are shown for a first look."""
CONTEXT_LIMIT = 4096
"""Posts above or below that Mastodon gives at most."""


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
        self._types_known = True
        self._gives_many = True
        self._verifying = asyncio.Lock()
        self._stream_named: str | None = None
        token = Token(config.credential)
        self._open_socket = partial(_socket, address, token, clock)
        self._socket: Socket | None = None
        client = Client(address, token, limits=limits, transport=transport, clock=clock)
        self._api = Api(client, Mapper(config.name, address.host, address.base), clock)
        self._markers = Markers(self._api, config.name)
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

    async def timeline(self, cursor: str | None = None) -> Page:
        """https://docs.joinmastodon.org/methods/timelines/#home"""
        await self._me()
        return await self._api.statuses("/api/v1/timelines/home", {}, cursor)

    async def addressed(self, cursor: str | None = None) -> Page:
        """https://docs.joinmastodon.org/methods/notifications/#get"""
        await self._me()
        kinds: Params = {"types[]": tuple(sorted(ADDRESSING)), "exclude_types[]": _NOT_ADDRESSING}
        try:
            return await self._api.statuses(
                "/api/v1/notifications", kinds if self._types_known else {}, cursor, self._words
            )
        except (Rejected, BadResponse, ServerFault):
            if not self._types_known:
                raise
        # There are servers that stumble over kinds they do not know.
        page = await self._api.statuses("/api/v1/notifications", {}, cursor, self._words)
        self._types_known = False
        return page

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
        handles = {person.id.key: person.handle for person in people if person.id.account == self.name}
        if not handles:
            return ()
        try:
            answer = await self._get("/api/v1/accounts/relationships", {"id[]": tuple(handles)[:MANY]})
        except MISSING:
            return ()
        return tuple(
            Relation(handles[key], item.flag("following"), item.flag("blocking"), item.flag("muting"))
            for item in answer
            if (key := item.id("id")) in handles
        )

    async def conversation(self, post: PostId) -> Thread:
        """https://docs.joinmastodon.org/methods/statuses/#context"""
        await self._me()
        middle = self._api.recent(post.key) or await self.post(post)
        answer = await self._api.client.get(status_path(post, "context"))
        above, below = answer.json.get("ancestors"), answer.json.get("descendants")
        if not above.is_list or not below.is_list:
            raise BadResponse("answered with something that is no conversation")
        before, after = await self._api.pages(above.many()), await self._api.pages(below.many())
        posts = {found.id: found for found in (*before.posts, middle, *after.posts)}
        held_back = max(sum(1 for _ in above.many()), sum(1 for _ in below.many())) >= CONTEXT_LIMIT
        return Thread(tuple(posts.values()), not held_back and "mastodon-async-refresh" not in answer.headers)

    async def post(self, post: PostId) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#get"""
        await self._me()
        return self._api.post(await self._get(status_path(post)))

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
        if key := _own_key(uri, self._address.host, me.handle.rsplit("@", 1)[-1]):
            try:
                found = await self.post(PostId(self.name, key))
            except (*MISSING, ServerFault, BadResponse):
                # It has another form of id, or is gone; the search will tell.
                found = None
            if found is not None and uri in (found.uri, found.url):
                return found
        wanted = {"q": uri, "type": "statuses", "resolve": "true", "limit": "5"}
        answer = await self._get("/api/v2/search", wanted)
        for post in (await self._api.pages(answer.get("statuses"))).posts:
            if uri in (post.uri, post.url):
                return post
        raise NotFound("does not find that post")

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
        action = _ACTIONS[reaction][0 if on else 1]
        answered = self._api.post(await self._send("POST", status_path(post, action)))
        copy = answered.copies[0]
        # The server has done it, but some answer with the post as it was a moment before.
        match reaction:
            case Reaction.FAVOURITE:
                copy = replace(copy, favourited=on)
            case Reaction.BOOST:
                copy = replace(copy, boosted=on)
            case Reaction.BOOKMARK:
                copy = replace(copy, bookmarked=on)
        done = replace(answered, copies=(copy,))
        self._api.remember(done)
        return done

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#follow and its neighbours."""
        await self._send("POST", account_path(person.key, stance.value if on else f"un{stance.value}"))

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """https://docs.joinmastodon.org/methods/follow_requests/"""
        action = "authorize" if accept else "reject"
        await self._send("POST", f"/api/v1/follow_requests/{quote(person.key, safe='')}/{action}")

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """https://docs.joinmastodon.org/methods/statuses/#mute"""
        # Of every post in it the server says now whether it is muted.
        self._api.forget_all()
        await self._send("POST", status_path(post, "mute" if on else "unmute"))

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
        whole = "true" if query.strip().lstrip("@").count("@") == 1 else "false"
        wanted = {"q": query, "limit": "20", "resolve": whole}
        answer = await self._api.first_that_knows(
            ("/api/v2/search", {**wanted, "type": "accounts"}), ("/api/v1/accounts/search", wanted)
        )
        found = answer.json if answer.json.is_list else answer.json.get("accounts")
        return tuple(self._api.person(account) for account in read_accounts(found))

    async def search(self, query: str) -> tuple[Post, ...]:
        """https://docs.joinmastodon.org/methods/search/"""
        await self._me()
        answer = await self._get("/api/v2/search", {"q": query, "type": "statuses", "limit": str(PAGE)})
        return (await self._api.pages(answer.get("statuses"))).posts

    async def tags(self, query: str) -> tuple[str, ...]:
        """https://docs.joinmastodon.org/methods/search/"""
        wanted = {"q": query.strip().lstrip("#＃"), "type": "hashtags", "limit": "10"}
        answer = await self._get("/api/v2/search", wanted)
        return tuple(name for item in answer.get("hashtags") if (name := item.line("name").lstrip("#")))

    async def emoji(self) -> tuple[Emoji, ...]:
        """https://docs.joinmastodon.org/methods/custom_emojis/"""
        try:
            answer = await self._get("/api/v1/custom_emojis")
        except MISSING:
            return ()
        return tuple(Emoji(code) for item in answer.many() if (code := read_emoji(item)))

    async def stream(self) -> AsyncIterator[StreamEvent]:
        """https://docs.joinmastodon.org/methods/streaming/#websocket"""
        await self._me()
        self._socket = self._socket or self._open_socket()
        async with aclosing(self._socket.frames(await self._stream_base())) as frames:
            async for frame in frames:
                if frame is None:
                    yield Opened()
                elif (event := read_event(frame, self._api, self.name, self._words)) is not None:
                    yield event

    async def close(self) -> None:
        """Let go of connections."""
        if self._socket is not None:
            await self._socket.close()
        await self._api.client.close()

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

    def _words(self, notification: Json) -> Json | None:
        """The status of a notification that is about words to me; which one it was is remembered."""
        self._markers.note(notification)
        return notification.get("status") if notification.text("type") in ADDRESSING else None

    async def _get(self, path: str, params: Params | None = None) -> Json:
        return (await self._api.client.get(path, params)).json

    async def _send(self, method: str, path: str, form: Params | None = None, key: str = "") -> Json:
        return (await self._api.client.send(method, path, form, key)).json


def _socket(address: Address, token: Token, clock: Callable[[], datetime]) -> "Socket":
    """Made where a stream is wanted, and loaded there: most commands want none."""
    from connect_tui.providers.mastodon.socket import Socket

    return Socket(address, token, clock)


def _own_key(uri: str, *hosts: str) -> str:
    """The id that the address of a post on one of these hosts most likely ends with."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    key = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return key if parts.netloc in hosts and key not in (".", "..") else ""


def _own_words(status: Json) -> Json | None:
    """A status that is no boost, should the server list those all the same."""
    return None if status.get("reblog").is_object else status
