"""Logging in and out: with a browser, with a pasted code, and with everything going wrong."""

import asyncio
import base64
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from mock_mastodon import MockMastodon
from odd_server import Asked, OddServer, Raw, page, reply

from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Credential,
    Login,
    NotAllowed,
    NotFound,
    ProviderConfig,
    ProviderError,
    Rejected,
    ServerFault,
)
from connect_tui.providers.mastodon import PLUGIN
from connect_tui.providers.mastodon.login import OUT_OF_BAND
from connect_tui.providers.mastodon.loopback import Loopback


class Person:
    """Sits in front of the login: `browser` is what they do with a page, `None` where there is no browser."""

    def __init__(self, browser: Callable[[str], object] | None = None, *answers: str) -> None:
        self.browser = browser
        self.answers = list(answers)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.visit: asyncio.Future[object] | None = None

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def open(self, url: str) -> bool:
        if self.browser is None:
            return False
        self.visit = asyncio.get_running_loop().run_in_executor(None, self.browser, url)
        return True

    async def ask(self, question: str, secret: bool = False) -> str:
        self.asked.append(question)
        return self.answers.pop(0)


async def log_in(values: Mapping[str, str], person: Person) -> Login:
    assert PLUGIN.login is not None
    return await PLUGIN.login(values, person)


async def log_out(server: str, credential: Credential | None) -> None:
    assert PLUGIN.logout is not None
    config = ProviderConfig(name="home", values={"server": server}, credential=lambda: credential)
    await PLUGIN.logout(config)


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def test_a_browser_comes_back(server: MockMastodon) -> None:
    server.user("me")
    person = Person(lambda url: server.authorize(url, "me"))
    done = await log_in({"server": server.url.removeprefix("http://")}, person)
    assert done.handle == "@me@mock.local"
    assert done.values == {"server": server.url}
    assert {name for name, _ in done.credential.extra} == {"client_id", "client_secret"}
    config = ProviderConfig(name="home", values=done.values, credential=lambda: done.credential)
    provider = PLUGIN.open(config)
    assert (await provider.verify()).handle == "@me@mock.local"
    await log_out(server.url, done.credential)
    with pytest.raises(AuthExpired):
        await provider.verify()
    await provider.close()


@pytest.mark.parametrize("pasted", ["  {code}\n", "urn:ietf:wg:oauth:2.0:oob?code={code}"])
async def test_a_code_is_pasted_where_there_is_no_browser(server: MockMastodon, pasted: str) -> None:
    server.user("me")
    person = Person(None)

    async def ask(question: str, secret: bool = False) -> str:
        url = person.said[-1]
        assert query_of(url)["redirect_uri"] == OUT_OF_BAND
        return pasted.format(code=await asyncio.to_thread(server.authorize, url, "me"))

    person.ask = ask  # type: ignore[method-assign] # the answer depends on what was said
    done = await log_in({"server": server.url}, person)
    assert done.handle == "@me@mock.local"


async def test_the_server_is_asked_for(server: MockMastodon) -> None:
    server.user("me")
    person = Person(lambda url: server.authorize(url, "me"), server.url)
    assert (await log_in({}, person)).values == {"server": server.url}
    assert person.asked == ["Which server is your account on? "]


async def test_a_wrong_code_is_refused(server: MockMastodon) -> None:
    server.user("me")
    with pytest.raises(NotAllowed, match="did not take the code"):
        await log_in({"server": server.url}, Person(None, "wrong"))
    with pytest.raises(NotAllowed, match="was not given a code"):
        await log_in({"server": server.url}, Person(None, "  "))


async def test_a_server_that_is_none() -> None:
    with pytest.raises(Rejected, match="is not encrypted"):
        await log_in({"server": "http://example.social"}, Person())


def prepare(odd: OddServer, token: Callable[[Asked], Raw]) -> None:
    odd.answers["/api/v1/apps"] = reply({"client_id": "app", "client_secret": "hush"})
    odd.answers["/oauth/token"] = token
    odd.answers["/api/v1/accounts/verify_credentials"] = reply({"id": "1", "acct": "me@odd.example"})


async def test_pkce_binds_the_code_to_this_program(odd: OddServer) -> None:
    challenges: list[str] = []

    def allow(url: str) -> None:
        query = query_of(url)
        assert query["code_challenge_method"] == "S256"
        challenges.append(query["code_challenge"])
        back = httpx.get(
            query["redirect_uri"], params={"code": "c0de", "state": query["state"]}, trust_env=False
        )
        assert "You are logged in" in back.text

    def token(asked: Asked) -> Raw:
        digest = hashlib.sha256(asked.form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenges[0]:
            return reply({"error": "invalid_grant"}, 400)
        assert asked.form["code"] == ["c0de"]
        assert asked.form["redirect_uri"] == odd.asked("/api/v1/apps")[0].form["redirect_uris"]
        assert "authorization" not in asked.headers
        return reply({"access_token": "t0ken", "token_type": "Bearer"})

    prepare(odd, token)
    done = await log_in({"server": odd.url}, Person(allow))
    assert done.handle == "@me@odd.example"
    assert done.credential.secret == "t0ken"
    assert "t0ken" not in f"{done}{done!r}"
    assert odd.asked("/api/v1/apps")[0].form["scopes"] == ["read write follow"]


async def test_saying_no(odd: OddServer) -> None:
    def deny(url: str) -> None:
        query = query_of(url)
        params = {"error": "access_denied", "state": query["state"]}
        assert "Not logged in" in httpx.get(query["redirect_uri"], params=params, trust_env=False).text

    prepare(odd, lambda asked: page(500))
    with pytest.raises(NotAllowed, match="was not allowed to be used from here"):
        await log_in({"server": odd.url}, Person(deny))
    assert odd.asked("/oauth/token") == []


FAILURES: list[tuple[str, Raw, type[ProviderError], str]] = [
    ("/api/v1/apps", page(404), NotFound, "does not have that"),
    ("/api/v1/apps", page(), BadResponse, "is it really a Mastodon server"),
    ("/api/v1/apps", reply({}), BadResponse, "did not register the program"),
    ("/api/v1/apps", page(500), ServerFault, "has a fault"),
    ("/oauth/token", reply({"error": "invalid_client"}, 401), NotAllowed, "did not take the code"),
    ("/oauth/token", reply({"error": "invalid_grant"}, 400), NotAllowed, "did not take the code"),
    ("/oauth/token", reply({"access_token": None}), BadResponse, "gave no token"),
    ("/api/v1/accounts/verify_credentials", reply({}), BadResponse, "does not say who I am"),
]


@pytest.mark.parametrize(("path", "answer", "kind", "sentence"), FAILURES)
async def test_failures(
    odd: OddServer, path: str, answer: Raw, kind: type[ProviderError], sentence: str
) -> None:
    prepare(odd, lambda asked: reply({"access_token": "t0ken"}))
    odd.answers[path] = answer
    with pytest.raises(kind, match=sentence):
        await log_in({"server": odd.url}, Person(None, "c0de"))


async def test_logging_out_is_calm(odd: OddServer) -> None:
    await log_out(odd.url, None)
    await log_out(odd.url, Credential("made by hand"))
    assert odd.requests == []
    full = Credential("t0ken", (("client_id", "app"), ("client_secret", "hush")))
    with pytest.raises(NotFound, match="does not take logins back"):
        await log_out(odd.url, full)
    odd.answers["/oauth/revoke"] = reply({"error": "invalid_client"}, 401)
    await log_out(odd.url, full)
    odd.answers["/oauth/revoke"] = reply({})
    await log_out(odd.url, full)
    assert odd.requests[-1].form == {"client_id": ["app"], "client_secret": ["hush"], "token": ["t0ken"]}
    odd.answers["/oauth/revoke"] = page(500)
    with pytest.raises(ServerFault):
        await log_out(odd.url, full)


VISITS = [
    ("GET", "/favicon.ico", 404),
    ("GET", "/elsewhere?code=x&state={state}", 404),
    ("POST", "/?code=x&state={state}", 404),
    ("GET", "/?code=x", 400),
    ("GET", "/?code=x&state=wrong", 400),
    ("GET", "/?code=x&state=%F0%9F%8C%B1", 400),
]


@pytest.mark.parametrize(("method", "target", "status"), VISITS)
async def test_other_visitors_change_nothing(method: str, target: str, status: int) -> None:
    async with Loopback() as loopback, httpx.AsyncClient(trust_env=False) as visitor:
        url = loopback.address.rstrip("/") + target.replace("{state}", loopback.state)
        assert (await visitor.request(method, url)).status_code == status
        right = await visitor.get(loopback.address, params={"code": "c0de", "state": loopback.state})
        assert right.status_code == 200
        assert "c0de" not in right.text
        await visitor.get(loopback.address, params={"code": "second", "state": loopback.state})
        assert await loopback.code() == "c0de"


async def test_a_visitor_that_talks_nonsense_is_let_go() -> None:
    async with Loopback() as loopback:
        port = urlsplit(loopback.address).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\xff" * 40_000)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        async with httpx.AsyncClient(trust_env=False) as visitor:
            await visitor.get(loopback.address, params={"code": "c0de", "state": loopback.state})
        assert await loopback.code() == "c0de"


async def test_nobody_comes() -> None:
    async with Loopback(patience=0.05) as loopback:
        with pytest.raises(NotAllowed, match="was not allowed in time"):
            await loopback.code()
