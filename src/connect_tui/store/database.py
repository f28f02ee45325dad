"""One open SQLite file: reading, writing in transactions, and errors as sentences."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from connect_tui.store.codec import Codec, UnreadableError
from connect_tui.store.errors import DamagedError, StoreError, explain
from connect_tui.store.files import FileLock

T = TypeVar("T")
Row = tuple[Any, ...]
"""A row as SQLite gives it; the one who asked knows the types of its columns."""


class Database:
    """A connection that belongs to one thread; several threads and processes may have the file open.

    Every method raises `StoreError` where the file or the disk is in the way.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock, suspect: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._suspect = suspect
        self._depth = 0
        self.before: Callable[[], object] = _nothing
        """What is done before each question."""

    def rows(self, sql: str, *values: object) -> list[Row]:
        """All rows that a query gives."""
        self.before()
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error

    def each(self, sql: str, *values: object) -> Iterator[Row]:
        """As `rows`, one after another: where they are large, and each is made into something else."""
        self.before()
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error

    def row(self, sql: str, *values: object) -> Row | None:
        """The first row that a query gives."""
        self.before()
        try:
            row: Row | None = self._connection.execute(sql, values).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error
        return row

    def run(self, sql: str, *values: object) -> int:
        """Change something; answers how many rows that touched."""
        self.before()
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error

    def run_many(self, sql: str, rows: Iterable[Iterable[object]]) -> None:
        """Change something once for each of these rows of values."""
        self.before()
        try:
            self._connection.executemany(sql, (tuple(row) for row in rows))
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing; one inside another is part of it."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.run("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            # SQLite has rolled back by itself after some errors, such as a full disk.
            if self._connection.in_transaction:
                self._connection.rollback()
            raise
        finally:
            self._depth = 0

    def decode(self, codec: Codec[T], data: bytes) -> T:
        """Read what was stored; bytes that cannot be read are damage."""
        try:
            return codec.decode(data)
        except UnreadableError as error:
            raise self._damaged(
                f"{self.path} holds something that cannot be read. Start connect-tui again."
            ) from error

    def interrupt(self) -> None:
        """End what is being asked just now, from any thread; whoever asked gets `InterruptedQueryError`."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the file; nothing may be asked of it afterwards."""
        self._connection.close()
        self._lock.close()

    def _explained(self, error: sqlite3.DatabaseError) -> Exception:
        explained = explain(self.path, error)
        if explained is None:
            return error
        return self._damaged(str(explained)) if isinstance(explained, DamagedError) else explained

    def _damaged(self, sentence: str) -> StoreError:
        """Remember for the next start that the file has to be looked at."""
        with contextlib.suppress(OSError):
            self._suspect.touch(mode=0o600)
        return DamagedError(sentence)


def _nothing() -> None:
    pass


class Part:
    """One group of tables of a database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def before_each(self, step: Callable[[], object]) -> None:
        """Have this called before each question to the file."""
        self._db.before = step

    def changed_elsewhere(self) -> int:
        """A number that is another one whenever another connection has written to the file."""
        ((version,),) = self._db.rows("PRAGMA data_version")
        return int(version)
