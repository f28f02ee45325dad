"""What can go wrong with the files of the store, in sentences for a person."""

import errno
import os
import sqlite3
from pathlib import Path

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})
_BESIDE = 64 * 1024
"""Bytes: SQLite asks for half of it at once, to share what it knows with other processes."""


class StoreError(Exception):
    """A file of the store cannot be used. `str()` says which one, why, and what to do."""


class DamagedError(StoreError):
    """The file is not what was written to it."""


class InterruptedQueryError(StoreError):
    """Somebody else ended the query; nothing is wrong with the file."""


class NewerError(StoreError):
    """A newer connect-tui wrote the file; it has not been touched."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is broken."""
    return _primary(error) in _DAMAGE


def damaged(path: Path) -> DamagedError:
    """The sentence for a file that is damaged, and in use."""
    return DamagedError(f"{path} is damaged. Close connect-tui and start it again; it will look at the file.")


def explain(path: Path, error: sqlite3.Error) -> StoreError | None:
    """The sentence for what SQLite says about this file; `None` where it speaks of a mistake of ours."""
    code = _primary(error)
    if code in _DAMAGE:
        return damaged(path)
    if code == sqlite3.SQLITE_INTERRUPT:
        return InterruptedQueryError(f"What was asked of {path} was given up.")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _has_no_room(path)):
        return StoreError(f"The disk is full, so {path} cannot be written. Make some room and try again.")
    if code in _READ_ONLY:
        return StoreError(f"{path} may not be written. Give yourself permission to write it and try again.")
    if code in _BUSY:
        return StoreError(
            f"Another connect-tui is keeping {path} busy. Wait for it, or close it, and try again."
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return StoreError(
            f"{path} cannot be read or written ({error}). Look at the disk and its permissions."
        )
    return None


def explain_os(path: Path, error: OSError) -> StoreError:
    """The sentence for what the system says about this file."""
    if error.errno in _NO_LOCKS:
        return StoreError(
            f"{path} cannot be used: its disk knows no locks, and two who write at once would spoil it. "
            "Keep it on another disk."
        )
    reason = error.strerror or "the system does not say why"
    return StoreError(f"{path} cannot be used: {reason}. Look at the disk and its permissions.")


def _has_no_room(path: Path) -> bool:
    """Whether there is not even room for what SQLite puts beside a file that is only read."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _BESIDE


def _primary(error: sqlite3.Error) -> int:
    """The primary result code: the lowest byte of the extended one."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF
