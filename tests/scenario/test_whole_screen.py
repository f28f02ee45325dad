"""The screen as the program composes it, over real HTTP: what is done with keys reaches the server."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from line import Line
from mock_mastodon import Sent, User
from program import write_account
from stage import press, text_of, until
from textual.pilot import Pilot
from watched_mastodon import WatchedMastodon

from connect_tui.commands.screen import compose
from connect_tui.commands.session import Session
from connect_tui.commands.terminal import Terminal
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.letter import NewLetter

NOW = datetime.now(UTC).replace(microsecond=0)
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not leave is tried again after a second."""
    monkeypatch.setattr("connect_tui.sync.timing.FIRST_WAIT", timedelta(seconds=1))


@pytest.fixture
def ana(server: WatchedMastodon, me: User) -> User:
    ana = server.user("ana")
    me.follow(ana)
    return ana


@pytest.fixture
def line(server: WatchedMastodon) -> Iterator[Line]:
    with Line(server.url) as line:
        yield line


@contextmanager
def composed(pace: timedelta = timedelta(seconds=60)) -> Iterator[ConnectApp]:
    """The program, put together as `connect-tui` does."""
    session = Session.open(os.environ, None)
    session = Session(session.locations, session.config, session.environ, pace)
    with session.store() as store:
        yield compose(session, store, Terminal(os.environ))


@pytest.fixture
def account(config: Path, line: Line, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    write_account(config, line.url, '\n[general]\nundo_send = "0s"\n')
    monkeypatch.setenv("MY_TOKEN", me.token)


@pytest.fixture
def app(account: None) -> Iterator[ConnectApp]:
    with composed() as app:
        yield app


def statuses_of(user: User) -> list[dict[str, Any]]:
    """Everything that somebody has posted, newest first."""
    items = user.call("GET", f"/api/v1/accounts/{user.id}/statuses?exclude_reblogs=true")["items"]
    assert isinstance(items, list)
    return items


def status(user: User, post: Sent) -> dict[str, Any]:
    """A post as the server shows it to somebody."""
    return user.call("GET", f"/api/v1/statuses/{post.id}")


def flagged(user: User, post: Sent, field: str) -> bool:
    return bool(status(user, post)[field])


async def shown(pilot: Pilot[None], app: ConnectApp, words: str) -> None:
    try:
        await until(pilot, lambda: words in text_of(app), PATIENCE)
    except AssertionError as error:
        raise AssertionError(f"{words!r} is not on the screen:\n{text_of(app)}") from error


async def until_server(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Let the screen go on until the server says so."""
    for _ in range(int(PATIENCE / 0.1)):
        if true():
            return
        await pilot.pause(0.1)
    raise AssertionError("the server does not have it")


def in_waiting(app: ConnectApp) -> bool:
    return "Waiting for you" in text_of(app)


async def test_an_entry_is_opened_answered_and_leaves(app: ConnectApp, ana: User, me: User) -> None:
    asked = ana.post(
        "@me Which tomatoes would you plant?", visibility="unlisted", at=NOW - timedelta(hours=3)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "Which tomatoes")
        assert "Waiting for you" in text_of(app)
        assert "Ana" in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.has_focus_within)
        await shown(pilot, app, "Ana → you")
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert "Which tomatoes would you plant?" in text_of(app)
        await press(pilot, "type:Black Krim.", "ctrl+s")
        await shown(pilot, app, "Black Krim.")
        await until_server(pilot, lambda: statuses_of(me))
        await press(pilot, "q")
        await until(pilot, lambda: not in_waiting(app), PATIENCE)
        await shown(pilot, app, "In conversation")
        await shown(pilot, app, "you spoke last")
        await press(pilot, "R")
        await pilot.pause(0.5)
    (sent,) = statuses_of(me)
    assert sent["in_reply_to_id"] == asked.id
    assert sent["visibility"] == "unlisted"
    assert [mention["acct"] for mention in sent["mentions"]] == ["ana"]
    assert "Black Krim." in sent["content"]


async def test_a_direct_message_is_answered_in_private(app: ConnectApp, ana: User, me: User) -> None:
    ana.post("@me I found your scarf.", visibility="direct", warning="a secret", at=NOW - timedelta(hours=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "wrote to you privately")
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Thank you.", "ctrl+s")
        await until_server(pilot, lambda: statuses_of(me))
    (sent,) = statuses_of(me)
    assert (sent["visibility"], sent["spoiler_text"]) == ("direct", "a secret")


async def test_something_new_is_written(app: ConnectApp, ana: User, me: User) -> None:
    ana.post("@me Are you there?")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "Are you there?")
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        await press(pilot, "type:It rains, and I like it.", "ctrl+s")
        await until_server(pilot, lambda: statuses_of(me))
        await until(pilot, lambda: not isinstance(app.screen, NewLetter))
        assert "Are you there?" in text_of(app)
    (sent,) = statuses_of(me)
    assert (sent["in_reply_to_id"], sent["visibility"]) == (None, "public")
    assert "It rains, and I like it." in sent["content"]


async def test_reactions_reach_the_server_and_are_taken_back(app: ConnectApp, ana: User, me: User) -> None:
    said = ana.post("@me The soup was good.", at=NOW - timedelta(hours=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "The soup was good.")
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.has_focus_within)
        for key, field in (("b", "reblogged"), ("B", "bookmarked"), ("f", "favourited")):
            await press(pilot, key)
            await until_server(pilot, partial(flagged, me, said, field))
        await press(pilot, "q")
        await until(pilot, lambda: not in_waiting(app), PATIENCE)
        assert not status(ana, said)["favourited"]
        await press(pilot, "u")
        await until_server(pilot, lambda: not status(me, said)["favourited"])
        await shown(pilot, app, "The soup was good.")


async def test_without_the_server_everything_stays_and_a_reply_waits(
    account: None, line: Line, ana: User, me: User
) -> None:
    asked = ana.post("@me Which tomatoes?", at=NOW - timedelta(hours=3))
    with composed() as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shown(pilot, app, "Which tomatoes?")
    line.cut()
    with composed() as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shown(pilot, app, "home cannot be reached")
            assert "Which tomatoes?" in text_of(app)
            await press(pilot, "r")
            await until(pilot, lambda: app.room.talk.composer.has_focus_within)
            await press(pilot, "type:Black Krim.", "ctrl+s")
            await shown(pilot, app, "Black Krim.")
            await press(pilot, "q")
            await until(pilot, lambda: app.room.inbox.has_focus_within)
            assert in_waiting(app)
            assert statuses_of(me) == []
    # The program was closed meanwhile; what was written is not lost.
    line.mend()
    with composed() as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await until_server(pilot, lambda: statuses_of(me))
            await until(pilot, lambda: not in_waiting(app), PATIENCE)
            assert "cannot be reached" not in text_of(app)
    (sent,) = statuses_of(me)
    assert sent["in_reply_to_id"] == asked.id


async def test_a_reply_leaves_when_the_server_is_back(
    app: ConnectApp, line: Line, ana: User, me: User
) -> None:
    ana.post("@me Which tomatoes?", at=NOW - timedelta(hours=3))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "Which tomatoes?")
        line.cut()
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Black Krim.", "ctrl+s", "q")
        await press(pilot, "R")
        await shown(pilot, app, "home cannot be reached")
        assert in_waiting(app)
        line.mend()
        await press(pilot, "R")
        await until_server(pilot, lambda: statuses_of(me))
        await until(pilot, lambda: not in_waiting(app), PATIENCE)
        assert "cannot be reached" not in text_of(app)
    assert len(statuses_of(me)) == 1


async def test_an_answer_that_was_lost_does_not_double_the_post(
    app: ConnectApp, server: WatchedMastodon, ana: User, me: User
) -> None:
    """The server takes the post, and its answer breaks off."""
    ana.post("@me Which tomatoes?", at=NOW - timedelta(hours=3))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, app, "Which tomatoes?")
        server.cut = True
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Black Krim.", "ctrl+s", "q")
        await pilot.pause(0.5)
        server.recover()
        await until_server(pilot, lambda: statuses_of(me))
        await until(pilot, lambda: not in_waiting(app), PATIENCE)
    assert len(statuses_of(me)) == 1
