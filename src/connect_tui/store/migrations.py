"""Schema changes: scripts in order, the number of those applied stands in `user_version`."""

import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from connect_tui.store.files import free_name


class WrongSchemaError(sqlite3.OperationalError):
    """A database has not the tables that its number says."""


def version(connection: sqlite3.Connection) -> int:
    """How many scripts have been applied to this database."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def migrate(connection: sqlite3.Connection, scripts: Sequence[str]) -> None:
    """Apply the scripts that are missing, each in a transaction of its own with its number.

    Raises:
        WrongSchemaError: the number is not that of what is there.
    """
    if version(connection) < 0:
        raise WrongSchemaError
    for number in range(version(connection) + 1, len(scripts) + 1):
        script = f"BEGIN IMMEDIATE;\n{scripts[number - 1]}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            connection.executescript(script)
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.rollback()
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                raise WrongSchemaError from error
            raise


def back_up(connection: sqlite3.Connection, path: Path) -> Path:
    """Copy the database as it stands now, its log included, to a new file beside it, mode 0600."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = free_name(path, f".backup-v{version(connection)}-{stamp}")
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    except BaseException:
        copy.unlink()
        raise
    finally:
        target.close()
    return copy
