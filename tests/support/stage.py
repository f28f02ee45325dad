"""The whole screen on the demo network, for tests that press keys."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from connect_tui.domain.entry import AttentionSettings
from connect_tui.plugins import load
from connect_tui.provider import ProviderConfig
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import Event
from connect_tui.sync.finder import Finder
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.settings import ScreenSettings

ACCOUNTS = ("home", "sky")
LUNCH = "https://sky.example/users/chloe/lunch"
GARDEN = "https://home.example/users/you/garden"


def utcnow() -> datetime:
    return datetime.now(UTC)


def paths(folder: Path) -> StorePaths:
    return StorePaths(folder / "cache.db", folder / "mine.db")


def engine(folder: Path, emit: Callable[[Event], None], undo_send: timedelta) -> Engine:
    plugin = load("demo")
    providers = [
        plugin.open(ProviderConfig(name=name, values={"account": name}, credential=lambda: None))
        for name in ACCOUNTS
    ]
    settings = SyncSettings(undo_send=undo_send, pace=timedelta(hours=1))
    return Engine(Store.open(paths(folder)), providers, settings, emit)


def fill(folder: Path) -> None:
    """Gather the demo community into a store."""

    async def gather() -> None:
        gathering = engine(folder, lambda event: None, timedelta())
        assert await gathering.refresh() == ()
        await gathering.settle()
        await gathering.close()

    asyncio.run(gather())


class Stage:
    """A store of its own in `folder`, and apps on it, one after another."""

    def __init__(self, filled: Path, folder: Path) -> None:
        self.folder = folder
        for file in filled.iterdir():
            shutil.copy(file, folder / file.name)
        self.store = Store.open(paths(folder))
        self.undo_send = timedelta(hours=1)

    def app(self, settings: ScreenSettings | None = None) -> ConnectApp:
        return ConnectApp(
            Reader(self.store, None, AttentionSettings(), (), utcnow),
            lambda emit: engine(self.folder, emit, self.undo_send),
            settings=settings or ScreenSettings(languages=("en", "de")),
            accounts=self.store.cache.accounts,
            clock=utcnow,
            finder=Finder(lambda: Store.open(paths(self.folder))),
        )


async def until(pilot: Pilot[None], true: Callable[[], object], patience: float = 20.0) -> None:
    """Let the screen go on until this holds."""
    for _ in range(int(patience / 0.02)):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError(f"still not so after {patience} s")


async def furnished(pilot: Pilot[None]) -> None:
    """Let the screen go on until what the first frame does without is there."""
    app = pilot.app
    if isinstance(app, ConnectApp):
        await until(pilot, lambda: app.room.furnished)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after another, once the room is furnished; a text is typed, without a pause in it."""
    await furnished(pilot)
    for key in keys:
        if key.startswith("type:"):
            for letter in key.removeprefix("type:"):
                pilot.app.post_message(Key(_character_to_key(letter), letter))
            await pilot.pause()
        else:
            await pilot.press(key)
    await pilot.pause()


async def stand_on(app: ConnectApp, pilot: Pilot[None], key: str, *more: str) -> None:
    """Put the cursor on this row of the inbox, and press what follows."""
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
    await press(pilot, "home")  # until a key is pressed, whatever comes in leads back to the top
    app.room.inbox.stream.go_to(key)
    assert app.room.inbox.stream.cursor == key
    await press(pilot, *more)


def text_of(app: ConnectApp) -> str:
    """What stands on the screen, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)
