"""The screen: the whole program in a terminal, against a bare Textual list, and with few posts cached."""

import os
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

from bench_inbox import Inbox
from table import Row
from terminal import Terminal

BARE = (sys.executable, str(Path(__file__).with_name("bare.py")))
PROGRAM = (sys.executable, "-m", "connect_tui")
_CONFIG = """\
[providers.home]
kind = "mastodon"
server = "http://127.0.0.1:9"
token_env = "CONNECT_TUI_BENCH_TOKEN"
"""
FIRST_WORDS = "Waiting for you"
"""The title above those who wait: an empty inbox does not say it."""


class Home:
    """A home with so many posts cached, and an account whose server does not answer."""

    def __init__(self, folder: Path, size: int) -> None:
        config = folder / "config.toml"
        folder.mkdir()
        config.write_text(_CONFIG, "utf-8")
        self.environ: Mapping[str, str] = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "CONNECT_TUI_CONFIG": str(config),
            "CONNECT_TUI_BENCH_TOKEN": "none",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        Inbox(folder, size).close()

    def first_frame(self) -> float:
        """Seconds until the inbox stands there."""
        with Terminal(PROGRAM, self.environ) as terminal:
            return terminal.until(FIRST_WORDS)

    def key(self, keys: int) -> float:
        """The median of seconds from a key to the first byte of its answer."""
        with Terminal(PROGRAM, self.environ) as terminal:
            terminal.until(FIRST_WORDS)
            return _keys(terminal, "j", "k", keys)


def rows(folder: Path, small: int, large: int, starts: int, keys: int) -> list[Row]:
    """How the screen bears many posts, and how far it is from a bare list."""
    few, many = Home(folder / "few", small), Home(folder / "many", large)
    first = [(bare_first_frame(), few.first_frame(), many.first_frame()) for _ in range(starts)]
    bare, with_few, with_many = (min(column) for column in zip(*first, strict=True))
    key_bare, key_few, key_many = bare_key(keys), few.key(keys), many.key(keys)
    frame, key = f"first frame, {large:,} posts cached", f"a key to its first byte, {large:,} posts cached"
    return [
        Row(f"{frame} | a bare Textual list", with_many / bare, "≤ 1.25"),
        Row(f"{frame} | {small:,} cached", with_many / with_few),
        Row(f"{key} | {small:,} cached", key_many / key_few, "≤ 1.3"),
        Row(f"{key} | a bare Textual list", key_many / key_bare),
    ]


def bare_first_frame() -> float:
    """Seconds until a bare Textual list stands there."""
    with Terminal(BARE, os.environ) as terminal:
        return terminal.until("line 3 of the list")


def bare_key(keys: int) -> float:
    """As `Home.key`, of a bare Textual list."""
    with Terminal(BARE, os.environ) as terminal:
        terminal.until("line 3 of the list")
        return _keys(terminal, "\x1b[B", "\x1b[A", keys)


def _keys(terminal: Terminal, down: str, up: str, keys: int) -> float:
    terminal.quiet(0.5)
    steps = [down] * 6 + [up] * 5
    return statistics.median(terminal.key(steps[number % len(steps)]) for number in range(keys))
