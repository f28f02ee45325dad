"""What the program loads before its first frame, and that keys typed before it are not lost."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sitting import Sitting
from stage import Stage, furnished, until

from connect_tui.__main__ import HANDOVER
from connect_tui.store.store import StoredAccount
from connect_tui.sync.events import InboxChanged
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.letter import NewLetter
from connect_tui.tui.screens.room import Room
from connect_tui.tui.screens.sheet import LOW, height_class

SLOW = (
    "httpx", "httpcore", "keyring", "selectolax", "websockets", "markdown_it", "anyio", "tomli_w", "webbrowser",
    "logging.handlers", "zipfile", "hashlib", "json", "shlex",
    "connect_tui.sync.engine", "connect_tui.port.login", "connect_tui.port.provider", "connect_tui.config.secrets",
    "connect_tui.store.portable", "connect_tui.store.salvage", "connect_tui.sync.composing",
    "connect_tui.tui.screens.choice", "textual.widgets._text_area",
)  # fmt: skip
"""What the first frame does without."""
UNTIL_THE_FIRST_FRAME = """
import sys
from pathlib import Path
from connect_tui import __main__
from connect_tui.store.store import StoredAccount
from connect_tui.sync.events import InboxChanged
from connect_tui.tui.app import ConnectApp

async def first_frame(self):
    Path("modules").write_text(chr(10).join(sys.modules))
    Path("turn").write_text(str(sys.getswitchinterval()))
    self.exit()

ConnectApp._begin = first_frame
__main__.main()
"""


def test_the_first_frame_does_without_what_is_slow(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = 'kind = "mastodon"\nserver = "http://127.0.0.1:9"\ntoken_env = "MY_TOKEN"\n'
    config.write_text(f"[providers.home]\n{account}", "utf-8")
    monkeypatch.chdir(tmp_path)
    with Sitting(code=UNTIL_THE_FIRST_FRAME, env={"MY_TOKEN": "t"}) as somebody:
        assert somebody.ends() == 0, somebody.seen
    loaded = Path("modules").read_text("utf-8").split("\n")
    assert "connect_tui.tui.screens.inbox" in loaded
    assert [name for name in SLOW if name in loaded] == []
    assert "tui" not in loaded
    assert float(Path("turn").read_text("utf-8")) == pytest.approx(HANDOVER)


def test_the_first_key_is_answered_without_what_one_writes_on() -> None:
    code = """
import sys
from datetime import UTC, datetime
from textual.events import Key
from connect_tui.tui.render.view import View
from connect_tui.tui.typeahead import types
from connect_tui.tui.widgets.stream import Stream

assert not types(Key("j", "j"), Stream(View(80, datetime.now(UTC)), id="entries"))
assert not types(Key("j", "j"), None)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "textual.widgets._text_area" not in done.stdout.split()


@pytest.mark.parametrize("height", [1, 8, 9, 13, 14, 60])
async def test_how_high_the_room_is_is_known_before_it_is_laid_out(stage: Stage, height: int) -> None:
    app = stage.app()
    async with app.run_test(size=(80, height)) as pilot:
        await furnished(pilot)
        assert [name for _, name in LOW if app.room.has_class(name)] == [height_class(height)]


@pytest.mark.parametrize("module", ["connect_tui.tui.app", "connect_tui.tui.actions"])
def test_nothing_of_the_network_is_loaded(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in SLOW if name in done.stdout.split()] == []


def test_the_registry_of_actions_needs_no_textual() -> None:
    code = "import sys, connect_tui.tui.actions; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


EARLY: dict[str, Callable[[ConnectApp], bool]] = {
    "enter": lambda app: app.room.talk.has_focus_within,
    "w": lambda app: app.room.answering.has_focus_within,
    "v": lambda app: isinstance(app.screen, Choice),
    "c": lambda app: any(isinstance(screen, NewLetter) for screen in app.screen_stack),
}
"""Keys, and what they lead to."""


@pytest.mark.parametrize(("key", "there"), EARLY.items())
async def test_keys_before_the_room_is_furnished_are_not_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, key: str, there: Callable[[ConnectApp], bool]
) -> None:
    bring_in = Room._bring_in

    async def late(room: Room) -> None:
        room.app.simulate_key(key)
        await asyncio.sleep(0.3)
        await bring_in(room)

    monkeypatch.setattr(Room, "_bring_in", late)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.furnished)
        await until(pilot, lambda: there(app))


async def test_an_account_speaks_as_soon_as_its_first_posts_are_there(stage: Stage) -> None:
    app = stage.app()
    known: list[StoredAccount] = []
    app.desk.known = lambda: known
    async with app.run_test(size=(80, 24)) as pilot:
        await furnished(pilot)
        assert app.desk.account("home") is None
        known.extend(stage.store.cache.accounts())
        app.room.heard(InboxChanged(frozenset()))
        assert app.desk.account("home") is not None
        assert app.room.inbox.stream.view.me == app.desk.me != frozenset()
