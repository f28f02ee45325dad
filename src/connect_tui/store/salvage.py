"""What can still be read of a damaged database, in a new one. The damaged file is kept as it is.

SQLite gives the rows of a sound page whatever has become of the others. So every table is read from its
beginning until a page cannot be read, then from its end, and by number where rows have one: what lies behind
a hole is found too.
"""

# ruff: noqa: S608 - only names that stand in the database's own schema are put into a query
import os
import shutil
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from connect_tui.store import files
from connect_tui.store.migrations import columns, fitting, migrate

_HEADER = 100
_STEPS = tuple(2**power for power in range(16))


def salvage(path: Path, scripts: Sequence[str]) -> Path | None:
    """Put a new database with all that can be read in the place of a damaged one, and keep a copy of that.

    Answers with the copy; `None`, and nothing has happened, where nothing can be read.

    Raises:
        OSError: there is no room to do that.
        sqlite3.Error: likewise.
    """
    with _workshop(path) as folder:
        fresh = folder / "fresh.db"
        if not _rebuild(path, folder / "broken.db", fresh, scripts):
            return None
        aside = _keep(path)
        for log in files.BESIDE:
            path.with_name(path.name + log).unlink(missing_ok=True)
        files.make_private(fresh)
        fresh.replace(path)
    return aside


@contextmanager
def _workshop(path: Path) -> Iterator[Path]:
    """A folder beside the file to work in, in the place of what was left by one that was killed at it."""
    folder = path.with_name(f".{path.name}.salvage")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rebuild(path: Path, broken: Path, fresh: Path, scripts: Sequence[str]) -> bool:
    """Whether anything was read. SQLite works on copies: it would write into what it opens."""
    for attempt in (_as_it_is, _with_header):
        attempt(path, broken, scripts)
        fresh.unlink(missing_ok=True)
        if _copy_rows(broken, fresh, scripts):
            return True
    return False


def _as_it_is(path: Path, broken: Path, _: Sequence[str]) -> None:
    shutil.copyfile(path, broken)
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists():
            shutil.copyfile(log, broken.with_name(broken.name + ending))


def _with_header(path: Path, broken: Path, scripts: Sequence[str]) -> None:
    """The same file with the first bytes of one of ours, where only those are gone."""
    for log in files.BESIDE:
        broken.with_name(broken.name + log).unlink(missing_ok=True)
    model = broken.with_name("model.db")
    connection = sqlite3.connect(model)
    migrate(connection, scripts)
    connection.close()
    start = bytearray(model.read_bytes()[:_HEADER])
    start[28:32] = bytes(4)  # the size in pages, which SQLite then takes from the file
    start[32:40] = bytes(8)  # the pages that are free
    broken.write_bytes(bytes(start) + path.read_bytes()[_HEADER:])


def _copy_rows(broken: Path, fresh: Path, scripts: Sequence[str]) -> bool:
    source = sqlite3.connect(broken, isolation_level=None)
    source.text_factory = lambda data: data.decode("utf-8", "replace")
    target = sqlite3.connect(fresh, isolation_level=None)
    try:
        migrate(target, scripts[: _schema(source, scripts)])
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("BEGIN")
        names = [
            name
            for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if not name.startswith("sqlite_")
        ]
        found = [_copy_table(source, target, name) for name in names]
        for table, row, *_ in target.execute("PRAGMA foreign_key_check").fetchall():
            if row is not None:
                target.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        target.execute("COMMIT")
        return any(found)
    finally:
        source.close()
        target.close()


def _schema(source: sqlite3.Connection, scripts: Sequence[str]) -> int:
    """How many of the scripts made the damaged file: by what is there, for the number may be damaged too, but
    no fewer than it says, for a table may be as well.
    """
    try:
        (found,) = source.execute("PRAGMA user_version").fetchone()
        there = columns(source)
    except sqlite3.DatabaseError:
        return len(scripts)
    fits, _ = fitting(there, scripts)
    return max(fits, found if 0 < found <= len(scripts) else 0) or len(scripts)


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> bool:
    """Whether any row was read."""
    wanted = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    keys = [row[1] for row in target.execute(f"PRAGMA table_info({table})") if row[5]]
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return False
    common = [column for column in wanted if column in there]
    if not common:
        return False
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(common)}) VALUES ({', '.join('?' for _ in common)})"
    found = False
    for row in _rows(source, table, common, keys):
        found = bool(target.execute(sql, row).rowcount) or found
    return found


def _rows(
    source: sqlite3.Connection, table: str, wanted: Sequence[str], keys: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """The rows that can be read, some of them twice."""
    select = f"SELECT {', '.join(wanted)} FROM {table}"
    order = ", ".join(keys) or "rowid"
    whole = yield from _until_a_hole(source, f"{select} ORDER BY {order}")
    if whole:
        return
    backwards = ", ".join(f"{key} DESC" for key in (keys or ("rowid",)))
    yield from _until_a_hole(source, f"{select} ORDER BY {backwards}")
    if len(keys) != 1:
        return
    # Behind each hole the next numbers, then ever further ones; keys that are random begin with two digits.
    for step in _STEPS:
        yield from _until_a_hole(source, f"{select} WHERE {keys[0]} > {step} ORDER BY {order}")
    for start in range(256):
        yield from _until_a_hole(source, f"{select} WHERE {keys[0]} >= '{start:02x}' ORDER BY {order}")


def _until_a_hole(source: sqlite3.Connection, sql: str) -> Generator[tuple[object, ...], None, bool]:
    """Rows until one cannot be read; answers whether all could be."""
    try:
        yield from source.execute(sql)
    except (sqlite3.DatabaseError, OverflowError):
        return False
    return True


def _keep(path: Path) -> Path:
    """A private copy of the damaged file, and of its log."""
    aside = files.free_damaged_name(path)
    copies: list[Path] = []
    try:
        for ending in ("", *files.BESIDE):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                copies.append(aside.with_name(aside.name + ending))
                files.make_private(copies[-1])
                shutil.copyfile(beside, copies[-1])
                with copies[-1].open("rb") as file:
                    os.fsync(file.fileno())
    except BaseException:
        # Half a copy is none; and on a full disk every start would leave another one.
        for copy in copies:
            copy.unlink(missing_ok=True)
        raise
    return aside
