"""A real terminal with the program in it: what it says, and keys for it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType
from typing import Self


def _sit_down() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # Whoever runs the tests in the background has Ctrl-C ignored, and the program would have it ignored too.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Sitting:
    """Somebody at a terminal of eighty columns, with the program in it; or with another one, where `code`
    is what Python runs instead.
    """

    def __init__(self, *arguments: str, env: dict[str, str] | None = None, code: str = "") -> None:
        self._keys, there = pty.openpty()
        self._there = True
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
        self.seen = ""
        self._program = subprocess.Popen(
            [sys.executable, *(("-c", code) if code else ("-m", "connect_tui")), *arguments],
            stdin=there,
            stdout=there,
            stderr=there,
            env={**os.environ, "TERM": "xterm-256color", **(env or {})},
            start_new_session=True,
            preexec_fn=_sit_down,
        )
        os.close(there)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._there:
            os.close(self._keys)

    def sees(self, words: str, *, times: int = 1) -> None:
        """Wait until these words have been on the terminal, so many times."""
        until = time.monotonic() + 20
        while self.seen.count(words) < times:
            assert time.monotonic() < until, f"{words!r} did not come; instead:\n{self.seen}"
            assert self._read(), f"it ended without {words!r}:\n{self.seen}"

    def types(self, keys: bytes) -> None:
        os.write(self._keys, keys)

    def settle(self, seconds: float) -> None:
        """Let the program say what it wants to say for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._read():
            pass

    def told(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._program.send_signal(number)

    def goes_away(self) -> int:
        """Close the terminal, and wait until the program has ended; its exit status."""
        os.close(self._keys)
        self._there = False
        return self._program.wait(timeout=20)

    def kill(self) -> None:
        """End the program at once and without a word to it, as `kill -9` does."""
        if self._program.poll() is None:
            self._program.send_signal(signal.SIGKILL)
            self._program.wait()

    def ends(self) -> int:
        """Wait until the program has ended; its exit status."""
        until = time.monotonic() + 20
        while time.monotonic() < until and self._read():
            pass
        return self._program.wait(timeout=20)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._keys], [], [], 0.1)
        if not ready:
            return True
        try:
            arrived = os.read(self._keys, 65536)
        except OSError:
            return False
        self.seen += arrived.decode("utf-8", errors="replace")
        return bool(arrived)
