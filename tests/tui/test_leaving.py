"""Leaving at any moment: nothing is in the way, and nothing fails on the way out."""

import asyncio
import random
import threading
import time

import pytest
from stage import Stage
from textual.events import Key
from textual.pilot import Pilot

from connect_tui.store.errors import StoreError
from connect_tui.sync.events import (
    DraftChanged,
    Event,
    InboxChanged,
    MissingChanged,
    ReadOn,
    Refreshing,
    Said,
)
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import EngineEnded, TerminalGone
from connect_tui.tui.screens.room import Room

KEYS = "jkrqtGgcahiwseuzRvpolmxXfbBWDn/?"


def press(app: ConnectApp, key: str) -> None:
    app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
@pytest.mark.parametrize("moment", ["on_mount", "_bring_in"])
async def test_before_the_room_is_furnished(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, key: str, moment: str
) -> None:
    """As early as a key can come: what is typed before the first frame waits in the terminal."""
    real = getattr(Room, moment)

    def leaving(room: Room) -> object:
        assert isinstance(room.app, ConnectApp)
        press(room.app, key)
        return real(room)

    monkeypatch.setattr(Room, moment, leaving)
    app = stage.app()
    async with asyncio.timeout(10):
        await app.run_async(headless=True, size=(80, 24))
    assert app.fault is None


async def test_at_once(stage: Stage) -> None:
    """Nothing can have been written before the engine is there: nothing is waited for."""
    app = stage.app()
    press(app, "ctrl+q")
    began = time.monotonic()
    await app.run_async(headless=True, size=(80, 24))
    assert app.fault is None
    assert time.monotonic() - began < 2.5


async def test_while_something_is_brought_in(stage: Stage) -> None:
    app = stage.app()

    async def leave(_: Pilot[object]) -> None:
        while not app.room.furnished:  # noqa: ASYNC110 # nobody tells
            await asyncio.sleep(0.01)
        app.call_later(both)

    def both() -> None:
        app.action_command_palette()
        app.on_engine_ended(EngineEnded(StoreError("There is no room.")))

    await app.run_async(headless=True, size=(80, 24), auto_pilot=leave)
    assert app.fault is None


@pytest.mark.parametrize("seed", range(10))
async def test_at_any_moment(stage: Stage, seed: int) -> None:
    """Keys are pressed and the engine speaks, until the terminal is gone."""
    chance = random.Random(seed)
    app = stage.app()
    entries = [entry.uri for entry in app.desk.reader.entries(limit=50)]
    gone = threading.Event()

    def speak() -> None:
        """In a thread, as the engine does."""
        chance = random.Random(seed)
        while not gone.wait(chance.random() * 0.03):
            if app.room.furnished:
                app._heard(_something(chance, entries))

    async def live(_: Pilot[object]) -> None:
        until = time.monotonic() + chance.random() * 0.8
        while app.is_running and time.monotonic() < until:
            press(app, chance.choice(KEYS))
            await asyncio.sleep(chance.random() * 0.05)
        app.post_message(TerminalGone())

    engine = threading.Thread(target=speak)
    engine.start()
    try:
        async with asyncio.timeout(20):
            await app.run_async(headless=True, size=(chance.choice([60, 140]), 24), auto_pilot=live)
    finally:
        gone.set()
        engine.join()
    assert app.fault is None


def _something(chance: random.Random, entries: list[str]) -> Event:
    some = frozenset(chance.sample(entries, chance.randint(1, len(entries))))
    events: list[Event] = [
        InboxChanged(some),
        InboxChanged(some),
        InboxChanged(frozenset()),
        MissingChanged("home"),
        Refreshing("home", busy=chance.random() < 0.5),
        Said("Something was said."),
        ReadOn(),
        DraftChanged("none"),
    ]
    return chance.choice(events)
