"""What is wrong with a file, in a sentence that says what to do."""

import errno
import fcntl
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from connect_tui.store.errors import explain
from connect_tui.store.store import Store, StoreError, StorePaths


@pytest.mark.parametrize(
    ("free", "said"),
    [(0, "The disk is full, so"), (8, "The disk is full, so"), (1000, "cannot be read or written")],
)
def test_a_disk_without_any_room_is_said_to_be_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, said: str
) -> None:
    """SQLite speaks of a fault of the disk where it cannot even put a small file beside its own."""

    def found(_path: Path) -> SimpleNamespace:
        return SimpleNamespace(f_bavail=free, f_frsize=4096)

    monkeypatch.setattr(os, "statvfs", found)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    explained = explain(tmp_path / "mine.db", error)
    assert said in str(explained)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_locks(paths: StorePaths, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def none(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(StoreError, match="knows no locks"):
        Store.open(paths)
