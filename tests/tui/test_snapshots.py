"""Pictures of the main states, looked at and kept. `make snapshots` renews them; look at every one that changed.

The community is that of the demo at a fixed moment; no network is asked, so nothing moves.
"""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stage import ACCOUNTS, GARDEN, furnished, paths, press, until
from textual.pilot import Pilot

from connect_tui.domain.entry import AttentionSettings
from connect_tui.plugins import load
from connect_tui.provider import ProviderConfig
from connect_tui.providers.demo import opening
from connect_tui.store.store import Store
from connect_tui.sync.engine import Engine
from connect_tui.sync.finder import Finder
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import Talk
from connect_tui.tui.settings import ScreenSettings

NOW = datetime(2026, 3, 18, 14, 30, tzinfo=UTC)
SMALL, LARGE = (80, 24), (120, 40)
Show = Callable[..., bool]


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo's people had said at that moment, one account read after the other."""
    folder = tmp_path_factory.mktemp("community")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_utcnow", clock)
        providers = [
            load("demo").open(
                ProviderConfig(
                    name=name, values={"account": name, "seed": "pictures"}, credential=lambda: None
                )
            )
            for name in ACCOUNTS
        ]

        async def gather() -> None:
            engine = Engine(Store.open(paths(folder)), providers, SyncSettings(), lambda event: None, clock)
            for name in ACCOUNTS:
                await engine.refresh([name])
            await engine.settle()
            await engine.close()

        asyncio.run(gather())
    return folder


class Gallery:
    """One app on a copy of the community, as often as it is asked for."""

    def __init__(self, community: Path, folder: Path) -> None:
        for file in community.iterdir():
            shutil.copy(file, folder / file.name)
        self.paths = paths(folder)
        self.store = Store.open(self.paths)

    def app(self, theme: str, *, plain: bool = False) -> ConnectApp:
        return ConnectApp(
            Reader(self.store, None, AttentionSettings(), (), clock),
            lambda emit: Engine(
                Store.open(self.paths), (), SyncSettings(pace=timedelta(hours=1)), emit, clock
            ),
            settings=ScreenSettings(theme=theme, plain=plain, languages=("en",)),
            accounts=self.store.cache.accounts,
            clock=clock,
            finder=Finder(lambda: Store.open(self.paths)),
        )


@pytest.fixture
def gallery(community: Path, tmp_path: Path) -> Gallery:
    return Gallery(community, tmp_path)


def by(*keys: str, on: str = "", talk: str = "") -> Callable[[Pilot[None]], object]:
    """Go where these keys lead, standing on an entry or in a conversation, and let everything come to rest."""

    async def go(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ConnectApp)
        await until(pilot, lambda: app.room.inbox.entry())
        await furnished(pilot)
        if on:
            app.room.inbox.stream.go_to(on)
        if talk:
            app.room.post_message(Talk(talk, "home"))
            await until(pilot, lambda: app.room.talk.stream.has_focus)
        for key in keys:
            await press(pilot, key)
            await pilot.pause(0.1)
        await pilot.pause(0.4)

    return go


@pytest.mark.parametrize("theme", ["hearth", "light"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_inbox(snap_compare: Show, gallery: Gallery, theme: str, size: tuple[int, int]) -> None:
    assert snap_compare(gallery.app(theme), terminal_size=size, run_before=by())


@pytest.mark.parametrize(("theme", "size"), [("hearth", SMALL), ("light", LARGE)], ids=["small", "large"])
def test_an_answer(snap_compare: Show, gallery: Gallery, theme: str, size: tuple[int, int]) -> None:
    going = by("r", "type:Black Krim it is. Do you have seedlings?", on=GARDEN)
    assert snap_compare(gallery.app(theme), terminal_size=size, run_before=going)


@pytest.mark.parametrize(("theme", "size"), [("light", SMALL), ("hearth", LARGE)], ids=["small", "large"])
def test_what_was_found(snap_compare: Show, gallery: Gallery, theme: str, size: tuple[int, int]) -> None:
    going = by("/", "type:garden", "down")
    assert snap_compare(gallery.app(theme), terminal_size=size, run_before=going)


@pytest.mark.parametrize(
    ("theme", "size", "keys"),
    [
        ("hearth", LARGE, ("tab", "tab", "tab", "j", "j")),
        ("light", SMALL, ("?",)),
        ("hearth", SMALL, ("T",)),
        ("light", SMALL, ("v",)),
    ],
    ids=["around", "help", "colours", "lists"],
)
def test_a_state(
    snap_compare: Show, gallery: Gallery, theme: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert snap_compare(gallery.app(theme), terminal_size=size, run_before=by(*keys))


def test_the_linear_mode(snap_compare: Show, gallery: Gallery) -> None:
    assert snap_compare(gallery.app("hearth", plain=True), terminal_size=SMALL, run_before=by("j"))


def test_without_colours(snap_compare: Show, gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(gallery.app("hearth"), terminal_size=SMALL, run_before=by("j"))
