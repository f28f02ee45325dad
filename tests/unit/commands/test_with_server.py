"""The command line against a real server: a setup in one file, the inbox, answers, log in and out."""

import json
import stat
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from logging_in import paste
from mock_mastodon import MockMastodon, User

Env = Mapping[str, str]
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def run(tmp_path: Path, sealed: Path) -> CommandLine:
    return CommandLine(tmp_path, apart=False)


@pytest.fixture
def ana(server: MockMastodon) -> User:
    return server.user("ana", display_name="Ana")


def inbox(run: CommandLine, env: Env, *arguments: str) -> dict[str, Any]:
    ended = run("inbox", "--json", *arguments, env=env)
    assert ended.status == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_one_file_written_by_hand_is_enough(
    tmp_path: Path, by_hand: Env, ana: User, server: MockMastodon, me: User
) -> None:
    """The acceptance test: no keyring, no login, one file."""
    run = CommandLine(tmp_path)
    own = me.post("Planning the garden.", at=NOW - timedelta(hours=4))
    asked = ana.post("@me Which tomatoes\nwould you plant?", answers=own, at=NOW - timedelta(hours=3))
    found = inbox(run, by_hand, "--refresh")
    assert list(found) == ["as_of", "entries", "problems"]
    assert found["problems"] == []
    (entry,) = found["entries"]
    url = entry.pop("url")
    assert url.startswith(("http://", "https://"))
    why = entry.pop("why")
    assert why[0] == "Ana wrote 3 hours ago, and nothing of yours answers it."
    assert why[-1].startswith("It leaves when you answer")
    assert entry == {
        "section": "waiting",
        "reason": "asked",
        "sentence": "Ana asked you, 3 hours ago",
        "newcomer": True,
        "provider": "home",
        "account": me.handle,
        "conversation": own.uri,
        "post": asked.uri,
        "people": [{"handle": ana.handle, "name": "Ana"}],
        "since": (NOW - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": "@me Which tomatoes\nwould you plant?",
    }

    ended = run("reply", asked.uri, "Black Krim it is.", env=by_hand)
    assert ended.status == 0, ended.err
    uri = ended.out.strip()
    after = inbox(run, by_hand)["entries"]
    assert [entry["section"] for entry in after] == ["active"]
    status = me.call("GET", f"/api/v1/statuses/{uri.rsplit('/', 1)[1]}")
    assert status["in_reply_to_id"] == asked.id
    assert "@ana" in str(status["content"])
    assert "Black Krim it is." in str(status["content"])


def test_the_key_gap_stands_only_where_something_is_missing(
    run: CommandLine, by_hand: Env, ana: User, server: MockMastodon
) -> None:
    first = ana.post("A thread begins.", at=NOW - timedelta(hours=5))
    second = ana.post("@me And what do you think?", answers=first, at=NOW - timedelta(hours=4))
    server.fail("/api/v1/statuses*", status=500)
    try:
        ended = run("inbox", "--json", "--refresh", env=by_hand)
    finally:
        server.recover()
    (torn,) = json.loads(ended.out)["entries"]
    assert (torn.get("gap"), torn["conversation"]) == (True, second.uri)
    (whole,) = inbox(run, by_hand, "--refresh")["entries"]
    assert "gap" not in whole
    assert whole["conversation"] == first.uri


def test_as_of_leaves_out_what_came_later(run: CommandLine, by_hand: Env, ana: User) -> None:
    early = ana.post("@me Are you in?", at=NOW - timedelta(hours=6))
    ana.post("@me Another thing?", at=NOW - timedelta(hours=1))
    then = (NOW - timedelta(hours=3)).isoformat()
    assert len(inbox(run, by_hand, "--refresh")["entries"]) == 2
    found = inbox(run, by_hand, "--as-of", then)
    assert found["as_of"] == then.replace("+00:00", "Z")
    # Nobody can date a post before it was first seen here, so the earlier one is told apart by its date alone.
    assert [entry["post"] for entry in found["entries"]] == [early.uri]


def test_sections_and_accounts_can_be_picked(run: CommandLine, by_hand: Env, ana: User, me: User) -> None:
    me.follow(ana)
    asked = ana.post("@me Coming?", at=NOW - timedelta(hours=2))
    said = ana.post("It rains.", at=NOW - timedelta(hours=1))
    both = inbox(run, by_hand, "--refresh", "--account", "home")["entries"]
    assert [(entry["section"], entry["post"]) for entry in both] == [
        ("waiting", asked.uri),
        ("broadcast", said.uri),
    ]
    assert [e["post"] for e in inbox(run, by_hand, "--section", "broadcast")["entries"]] == [said.uri]
    ended = run("inbox", "--account", "hom", env=by_hand)
    assert (ended.status, "Did you mean “home”?" in ended.err) == (2, True)


def test_the_inbox_in_words(run: CommandLine, by_hand: Env, ana: User) -> None:
    asked = ana.post(
        "@me Are you \x1b[31mcoming\u202e to the lake on Sunday? " + "Bring the kettle. " * 8,
        at=NOW - timedelta(hours=2),
    )
    ended = run("inbox", "--refresh", env=by_hand)
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert lines[0] == "Waiting for you"
    assert "Ana · new to you" in lines[2]
    assert lines[2].endswith("home · 2 h")
    assert asked.uri in ended.out
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_nobody_is_waiting(run: CommandLine, by_hand: Env) -> None:
    assert run("inbox", "--refresh", env=by_hand).out == "Nobody is waiting for you.\n"


def test_a_reply_inherits_and_is_never_wider(run: CommandLine, by_hand: Env, ana: User, me: User) -> None:
    asked = ana.post("@me Is it the soup?", visibility="private", warning="food", language="de")
    refused = run("reply", asked.uri, "Yes.", "--visibility", "public", env=by_hand)
    assert refused.status == 2
    assert "--yes-wider" in refused.err
    sent = run("reply", asked.uri, "Yes.", env=by_hand)
    assert sent.status == 0, sent.err
    status = me.call("GET", f"/api/v1/statuses/{sent.out.strip().rsplit('/', 1)[1]}")
    assert (status["visibility"], status["spoiler_text"], status["language"]) == ("private", "food", "de")
    wider = run(
        "reply", asked.uri, "Yes!", "--visibility", "unlisted", "--yes-wider", "--cw", "", env=by_hand
    )
    assert wider.status == 0, wider.err
    status = me.call("GET", f"/api/v1/statuses/{wider.out.strip().rsplit('/', 1)[1]}")
    assert (status["visibility"], status["spoiler_text"]) == ("unlisted", "")


def test_a_private_answer_adds_nobody_unasked(
    run: CommandLine, by_hand: Env, ana: User, server: MockMastodon
) -> None:
    server.user("dev")
    asked = ana.post("@me Only between us?", visibility="direct")
    for text in ("Let us ask @dev.", f"Let us ask @dev@{ana.domain}.", "Let us ask @dev@elsewhere.example!"):
        refused = run("reply", asked.uri, text, env=by_hand)
        assert refused.status == 2
        assert "@dev@" in refused.err
        assert "--yes-wider" in refused.err
    assert run("reply", asked.uri, "Yes, @ana, and write to a@b.example.", env=by_hand).status == 0
    assert run("reply", asked.uri, "Let us ask @dev.", "--yes-wider", env=by_hand).status == 0


def test_one_account_that_fails_does_not_hide_the_other(run: CommandLine, by_hand: Env, config: Path) -> None:
    config.write_text(config.read_text() + '[providers.sky]\nkind = "demo"\n')
    ended = run("inbox", "--refresh", "--json", env={"MY_TOKEN": "wrong"})
    assert ended.status == 1
    found = json.loads(ended.out)
    assert {entry["provider"] for entry in found["entries"]} == {"sky"}
    assert [problem["account"] for problem in found["problems"]] == ["home"]
    assert ended.err.count("\n") == 1
    which = run("post", "Hello", env=by_hand)
    assert (which.status, "Add --account: home, sky" in which.err) == (2, True)


def test_a_server_that_was_never_reached(run: CommandLine, by_hand: Env, server: MockMastodon) -> None:
    server.fail("/api/*", status=500)
    try:
        for command in (("post", "Hello"), ("reply", "https://nowhere.example/1", "Hello")):
            ended = run(*command, env=by_hand)
            assert "It has to be reached once before you can write." in ended.err
    finally:
        server.recover()


def test_a_post_from_standard_input(run: CommandLine, by_hand: Env, me: User) -> None:
    sent = run("post", typed="From a pipe,\nwith two lines.\n", env=by_hand)
    assert sent.status == 0, sent.err
    status = me.call("GET", f"/api/v1/statuses/{sent.out.strip().rsplit('/', 1)[1]}")
    assert "with two lines." in str(status["content"])
    empty = run("post", typed=" \n", env=by_hand)
    assert (empty.status, "Nothing was written" in empty.err) == (2, True)


def test_options_of_a_post(run: CommandLine, by_hand: Env, me: User) -> None:
    sent = run(
        "post", "Guten Abend.", "--visibility", "unlisted", "--cw", "greeting", "--lang", "de", env=by_hand
    )
    assert sent.status == 0, sent.err
    status = me.call("GET", f"/api/v1/statuses/{sent.out.strip().rsplit('/', 1)[1]}")
    assert (status["visibility"], status["spoiler_text"], status["language"]) == (
        "unlisted",
        "greeting",
        "de",
    )


def test_a_reply_to_nothing(run: CommandLine, by_hand: Env) -> None:
    ended = run("reply", "https://nowhere.example/1", "Hello?", env=by_hand)
    assert ended.status == 2
    assert "There is no post https://nowhere.example/1" in ended.err


def test_a_server_that_is_away(run: CommandLine, by_hand: Env, ana: User, server: MockMastodon) -> None:
    ana.post("@me Coming?", at=NOW - timedelta(hours=2))
    inbox(run, by_hand, "--refresh")
    server.fail("/api/*", status=503)
    try:
        ended = run("inbox", "--refresh", "--json", env=by_hand)
        assert ended.status == 1
        found = json.loads(ended.out)
        assert [entry["section"] for entry in found["entries"]] == ["waiting"]
        (problem,) = found["problems"]
        assert problem["account"] == "home"
        assert problem["sentence"].startswith("home ")
        assert problem["sentence"] in ended.err
        kept = run("post", "Hello from afar.", env=by_hand)
        assert kept.status == 1
        assert kept.err.startswith("home")
        checked = run("check", env=by_hand)
        assert checked.status == 1
    finally:
        server.recover()
    assert run("post", "And hello again.", env=by_hand).status == 0


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "home has no secret: the environment variable MY_TOKEN is not set."),
        (
            {"MY_TOKEN": "s3cr3t-but-wrong"},
            "home no longer takes the secret from the environment variable MY_TOKEN: renew it there.",
        ),
    ],
)
def test_a_token_that_is_missing_or_wrong(run: CommandLine, by_hand: Env, env: Env, said: str) -> None:
    ended = run("inbox", "--refresh", env={"MY_TOKEN": "", **env})
    assert ended.status == 1
    assert said in ended.err
    assert "s3cr3t" not in ended.err + ended.out


def test_accounts_and_check_say_where_the_secret_comes_from(
    run: CommandLine, by_hand: Env, me: User, server: MockMastodon
) -> None:
    checked = run("check", env=by_hand)
    assert checked.status == 0, checked.out
    line = (
        f"home: {me.handle} on {server.url} answers. Its secret comes from the environment variable MY_TOKEN."
    )
    assert line in checked.out
    inbox(run, by_hand, "--refresh")
    listed = run("accounts", env=by_hand)
    assert listed.out == (
        f"home: {me.handle}\n  mastodon {server.url}\n  Its secret comes from the environment variable MY_TOKEN.\n"
    )
    assert me.token not in checked.out + listed.out


def test_check_names_people_in_circles_who_were_never_seen(
    run: CommandLine, by_hand: Env, ana: User, config: Path
) -> None:
    config.write_text(
        config.read_text() + f'[circles]\nfriends = ["{ana.handle}", "@nobody@nowhere.example"]\n'
    )
    ana.post("@me Coming?")
    # Before anything was read there is nothing to compare with.
    assert "circles" not in run("check", env=by_hand).out
    inbox(run, by_hand, "--refresh")
    checked = run("check", env=by_hand)
    assert checked.status == 0
    told = [line for line in checked.out.splitlines() if line.startswith("circles:")]
    assert told == [
        "circles: @nobody@nowhere.example in “friends” has not been seen yet. Look whether it is spelt right"
    ]


def test_an_account_that_moved_to_another_server_is_somebody_else(
    run: CommandLine, by_hand: Env, ana: User, config: Path, server: MockMastodon
) -> None:
    ana.post("@me Coming?", visibility="direct")
    assert inbox(run, by_hand, "--refresh")["entries"]
    config.write_text(config.read_text().replace("127.0.0.1", "localhost"))
    assert inbox(run, by_hand)["entries"] == []


def test_log_in_with_a_browser_and_out_again(
    run: CommandLine, sealed: Path, config: Path, server: MockMastodon, me: User, tmp_path: Path
) -> None:
    visited = tmp_path / "visited"
    script = tmp_path / "browser.py"
    script.write_text(f"import sys, pathlib\npathlib.Path({str(visited)!r}).write_text(sys.argv[1])\n")
    person = threading.Thread(target=_visit, args=(server, visited), daemon=True)
    person.start()
    ended = run("login", server.url, env={"BROWSER": f"{sys.executable} {script} %s"})
    assert ended.status == 0, ended.err
    assert f"You are {me.handle}. The account is called “home”" in ended.out
    assert "a file that only you can read" in ended.out
    own = config.parent / "providers.d" / "home.toml"
    (secret,) = (sealed / "data" / "connect-tui" / "credentials").iterdir()
    for file in (own, secret):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert server.url in own.read_text()
    assert 'credential = "file"' in own.read_text()
    assert run("inbox", "--refresh").status == 0
    assert run("check").status == 0

    token = json.loads(json.loads(secret.read_text())["credential"])["secret"]
    assert token not in ended.out + own.read_text()
    out = run("logout", "home")
    assert out.status == 0, out.err
    assert "home is logged out" in out.out
    assert not own.exists()
    assert not secret.exists()
    assert run("inbox").status == 2


def _visit(server: MockMastodon, visited: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if visited.exists() and visited.read_text():
            server.authorize(visited.read_text(), "me")
            return
        time.sleep(0.05)


def test_log_in_again_adds_the_credential_only(
    run: CommandLine, config: Path, server: MockMastodon, me: User
) -> None:
    config.write_text(f'[providers.pond]\nkind = "mastodon"\nserver = "{server.url}"\n')
    ended = paste(server, "me", "login", "pond", "--no-browser")
    assert ended.status == 0, ended.err
    own = config.parent / "providers.d" / "pond.toml"
    assert own.read_text().splitlines()[2:] == ["[providers.pond]", 'credential = "file"']
    assert run("inbox", "--refresh").status == 0
    assert run("logout", "pond").status == 0
    assert "pond" in config.read_text()
    assert not own.exists()


def test_logging_in_once_more_makes_no_second_account(
    run: CommandLine, config: Path, server: MockMastodon, me: User
) -> None:
    logins = config.parent / "providers.d"
    for _ in range(2):
        ended = paste(server, "me", "login", server.url, "--no-browser")
        assert ended.status == 0, ended.err
        assert [file.name for file in logins.iterdir()] == ["home.toml"]
        assert run("inbox", "--refresh").status == 0
    server.user("other")
    assert "called “home-2”" in paste(server, "other", "login", server.url, "--no-browser").out


def test_the_name_of_an_account_can_be_chosen_and_is_unique(
    run: CommandLine, config: Path, server: MockMastodon, me: User
) -> None:
    first = paste(server, "me", "login", server.url, "--no-browser", "--name", "pond")
    assert "called “pond”" in first.out
    taken = run("login", server.url, "--no-browser", "--name", "pond", typed="")
    assert taken.status == 2
    assert "There is an account “pond” already" in taken.err
    bad = run("login", server.url, "--no-browser", "--name", "my pond", typed="")
    assert (bad.status, "made of letters" in bad.err) == (2, True)
