"""Fifty posts come above what is being read: how many of the lines that are seen move."""

from collections.abc import Callable, Iterator
from pathlib import Path

from bench_refresh import Refresh
from homes import FIRST_WORDS, PROGRAM, Home
from looks import BESIDE, LIST, Glass
from network import FIRST, REPLIES, Network, word
from table import Row
from terminal import NothingSaid, Terminal

NEW = 50
_WHAT = f"lines that move when {NEW} posts come above"
_REPLIES = 60
_STEPS = 30
"""Keys down, into the middle of what is read: whatever comes above is out of sight."""
_PRIVATELY = "privately"
"""Whoever wrote so to me stands above the others."""
_FAR = 500
"""Keys at most until something stands under the cursor, or is seen."""


def rows(home: Home, folder: Path) -> Iterator[Row]:
    """Among who waits, in a conversation that is open, and around me."""
    with Network(home=home.folder) as network:
        home = home.copy(folder, network.url)
        network.talk(_REPLIES)
        with Terminal(PROGRAM, home.environ) as terminal:
            terminal.until(FIRST_WORDS)
            glass = Glass(terminal)
            reader = _Reader(terminal, Refresh(home, network, terminal, glass), network, glass)
            reader.refresh.wait(lambda: terminal.quiet(0.1))
            reader.press("j", until=lambda words: words and _PRIVATELY not in words)
            yield Row(f"{_WHAT} who waits | lines in sight", reader.moved(LIST, to="me"), "0")
            talk = word(FIRST + network.said - NEW - 1)
            reader.press("\t", until=lambda words: talk in words)
            terminal.write("\r")
            moved = reader.moved(BESIDE, under=str(REPLIES))
            yield Row(f"{_WHAT} in an open conversation | lines in sight", moved, "0")
            terminal.write("q")
            terminal.quiet(0.5)
            yield Row(f"{_WHAT} what is around me | lines in sight", reader.moved(LIST), "0")


class _Reader:
    """Stands somewhere, and looks whether anything moves."""

    def __init__(self, terminal: Terminal, refresh: Refresh, network: Network, glass: Glass) -> None:
        self.refresh = refresh
        self._terminal, self._network, self._glass = terminal, network, glass

    def press(self, key: str, until: Callable[[str], object]) -> None:
        """Press a key again and again, until what stands under the cursor is what was looked for.

        Raises:
            NothingSaid: it never is.
        """
        for _ in range(_FAR):
            if until(" ".join(self._glass.under_cursor())):
                return
            self._terminal.write(key)
            self._terminal.quiet(0.1)
        raise NothingSaid(f"{key!r} does not lead there")

    def moved(self, part: slice, to: str = "", under: str = "") -> float:
        """The share of the lines of a part that are others once new posts are there.

        Raises:
            NothingSaid: nothing came above them.
        """
        self._terminal.quiet(1.0)
        for _ in range(_STEPS):
            self._terminal.write("j")
            self._terminal.quiet(0.05)
        self._terminal.quiet(1.0)
        before, had = self._glass.edge(part), self._network.said
        self._network.say(NEW, to=to, under=under)
        self.refresh.wait(lambda: self._terminal.quiet(0.1))
        self._terminal.quiet(1.0)
        after = self._glass.edge(part)
        self._look_above(part, [word(FIRST + number) for number in range(had, had + NEW)])
        return sum(one != other for one, other in zip(before, after, strict=True)) / len(before)

    def _look_above(self, part: slice, words: list[str]) -> None:
        for _ in range(_FAR):
            if any(word in line for line in self._glass.edge(part) for word in words):
                return
            self._terminal.write("k")
            self._terminal.quiet(0.05)
        raise NothingSaid("nothing came above")
