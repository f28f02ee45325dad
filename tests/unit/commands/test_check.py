"""`connect-tui check`: what a server can do, what a login may do, whose clock is wrong."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from command_line import CommandLine
from odd_server import OddServer, reply

from connect_tui.commands.check import abilities, colours, mend
from connect_tui.config.model import ProviderTable, Source
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Capabilities,
    Credential,
    Examined,
    NoSecret,
    NotAllowed,
    Offline,
    ProviderConfig,
    ProviderError,
    ServerFault,
    Unreachable,
)
from connect_tui.providers.feed.examining import examine as examine_feeds
from connect_tui.providers.mastodon.examining import examine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
INSTANCE = {"version": "4.5.1", "source_url": "https://github.com/mastodon/mastodon", "domain": "a.example"}


async def examined(date: str = "", scopes: object = None, instance: object = INSTANCE) -> Examined:
    async with OddServer() as server:
        server.answers["/api/v2/instance"] = reply(instance, 200, date=date or "x")
        if scopes is not None:
            server.answers["/api/v1/apps/verify_credentials"] = reply({"scopes": scopes})
        config = ProviderConfig(
            name="home", values={"server": server.url}, credential=lambda: Credential("t")
        )
        return await examine(config, lambda: NOW)


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (None, []),
        ([], []),
        (["read", "write", "follow"], []),
        ("read write", []),
        (["read"], ["write"]),
        (["write:statuses"], ["read", "write"]),
        (["read:accounts", "read:statuses", "read:notifications", "write"], []),
        ("profile", ["read", "write"]),
    ],
)
async def test_what_a_login_may_not_do(scopes: object, missing: list[str]) -> None:
    found = await examined(scopes=scopes)
    assert found.troubles == tuple(f"is not allowed to “{name}”: log in again" for name in missing)
    assert found.server == "Mastodon 4.5.1"


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("", None),
        ("yesterday", None),
        (format_datetime(NOW, usegmt=True), timedelta()),
        (format_datetime(NOW + timedelta(hours=3), usegmt=True), timedelta(hours=3)),
        (format_datetime(NOW - timedelta(days=2), usegmt=True), timedelta(days=-2)),
    ],
)
async def test_whose_clock_is_ahead(date: str, ahead: timedelta | None) -> None:
    assert (await examined(date)).ahead == ahead


async def test_a_server_that_names_itself_with_an_escape() -> None:
    found = await examined(instance={"version": "1\x1b[2J\u202e", "source_url": "x/\x9b2J"})
    assert found.server == "X 1"


def test_what_can_be_done_in_words() -> None:
    assert abilities(Capabilities(publish=False)) == "Cannot: write."
    said = abilities(Capabilities(direct_messages=True, boost=True))
    assert said.startswith("Can: write, direct messages, boost")
    assert "Cannot: content warnings" in said


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "all colours"),
        ({"TERM": "linux"}, "few colours"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "no colours, as NO_COLOR asks"),
    ],
)
def test_colours(environ: dict[str, str], said: str) -> None:
    assert colours(environ) == said


def named(config: Path, url: str) -> None:
    config.write_text(f'[providers.home]\nkind = "mastodon"\nserver = "{url}"\ntoken_env = "MY_TOKEN"\n')


async def test_it_is_said(config: Path, tmp_path: Path) -> None:
    """From a configuration to the words, with a server whose clock is wrong and a login that may only read."""
    async with OddServer() as server:
        late = format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)
        server.answers["/api/v2/instance"] = reply(INSTANCE, date=late)
        server.answers["/api/v1/apps/verify_credentials"] = reply({"scopes": ["read"]})
        me = {"id": "1", "acct": "me", "username": "me", "url": "https://a.example/@me"}
        server.answers["/api/v1/accounts/verify_credentials"] = reply(me)
        named(config, server.url)
        ended = await asyncio.to_thread(CommandLine(tmp_path), "check", env={"MY_TOKEN": "t0ken"})
    assert ended.status == 1
    assert "home: @me@a.example on " in ended.out
    assert "home: It runs Mastodon 4.5.1. Can: write" in ended.out
    assert "home is not allowed to “write”: log in again." in ended.out
    assert "home has another time: this computer's clock is behind its server's. Set the clock." in ended.out
    assert "t0ken" not in ended.out + ended.err


def news(*urls: str) -> ProviderConfig:
    return ProviderConfig(name="news", values={"urls": urls}, credential=lambda: None)


def named_feed(config: Path, url: str) -> None:
    config.write_text(f'[providers.news]\nkind = "feed"\nurls = ["{url}"]\n')


@pytest.mark.parametrize(
    ("dates", "off"),
    [
        ([timedelta(hours=3)], timedelta(hours=3)),
        ([timedelta(hours=3), timedelta(hours=-3), timedelta(seconds=1)], timedelta(seconds=1)),
        ([timedelta(hours=3), None], timedelta(hours=3)),
        ([None], None),
    ],
)
async def test_whose_clock_is_ahead_of_feeds(dates: list[timedelta | None], off: timedelta | None) -> None:
    async with OddServer() as server:
        urls = tuple(f"{server.url}/{number}" for number in range(len(dates)))
        for number, by in enumerate(dates):
            date = "" if by is None else format_datetime(NOW + by, usegmt=True)
            server.answers[f"/{number}"] = reply(b"<rss/>", date=date)
        found = await examine_feeds(news(*urls), lambda: NOW)
    assert found.ahead == off


async def test_an_answer_out_of_a_cache_says_nothing_of_a_clock() -> None:
    async with OddServer() as server:
        server.answers["/"] = reply(
            b"<rss/>", date=format_datetime(NOW - timedelta(days=1), usegmt=True), age="86400"
        )
        found = await examine_feeds(news(server.url), lambda: NOW)
    assert found.ahead is None


async def test_a_clock_that_no_feed_has_is_said(config: Path, tmp_path: Path) -> None:
    async with OddServer() as server:
        late = format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)
        feed = b"<rss version='2.0'><channel><title>News</title><item><title>x</title></item></channel></rss>"
        server.answers["/feed"] = reply(feed, date=late)
        named_feed(config, f"{server.url}/feed")
        ended = await asyncio.to_thread(CommandLine(tmp_path), "check")
    assert ended.status == 1
    assert "news has another time: this computer's clock is behind its server's. Set the clock." in ended.out


@pytest.mark.parametrize(
    ("source", "error", "said"),
    [
        (Source.TOKEN_ENV, NoSecret("has no secret"), "Set PLACE to a secret that is taken"),
        (
            Source.PASSWORD_ENV,
            AuthExpired("no longer takes the login"),
            "Set PLACE to a secret that is taken",
        ),
        (Source.TOKEN_COMMAND, NoSecret("has no secret"), "Try the command by itself"),
        (Source.CREDENTIAL, NoSecret("has no secret"), "Log in: connect-tui login home"),
        (None, AuthExpired("needs a login"), "Log in: connect-tui login home"),
        (None, Unreachable("cannot be reached"), "connected, and whether https://a.example is spelt right."),
        (None, Offline("did not answer in time"), "connected, and whether https://a.example is spelt right."),
        (None, Unreachable("cannot be reached: HTTPS_PROXY names a proxy that refuses"), ""),
        (None, ServerFault("has a fault (500)"), "Try again later."),
        (
            None,
            BadResponse("answered with a web page"),
            "https://a.example is what is meant, and mastodon its",
        ),
        (None, NotAllowed("refuses"), ""),
    ],
)
def test_it_is_said_how_to_mend_it(source: Source | None, error: ProviderError, said: str) -> None:
    values = {"server": "https://a.example"}
    file = Path("config.toml")
    table = ProviderTable(
        name="home", kind="mastodon", file=file, values=values, source=source, reference="PLACE"
    )
    assert said in mend(table, error)
    assert bool(said) == bool(mend(table, error))


def test_a_folder_that_others_can_look_into(config: Path, sealed: Path, tmp_path: Path) -> None:
    run = CommandLine(tmp_path)
    assert "others can read" not in run("check").out
    folder = sealed / "data" / "connect-tui"
    folder.chmod(0o755)
    assert f"others can read {folder}. Mend it: chmod go= {folder}" in run("check").out
