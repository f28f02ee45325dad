"""What a look costs the server, counted there, and what is known after the very first."""

import asyncio
import os
from datetime import timedelta

import pytest
from mock_mastodon import Sent, User
from program import Program
from watched_mastodon import WatchedMastodon

from connect_tui.commands.session import Session, unheard, utcnow
from connect_tui.sync.engine import Engine

FIRST, NOTHING_NEW = 20, 4
FURTHER = 40
"""Requests that the command line may make on top, where a server gives posts one by one."""


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


@pytest.mark.parametrize("knows", ["many at once", "one by one"])
def test_the_first_inbox_is_right_about_what_strangers_began(
    program: Program, server: WatchedMastodon, me: User, knows: str
) -> None:
    """Two dozen people name me under posts that I never saw, some far down in a conversation."""
    now = utcnow()
    whole = {}
    above: Sent | None = None
    for number in range(24):
        host, guest = server.user(f"host{number}"), server.user(f"guest{number}")
        start = above = host.post(
            f"A question to all, {number}.", at=now - timedelta(hours=4, minutes=number)
        )
        for step in range(number % 3):
            above = host.post(f"And {step}.", answers=above, at=now - timedelta(hours=3, minutes=50))
        said = guest.post("@me what do you say?", answers=above, at=now - timedelta(hours=3, minutes=number))
        whole[said.uri] = start.uri
    orphan = server.user("late").post("@me are you there?", answers=above, at=now - timedelta(hours=1))
    server.orphan(orphan)
    if knows == "one by one":
        server.fail("/api/v1/statuses", status=404, method="GET")
    with server.listening() as asked:
        entries = program.inbox("--refresh")["entries"]
    assert len(asked) <= (FIRST + FURTHER if knows == "one by one" else FIRST), asked
    assert sum(request == "GET /api/v1/statuses" for request in asked) <= (
        4 if knows == "many at once" else 1
    )
    found = {entry["post"]: entry["conversation"] for entry in entries}
    assert found == {**whole, orphan.uri: orphan.uri}
    assert [entry["post"] for entry in entries if "gap" in entry] == [orphan.uri]
    again = program.inbox("--refresh")["entries"]
    assert {entry["post"]: entry["conversation"] for entry in again} == found
