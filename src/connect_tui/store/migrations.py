"""Schema changes: scripts in order, the number of those applied stands in `user_version`.

That number is four bytes like any other, and nothing in SQLite notices where a disk has spoilt them. What the
tables say is believed where it says what no program ever wrote: see
`docs/decisions/0049-a-number-that-no-program-wrote.md`.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from connect_tui.store.files import free_name

Functions = Mapping[str, Callable[[bytes], str | bytes]]
"""What scripts may call, each of one value."""
HIGHEST = 0xFFFF
"""No program will ever have written so many scripts."""


class WrongSchemaError(sqlite3.OperationalError):
    """A database has not the tables that its number says."""


def version(connection: sqlite3.Connection) -> int:
    """How many scripts have been applied to this database."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def is_number(found: int) -> bool:
    """Whether a program may have written this number; one that has nothing there yet has written none."""
    return 0 < found <= HIGHEST


def columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every column that there is, with its table."""
    return set(
        connection.execute(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
    )


def fitting(
    there: set[tuple[str, str]], scripts: Sequence[str], functions: Functions | None = None
) -> tuple[int, bool]:
    """How many of the scripts made these columns, none where they are not ours; and whether there are others
    beside, which none of the scripts makes.
    """
    model = sqlite3.connect(":memory:", isolation_level=None)
    add_functions(model, functions or {})
    fits, made = 0, set[tuple[str, str]]()
    try:
        for number in range(1, len(scripts) + 1):
            migrate(model, scripts[:number])
            now = columns(model)
            made |= now
            if now <= there:
                fits = number
    finally:
        model.close()
    return fits, not there <= made


def add_functions(connection: sqlite3.Connection, functions: Functions) -> None:
    """Let scripts call these."""
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)


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
