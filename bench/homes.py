"""Homes for the whole program: so many posts cached, an account, and how the program is started there."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bench_inbox import Inbox
from community import paths, thread
from network import FIRST, REPLIES, uri

PROGRAM = (sys.executable, "-m", "connect_tui")
FIRST_WORDS = "Waiting for you"
"""The title above those who wait: an empty inbox does not say it."""
NOBODY = "http://127.0.0.1:9"
"""A server that does not answer."""
_CONFIG_NAME = "config.toml"
_CONFIG = """\
[general]
images = "off"

[providers.home]
kind = "mastodon"
server = "{server}"
token_env = "CONNECT_TUI_BENCH_TOKEN"
"""
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Whoever installs a program has its bytecode, and so do those that are measured."""


@dataclass(frozen=True)
class Home:
    """A home with so many posts cached, all of them judged; so many of them are one thread."""

    folder: Path
    size: int
    long: int

    @property
    def posts(self) -> str:
        """What it has, as the table says it."""
        return f"{self.size:,} posts cached"

    @property
    def thread(self) -> str:
        """The thread in it, as the table says it."""
        return f"a thread of {self.long:,} posts"

    @property
    def environ(self) -> Mapping[str, str]:
        """What a program is started with that is at home there."""
        inherited = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
        return {
            **inherited,
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "CONNECT_TUI_CONFIG": str(self.folder / _CONFIG_NAME),
            "CONNECT_TUI_BENCH_TOKEN": "none",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    @classmethod
    def filled(cls, folder: Path, size: int, long: int) -> Self:
        """A new one. Its account is on a server that does not answer."""
        folder.mkdir(parents=True)
        inbox = Inbox(folder, size - long)
        inbox.take_in(thread(long))
        inbox.close()
        _log_in(folder, NOBODY)
        return cls(folder, size, long)

    def copy(self, folder: Path, server: str) -> "Home":
        """Another with the same posts, and another server. Once the program was started in this one, the
        posts are those of its server: with another it would let go of them.
        """
        shutil.copytree(self.folder, folder)
        _log_in(folder, server)
        return replace(self, folder=folder)

    def placed(self) -> int:
        """How many posts that came from a server have a place in the inbox."""
        cache = paths(self.folder).cache
        with closing(sqlite3.connect(f"file:{cache}?mode=ro", uri=True)) as database:
            counted = "SELECT COUNT(*) FROM posts JOIN places USING (grp) WHERE posts.uri BETWEEN ? AND ?"
            return int(database.execute(counted, (uri(FIRST), uri(REPLIES - 1))).fetchone()[0])


def _log_in(folder: Path, server: str) -> None:
    (folder / _CONFIG_NAME).write_text(_CONFIG.format(server=server), "utf-8")
