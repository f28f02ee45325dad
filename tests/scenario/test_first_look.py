"""What a look costs the server, counted there, and what is known after the very first."""

import asyncio
import os
from datetime import timedelta

import pytest
from mock_mastodon import User
from program import Program
from watched_mastodon import WatchedMastodon

from connect_tui.commands.session import Session, unheard, utcnow
from connect_tui.sync.engine import Engine

FIRST, NOTHING_NEW = 20, 4


def fill(server: WatchedMastodon, me: User) -> None:
    """Two hundred posts at home, one of them mine, and forty mentions."""
    now = utcnow()
    followed = [server.user(f"friend{number}") for number in range(5)]
    strangers = [server.user(f"stranger{number}") for number in range(20)]
    for friend in followed:
        me.follow(friend)
    for number in range(199):
        followed[number % 5].post(f"Something {number}.", at=now - timedelta(minutes=400 - number))
    asked = me.post("What do you think?", at=now - timedelta(minutes=190))
    for number, stranger in enumerate(strangers):
        stranger.post("@me I think so.", answers=asked, at=now - timedelta(minutes=180 - number))
        stranger.post("@me And you?", at=now - timedelta(minutes=90 - number))


def test_the_first_look_and_the_next(
    program: Program, server: WatchedMastodon, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(server, me)
    with server.listening() as asked:
        entries = program.inbox("--refresh")["entries"]
    assert len(asked) <= FIRST, asked
    assert sum(entry["section"] == "waiting" for entry in entries) == 21
    assert sum(entry["section"] == "broadcast" for entry in entries) == 199

    monkeypatch.setenv("MY_TOKEN", me.token)
    costs = []
    for _ in range(9):
        with server.listening() as asked:
            asyncio.run(look())
        costs.append(len(asked))
    assert max(costs) <= NOTHING_NEW, costs


async def look() -> None:
    """A refresh as the screen makes them by itself."""
    session = Session.open(os.environ, None)
    engine = Engine(session.store(), session.providers(), session.sync_settings, unheard)
    assert await engine.refresh(explicit=False) == ()
    await engine.close()


def test_a_conversation_that_is_not_whole_yet_says_so(
    program: Program, server: WatchedMastodon, me: User
) -> None:
    """Two dozen people name me under posts that I never saw; a first look cannot ask for all of those."""
    now = utcnow()
    whole = {}
    for number in range(24):
        host, guest = server.user(f"host{number}"), server.user(f"guest{number}")
        start = host.post(f"A question to all, {number}.", at=now - timedelta(hours=4, minutes=number))
        said = guest.post("@me what do you say?", answers=start, at=now - timedelta(hours=3, minutes=number))
        whole[said.uri] = start.uri
    with server.listening() as asked:
        entries = program.inbox("--refresh")["entries"]
    assert len(asked) <= FIRST
    assert {entry["post"] for entry in entries} == whole.keys()
    for entry in entries:
        torn = entry.get("gap", False)
        assert entry["conversation"] == (entry["post"] if torn else whole[entry["post"]])
    entries = program.inbox("--refresh")["entries"]
    assert {entry["post"]: entry["conversation"] for entry in entries} == whole
    assert not any("gap" in entry for entry in entries)
