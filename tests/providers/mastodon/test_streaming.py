"""The websocket of a server: where it is, who gets the token, what it says, and how it ends."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from mock_mastodon import MockMastodon, User
from stream_server import TOKEN, StreamServer, Visit

from connect_tui.domain.people import Account, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import (
    Arrived,
    AuthExpired,
    BadResponse,
    Capabilities,
    Changed,
    Credential,
    Fact,
    NotAllowed,
    NotFound,
    Offline,
    Opened,
    ProviderConfig,
    ProviderError,
    RateLimited,
    Removed,
    ServerFault,
    StreamEvent,
    Timeline,
    Unreachable,
)
from connect_tui.providers.mastodon import socket
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.mastodon.streams import stream_base
from connect_tui.providers.web.address import read_address

NAMED = [
    # the server of the account, what it names, where the stream is looked for
    ("https://example.social", "wss://example.social", "wss://example.social"),
    ("https://example.social", "", "wss://example.social"),
    ("https://example.social", "ws://example.social", "wss://example.social"),
    ("https://example.social", "https://example.social/", "wss://example.social"),
    ("https://example.social", "wss://streaming.example.social", "wss://streaming.example.social"),
    ("https://example.social", "ws://streaming.example.social/x?y", "wss://streaming.example.social"),
    ("https://example.social", "wss://Streaming.Example.Social:443", "wss://streaming.example.social"),
    ("https://example.social", "wss://streaming.example.social:4000", "wss://example.social"),
    ("https://example.social", "wss://example.social.evil.example", "wss://example.social"),
    ("https://example.social", "wss://evilexample.social", "wss://example.social"),
    ("https://example.social", "wss://social", "wss://example.social"),
    ("https://example.social", "wss://me@evil.example#.example.social", "wss://example.social"),
    ("https://example.social", "wss://evil.example/.example.social", "wss://example.social"),
    ("https://example.social", "wss://a b.example.social", "wss://example.social"),
    ("https://example.social", "wss://[::1", "wss://example.social"),
    ("https://example.social:8443", "wss://example.social", "wss://example.social:8443"),
    ("http://127.0.0.1:3000", "wss://127.0.0.1", "ws://127.0.0.1:3000"),
    ("http://127.0.0.1:3000", "ws://127.0.0.1:4000", "ws://127.0.0.1:3000"),
    ("http://localhost:3000", "wss://streaming.localhost", "ws://localhost:3000"),
    ("http://[::1]:3000", "wss://example.social", "ws://[::1]:3000"),
]


@pytest.mark.parametrize(("account", "named", "base"), NAMED)
def test_where_the_stream_is(account: str, named: str, base: str) -> None:
    assert stream_base(named, read_address(account)) == base


@pytest.fixture
async def server() -> AsyncIterator[StreamServer]:
    async with StreamServer() as server:
        yield server


@pytest.fixture
async def provider(server: StreamServer) -> AsyncIterator[MastodonProvider]:
    provider = account_on(server.url)
    yield provider
    await provider.close()


def account_on(url: str, token: str = TOKEN) -> MastodonProvider:
    config = ProviderConfig(name="me", values={"server": url}, credential=lambda: Credential(token))
    provider = MastodonProvider(config, read_address(url))
    provider.resume(Account("me", "@me@odd.example", "mastodon", PersonId("me", "1")), Capabilities())
    return provider


def status(key: str = "5", author: str = "ana", **more: object) -> dict[str, object]:
    return {
        "id": key,
        "uri": f"https://odd.example/{key}",
        "created_at": "2026-03-18T12:00:00.000Z",
        "account": {"id": f"of-{author}", "acct": author, "username": author},
        "content": "<p>Look at the moon.</p>",
        **more,
    }


def repr_of(frame: str | bytes) -> str:
    return repr(frame)[:8]


async def opened(provider: MastodonProvider) -> AsyncIterator[StreamEvent]:
    stream = provider.stream()
    assert await anext(stream) == Opened()
    return stream


async def test_the_token_stays_out_of_the_address(server: StreamServer, provider: MastodonProvider) -> None:
    for takes in (("header",), ("subprotocol",)):
        server.takes, server.visits = takes, []
        await opened(provider)
        assert server.visits == [
            Visit("/api/v1/streaming", True, True, False, "user"),
            Visit("/api/v1/streaming", True, True, False, "direct"),
        ]


async def test_it_is_in_the_address_where_the_server_looks_nowhere_else(
    server: StreamServer, provider: MastodonProvider
) -> None:
    server.takes = ("query",)
    await opened(provider)
    assert [visit.in_query for visit in server.visits] == [False, True, True]
    await opened(provider)
    assert server.visits[3] == Visit("/api/v1/streaming", False, False, True, "user")


REFUSALS = [
    (401, AuthExpired),
    (403, NotAllowed),
    (404, NotFound),
    (410, NotFound),
    (429, RateLimited),
    (500, ServerFault),
    (503, ServerFault),
    (301, BadResponse),
    (200, BadResponse),
]


@pytest.mark.parametrize(("status", "error"), REFUSALS)
async def test_refusals(
    status: int, error: type[ProviderError], server: StreamServer, provider: MastodonProvider
) -> None:
    server.status = status
    with pytest.raises(error) as raised:
        await opened(provider)
    assert TOKEN not in str(raised.value)
    assert server.host not in str(raised.value)
    if status == 401:
        assert not any(visit.in_query for visit in server.visits), "worth nothing anywhere"


async def test_it_goes_where_it_is_sent_and_no_further(
    server: StreamServer, provider: MastodonProvider
) -> None:
    async with StreamServer() as other:
        server.status, server.location = 302, other.url.replace("http", "ws") + "/api/v1/streaming"
        with pytest.raises(BadResponse):
            await opened(provider)
        assert other.visits == []


async def test_no_other_server_gets_the_token(server: StreamServer, provider: MastodonProvider) -> None:
    async with StreamServer() as other:
        named = {"configuration": {"urls": {"streaming": other.url.replace("http", "ws")}}}
        server.answers["/api/v2/instance"] = {"version": "4.3.0", **named}
        await opened(provider)
        assert other.visits == []
    assert server.visits


async def test_nobody_is_there() -> None:
    async with StreamServer() as server:
        provider = account_on(server.url)
    with pytest.raises(Unreachable):
        await anext(provider.stream())
    await provider.close()


async def test_nothing_of_it_is_logged(
    server: StreamServer, provider: MastodonProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.takes = ("query",)
    stream = await opened(provider)
    await server.say("update", status())
    await anext(stream)
    server.drop()
    with pytest.raises(Offline):
        await anext(stream)
    ours = [record for record in caplog.records if "server" not in record.name]
    assert not [record for record in ours if TOKEN in record.getMessage()]
    assert not [record for record in ours if "moon" in record.getMessage()]


SAID = [
    ("update", status(), Timeline.HOME),
    ("status.update", status(edited_at="2026-03-18T13:00:00.000Z"), None),
    ("status_update", status(), None),
    ("notification", {"id": "9", "type": "mention", "status": status()}, Timeline.ADDRESSED),
    ("notification", {"id": "9", "type": "quote", "status": status()}, Timeline.ADDRESSED),
    ("notification", {"id": "9", "type": "update", "status": status()}, None),
    ("conversation", {"id": "3", "last_status": status(visibility="direct")}, None),
]


@pytest.mark.parametrize(("event", "payload", "timeline"), SAID)
async def test_posts_arrive(
    event: str, payload: object, timeline: Timeline | None, server: StreamServer, provider: MastodonProvider
) -> None:
    stream = await opened(provider)
    await server.say(event, payload)
    arrived = await anext(stream)
    assert isinstance(arrived, Arrived)
    assert [post.id for post in arrived.posts] == [PostId("me", "5")]
    assert arrived.posts[0].text.plain == "Look at the moon."
    assert arrived.timelines == ((timeline,) if timeline else ())


async def test_a_boost_arrives(server: StreamServer, provider: MastodonProvider) -> None:
    stream = await opened(provider)
    await server.say("update", status("6", "ben", reblog=status("5")))
    arrived = await anext(stream)
    assert isinstance(arrived, Arrived)
    assert [boost.id.key for boost in arrived.boosts] == ["6"]
    assert [post.id.key for post in arrived.posts] == ["5"]


OTHER = [
    ("delete", "5", Removed(PostId("me", "5"))),
    ("delete", "never-shown", Removed(PostId("me", "never-shown"))),
    ("filters_changed", "", Changed(Fact.FILTERS)),
    ("notification", {"id": "9", "type": "follow_request"}, Changed(Fact.FOLLOW_REQUESTS)),
    ("notifications_merged", "1", Changed()),
]


@pytest.mark.parametrize(("event", "payload", "said"), OTHER)
async def test_other_things_happen(
    event: str, payload: object, said: StreamEvent, server: StreamServer, provider: MastodonProvider
) -> None:
    stream = await opened(provider)
    await server.say(event, payload)
    assert await anext(stream) == said


NOISE: list[str | bytes] = [
    "",
    "no JSON",
    "[" * 100_000,
    "{}",
    "[]",
    "null",
    b"\x00\xff",
    json.dumps({"event": "update"}),
    json.dumps({"event": "update", "payload": "no JSON"}),
    json.dumps({"event": "update", "payload": {"id": "5"}}),
    json.dumps({"event": "update", "payload": "{}"}),
    json.dumps({"event": "delete", "payload": ""}),
    json.dumps({"event": "delete", "payload": "../../etc"}),
    json.dumps({"event": ["update"], "payload": 5}),
    json.dumps({"event": "conversation", "payload": json.dumps({"last_status": None})}),
    json.dumps({"event": "notification", "payload": json.dumps({"type": "favourite", "status": status()})}),
    json.dumps({"event": "notification", "payload": json.dumps({"type": "mention"})}),
    json.dumps({"event": "announcement", "payload": "{}"}),
    json.dumps({"error": "Unknown stream type", "status": 400}),
]


async def test_noise_is_passed_over(server: StreamServer, provider: MastodonProvider) -> None:
    stream = await opened(provider)
    for frame in NOISE:
        await server.send(frame)
    await server.say("filters_changed", "")
    found = await anext(stream)
    while found != Changed(Fact.FILTERS):
        assert found == Removed(PostId("me", "../../etc"))
        found = await anext(stream)


async def test_private_lines_have_a_stream_of_their_own(
    server: StreamServer, provider: MastodonProvider
) -> None:
    stream = await opened(provider)
    await server.say("conversation", {"last_status": status(visibility="direct")}, "direct")
    arrived = await anext(stream)
    assert isinstance(arrived, Arrived)
    assert arrived.posts[0].direct


async def test_a_server_need_not_have_one(server: StreamServer, provider: MastodonProvider) -> None:
    server.streams = ("user",)
    stream = await opened(provider)
    await server.say("update", status())
    assert isinstance(await anext(stream), Arrived)


async def test_private_lines_that_break_off_are_noticed(
    server: StreamServer, provider: MastodonProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "BRIEF", 0.0)
    stream = await opened(provider)
    await server.say("conversation", {"last_status": status(visibility="direct")}, "direct")
    assert isinstance(await anext(stream), Arrived)
    server.drop("direct")
    async with asyncio.timeout(20):
        with pytest.raises(Offline):
            await anext(stream)


async def test_private_lines_that_never_stand_are_done_without(
    server: StreamServer, provider: MastodonProvider
) -> None:
    stream = await opened(provider)
    server.drop("direct")
    await server.say("update", status())
    assert isinstance(await anext(stream), Arrived)


async def test_it_stands_while_nobody_says_anything(
    connect_mock: MastodonProvider, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers of another make answer pings too, as long as nothing is said to them."""
    monkeypatch.setattr(socket, "PING_EVERY", 0.1)
    monkeypatch.setattr(socket, "PING_PATIENCE", 0.2)
    stream = await opened(connect_mock)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await anext(stream)


async def test_far_too_much_ends_it(
    server: StreamServer, provider: MastodonProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "LARGEST", 1000)
    stream = await opened(provider)
    with suppress(Exception):
        await server.send("x" * 100_000)
    with pytest.raises(Offline):
        await anext(stream)


@pytest.mark.parametrize("frame", ["ping", "pong", b"", "", b"x" * 3_000_000], ids=repr_of)
async def test_a_server_that_talks_without_end_is_left(
    server: StreamServer, provider: MastodonProvider, frame: str | bytes
) -> None:
    stream = await opened(provider)
    talking = asyncio.create_task(server.talk(frame))
    try:
        async with asyncio.timeout(10):
            with pytest.raises(Offline):
                async for _ in stream:
                    pass
    finally:
        talking.cancel()


async def test_what_many_people_say_at_once_is_heard(
    server: StreamServer, provider: MastodonProvider
) -> None:
    stream = await opened(provider)
    for key in range(500):
        await server.say("delete", str(key))
    async with asyncio.timeout(10):
        assert [await anext(stream) for _ in range(500)]


async def test_a_dead_connection_is_noticed(
    server: StreamServer, provider: MastodonProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "PING_EVERY", 0.1)
    monkeypatch.setattr(socket, "PING_PATIENCE", 0.1)
    stream = await opened(provider)
    server.fall_silent()
    async with asyncio.timeout(20):
        with pytest.raises(Offline):
            await anext(stream)


async def test_it_streams_from_a_server_of_another_make(connect_mock: MastodonProvider, ana: User) -> None:
    await connect_mock.verify()
    assert connect_mock.capabilities.streaming
    stream = connect_mock.stream()
    async with asyncio.timeout(20):
        assert await anext(stream) == Opened()
        said = ana.post("@me are you coming?")
        arrived = await anext(stream)
    assert isinstance(arrived, Arrived)
    assert arrived.posts[0].id.key == said.id


@pytest.fixture
async def connect_mock(running: MockMastodon) -> AsyncIterator[MastodonProvider]:
    running.reset()
    me = running.user("me")
    config = ProviderConfig(
        name="me", values={"server": running.url}, credential=lambda: Credential(me.token)
    )
    provider = MastodonProvider(config, read_address(running.url))
    yield provider
    await provider.close()


@pytest.fixture
def ana(running: MockMastodon, connect_mock: MastodonProvider) -> User:
    return running.user("ana")
