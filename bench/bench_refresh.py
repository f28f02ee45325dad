"""Keys while a refresh brings two hundred posts, against the same keys while nothing comes in."""

import time
from pathlib import Path

from bench_screen import FIRST_WORDS, PROGRAM, Home
from network import Network
from table import Row
from terminal import NothingSaid, Terminal

NEW = 200
"""Posts that a refresh brings."""
AFTER = 10
"""Keys that are pressed after the last of them was fetched: it is still to be judged and shown."""
ANEW = 50
"""Keys after which a refresh is asked for once more: the one before may have been at its end."""
_PAUSE = 0.015
"""Seconds of silence between two keys: about as fast as a key repeats that is held down."""
_PATIENCE = 30.0


def rows(folder: Path, size: int, keys: int) -> list[Row]:
    """How long the slowest keys wait, with and without a refresh."""
    with Network() as network:
        home = Home(folder, size, network.url)
        with Terminal(PROGRAM, home.environ) as terminal:
            terminal.until(FIRST_WORDS)
            _wait(terminal, network)
            terminal.quiet(2.0)
            typist = _Typist(terminal)
            idle = [typist.key() for _ in range(keys)]
            busy: list[float] = []
            while len(busy) < keys:
                busy += _keys_of_a_refresh(typist, network)
    what = f"the slowest key in a hundred while {NEW} posts come in"
    return [
        Row(f"{what} | 25 ms", _slowest(busy) / 0.025, "≤ 1"),
        Row(f"{what} | while nothing comes in", _slowest(busy) / _slowest(idle)),
    ]


class _Typist:
    """Goes up and down, key by key."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._pressed = 0

    def key(self) -> float:
        """Seconds until the next key is answered."""
        step = "j" if self._pressed % 11 < 6 else "k"
        self._pressed += 1
        seconds = self.terminal.press(step)
        self.terminal.quiet(_PAUSE)
        return seconds


def _keys_of_a_refresh(typist: _Typist, network: Network) -> list[float]:
    network.say(NEW)
    taken: list[float] = []
    deadline = time.perf_counter() + _PATIENCE
    while not network.all_read():
        if time.perf_counter() > deadline:
            raise NothingSaid("the refresh does not come to its end")
        if len(taken) % ANEW == 0:
            typist.terminal.write("R")
        taken.append(typist.key())
    return taken + [typist.key() for _ in range(AFTER)]


def _wait(terminal: Terminal, network: Network) -> None:
    """Until the posts of before are fetched."""
    deadline = time.perf_counter() + _PATIENCE
    while not network.all_read():
        if time.perf_counter() > deadline:
            raise NothingSaid("the first refresh does not come to its end")
        terminal.quiet(0.1)


def _slowest(seconds: list[float]) -> float:
    """The 99th percentile."""
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * 99 // 100)]
