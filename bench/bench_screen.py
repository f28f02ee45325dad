"""The screen: the whole program in a terminal, against a bare Textual list, and with few posts cached."""

import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench_inbox import Inbox
from community import thread
from looks import Glass
from table import Row
from terminal import Echo, NothingSaid, Terminal

_STILL = 20.0
"""Seconds for which an idle program is watched."""
BARE = (sys.executable, str(Path(__file__).with_name("bare.py")))
_BARE_WORDS = "line 3 of the list"
PROGRAM = (sys.executable, "-m", "connect_tui")
_CONFIG = """\
[providers.home]
kind = "mastodon"
server = "{server}"
token_env = "CONNECT_TUI_BENCH_TOKEN"
"""
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Whoever installs a program has its bytecode, and so do those that are measured."""
FIRST_WORDS = "Waiting for you"
"""The title above those who wait: an empty inbox does not say it."""


_THREAD = "▎Person0, a thread"
"""What stands beside the cursor when it is on the first entry around me, where that is a thread."""
_WORST = "processor time of the slowest"
_TABS = 60
"""Half seconds that it may take to the section around me, behind all who wait."""


@dataclass(frozen=True)
class Use:
    """What keys, pages and other sizes cost; MiB of memory after the keys; the share of a core when idle."""

    keys: list[Echo]
    pages: list[Echo]
    sizes: list[Echo]
    memory: float
    idle: float


@dataclass(frozen=True)
class Thread:
    """What keys and pages cost around me and in a very long thread; and what it costs to open that."""

    around: list[Echo]
    opened: Echo
    keys: list[Echo]
    pages: list[Echo]


class Home:
    """A home with so many posts cached, and an account whose server does not answer, unless one is given.

    With a thread of so many more, if wanted.
    """

    def __init__(self, folder: Path, size: int, server: str = "http://127.0.0.1:9", long: int = 0) -> None:
        config = folder / "config.toml"
        folder.mkdir()
        config.write_text(_CONFIG.format(server=server), "utf-8")
        self.environ: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if name != _NO_BYTECODE},
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "CONNECT_TUI_CONFIG": str(config),
            "CONNECT_TUI_BENCH_TOKEN": "none",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        inbox = Inbox(folder, size)
        if long:
            inbox.take_in(thread(long))
        inbox.close()

    def start(self) -> tuple[float, float]:
        """Seconds until the inbox stands there; with those that the first key takes after it."""
        return _started(PROGRAM, self.environ, FIRST_WORDS, "j")

    def use(self, keys: int) -> "Use":
        """Go up and down, page after page, to other sizes; then sit still."""
        with Terminal(PROGRAM, self.environ) as terminal:
            terminal.until(FIRST_WORDS)
            echoes = _keys(terminal, "j", "k", 2 * keys)
            memory = terminal.resident()
            terminal.key("\x1b[H")
            pages = _pages(terminal, max(2, keys // 10))
            sizes = [terminal.resize(*size) for size in ((80, 24), (160, 50), (120, 40))]
            terminal.quiet(0.5)
            had, start = terminal.processor(), time.perf_counter()
            time.sleep(_STILL)
            idle = (terminal.processor() - had) / (time.perf_counter() - start)
            return Use(echoes, pages, sizes, memory, idle)

    def read(self, keys: int) -> Thread:
        """Go to what is around me, up and down there, and in the thread that is the first of it."""
        with Terminal(PROGRAM, self.environ) as terminal:
            terminal.until(FIRST_WORDS)
            _to_the_thread(terminal)
            opened = terminal.key("\r")
            terminal.quiet(1.0)
            terminal.write("gg")
            talk, pages = _keys(terminal, "j", "k", keys), _pages(terminal, max(2, keys // 5))
            terminal.key("q")
            return Thread(_keys(terminal, "j", "k", keys), opened, talk, pages)


def rows(folder: Path, small: int, large: int, starts: int, keys: int, long: int) -> list[Row]:
    """How the screen bears many posts, and how far it is from a bare list."""
    few, many = Home(folder / "few", small), Home(folder / "many", large, long=long)
    starts_in_turn = [(start_of_a_bare_list(), few.start(), many.start()) for _ in range(starts)]
    bare, with_few, with_many = (_soonest(column) for column in zip(*starts_in_turn, strict=True))
    bare_keys, use_few, use_many = keys_of_a_bare_list(keys), few.use(keys), many.use(keys)
    read = many.read(keys // 2)
    thread_of = f"in a thread of {long:,} posts"
    key_bare, key_few, key_many = _median(bare_keys), _median(use_few.keys), _median(use_many.keys)
    frame, key = f"first frame, {large:,} posts cached", f"a key to its first byte, {large:,} posts cached"
    return [
        Row(f"{frame} | a bare Textual list", with_many[0] / bare[0], "≤ 1.25"),
        Row(f"{frame} | {small:,} cached", with_many[0] / with_few[0]),
        Row("first frame and the first key | a bare Textual list", with_many[1] / bare[1], "≤ 1.25"),
        Row(f"{key} | {small:,} cached", key_many / key_few, "≤ 1.3"),
        Row(f"{key} | a bare Textual list", key_many / key_bare),
        Row(f"{key} | 10 ms", key_many / 0.010, "≤ 1"),
        Row("a key to its last byte | 20 ms", _last(use_many.keys) / 0.020, "≤ 1"),
        Row(
            f"a key to its last byte | {small:,} cached", _last(use_many.keys) / _last(use_few.keys), "≤ 1.3"
        ),
        Row(f"{_WORST} key in a hundred | 25 ms", _slowest(use_many.keys) / 0.025, "≤ 1"),
        Row(
            f"{_WORST} key in a hundred | {small:,} cached",
            _slowest(use_many.keys) / _slowest(use_few.keys),
            "≤ 1.3",
        ),
        Row(
            f"{_WORST} key in a hundred | a bare Textual list", _slowest(use_many.keys) / _slowest(bare_keys)
        ),
        Row("a page to its first byte | 10 ms", _median(use_many.pages) / 0.010, "≤ 1"),
        Row(
            f"a page to its first byte | {small:,} cached",
            _median(use_many.pages) / _median(use_few.pages),
            "≤ 1.3",
        ),
        Row("a page to its last byte | 20 ms", _last(use_many.pages) / 0.020, "≤ 1"),
        Row(f"{_WORST} page in a hundred | 25 ms", _slowest(use_many.pages) / 0.025, "≤ 1"),
        Row("around me: a key to its first byte | 10 ms", _median(read.around) / 0.010, "≤ 1"),
        Row("around me: a key to its last byte | 20 ms", _last(read.around) / 0.020, "≤ 1"),
        Row(f"around me: {_WORST} key in a hundred | 25 ms", _slowest(read.around) / 0.025, "≤ 1"),
        Row(f"{thread_of}: a key to its first byte | 10 ms", _median(read.keys) / 0.010, "≤ 1"),
        Row(f"{thread_of}: a key to its last byte | 20 ms", _last(read.keys) / 0.020, "≤ 1"),
        Row(f"{thread_of}: {_WORST} key in a hundred | 25 ms", _slowest(read.keys) / 0.025, "≤ 1"),
        Row(f"{thread_of}: a page to its first byte | 10 ms", _median(read.pages) / 0.010, "≤ 1"),
        Row(f"{thread_of}: {_WORST} page in a hundred | 25 ms", _slowest(read.pages) / 0.025, "≤ 1"),
        Row(f"opening a thread of {long:,} posts, to its last byte | 100 ms", read.opened.last / 0.100),
        Row("another size to its last byte | 150 ms", max(e.last for e in use_many.sizes) / 0.150, "≤ 1"),
        Row(
            f"memory after {2 * keys:,} keys, {large:,} posts cached | 70 MB",
            use_many.memory * 2**20 / 70e6,
            "≤ 1",
        ),
        Row("an idle program | 0.5% of a core", use_many.idle / 0.005, "≤ 1"),
    ]


def _soonest(starts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    frames, keys = zip(*starts, strict=True)
    return min(frames), min(keys)


def _median(echoes: Sequence[Echo]) -> float:
    return statistics.median(echo.first for echo in echoes)


def _last(echoes: Sequence[Echo]) -> float:
    return statistics.median(echo.last for echo in echoes)


def _slowest(echoes: Sequence[Echo]) -> float:
    """The 99th percentile of processor time."""
    times = sorted(echo.processor for echo in echoes)
    return times[min(len(times) - 1, len(times) * 99 // 100)]


def start_of_a_bare_list() -> tuple[float, float]:
    """Seconds until a bare Textual list stands there; with those that the first key takes after it."""
    return _started(BARE, os.environ, _BARE_WORDS, "\x1b[B")


def _started(command: Sequence[str], environ: Mapping[str, str], words: str, key: str) -> tuple[float, float]:
    with Terminal(command, environ) as terminal:
        frame = terminal.until(words)
        return frame, frame + terminal.key(key).first


def keys_of_a_bare_list(keys: int) -> list[Echo]:
    """What keys cost in a bare Textual list."""
    with Terminal(BARE, os.environ) as terminal:
        terminal.until(_BARE_WORDS)
        return _keys(terminal, "\x1b[B", "\x1b[A", keys)


def _to_the_thread(terminal: Terminal) -> None:
    """Section after section, until the cursor is on the thread.

    Raises:
        NothingSaid: it never is.
    """
    glass = Glass(terminal)
    for _ in range(_TABS):
        terminal.write("\t")
        terminal.quiet(0.5)
        if _THREAD in glass.text():
            return
    raise NothingSaid("the thread is not there")


def _pages(terminal: Terminal, most: int) -> list[Echo]:
    """Page after page, as far as there are any: at the end nothing is drawn, as nothing changes."""
    pages: list[Echo] = []
    with suppress(NothingSaid):
        while len(pages) < most:
            pages.append(terminal.key("\x04"))
    return pages


def _keys(terminal: Terminal, down: str, up: str, keys: int) -> list[Echo]:
    terminal.quiet(0.5)
    steps = [down] * 6 + [up] * 5
    return [terminal.key(steps[number % len(steps)]) for number in range(keys)]
