"""The files themselves: private, looked at before SQLite opens them, and locked while they are open."""

import fcntl
import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from connect_tui.store.errors import StoreError

PATIENCE = 10.0
"""Seconds to wait for another process that is opening the same file."""
_MAGIC = b"SQLite format 3\x00"
_HEADER_LENGTH = 100
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file, and what belongs to that file alone: another one must not find it there."""
_FORMATS = b"\x01\x02"
"""How SQLite writes and reads: with a journal, or a write-ahead log. Anything else it takes for the mark of a
newer SQLite, and only reads.
"""
_SCHEMA_FORMATS = range(5)


class Header(Struct, frozen=True):
    """What the first bytes of a database file say (https://sqlite.org/fileformat.html#the_database_header)."""

    sound: bool
    version: int
    """`user_version`; one that is still in the write-ahead log does not show here."""
    truncated: bool = False


def read_header(path: Path) -> Header | None:
    """Look at a database without SQLite, which would write beside it; `None` where there is nothing yet."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_HEADER_LENGTH)
    except FileNotFoundError:
        return None
    if not size:
        return None
    if len(start) < _HEADER_LENGTH or not start.startswith(_MAGIC):
        return Header(sound=False, version=0)
    known = start[18] in _FORMATS and start[19] in _FORMATS
    known = known and int.from_bytes(start[44:48], "big") in _SCHEMA_FORMATS
    page = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    exact = start[24:28] == start[92:96] and not has_log(path) and not has_journal(path)
    return Header(
        sound=known,
        version=int.from_bytes(start[60:64], "big", signed=True),
        truncated=exact and size < pages * (65536 if page == 1 else page),
    )


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it stands beside the database.

    The last one to close a database takes its log away; where nobody has it open, the last close was unclean.
    """
    return _has(path, "-wal")


def has_journal(path: Path) -> bool:
    """Whether something stands beside the database that was begun and has to be taken back first: what an
    unclean end leaves where a file system knows no write-ahead log.
    """
    return _has(path, "-journal")


def _has(path: Path, ending: str) -> bool:
    try:
        return path.with_name(path.name + ending).stat().st_size > 0
    except FileNotFoundError:
        return False


def make_private(path: Path) -> None:
    """See that the file is there, for nobody but its owner; folders that have to be made are private too."""
    make_private_folder(path.parent)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_mode & 0o777 != 0o600:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def make_private_folder(folder: Path) -> None:
    """Make the folder and what is missing above it, mode 0700."""
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def set_aside(path: Path) -> Path:
    """Move a damaged database and its logs out of the way; the name that it has now."""
    aside = free_damaged_name(path)
    path.rename(aside)
    for suffix in BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def free_damaged_name(path: Path) -> Path:
    """A name beside a damaged file that tells what it was, and when that was seen."""
    return free_name(path, f".damaged-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S')}")


def free_name(path: Path, ending: str) -> Path:
    """The path with this ending, or with the first further number that is free."""
    name = path.with_name(path.name + ending)
    further = 1
    while name.exists():
        further += 1
        name = path.with_name(f"{path.name}{ending}-{further}")
    return name


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


class FileLock:
    """A lock on a file of its own beside a database; the system lets go of it when the process ends."""

    _here: ClassVar[Counter[tuple[int, int]]] = Counter()
    """The files on which this process has such locks, or waits for them, by device and inode."""

    def __init__(self, path: Path) -> None:
        make_private(path)
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._file = _identity(os.fstat(self._descriptor))
        self._here[self._file] += 1

    @classmethod
    def is_here(cls, path: Path) -> bool:
        """Whether this process has such a lock on this file already."""
        try:
            return cls._here[_identity(path.stat())] > 0
        except FileNotFoundError:
            return False

    def alone(self) -> bool:
        """Take the lock for nobody else; false where somebody has it in any way."""
        return self._take(fcntl.LOCK_EX)

    def shared(self) -> None:
        """Take the lock beside others who share it, or turn one that is held alone into a shared one.

        Raises:
            StoreError: somebody has kept it alone for longer than `PATIENCE`.
        """
        limit = time.monotonic() + PATIENCE
        while not self._take(fcntl.LOCK_SH):
            if time.monotonic() > limit:
                raise StoreError(f"Another connect-tui keeps {self._path} locked. Close it and try again.")
            time.sleep(0.02)

    def release(self) -> None:
        """Let go, so that somebody else can take it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go for good."""
        os.close(self._descriptor)
        self._here[self._file] -= 1

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
