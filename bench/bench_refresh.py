"""Keys that are held down while a refresh brings two hundred posts, and while nothing comes in."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from homes import FIRST_WORDS, PROGRAM, Home
from looks import Glass
from network import Network
from table import Row
from terminal import NothingSaid, Terminal
from typist import BEAT, Typist

NEW = 200
"""Posts that a refresh brings."""
AFTER = 10
"""Keys that are pressed after the last of them has its place: it is still to be shown."""
ANEW = 50
"""Keys after which a refresh is asked for once more: the one before may have been at its end."""
_LOOKING = "looking…"
"""Stands there while something is fetched."""
_PATIENCE = 30.0


def rows(home: Home, folder: Path, keys: int) -> Iterator[Row]:
    """How long held keys wait, with and without a refresh; how long that takes, with and without keys."""
    idle: list[float] = []
    busy: list[float] = []
    alone: list[float] = []
    typed: list[float] = []
    with Network(home=home.folder) as network:
        home = home.copy(folder, network.url)
        with Terminal(PROGRAM, home.environ) as terminal:
            terminal.until(FIRST_WORDS)
            glass = Glass(terminal)
            refresh = Refresh(home, network, terminal, glass)
            refresh.wait(lambda: terminal.quiet(0.1))
            terminal.quiet(2.0)
            typist = Typist(terminal, glass)
            # In turn, so that whatever else the machine does slows all of them.
            while len(busy) < keys:
                alone.append(refresh.seconds(lambda: terminal.listen(time.perf_counter() + BEAT)))
                terminal.quiet(0.5)
                held: list[float] = []
                typed.append(refresh.seconds(partial(typist.key, held)))
                for _ in range(AFTER):
                    typist.key(held)
                busy += held
                terminal.quiet(0.5)
                for _ in held:
                    typist.key(idle)
    while_it_comes = f"while {NEW} posts come in"
    yield Row(f"the slowest key of all {while_it_comes} | 25 ms", max(busy) / 0.025, "≤ 1")
    yield Row(f"the slowest key of all {while_it_comes} | while nothing comes in", max(busy) / max(idle))
    yield Row(f"the slowest key in a hundred {while_it_comes} | 25 ms", _slowest(busy) / 0.025, "≤ 1")
    yield Row(
        f"the slowest key in a hundred {while_it_comes} | while nothing comes in",
        _slowest(busy) / _slowest(idle),
    )
    yield Row(
        f"{NEW} posts fetched and placed under held keys | while nobody is at the keys",
        statistics.median(typed) / statistics.median(alone),
    )


class Refresh:
    """Has posts said, and asks for them as somebody does who presses a key."""

    def __init__(self, home: Home, network: Network, terminal: Terminal, glass: Glass) -> None:
        self._home, self._network, self._terminal, self._glass = home, network, terminal, glass

    def seconds(self, meanwhile: Callable[[], object]) -> float:
        """How long it takes until new posts are fetched and have their places, whatever is done meanwhile."""
        self._network.say(NEW)
        while _LOOKING in self._glass.text():  # whoever asks again meanwhile is not heard
            self._terminal.quiet(0.1)
        start = time.perf_counter()
        self.wait(meanwhile)
        return time.perf_counter() - start

    def wait(self, meanwhile: Callable[[], object]) -> None:
        """Until everything has its place.

        Raises:
            NothingSaid: it never does.
        """
        deadline = time.perf_counter() + _PATIENCE
        turn = 0
        while self._home.placed() < self._network.said:
            if time.perf_counter() > deadline:
                raise NothingSaid("the refresh does not come to its end")
            if turn % ANEW == 0:
                self._terminal.write("R")
            turn += 1
            meanwhile()


def _slowest(seconds: list[float]) -> float:
    """The 99th percentile."""
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * 99 // 100)]
