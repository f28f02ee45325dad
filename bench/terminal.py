"""A terminal without a screen: starts programs in it, types, and looks when something is answered."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, LINES = 120, 40
SETTLED = 0.03
"""Seconds of silence after which an answer is taken to be whole."""
SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^X][^\x1b]*\x1b\\|[ -/]*[0-~])"
)


@dataclass(frozen=True)
class Echo:
    """What a key cost: seconds to the first and to the last byte of its answer, and of processor time."""

    first: float
    last: float
    processor: float


@dataclass(frozen=True)
class Heard:
    """Something was said: when, and up to which byte of all."""

    at: float
    bytes: int


class NothingSaid(Exception):
    """A program did not say what was waited for."""


class Terminal:
    """One program in a terminal of its own, killed at the end. `settled`: silence that ends an answer."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], settled: float = SETTLED) -> None:
        self._settled = settled
        self.started = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execvpe(
                command[0], list(command), {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._said = bytearray()
        self._pressed = self.started, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)

    def until(self, words: str, patience: float = 30.0) -> float:
        """Seconds from the start of the program until these words stand on the screen.

        Raises:
            NothingSaid: they never do.
        """
        return self._until(words, self.started, 0, patience)

    def shown(self, key: str, words: str, patience: float = 30.0) -> float:
        """Seconds from a key until these words are drawn.

        Raises:
            NothingSaid: they never are.
        """
        self.quiet()
        had, start = len(self._said), time.perf_counter()
        self.write(key)
        return self._until(words, start, had, patience)

    def heard(self, had: int = 0, until: int | None = None) -> bytes:
        """All that the program has written to the terminal; from some byte on, until before another."""
        return bytes(self._said[had:until])

    def key(self, key: str) -> Echo:
        """Press a key, and see what comes of it. The answer before ended in silence: there is no other wait.

        Raises:
            NothingSaid: nothing.
        """
        self.quiet(0)
        return self._echo(lambda: self.write(key), repr(key))

    def further(self, echo: Echo, patience: float = 5.0) -> Echo:
        """The same echo, where what was said first was no answer to the key yet.

        Raises:
            NothingSaid: nothing more is said.
        """
        start, had = self._pressed
        if not self._read(patience):
            raise NothingSaid(f"nothing more was said in {patience} s")
        first = time.perf_counter()
        return replace(echo, first=first - start, last=self._last() - start, processor=self.processor() - had)

    def write(self, keys: str) -> None:
        """Press keys, and wait for nothing."""
        os.write(self._file, keys.encode())

    def listen(self, until: float) -> list[Heard]:
        """All that is said until a moment of the clock (`time.perf_counter`): how much, and when."""
        heard: list[Heard] = []
        while (left := until - time.perf_counter()) > 0 and self._read(left):
            heard.append(Heard(time.perf_counter(), len(self._said)))
        return heard

    def resize(self, columns: int, lines: int) -> Echo:
        """Make the terminal larger or smaller.

        Raises:
            NothingSaid: nobody minds.
        """
        size = struct.pack("HHHH", lines, columns, 0, 0)
        return self._echo(lambda: fcntl.ioctl(self._file, termios.TIOCSWINSZ, size), "another size")

    def processor(self) -> float:
        """Seconds of processor time that the program has had, of all its threads."""
        threads = Path(f"/proc/{self._pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def resident(self) -> float:
        """MiB of memory that the program has now."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _until(self, words: str, start: float, had: int, patience: float) -> float:
        wanted = words.encode()
        deadline = time.perf_counter() + patience
        while wanted not in SEQUENCE.sub(b"", self._said[had:]):
            if not self._read(deadline - time.perf_counter()):
                raise NothingSaid(f"“{words}” was not said in {patience} s, but {self.heard(had)[-2000:]!r}")
        return time.perf_counter() - start

    def _echo(self, action: Callable[[], object], what: str, patience: float = 5.0) -> Echo:
        had, start = self.processor(), time.perf_counter()
        self._pressed = start, had
        action()
        if not self._read(patience):
            raise NothingSaid(f"nothing was said to {what} in {patience} s")
        first = time.perf_counter()
        return Echo(first - start, self._last() - start, self.processor() - had)

    def _last(self) -> float:
        """When the last byte came, now that one has come."""
        last = time.perf_counter()
        while self._read(self._settled):
            last = time.perf_counter()
        return last

    def quiet(self, seconds: float = 0.03) -> None:
        """Wait until nothing has been said for so long."""
        while self._read(seconds):
            pass

    def _read(self, patience: float) -> bool:
        if not select.select([self._file], [], [], max(patience, 0))[0]:
            return False
        try:
            said = os.read(self._file, 65536)
        except OSError:  # the program is gone
            return False
        self._said += said
        return bool(said)
