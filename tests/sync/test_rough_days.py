"""Days with a server, a network and a stream that fail in every way: in the end nothing is lost, doubled or out of
place, and little is held in memory.

Longer: `make soak`, or CONNECT_TUI_SOAK=seeds:steps, such as 100-119:400.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from mastodon_mock.db.base import Base
from mock_mastodon import MockMastodon
from rough_days import PATIENCE, RoughDays
from rough_stream import STREAM_FAULTS
from rough_wire import FAULTS, RoughWire

from connect_tui.domain.draft import DraftState
from connect_tui.providers.mastodon import socket
from connect_tui.sync import keeping, streaming, waking
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.visit import EXPLICIT

_SEEDS, _, _STEPS = os.environ.get("CONNECT_TUI_SOAK", "0-2:45").partition(":")
_FIRST, _, _LAST = _SEEDS.partition("-")
SEEDS, STEPS = range(int(_FIRST), int(_LAST or _FIRST) + 1), int(_STEPS)
LONG = STEPS >= 200
SECONDS = 20 if LONG else 5
BYTES_MORE = 2_000_000
"""What half of the days may leave in memory: posts that are remembered for a while, connections, statements."""
struck: Counter[str] = Counter()

pytestmark = pytest.mark.xdist_group("rough")


@pytest.fixture(scope="module")
def server() -> Iterator[MockMastodon]:
    with MockMastodon() as server:
        yield server


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that broke is opened again at once, and one that is dead is noticed soon."""
    monkeypatch.setattr(streaming, "FIRST_REST", timedelta(milliseconds=20))
    monkeypatch.setattr(streaming, "UNWILLING_REST", timedelta(milliseconds=100))
    monkeypatch.setattr(socket, "OPENING", 2 * PATIENCE)
    monkeypatch.setattr(socket, "PING_EVERY", PATIENCE)
    monkeypatch.setattr(socket, "PING_PATIENCE", 2 * PATIENCE)


def set_clock(monkeypatch: pytest.MonkeyPatch, days: RoughDays) -> None:
    """The server goes by the clock of these days."""
    for table in Base.metadata.sorted_tables:
        made = table.c.get("created_at")
        if made is not None and made.default is not None:
            monkeypatch.setattr(made.default, "arg", lambda _: days.clock())
    monkeypatch.setattr("mastodon_mock.routers.statuses.utcnow", days.clock)


@pytest.mark.parametrize("seed", SEEDS)
async def test_it_comes_right_in_the_end(
    seed: int, server: MockMastodon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.reset()
    chance = random.Random(seed)
    async with RoughWire(server.url, chance, lambda: days.clock(), PATIENCE) as wire:
        wire.forgets_keys = bool(seed % 2)
        days = RoughDays(tmp_path, server, wire, chance)
        set_clock(monkeypatch, days)
        wire.rough, wire.streams.rough = 0.3, 0.7
        await days.live(STEPS, weigh=LONG)
        await days.settle()
        check_what_i_wrote(days)
        check_what_others_wrote(days)
        assert days.world.index() == [(entry.uri, entry.place) for entry in days.world.plain_inbox()]
        assert days.most_asked <= 2 * EXPLICIT
        halfway, in_the_end = days.things
        assert in_the_end < 1.3 * halfway
        assert days.bytes_more < BYTES_MORE
        assert not wire.strayed
        struck.update(wire.struck + wire.streams.struck)
        await days.end()
    await asyncio.sleep(0.05)  # the library ends its own a moment later
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_it_runs_as_beneath_the_screen(
    server: MockMastodon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the clock on the wall: the engine decides itself when to ask, listen, rest and go on."""
    monkeypatch.setattr(keeping, "rest_after", lambda failures, pace: pace)
    monkeypatch.setattr(keeping, "TOGETHER", 0.05)
    monkeypatch.setattr(keeping, "FOLLOWED_UP_EVERY", timedelta(seconds=0.5))
    monkeypatch.setattr(waking, "LOOK_EVERY", timedelta(seconds=0.5))
    server.reset()
    chance = random.Random(SEEDS[0])
    async with RoughWire(server.url, chance, lambda: days.clock(), PATIENCE) as wire:
        days = RoughDays(tmp_path, server, wire, chance, SyncSettings(pace=timedelta(seconds=0.3)))
        set_clock(monkeypatch, days)
        wire.rough, wire.streams.rough = 0.2, 0.7
        await days.run(SECONDS, faster=300)
        await days.settle()
        check_what_others_wrote(days)
        assert days.world.index() == [(entry.uri, entry.place) for entry in days.world.plain_inbox()]
        assert wire.asked.total() < 100 * SECONDS
        assert wire.streams.opened < 20 * SECONDS
        assert not wire.strayed
        await days.end()


def check_what_i_wrote(days: RoughDays) -> None:
    """Each of my texts is there once; what answers something that is gone may be kept as a draft instead."""
    posted = days.posted()
    gone = {said.post.uri for said in days.said if said.gone}
    for number, key in enumerate(days.mine):
        draft = days.world.reader.draft(key)
        kept = draft is not None and draft.state is DraftState.FAILED and draft.answers in gone
        assert posted[f"mine {number}"] == (0 if kept else 1), draft


def check_what_others_wrote(days: RoughDays) -> None:
    """Everything that I should see is here; nothing that is gone waits for me, and nothing as it was before."""
    for said in days.said:
        post = days.world.store.cache.post(said.post.uri)
        if not said.gone and (said.to_me or said.by in days.friends):
            assert post is not None, said
            assert said.edited or said.text.removeprefix("@me ") in post.text.plain
    texts = {said.post.uri: said for said in days.said}
    for entry in days.waiting():
        assert entry.post is not None
        said = texts[entry.post.uri]
        assert not said.gone
        assert said.text.removeprefix("@me ") in entry.post.text.plain


def test_everything_that_can_go_wrong_did() -> None:
    assert set(FAULTS + STREAM_FAULTS) == set(struck)


async def test_a_server_that_never_answers_well_is_left_in_peace(
    server: MockMastodon, tmp_path: Path
) -> None:
    server.reset()
    chance = random.Random(0)
    async with RoughWire(server.url, chance, lambda: days.clock(), PATIENCE) as wire:
        days = RoughDays(tmp_path, server, wire, chance)
        wire.rough = 1.0
        running = asyncio.create_task(days.world.engine.run())
        await asyncio.sleep(2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert wire.asked.total() <= EXPLICIT
        await days.end()
