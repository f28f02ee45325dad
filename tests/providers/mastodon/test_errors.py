"""Whatever a server does wrong comes out as one of the port's errors, with a sentence."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from odd_server import OddServer, Raw, page, reply

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Credential,
    Fact,
    Facts,
    NotAllowed,
    NotFound,
    Offline,
    ProviderConfig,
    RateLimited,
    Rejected,
    ServerFault,
    Unreachable,
)
from connect_tui.providers.mastodon.errors import to_error
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.waiting import retry_at

Open = Callable[[], MastodonProvider]
HOME = "/api/v1/timelines/home"
NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)

READING = [
    (reply({"error": "The access token is invalid"}, 401), AuthExpired, "no longer takes the login"),
    (reply({"error": "invalid_token"}, 400), AuthExpired, "no longer takes the login"),
    (reply({"error": "The access token was revoked"}, 400), AuthExpired, "no longer takes the login"),
    (reply({"error": "bad cursor"}, 400), BadResponse, "did not understand the question: bad cursor"),
    (
        reply({"error": "Your login is currently disabled"}, 403),
        NotAllowed,
        "refuses: Your login is currently disabled",
    ),
    (page(403), NotAllowed, "refuses"),
    (reply({"error": "empty user agent"}, 418), NotAllowed, "refuses: empty user agent"),
    (reply({"error": "Record not found"}, 404), NotFound, "does not have that (any more)"),
    (page(404), NotFound, "does not have that (any more)"),
    (reply({"error": "gone"}, 410), NotFound, "does not have that (any more)"),
    (reply({"error": "Validation failed: no"}, 422), Rejected, "No"),
    (page(500), ServerFault, "has a fault (500); this should pass"),
    (reply({"error": "x"}, 503, retry_after="60"), ServerFault, "has a fault (503); this should pass"),
    (page(), BadResponse, "answered with a web page; is it really a Mastodon server?"),
    (reply(b"[{]"), BadResponse, "answered with something that cannot be read"),
    (reply(b"\xff\xfe\xfa"), BadResponse, "answered with something that cannot be read"),
    (reply(b"[" * 50_000), BadResponse, "answered with something that cannot be read"),
    (reply(b"[" + b"9" * 5000 + b"]"), BadResponse, "answered with something that cannot be read"),
    (reply({"error": "but fine"}), BadResponse, "answered with something that is no list"),
    (reply(b""), BadResponse, "answered with something that is no list"),
    (reply(b" " * 200_000), BadResponse, "answered with far too much"),
    (reply(b"[]", content_length="500"), BadResponse, "broke off in the middle of its answer"),
    (reply(b"[]", content_encoding="gzip"), BadResponse, "answered with something that cannot be read"),
    (Raw(b""), BadResponse, "broke off in the middle of its answer"),
    (Raw(b"SSH-2.0-OpenSSH_9.6\r\n"), BadResponse, "broke off in the middle of its answer"),
    (Raw(b"", after=0.8), Offline, "did not answer in time"),
    (reply(b"", 302), BadResponse, "sends to another address"),
    (reply(b"", 302, location="http://[bad/"), BadResponse, "sends to an address that is none"),
    (reply(b"", 302, location=HOME), BadResponse, "sends from one address to the next"),
]


@pytest.mark.parametrize(("answer", "kind", "sentence"), READING)
async def test_reading(
    odd: OddServer, connect_odd: Open, answer: Raw, kind: type[Exception], sentence: str
) -> None:
    odd.answers[HOME] = answer
    with pytest.raises(kind) as raised:
        await connect_odd().timeline()
    assert type(raised.value) is kind
    assert str(raised.value) == sentence


WRITING = [
    (reply({"error": "Validation failed: Text can't be blank"}, 422), Rejected, "Text can't be blank"),
    (
        reply({"error": "Bad Request: status too long, 501 characters"}, 400),
        Rejected,
        "Status too long, 501 characters",
    ),
    (
        reply({"error": "evil\u001b[31m\u202e reason\nsecond"}, 422),
        Rejected,
        "Evil reason second",
    ),
    (page(422), Rejected, "did not take it, and gave no reason"),
    (
        reply(b"too many mentions", 400, content_type="text/plain; charset=utf-8"),
        Rejected,
        "Too many mentions",
    ),
    (reply({"error": "invalid_token"}, 400), AuthExpired, "no longer takes the login"),
    (
        reply({"error": "This action is not allowed"}, 403),
        NotAllowed,
        "refuses: This action is not allowed",
    ),
    (reply({"error": "Record not found"}, 404), NotFound, "does not have that (any more)"),
    (reply({"error": "in progress"}, 409), ServerFault, "has a fault (409); this should pass"),
    (page(502), ServerFault, "has a fault (502); this should pass"),
    (page(), BadResponse, "answered with a web page; is it really a Mastodon server?"),
    (reply({"id": "1"}), BadResponse, "answered with something that is no post"),
    (reply(b"", 303, location="/elsewhere"), BadResponse, "sends to another address"),
    (Raw(b"", after=0.8), Offline, "did not answer in time"),
]


@pytest.mark.parametrize(("answer", "kind", "sentence"), WRITING)
async def test_publishing(
    odd: OddServer, connect_odd: Open, answer: Raw, kind: type[Exception], sentence: str
) -> None:
    odd.answers["/api/v1/statuses"] = answer
    with pytest.raises(kind) as raised:
        await connect_odd().publish(Outgoing(key="k", text="hello"))
    assert type(raised.value) is kind
    assert str(raised.value) == sentence


LIMITS = [
    ({"retry-after": "90"}, timedelta(seconds=90)),
    ({"retry-after": "Wed, 18 Mar 2026 12:02:00 GMT"}, timedelta(minutes=2)),
    ({"x-ratelimit-reset": "2026-03-18T12:05:00.000000Z"}, timedelta(minutes=5)),
    ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 240)}, timedelta(minutes=4)),
    ({"retry-after": "90", "x-ratelimit-reset": "2026-03-18T12:05:00Z"}, timedelta(seconds=90)),
    ({}, timedelta(minutes=1)),
    ({"retry-after": "soon"}, timedelta(minutes=1)),
    ({"retry-after": "-5"}, timedelta(minutes=1)),
    ({"retry-after": "0"}, timedelta(seconds=1)),
    ({"retry-after": "99999999"}, timedelta(hours=1)),
    ({"x-ratelimit-reset": "2019-01-01T00:00:00Z"}, timedelta(seconds=1)),
]


@pytest.mark.parametrize(("headers", "wait"), LIMITS)
def test_how_long_to_wait(headers: dict[str, str], wait: timedelta) -> None:
    error = to_error(429, headers, b"{}", NOW, writes=False)
    assert isinstance(error, RateLimited)
    assert error.retry_at - NOW == wait
    assert retry_at(headers, NOW) - NOW == wait


async def test_a_limited_answer_over_http(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply({"error": "Too many requests"}, 429, retry_after="120")
    with pytest.raises(RateLimited) as raised:
        await connect_odd().timeline()
    assert timedelta(seconds=110) < raised.value.retry_at - datetime.now(UTC) <= timedelta(seconds=120)


async def test_an_empty_allowance_is_not_overdrawn(odd: OddServer, connect_odd: Open) -> None:
    reset = (datetime.now(UTC) + timedelta(minutes=3)).isoformat()
    odd.answers[HOME] = reply([], x_ratelimit_remaining="0", x_ratelimit_reset=reset)
    provider = connect_odd()
    await provider.timeline()
    with pytest.raises(RateLimited):
        await provider.timeline()
    assert len(odd.asked(HOME)) == 1


async def test_nobody_there(odd: OddServer, connect_odd: Open) -> None:
    provider = connect_odd()
    await odd.__aexit__(None, None, None)
    with pytest.raises(Unreachable, match=r"^cannot be reached$"):
        await provider.timeline()


async def test_a_server_that_cannot_prove_who_it_is_gets_nothing() -> None:
    heard: list[bytes] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(4096))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(visit, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        config = ProviderConfig(name="me", values={}, credential=lambda: Credential("s3cret-token"))
        provider = MastodonProvider(config, read_address(f"https://127.0.0.1:{port}"))
        with pytest.raises(Offline, match="TLS"):
            await provider.verify()
        await provider.close()
    assert heard
    assert b"s3cret" not in b"".join(heard)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_token_never_follows_to_another_origin(
    odd: OddServer, connect_odd: Open, status: int
) -> None:
    async with OddServer() as other:
        other.answers[HOME] = reply([])
        other.answers["/api/v1/statuses"] = reply({})
        odd.answers[HOME] = reply(b"", status, location=other.url + HOME)
        odd.answers["/api/v1/statuses"] = reply(b"", status, location=other.url + "/api/v1/statuses")
        provider = connect_odd()
        with pytest.raises(BadResponse, match="another server"):
            await provider.timeline()
        with pytest.raises(BadResponse, match="another"):
            await provider.publish(Outgoing(key="k", text="hello"))
        assert other.requests == []
    assert odd.requests[0].headers["authorization"] == "Bearer s3cret-token"


async def test_a_redirect_within_the_server_is_followed(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply(b"", 301, location=f"{HOME}/?limit=40")
    odd.answers[f"{HOME}/"] = reply([])
    assert (await connect_odd().timeline()).posts == ()


async def test_every_request_names_the_program(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply([])
    await connect_odd().timeline()
    assert odd.requests[0].headers["user-agent"]


@pytest.mark.parametrize("fact", list(Fact))
async def test_a_fact_that_the_server_does_not_have_is_no_error(
    odd: OddServer, connect_odd: Open, fact: Fact
) -> None:
    assert await connect_odd().facts(fact) == Facts()


async def test_relations_that_the_server_does_not_have_are_none(odd: OddServer, connect_odd: Open) -> None:
    person = Person("@ana@odd.example", "Ana", PersonId("me", "7"))
    stranger = Person("@ana@odd.example", "Ana", PersonId("elsewhere", "7"))
    provider = connect_odd()
    assert await provider.relations((stranger,)) == ()
    assert odd.requests == []
    assert await provider.relations((person,)) == ()


TOKENS = [
    (None, "needs a login: no token is stored"),
    (Credential(" \n"), "needs a login: no token is stored"),
    (Credential("a\r\nX-Evil: 1"), "needs a login: what is stored is no token"),
    (Credential("tökén"), "needs a login: what is stored is no token"),
    (
        Credential("tökén", place="the environment variable X"),
        "has no secret: what the environment variable X gives is no token",
    ),
]


@pytest.mark.parametrize(("credential", "sentence"), TOKENS)
async def test_without_a_token_nothing_is_asked(
    odd: OddServer, credential: Credential | None, sentence: str
) -> None:
    config = ProviderConfig(name="me", values={}, credential=lambda: credential)
    provider = MastodonProvider(config, read_address(odd.url))
    with pytest.raises(AuthExpired) as raised:
        await provider.verify()
    assert str(raised.value) == sentence
    assert odd.requests == []


async def test_a_refused_token_is_asked_for_anew(odd: OddServer) -> None:
    stored = ["old", "new"]
    config = ProviderConfig(name="me", values={}, credential=lambda: Credential(stored[0]))
    provider = MastodonProvider(config, read_address(odd.url))
    odd.answers["/api/v1/accounts/verify_credentials"] = lambda asked: (
        reply({"id": "1", "acct": "me"})
        if asked.headers["authorization"] == "Bearer new"
        else reply({"error": "no"}, 401)
    )
    with pytest.raises(AuthExpired):
        await provider.verify()
    stored.pop(0)
    assert (await provider.verify()).person.key == "1"
    await provider.close()


async def test_ids_cannot_leave_their_place_in_a_path(odd: OddServer, connect_odd: Open) -> None:
    with pytest.raises(NotFound):
        await connect_odd().post(PostId("me", "../../oauth/token?x=1#y"))
    assert odd.requests[0].path == "/api/v1/statuses/..%2F..%2Foauth%2Ftoken%3Fx%3D1%23y"
