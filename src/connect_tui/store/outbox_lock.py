"""The sending lock: of several connect-tui at once, one sends."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from connect_tui.store.errors import explain_os
from connect_tui.store.files import FileLock


class OutboxLock:
    """A lock on a file beside `mine.db`. The system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        try:
            self._lock = FileLock(path)
        except OSError as error:
            raise explain_os(path, error) from error
        self.held = False
        """Whether this store holds it."""

    @contextlib.contextmanager
    def taken(self) -> Iterator[bool]:
        """Try to take the lock: true where it is ours until the end of the block.

        False where another process has it, or this store already.
        """
        if self.held or not self._lock.alone():
            yield False
            return
        self.held = True
        try:
            yield True
        finally:
            self.held = False
            self._lock.release()

    def close(self) -> None:
        """Let go for good."""
        self._lock.close()
