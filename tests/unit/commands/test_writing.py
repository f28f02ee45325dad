"""`post`, `reply` and `outbox` against a real server: nothing that was written is lost."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from command_line import CommandLine, Ended
from mock_mastodon import MockMastodon, User
from msgspec.structs import replace
from watched_mastodon import WatchedMastodon

from connect_tui.commands.session import Session
from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.store.drafts import Drafts
from connect_tui.store.errors import StoreError
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine

Env = Mapping[str, str]


@pytest.fixture
def run(tmp_path: Path, sealed: Path) -> CommandLine:
    return CommandLine(tmp_path, apart=False)


@pytest.fixture
def ana(server: MockMastodon) -> User:
    return server.user("ana", display_name="Ana")


def status_of(me: User, ended: Ended) -> dict[str, object]:
    assert ended.status == 0, ended.err
    return me.call("GET", f"/api/v1/statuses/{ended.out.strip().rsplit('/', 1)[1]}")


def kept_in(home: Path) -> StorePaths:
    return StorePaths(home / "cache/connect-tui/cache.db", home / "data/connect-tui/mine.db")


def key_in(ended: Ended) -> str:
    return ended.err.split("Your words are kept, ")[1].split(":")[0]


def test_files_go_along_with_their_descriptions(
    run: CommandLine, by_hand: Env, me: User, tmp_path: Path
) -> None:
    picture = str(picture_in(tmp_path))
    sent = run("post", "Two.", "--media", picture, "--alt", "red", "--media", picture, env=by_hand)
    media = status_of(me, sent)["media_attachments"]
    assert isinstance(media, list)
    assert [item["description"] for item in media] == ["red", None]
    # As on the screen: said once, and not in the way.
    assert sent.err.count("goes without words for those who cannot see it; --alt TEXT") == 1
    only = run("post", "", "--media", picture, "--alt", "just this", env=by_hand)
    assert "--alt" not in only.err
    assert status_of(me, only)["content"] in ("", "<p></p>")


def test_a_poll(run: CommandLine, by_hand: Env, me: User) -> None:
    sent = run("post", "Tea?", "--poll", "yes", "--poll", "no", "--multiple", "--closes", "3h", env=by_hand)
    poll = status_of(me, sent)["poll"]
    assert isinstance(poll, dict)
    assert [option["title"] for option in poll["options"]] == ["yes", "no"]
    assert poll["multiple"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("word " * 101,), "That is 4 characters longer than home takes. Shorten it, or split it."),
        (("@ana",), "It names people and says nothing yet."),
        (("Hello", "--lang", "english"), "“english” is no language code. Write it as in en, de or pt-BR."),
        (("Tea?", "--poll", "yes"), "A poll needs at least two answers"),
        (("Look", "--media", "/nowhere/heron.png"), "There is no file heron.png in /nowhere."),
        (("Look", "--media", "/etc/hostname"), "hostname is of a kind that home does not take."),
        (
            ("Look", "--media", "{picture}", "--alt", "a" * 1501),
            "The description of red.png is one character",
        ),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    run: CommandLine, by_hand: Env, me: User, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    picture = str(picture_in(tmp_path))
    ended = run("post", *(part.format(picture=picture) for part in arguments), env=by_hand)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    listed = run("outbox", env=by_hand)
    assert listed.status == 0
    assert f"{key_in(ended)}  a draft · home" in listed.out
    assert arguments[0].split()[0] in listed.out
    assert me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"] == []


def test_a_parent_that_is_gone_leaves_the_words(run: CommandLine, by_hand: Env, ana: User, me: User) -> None:
    asked = ana.post("@me Coming?")
    assert run("inbox", "--refresh", env=by_hand).status == 0
    ana.delete(asked)
    ended = run("reply", asked.uri, "Yes, at six.", env=by_hand)
    assert ended.status == 1
    assert "home cannot find the post that you answer; it may be gone." in ended.err
    assert me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"] == []
    assert "Yes, at six." in run("outbox", env=by_hand).out
    never = run("reply", "https://nowhere.example/1", "Hello?", env=by_hand)
    assert never.status == 2
    assert "There is no post https://nowhere.example/1 that can be answered." in never.err
    listed = run("outbox", env=by_hand).out
    assert f"{key_in(never)}  a draft · home · an answer\n  Hello?\n" in listed


@pytest.mark.parametrize("fault", [LookupError, KeyboardInterrupt])
def test_whatever_ends_it_leaves_the_words(
    run: CommandLine, by_hand: Env, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    async def broken(_: object) -> None:
        raise fault

    with monkeypatch.context() as faulty, suppress(LookupError):
        faulty.setattr(MastodonProvider, "verify", broken)
        run("post", "Nearly said.", env=by_hand)
    assert "Nearly said." in run("outbox", env=by_hand).out


def test_words_are_kept_before_anybody_is_asked(
    by_hand: Env, me: User, server: WatchedMastodon, tmp_path: Path
) -> None:
    """A server that takes its time must not have them to itself."""
    server.fail("/api/v*", kind="latency", delay=60.0)
    command = [sys.executable, "-m", "connect_tui", "post", "-", "--cw", "tomatoes"]
    with (
        server.listening() as asked,
        subprocess.Popen(command, stdin=subprocess.PIPE, env={**os.environ, **by_hand}) as program,
    ):
        assert program.stdin is not None
        program.stdin.write(b"Written with care.")
        program.stdin.close()
        until = time.monotonic() + 20
        while not asked and time.monotonic() < until:
            time.sleep(0.01)
        program.kill()
        assert asked
    server.recover()
    listed = CommandLine(tmp_path)("outbox", env=by_hand).out
    assert "  a draft · home\n  Written with care.\n" in listed
    assert me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"] == []


@pytest.mark.parametrize("typed", ["", "Written with care.\nIn two lines.\n"], ids=["argument", "piped"])
def test_words_are_given_back_where_the_files_cannot_be_opened(
    run: CommandLine, by_hand: Env, sealed: Path, typed: str
) -> None:
    (sealed / "data/connect-tui").parent.mkdir(parents=True, exist_ok=True)
    (sealed / "data/connect-tui").write_text("in the way", encoding="utf-8")
    text = typed.strip() or "Hello"
    ended = run("post", "-" if typed else text, env=by_hand, typed=typed)
    assert ended.status == 1
    assert ended.err.startswith(f"What you wrote could not be kept. Here it is again:\n{text}\nconnect-tui: ")


def test_words_are_given_back_where_it_ends_before_they_are_kept(
    run: CommandLine, by_hand: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended_by_hand(*_: object) -> Session:
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "open", ended_by_hand)
    ended = run("post", "-", env=by_hand, typed="Written with care.")
    assert (ended.status, ended.out) == (130, "")
    assert ended.err == "What you wrote could not be kept. Here it is again:\nWritten with care.\n"


def test_words_that_cannot_be_kept_are_given_back(
    run: CommandLine, by_hand: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Drafts, _draft: Draft) -> bool:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Drafts, "save_draft", full)
    ended = run("post", "-", env=by_hand, typed="Written with care.\nIn two lines.\n")
    assert ended.status == 1
    assert ended.err == (
        "What you wrote could not be kept. Here it is again:\nWritten with care.\nIn two lines.\n"
        "connect-tui: The disk is full.\n"
    )


def test_words_that_are_kept_are_said_to_be_where_the_disk_fills_up_then(
    run: CommandLine, by_hand: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_self: Engine) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as filled:
        filled.setattr(Engine, "deliver", full)
        ended = run("post", "Kept all the same.", env=by_hand)
    assert ended.status == 1
    listed = run("outbox", env=by_hand).out
    kept = f"Your words are kept, {listed.split()[0]}: connect-tui outbox."
    assert ended.err == f"{kept}\nconnect-tui: The disk is full.\n"
    assert "Kept all the same." in listed


def test_a_wider_answer_is_kept_and_not_sent(run: CommandLine, by_hand: Env, ana: User) -> None:
    asked = ana.post("@me between us?", visibility="private")
    ended = run("reply", asked.uri, "Sure.", "--visibility", "public", env=by_hand)
    assert ended.status == 2
    assert "add --yes-wider" in ended.err
    assert "Sure." in run("outbox", env=by_hand).out


def test_a_token_that_ran_out_while_writing(run: CommandLine, by_hand: Env, me: User) -> None:
    assert run("inbox", "--refresh", env=by_hand).status == 0
    ended = run("post", "Good evening.", env={**by_hand, "MY_TOKEN": "s3cr3t-but-old"})
    assert ended.status == 1
    assert "home no longer takes the secret from the environment variable MY_TOKEN" in ended.err
    assert "s3cr3t" not in ended.err
    key = ended.err.rsplit("connect-tui outbox retry ", 1)[1].strip()
    listed = run("outbox", env=by_hand).out
    assert listed.startswith(f"{key}  not sent · home\n  Good evening.\n  home no longer takes")
    again = run("outbox", "retry", env=by_hand)
    assert "Good evening." in str(status_of(me, again)["content"])
    assert run("outbox", env=by_hand).out == "Nothing is waiting to be sent, and no draft is kept.\n"
    nothing = run("outbox", "retry", env=by_hand)
    assert (nothing.status, "Nothing failed" in nothing.err) == (2, True)


def test_what_waits_for_a_server_is_sent_once(
    run: CommandLine, by_hand: Env, me: User, server: MockMastodon
) -> None:
    assert run("inbox", "--refresh", env=by_hand).status == 0
    server.fail("/api/*", status=503)
    ended = run("post", "Hello from afar.", env=by_hand)
    assert ended.status == 1
    assert "It is kept, and sent as soon as that works" in ended.err
    listed = run("outbox", env=by_hand).out
    key = listed.split()[0]
    assert "waits to be sent · home" in listed
    server.recover()
    waiting = run("outbox", "retry", key, "--wait", env=by_hand)
    assert "Hello from afar." in str(status_of(me, waiting)["content"])
    assert len(me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]) == 1  # type: ignore[arg-type] # a list


def test_what_waits_is_tried_again_when_that_is_asked_for(
    run: CommandLine,
    by_hand: Env,
    me: User,
    server: MockMastodon,
    sealed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("connect_tui.sync.timing.FIRST_WAIT", timedelta(seconds=1))
    assert run("inbox", "--refresh", env=by_hand).status == 0
    server.fail("/api/v1/statuses", status=503)
    ended = run("post", "Hello from afar.", env=by_hand)
    again = run("outbox", "retry", env=by_hand)
    assert (again.status, again.out) == (1, "")
    server.recover()
    # It would be tried by itself in some minutes.
    with sqlite3.connect(kept_in(sealed).mine) as files:
        files.execute("UPDATE drafts SET not_before = not_before + 240000000")
    sent = run("outbox", "retry", ended.err.split()[-1], env=by_hand)
    assert "Hello from afar." in str(status_of(me, sent)["content"])


def test_parts_are_tried_again_in_their_order(
    run: CommandLine, by_hand: Env, me: User, server: MockMastodon, sealed: Path
) -> None:
    assert run("inbox", "--refresh", env=by_hand).status == 0
    keys = ["c" * 32, "b" * 32, "a" * 32]
    # As the parts of one text are: written in one moment, with keys in no order.
    first = Draft(key=keys[0], account="home", text="One.", changed=datetime.now(UTC))
    parts = [
        replace(first, key=key, text=text, follows=before, state=DraftState.FAILED, problem="Not sent.")
        for key, text, before in zip(keys, ("One.", "Two.", "Three."), ("", *keys), strict=False)
    ]
    with Store.open(kept_in(sealed)) as store:
        for part in parts:
            store.mine.save_draft(part)
    server.fail("/api/v1/statuses", status=422)
    failed = run("outbox", "retry", env=by_hand)
    assert (failed.status, failed.out) == (1, "")
    assert failed.err.count("The part before it was not sent.") == 2
    server.recover()
    sent = run("outbox", "retry", env=by_hand)
    assert (sent.status, sent.err) == (0, "")
    posts = [me.call("GET", f"/api/v1/statuses/{uri.rsplit('/', 1)[1]}") for uri in sent.out.split()]
    assert [post["in_reply_to_id"] for post in posts] == [None, posts[0]["id"], posts[1]["id"]]
    assert ["One." in str(posts[0]["content"]), "Three." in str(posts[2]["content"])] == [True, True]


def test_who_names_what_may_have_arrived_has_looked(
    run: CommandLine, by_hand: Env, me: User, server: MockMastodon, sealed: Path
) -> None:
    assert run("inbox", "--refresh", env=by_hand).status == 0
    before = datetime.now(UTC) - timedelta(minutes=1)
    draft = Draft(
        key="a" * 32,
        account="home",
        text="Once.",
        changed=before,
        first_tried=before,
        state=DraftState.UNSURE,
        problem="It may be posted already.",
    )
    with Store.open(kept_in(sealed)) as store:
        store.mine.save_draft(draft)
    server.fail(f"/api/v1/accounts/{me.id}/statuses", status=403)
    for arguments in ((), (), ("aaaa",)):
        ended = run("outbox", "retry", *arguments, env=by_hand)
        assert (ended.status, bool(ended.out)) == ((0, True) if arguments else (1, False))
        if not arguments:
            assert "look before you send it again" in ended.err


def test_all_that_waits_is_sent_without_naming_it(
    run: CommandLine, by_hand: Env, me: User, server: MockMastodon
) -> None:
    """A command that was killed leaves something that waits, and no screen may ever come to send it."""
    assert run("inbox", "--refresh", env=by_hand).status == 0
    run("post", "Only a draft.", "--lang", "xx", env=by_hand)
    server.fail("/api/*", status=503)
    for text in ("One.", "Two."):
        assert run("post", text, env=by_hand).status == 1
    server.recover()
    again = run("outbox", "retry", "--wait", env=by_hand)
    assert (again.status, len(again.out.split())) == (0, 2)
    assert len(me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]) == 2  # type: ignore[arg-type] # a list
    assert "Only a draft." in run("outbox", env=by_hand).out


def test_a_draft_is_dropped_by_name(run: CommandLine, by_hand: Env) -> None:
    first = run("post", "One", "--lang", "xx", env=by_hand)
    second = run("post", "Two", "--lang", "xx", env=by_hand)
    dropped = run("outbox", "drop", key_in(first), env=by_hand)
    assert (dropped.status, dropped.out) == (0, f"{key_in(first)} is thrown away.\n")
    listed = run("outbox", env=by_hand).out
    assert "Two" in listed
    assert "One" not in listed
    for arguments, says in [
        (("drop",), "Which one?"),
        (("drop", "nothing"), "There is no draft “nothing”."),
        (("retry", key_in(first)), "There is no draft"),
    ]:
        refused = run("outbox", *arguments, env=by_hand)
        assert (refused.status, says in refused.err) == (2, True)
    assert key_in(second) in run("outbox", env=by_hand).out


def test_a_description_needs_a_file(
    run: CommandLine, by_hand: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("post", "Look", "--alt", "a heron", env=by_hand)
    assert ended.value.code == 2


def test_something_new_is_as_visible_as_the_account_wants(run: CommandLine, by_hand: Env, me: User) -> None:
    httpx.patch(
        f"{me.server.url}/api/v1/accounts/update_credentials",
        data={"source[privacy]": "private"},
        headers={"Authorization": f"Bearer {me.token}"},
        trust_env=False,
    ).raise_for_status()
    assert status_of(me, run("post", "Quietly.", env=by_hand))["visibility"] == "private"
    assert (
        status_of(me, run("post", "Aloud.", "--visibility", "public", env=by_hand))["visibility"] == "public"
    )


def test_a_kept_draft_is_no_way_around_the_rules(
    run: CommandLine, by_hand: Env, ana: User, me: User, server: MockMastodon
) -> None:
    asked = ana.post("@me between us?", visibility="direct")
    ended = run("reply", asked.uri, "Sure, and @ben@sky.example too.", env=by_hand)
    assert ended.status == 2
    refused = run("outbox", "retry", key_in(ended), env=by_hand)
    assert (refused.status, "add --yes-wider" in refused.err) == (2, True)
    names = run("post", "@ana", env=by_hand)
    again = run("outbox", "retry", key_in(names), env=by_hand)
    assert (again.status, "says nothing yet" in again.err) == (2, True)
    assert me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"] == []
    assert run("outbox", "retry", key_in(ended), "--yes-wider", env=by_hand).status == 0
