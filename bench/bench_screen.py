"""The screen: the whole program in a terminal, against a bare Textual list, and with few posts cached."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path

from homes import FIRST_WORDS, PROGRAM, Home
from looks import Glass
from table import Row
from terminal import Echo, NothingSaid, Terminal

BARE = (sys.executable, str(Path(__file__).with_name("bare.py")))
_BARE_WORDS = "line 3 of the list"
_BARE_SECOND = 2
"""The row of the screen on which the cursor stands after the first key."""
_PATIENCE = 1.0
"""Seconds in which the first key is answered."""
_NOTHING_WORDS = "there"
NOTHING = (sys.executable, "-c", f"print({_NOTHING_WORDS!r})")
"""The interpreter alone."""
_THREAD = "▎Person0, a thread"
"""What stands beside the cursor when it is on the first entry around me, where that is a thread."""
_TABS = 60
"""Half seconds that it may take to the section around me, behind all who wait."""
DOWN = "\x1b[B"
PAGES = ["\x04"] * 6 + ["\x15"] * 5
"""Half pages down and up, a little further each time."""
KEYS = ["j"] * 6 + ["k"] * 5
ARROWS = [DOWN] * 6 + ["\x1b[A"] * 5
_WORST = "processor time of the slowest"
_TURN = 60
"""Keys that one of them gets before it is the turn of the next."""
_HASTE = 0.015
"""Seconds from key to key where only what they leave in memory is of interest."""


def rows(few: Home, many: Home, starts: int, keys: int, still: float) -> Iterator[Row]:
    """How the screen bears many posts, and how far it is from a bare list. `still`: seconds for which an idle
    program is watched.
    """
    yield from _first_frames(few, many, starts)
    yield from _use(few, many, keys, still)
    with Terminal(PROGRAM, many.environ) as terminal:
        _ready(terminal)
        _hurry(terminal, ["j"], 2 * keys)
        yield _memory(terminal, f"{2 * keys:,} keys down", many)


def _first_frames(few: Home, many: Home, starts: int) -> Iterator[Row]:
    in_turn = [(_bare_start(), _start(few), _start(many)) for _ in range(starts)]
    nothing = min(_nothing() for _ in range(starts))
    bare, with_few, with_many = (_soonest(column) for column in zip(*in_turn, strict=True))
    frame = f"first frame, {many.posts}"
    yield Row(f"{frame} | a bare Textual list", with_many[0] / bare[0], "≤ 1.25")
    yield Row(f"{frame} | the interpreter alone", with_many[0] / nothing)
    yield Row(f"{frame} | {few.posts}", with_many[0] / with_few[0])
    yield Row("first frame and the first key | a bare Textual list", with_many[1] / bare[1], "≤ 1.25")


def _use(few: Home, many: Home, count: int, still: float) -> Iterator[Row]:
    with (
        Terminal(PROGRAM, few.environ) as small,
        Terminal(PROGRAM, many.environ) as large,
        Terminal(BARE, os.environ) as bare,
    ):
        bare.until(_BARE_WORDS)
        for terminal in (small, large):
            _ready(terminal)
        keys = _in_turn({large: KEYS, small: KEYS, bare: ARROWS}, count)
        _hurry(large, KEYS, count)
        memory = _memory(large, f"{2 * count:,} keys to and fro", many)
        for terminal in (small, large):
            terminal.write("gg")
        pages = _in_turn({large: PAGES, small: PAGES}, _pages(count), share=1)
        yield from _place("", (keys[large], keys[small]), (pages[large], pages[small]), few.posts)
        key = f"a key to its first byte, {many.posts}"
        yield Row(f"{key} | a bare Textual list", _median(keys[large]) / _median(keys[bare]))
        worst = _slowest(keys[large]) / _slowest(keys[bare])
        yield Row(f"{_WORST} key in a hundred | a bare Textual list", worst)
        yield memory
        resized = [large.resize(*size) for size in ((80, 24), (160, 50), (120, 40)) * 3]
        yield Row("another size to its last byte | 150 ms", max(e.last for e in resized) / 0.150, "≤ 1")
        yield Row("an idle program | 0.5% of a core", _idle(large, still) / 0.005, "≤ 1")
        for terminal in (small, large):
            to_the_thread(terminal)
        small.key("\r")
        opened = large.key("\r")
        yield Row(f"opening {many.thread}, to its last byte | 100 ms", opened.last / 0.100)
        for terminal in (small, large):
            terminal.quiet(1.0)
            terminal.write("gg")
        yield from _both(f"in {many.thread}: ", large, small, count, f"in {few.thread}")
        for terminal in (small, large):
            terminal.key("q")
        yield from _both("around me: ", large, small, count, few.posts)


def _both(where: str, large: Terminal, small: Terminal, count: int, of_few: str) -> Iterator[Row]:
    keys = _in_turn({large: KEYS, small: KEYS}, count)
    pages = _in_turn({large: PAGES, small: PAGES}, _pages(count), share=1)
    yield from _place(where, (keys[large], keys[small]), (pages[large], pages[small]), of_few)


def _place(
    where: str, keys: tuple[list[Echo], list[Echo]], pages: tuple[list[Echo], list[Echo]], of_few: str
) -> Iterator[Row]:
    """What is wanted of keys and pages in every place, among many posts and among few."""
    for what, (many, few) in (("key", keys), ("page", pages)):
        first, last = f"{where}a {what} to its first byte", f"{where}a {what} to its last byte"
        worst = f"{where}{_WORST} {what} in a hundred"
        yield Row(f"{first} | 10 ms", _median(many) / 0.010, "≤ 1")
        yield Row(f"{first} | {of_few}", _median(many) / _median(few), "≤ 1.3")
        yield Row(f"{last} | 20 ms", _last(many) / 0.020, "≤ 1")
        yield Row(f"{last} | {of_few}", _last(many) / _last(few), "≤ 1.3")
        yield Row(f"{worst} | 25 ms", _slowest(many) / 0.025, "≤ 1")
        yield Row(f"{worst} | {of_few}", _slowest(many) / _slowest(few), "≤ 1.3")


def _in_turn(
    terminals: Mapping[Terminal, Sequence[str]], count: int, share: int = 3
) -> dict[Terminal, list[Echo]]:
    """What keys cost in each, some here and some there, so that a busy moment of the machine is everybody's.
    The first gets so many keys; the others, which it is compared with, one in `share` of that.
    """
    first, *rest = terminals
    steps = {terminal: cycle(keys) for terminal, keys in terminals.items()}
    echoes: dict[Terminal, list[Echo]] = {terminal: [] for terminal in terminals}
    for terminal in terminals:
        terminal.quiet(0.5)
    while (left := count - len(echoes[first])) > 0:
        turn = min(_TURN, left)
        for terminal, keys in ((first, turn), *((other, -(-turn // share)) for other in rest)):
            echoes[terminal] += [terminal.key(next(steps[terminal])) for _ in range(keys)]
    return echoes


def _pages(keys: int) -> int:
    return max(6, keys // 5)


def _hurry(terminal: Terminal, keys: Sequence[str], count: int) -> None:
    """Press keys about as fast as somebody can who holds one down, and look at nothing."""
    for key, _ in zip(cycle(keys), range(count), strict=False):
        terminal.write(key)
        terminal.listen(time.perf_counter() + _HASTE)
    terminal.quiet(0.5)


def _memory(terminal: Terminal, after: str, home: Home) -> Row:
    return Row(f"memory after {after}, {home.posts} | 70 MB", terminal.resident() * 2**20 / 70e6, "≤ 1")


def _idle(terminal: Terminal, seconds: float) -> float:
    """The share of a core."""
    terminal.quiet(0.5)
    had, start = terminal.processor(), time.perf_counter()
    time.sleep(seconds)
    return (terminal.processor() - had) / (time.perf_counter() - start)


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


def _ready(terminal: Terminal) -> None:
    terminal.until(FIRST_WORDS)
    terminal.quiet(0.5)


def _start(home: Home) -> tuple[float, float]:
    """Seconds until the inbox stands there; until a key that is pressed at once has moved the cursor."""
    return _started(PROGRAM, home.environ, FIRST_WORDS, "j", Glass.under_cursor)


def _bare_start() -> tuple[float, float]:
    return _started(BARE, os.environ, _BARE_WORDS, DOWN, lambda glass, until: glass.row(_BARE_SECOND, until))


def _nothing() -> float:
    with Terminal(NOTHING, os.environ) as terminal:
        return terminal.until(_NOTHING_WORDS)


def _started(
    command: Sequence[str],
    environ: Mapping[str, str],
    words: str,
    key: str,
    where: Callable[[Glass, int], tuple[object, ...]],
) -> tuple[float, float]:
    with Terminal(command, environ) as terminal:
        frame = terminal.until(words)
        terminal.write(key)
        glass = Glass(terminal)
        before = where(glass, len(terminal.heard()))
        for heard in terminal.listen(time.perf_counter() + _PATIENCE):
            if set(where(glass, heard.bytes)) - set(before):
                return frame, heard.at - terminal.started
    raise NothingSaid(f"{key!r} led nowhere in {_PATIENCE} s")


def to_the_thread(terminal: Terminal) -> None:
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
