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
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

COLUMNS, LINES = 120, 40
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^X][^\x1b]*\x1b\\|[ -/]*[0-~])"
)


class NothingSaid(Exception):
    """A program did not say what was waited for."""


class Terminal:
    """One program in a terminal of its own; it is killed at the end."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._started = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execvpe(
                command[0], list(command), {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._said = b""

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
        wanted = words.encode()
        deadline = time.perf_counter() + patience
        while wanted not in _SEQUENCE.sub(b"", self._said):
            if not self._read(deadline - time.perf_counter()):
                raise NothingSaid(f"“{words}” was not said in {patience} s, but {self._said[-2000:]!r}")
        return time.perf_counter() - self._started

    def key(self, key: str, patience: float = 5.0) -> float:
        """Seconds from a key to the first byte of the answer.

        Raises:
            NothingSaid: there is none.
        """
        self.quiet()
        start = time.perf_counter()
        os.write(self._file, key.encode())
        if not self._read(patience):
            raise NothingSaid(f"nothing was said to {key!r} in {patience} s")
        return time.perf_counter() - start

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
