"""A fault in the program, on a real terminal: the terminal is given back, drafts are kept, no word leaks."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CommandLine
from sitting import Sitting

WORDS = "a letter that nobody else should read"
FAULT = """
import sys
from connect_tui.tui.app import ConnectApp

async def broken(self):
    from connect_tui.tui.widgets.composer import Composer
    secret = "{words}"
    raise LookupError(secret)

ConnectApp.{action} = broken
sys.argv = ["connect-tui", *sys.argv[1:]]
from connect_tui.__main__ import main
main()
"""


@pytest.fixture
def demo(config: Path, tmp_path: Path) -> Path:
    """A configuration whose account is part of the demo community, which was looked at before."""
    config.write_text('[providers.home]\nkind = "demo"\naccount = "home"\n', encoding="utf-8")
    assert CommandLine(tmp_path, apart=False)("inbox", "--refresh").status == 0
    return config


def crashed() -> tuple[int, str]:
    """Write something, and have the program break in the middle of it."""
    with Sitting(code=FAULT.format(words=WORDS, action="action_quit")) as sitting:
        sitting.sees("Waiting for you")
        sitting.sees(" help")
        sitting.types(b"c")
        sitting.sees("as @you")
        sitting.types(WORDS.encode())
        sitting.sees(WORDS[-4:])
        before = len(sitting.seen)
        sitting.types(b"\x11")
        status = sitting.ends()
        return status, sitting.seen[before:]


def test_a_fault_gives_the_terminal_back_keeps_the_draft_and_names_a_report(demo: Path, sealed: Path) -> None:
    status, last = crashed()
    assert status == 1
    _, _, said = last.partition("\x1b[?1049l")
    assert "\x1b[?25h" in last
    assert "connect-tui has a fault" in said
    assert WORDS not in said
    assert "LookupError" not in said
    (file,) = (sealed / "cache" / "connect-tui" / "faults").iterdir()
    assert str(file) in said.replace("\r\n", "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    report = file.read_text(encoding="utf-8")
    assert "builtins.LookupError" in report
    assert "in broken" in report
    assert "textual: " in report
    assert "letter" not in report
    assert str(sealed) not in report
    mine = sqlite3.connect(sealed / "data" / "connect-tui" / "mine.db")
    assert [text for (text,) in mine.execute("SELECT text FROM drafts")] == [WORDS]
    mine.close()
    for kept in sealed.rglob("*"):
        if kept.is_file() and not kept.name.startswith("mine.db"):
            assert WORDS.encode() not in kept.read_bytes(), kept


ENGINE_ENDS = """
import sys, threading
from connect_tui.sync.runner import Runner
from connect_tui.tui.widgets import composer

# What is typed is not saved by itself any more; then the engine ends.
composer._SAVE_AFTER = 1000
live = Runner._live

async def short(self, make):
    import asyncio
    from connect_tui.store.errors import StoreError

    living = asyncio.ensure_future(live(self, make))
    while not any(words in text for text in texts()):
        await asyncio.sleep(0.05)
    living.cancel()
    raise {error}

words = "{words}"

def texts():
    from textual.widgets import TextArea
    return [area.text for app in apps for area in app.screen.query(TextArea)]

from connect_tui.tui.app import ConnectApp
apps = []
begin = ConnectApp.__init__

def made(self, *args, **named):
    begin(self, *args, **named)
    apps.append(self)

ConnectApp.__init__ = made
Runner._live = short
sys.argv = ["connect-tui", *sys.argv[1:]]
from connect_tui.__main__ import main
main()
"""


@pytest.mark.parametrize("error", ["LookupError(words)", "StoreError('The disk is gone.')"])
def test_where_the_engine_ends_the_last_words_are_kept_by_the_screen(
    demo: Path, sealed: Path, error: str
) -> None:
    with Sitting(code=ENGINE_ENDS.format(words=WORDS, error=error)) as sitting:
        sitting.sees(" help")
        sitting.types(b"c")
        sitting.sees("as @you")
        sitting.types(WORDS.encode())
        assert sitting.ends() == 1
        _, _, said = sitting.seen.partition("\x1b[?1049l")
    assert WORDS not in said
    assert ("connect-tui has a fault" in said) is ("LookupError" in error)
    assert ("The disk is gone." in said) is ("StoreError" in error)
    with contextlib.closing(sqlite3.connect(sealed / "data" / "connect-tui" / "mine.db")) as mine:
        assert [text for (text,) in mine.execute("SELECT text FROM drafts")] == [WORDS]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_keeps_what_is_written_and_gives_the_terminal_back(
    demo: Path, sealed: Path, number: signal.Signals
) -> None:
    with Sitting() as sitting:
        sitting.sees(" help")
        sitting.types(b"c")
        sitting.sees("as @you")
        sitting.types(WORDS.encode())
        sitting.sees(WORDS[-4:])
        before = len(sitting.seen)
        sitting.told(number)
        assert sitting.ends() == 0
        last = sitting.seen[before:]
    assert "\x1b[?1049l" in last
    assert "\x1b[?25h" in last
    with contextlib.closing(sqlite3.connect(sealed / "data" / "connect-tui" / "mine.db")) as mine:
        assert [text for (text,) in mine.execute("SELECT text FROM drafts")] == [WORDS]


@pytest.mark.parametrize("how", [(), ("--plain",)])
def test_it_ends_with_its_terminal_and_keeps_what_is_written(
    demo: Path, sealed: Path, how: tuple[str, ...]
) -> None:
    with Sitting(*how) as sitting:
        sitting.sees(" help")
        sitting.types(b"c")
        sitting.sees("as @you")
        sitting.types(b"A letter, qzx")
        sitting.sees("qzx")
        # Where Python cannot close the streams any more, it says 120.
        assert sitting.goes_away() in (0, 120)
    with contextlib.closing(sqlite3.connect(sealed / "data" / "connect-tui" / "mine.db")) as mine:
        assert [text for (text,) in mine.execute("SELECT text FROM drafts")] == ["A letter, qzx"]
    assert not list(sealed.rglob("*fault*"))


def test_a_fault_in_the_demo_touches_nothing_of_the_users(sealed: Path, tmp_path: Path) -> None:
    with Sitting(
        "--demo", code=FAULT.format(words=WORDS, action="action_quit"), env={"TMPDIR": str(tmp_path)}
    ) as sitting:
        sitting.sees("Waiting for you")
        sitting.sees(" help")
        sitting.types(b"\x11")
        assert sitting.ends() == 1
        assert WORDS not in sitting.seen
    (report,) = tmp_path.glob("connect-tui-fault-*.txt")
    assert "LookupError" in report.read_text(encoding="utf-8")
    assert not list(sealed.rglob("*fault*"))


def test_a_fault_of_a_command_is_reported_too(sealed: Path) -> None:
    code = f"""
import sys
from connect_tui import cli

def broken(*_):
    raise LookupError("{WORDS}")

cli.main = broken
sys.argv = ["connect-tui", "inbox"]
from connect_tui.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("connect-tui has a fault")
    assert WORDS not in done.stderr
    (report,) = (sealed / "cache" / "connect-tui" / "faults").iterdir()
    assert WORDS not in report.read_text(encoding="utf-8")
