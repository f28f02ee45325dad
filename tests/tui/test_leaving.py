"""Leaving at any moment: nothing is in the way, and nothing fails on the way out."""

import asyncio
import time

import pytest
from stage import Stage
from textual.events import Key

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.room import Room


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
        press(app, key)
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
