"""From `login` to `logout` on the command line, without a keyring and without a file written by hand."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from command_line import CommandLine
from logging_in import browser, paste
from mock_mastodon import User
from watched_mastodon import WatchedMastodon

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def run(config: Path, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def ana(server: WatchedMastodon) -> User:
    return server.user("ana")


def entries(run: CommandLine, *arguments: str) -> list[dict[str, Any]]:
    ended = run("inbox", "--json", *arguments)
    assert (ended.status, ended.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ended.out)["entries"]
    return found


def secrets_in(home: Path) -> list[Path]:
    return [file for file in (home / "data" / "connect-tui" / "credentials").glob("*") if file.is_file()]


def token_in(file: Path) -> str:
    token = json.loads(json.loads(file.read_text())["credential"])["secret"]
    assert isinstance(token, str)
    return token


@pytest.mark.parametrize("way", ["a browser that comes back", "a pasted code"])
def test_the_whole_way(
    way: str, run: CommandLine, server: WatchedMastodon, me: User, ana: User, sealed: Path, tmp_path: Path
) -> None:
    asked = ana.post("@me Which tomatoes?", at=NOW - timedelta(hours=3))
    if way == "a pasted code":
        ended = paste(server, "me", "login", server.url, "--no-browser", "--name", "pond")
    else:
        ended = run("login", server.url, "--name", "pond", env={"BROWSER": browser(tmp_path, "me")})
    assert ended.status == 0, ended.err
    assert "You are @me@mock.local. The account is called “pond”" in ended.out

    assert run("accounts").out.startswith("pond: not seen yet\n")
    assert [entry["post"] for entry in entries(run, "--refresh")] == [asked.uri]
    assert run("accounts").out.startswith("pond: @me@mock.local\n")
    assert run("check").status == 0

    replied = run("reply", asked.uri, "Black Krim.")
    assert (replied.status, replied.err) == (0, "")
    posted = run("post", "It rains.", "--visibility", "unlisted")
    assert (posted.status, posted.err) == (0, "")
    reply, post = (
        me.call("GET", f"/api/v1/statuses/{e.out.strip().rsplit('/')[-1]}") for e in (replied, posted)
    )
    assert (reply["in_reply_to_id"], post["in_reply_to_id"]) == (asked.id, None)
    assert post["visibility"] == "unlisted"
    assert [(e["section"], e["post"]) for e in entries(run)] == [("active", replied.out.strip())]

    (secret,) = secrets_in(sealed)
    token = token_in(secret)
    assert verified(server, token) == 200
    out = run("logout", "pond")
    assert (out.status, out.err) == (0, "")
    assert verified(server, token) == 401, "the token still works"
    assert secrets_in(sealed) == []
    assert run("accounts").out.startswith("There is no account yet.")
    assert run("inbox").status == 2
    assert run("reply", asked.uri, "Once more.").status == 2
    everything = b"".join(file.read_bytes() for file in sealed.rglob("*") if file.is_file())
    assert token.encode() not in everything


def verified(server: WatchedMastodon, token: str) -> int:
    """What the server says to this token."""
    with httpx.Client(trust_env=False) as client:
        address = f"{server.url}/api/v1/accounts/verify_credentials"
        return client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_code_that_is_wrong_leaves_nothing(
    run: CommandLine, server: WatchedMastodon, me: User, sealed: Path, config: Path
) -> None:
    ended = paste(server, "me", "login", server.url, "--no-browser", code="not-the-code")
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1
    assert secrets_in(sealed) == []
    assert not (config.parent / "providers.d").exists()
    assert run("inbox").status == 2


@pytest.mark.parametrize("fault", ["away", "page", "500"])
def test_a_server_that_cannot_be_logged_in_to(
    fault: str, run: CommandLine, server: WatchedMastodon, sealed: Path
) -> None:
    where = "http://127.0.0.1:9" if fault == "away" else server.url
    server.page = fault == "page"
    if fault == "500":
        server.fail("/api/*", status=500)
    ended = run("login", where, "--no-browser")
    server.recover()
    assert ended.status == (2 if fault == "page" else 1)
    (sentence,) = ended.err.strip().splitlines()
    assert where.removeprefix("http://") in sentence
    assert secrets_in(sealed) == []
