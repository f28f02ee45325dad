"""A login that comes to nothing after the server gave something for it, and a logout that no server hears."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine
from logging_in import paste
from msgspec.structs import replace
from odd_atproto import DID, HANDLE, OddNetwork, token
from odd_server import OddServer, Raw, page, reply
from watched_mastodon import WatchedMastodon

from connect_tui import plugins
from connect_tui.commands import signing_in
from connect_tui.commands.session import Session
from connect_tui.config import ring
from connect_tui.config.locations import Locations
from connect_tui.config.model import ProviderTable
from connect_tui.config.secrets import Secrets
from connect_tui.config.write import write_login
from connect_tui.port import login as the_port
from connect_tui.provider import Credential, Login, LoginAsk, NotAllowed, ProviderConfig, ServerFault
from connect_tui.providers import bluesky, mastodon
from connect_tui.store.errors import StoreError

VERIFY = "/api/v1/accounts/verify_credentials"
END_SESSION = "/xrpc/com.atproto.server.deleteSession"
TOKEN = "a-token-that-nobody-may-see"
GIVEN_BACK = "What the server gave for it was given back."


def revoked(server: WatchedMastodon) -> bool:
    return "POST /oauth/revoke" in server.asked


@pytest.mark.parametrize("deaf", [False, True])
def test_a_server_that_gives_a_token_and_fails_then(
    deaf: bool, config: Path, server: WatchedMastodon, sealed: Path
) -> None:
    server.user("me")
    server.fail(VERIFY, status=500)
    if deaf:
        server.fail("/oauth/revoke", status=503)
    with server.listening():
        ended = paste(server, "me", "login", server.url, "--no-browser")
        assert revoked(server)
    assert (ended.status, "has a fault (500)" in ended.err) == (1, True)
    assert (GIVEN_BACK in ended.out) is not deaf
    assert ("has a fault (503)" in ended.out and "Take the program's access away" in ended.out) is deaf
    assert not list(config.parent.rglob("*.toml"))


def _hears() -> None:
    """Whoever runs the tests in the background has Ctrl-C ignored, and the program would have it ignored too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_while_the_server_says_whose_token_it_is(
    told: signal.Signals, config: Path, server: WatchedMastodon, sealed: Path
) -> None:
    server.user("me")
    server.fail(VERIFY, kind="latency", delay=30)
    with (
        subprocess.Popen(
            [sys.executable, "-u", "-m", "connect_tui", "login", server.url, "--no-browser"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=dict(os.environ),
            preexec_fn=_hears,
        ) as program,
        server.listening() as asked,
    ):
        assert program.stdin is not None
        assert program.stdout is not None
        address = next(line for line in program.stdout if line.startswith("http"))
        program.stdin.write(f"{server.authorize(address.strip(), 'me')}\n")
        program.stdin.flush()
        while f"GET {VERIFY}" not in asked:
            time.sleep(0.02)
        program.send_signal(told)
        out, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert GIVEN_BACK in out
    assert "Traceback" not in err
    assert revoked(server)


class Person:
    """Somebody who hears everything."""

    def __init__(self, answer: str = "") -> None:
        self.heard: list[str] = []
        self.answer = answer

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)

    def open(self, url: str) -> bool:
        return False

    async def ask(self, question: str, secret: bool = False) -> str:
        return self.answer


@pytest.fixture
def taken_back(monkeypatch: pytest.MonkeyPatch) -> list[Credential]:
    """What the network was given back; it gives a token to whoever asks."""
    found: list[Credential] = []

    async def login(values: object, ask: LoginAsk) -> Login:
        return Login({"server": "https://example.social"}, Credential(TOKEN), "@ana@example.social")

    async def logout(config: ProviderConfig) -> None:
        credential = config.credential()
        assert credential is not None
        assert config.values["server"] == "https://example.social"
        found.append(credential)

    plugin = replace(mastodon.PLUGIN, login=login, logout=logout, recognise=None)
    monkeypatch.setattr(plugins, "load", lambda _: plugin)
    return found


def holders(home: Path) -> list[Path]:
    return [file for file in home.rglob("*") if file.is_file() and TOKEN.encode() in file.read_bytes()]


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def no_store(*_: object) -> None:
    raise StoreError("mine.db cannot be used.")


@pytest.mark.parametrize(
    ("what", "fault"),
    [((Secrets, "keep"), no_room), ((signing_in, "write_login"), no_room), ((Session, "store"), no_store)],
    ids=["no room for the secret", "no room for the account", "a store that cannot be used"],
)
async def test_a_token_that_cannot_be_kept(
    what: tuple[object, str],
    fault: Callable[..., None],
    sealed: Path,
    monkeypatch: pytest.MonkeyPatch,
    taken_back: list[Credential],
) -> None:
    person = Person("example.social")
    monkeypatch.setattr(*what, fault)
    with pytest.raises((OSError, StoreError)):
        await signing_in.sign_in(Session.open(os.environ, None), "mastodon", person)
    assert taken_back == [Credential(TOKEN)]
    assert GIVEN_BACK in person.heard[-1]
    assert holders(sealed) == []


async def test_ctrl_c_while_the_keyring_waits_for_somebody(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, taken_back: list[Credential]
) -> None:
    asked, over = threading.Event(), threading.Event()

    def wait(*_: str) -> bool:
        asked.set()
        over.wait()
        return True

    monkeypatch.setattr(ring, "put", wait)
    session = Session.open(os.environ, None)
    login = asyncio.create_task(signing_in.sign_in(session, "mastodon", Person("example.social")))
    await asyncio.to_thread(asked.wait)
    login.cancel()
    with pytest.raises(asyncio.CancelledError):
        await login
    over.set()
    assert taken_back == [Credential(TOKEN)]
    assert not session.locations.logins.exists()


async def test_a_session_is_ended_where_nobody_comes_to_know_whose_it_is() -> None:
    async with OddServer() as server:
        odd = OddNetwork(server)
        server.answers["/xrpc/app.bsky.actor.getProfile"] = reply({"error": "InternalServerError"}, 500)
        server.answers[END_SESSION] = reply({})
        person = Person("right")
        assert bluesky.PLUGIN.login is not None
        with pytest.raises(ServerFault):
            await bluesky.PLUGIN.login(_texts(odd), person)
        assert person.heard[-1].endswith(GIVEN_BACK)
        assert len(server.asked(END_SESSION)) == 1


async def test_where_no_password_was_taken_nothing_has_to_be_given_back() -> None:
    async with OddServer() as server:
        odd = OddNetwork(server)
        person = Person("wrong")
        assert bluesky.PLUGIN.login is not None
        with pytest.raises(NotAllowed, match="did not take the password"):
            await bluesky.PLUGIN.login(_texts(odd), person)
        assert "came to nothing" not in "".join(person.heard)
        assert server.asked(END_SESSION) == []


def _texts(odd: OddNetwork) -> dict[str, str]:
    return {key: value for key, value in odd.config().values.items() if isinstance(value, str)}


def as_logged_in(network: str, url: str, by_hand: Path | None = None) -> None:
    """As `connect-tui login` leaves it; `by_hand` gets a table that names a variable."""
    if network == "mastodon":
        values = {"server": url}
        credential = Credential(TOKEN, (("client_id", "an-id"), ("client_secret", "hush")))
    else:
        values = {"handle": HANDLE, "service": url, "plc": url}
        kept = {"account": HANDLE, "did": DID, "pds": url, "access": token("a"), "refresh": token("r")}
        credential = Credential("right", tuple(kept.items()))
    locations = Locations.find(os.environ)
    if by_hand is not None:
        by_hand.write_text(f'[providers.home]\nkind = "{network}"\nserver = "{url}"\ntoken_env = "T"\n')
    described = {} if by_hand is not None else {"kind": network, **values}
    file = write_login(locations, "home", {**described, "credential": "file"})
    table = ProviderTable(name="home", kind=network, file=file, values=values)
    assert Secrets(locations.secrets, os.environ).keep(table, credential) == "file"


DEAF = {
    "silent": Raw(b"", after=600),
    "half an answer": Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"),
    "404": page(404),
    "400": reply({"error": "invalid_request"}, 400),
    "403": reply({"error": "unauthorized_client"}, 403),
    "405": page(405),
    "429": reply({"error": "slow down"}, 429),
    "500": page(500),
    "a page": page(),
    "another address": reply({}, 302, location="https://elsewhere.example/"),
}


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
@pytest.mark.parametrize("fault", ["away", *DEAF])
async def test_a_server_that_does_not_take_a_login_back(
    network: str, fault: str, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "silent":
        monkeypatch.setattr(the_port, "GIVING_BACK", 3.0)
    async with OddServer() as server:
        if fault != "away":
            server.answers["/oauth/revoke"] = server.answers[END_SESSION] = DEAF[fault]
        as_logged_in(network, "http://127.0.0.1:9" if fault == "away" else server.url)
        ended = await asyncio.to_thread(CommandLine(tmp_path, apart=False), "logout", "home")
        asked = len(server.requests)
    assert ended.status == 1
    assert ended.out.startswith("home is logged out.")
    assert "It is forgotten here; on its server, take the program's access away" in ended.err
    assert asked == (fault != "away")
    assert not list((sealed / "data" / "connect-tui" / "credentials").iterdir())
    assert not list((sealed / "config" / "connect-tui" / "providers.d").iterdir())


async def test_what_a_login_kept_is_given_back_where_another_secret_is_used(
    config: Path, tmp_path: Path
) -> None:
    """Somebody logged in, and names a variable by hand since."""
    async with OddServer() as server:
        server.answers["/oauth/revoke"] = reply({})
        as_logged_in("mastodon", server.url, config)
        ended = await asyncio.to_thread(CommandLine(tmp_path, apart=False), "logout", "home")
        assert (ended.status, ended.err) == (0, "")
        assert server.requests[-1].form["token"] == [TOKEN]
