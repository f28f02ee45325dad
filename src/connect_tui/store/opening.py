"""Opening a database: what is asked of the file before anybody relies on it.

One process opens at a time. The first looks whether the file is sound, creates or migrates it; whoever
comes while others have it open takes it as they left it.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from connect_tui.store import files
from connect_tui.store.database import Database
from connect_tui.store.errors import (
    DamagedError,
    NewerError,
    StoreError,
    damaged,
    explain,
    explain_os,
    is_damage,
)
from connect_tui.store.migrations import (
    HIGHEST,
    Functions,
    WrongSchemaError,
    add_functions,
    back_up,
    columns,
    fitting,
    is_number,
    migrate,
    version,
)

BUSY_SECONDS = 5.0
PAGES_KEPT = 16 * 1024
"""KiB of a file that stay in memory: the indexes of a large cache need more than SQLite's 2 MiB."""
PAGES_TO_READ = 2 * 1024
"""The same for one who reads a page here and there, and writes little."""
_OPENING = threading.Lock()
ALWAYS_CHECKED = 4 * 1024 * 1024
"""Files up to so many bytes are checked at every start: it takes a few milliseconds."""
_IN_USE, _TAKES_BACK = "mode=ro", "mode=rw"
_STEPS = 10_000
"""Steps of SQLite after which a check asks whether it shall go on: well below a millisecond."""


class Kind(Struct, frozen=True):
    """One kind of database. `precious` is what no network can give back. Its scripts may call `functions`,
    each of one value.
    """

    scripts: Sequence[str]
    precious: bool
    functions: Functions = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """The schema that this program writes."""
        return len(self.scripts)


def open_database(path: Path, kind: Kind, kept: int = PAGES_KEPT) -> tuple[Database, str]:
    """Open the file, creating or migrating it, and say what had to be done in a sentence, or in none.
    `kept` KiB of it stay in memory.

    A damaged file that is not precious is set aside. What can be read of a precious one is put in its place,
    and the file itself kept beside it; where that is nothing, it stays as it is.

    Raises:
        StoreError: it cannot be used; the sentence says what to do.
    """
    # What SQLite puts beside it stands beside the file itself, and so has all that is ours; a link stays one.
    path = Path(os.path.realpath(path))
    try:
        database, said = _open(path, kind)
        database.run(f"PRAGMA cache_size = -{kept}")
    except OSError as error:
        raise explain_os(path, error) from error
    except sqlite3.DatabaseError as error:
        explained = explain(path, error)
        if explained is None:
            raise
        raise explained from error
    return database, said


def _open(path: Path, kind: Kind) -> tuple[Database, str]:
    beside = path.with_name(path.name + ".lock")
    # One at a time, and without a look at a file that this process has open: the system ends all locks of a
    # process on a file when it closes any descriptor of it, those of SQLite too. Another process would take
    # itself for the last one then, and delete the log that this one goes on writing to.
    with _OPENING:
        if not files.FileLock.is_here(beside):
            _refuse_newer(path, kind, _version_in_header(path))
        return _open_locked(path, kind, beside)


def _open_locked(path: Path, kind: Kind, beside: Path) -> tuple[Database, str]:
    files.make_private_folder(path.parent)
    lock = files.FileLock(beside)
    try:
        if lock.alone():
            connection, notice = _first(path, kind)
            lock.shared()
        else:
            lock.shared()
            connection, notice = _later(path, kind), ""
    except BaseException:
        lock.close()
        raise
    return Database(path, connection, lock, _suspect(path)), notice


def _first(path: Path, kind: Kind) -> tuple[sqlite3.Connection, str]:
    """Open a file that nobody else has open."""
    if _is_sound(path, kind) and _has_a_number(path, kind):
        with contextlib.suppress(WrongSchemaError):
            return _prepared(path, kind), ""
    if kind.precious:
        return _salvaged(path, kind)
    aside = files.set_aside(path)
    for doubt in (_suspect(path), _unchecked(path)):
        doubt.unlink(missing_ok=True)
    notice = f"{path.name} was damaged. It was set aside as {aside} and is being rebuilt from the networks."
    return _prepared(path, kind), notice


def _salvaged(path: Path, kind: Kind) -> tuple[sqlite3.Connection, str]:
    """Open what could be read of a damaged file that no network can give back.

    Raises:
        DamagedError: that is nothing, or there is no room for it; the file is as it was.
    """
    from connect_tui.store.salvage import salvage

    left = f"{path} is damaged; it was left as it is. It holds your drafts and marks."
    try:
        aside = salvage(path, kind.scripts)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DamagedError(
            f"{left} To see what can be read of it, room is needed beside it: {reason}."
        ) from error
    if aside is None:
        raise DamagedError(f"{left} Put a copy of it in its place, or move it away to begin without them.")
    _suspect(path).unlink(missing_ok=True)
    notice = f"{path.name} was damaged. What could be read of it was kept; the damaged file is {aside}."
    return _prepared(path, kind), notice


def _later(path: Path, kind: Kind) -> sqlite3.Connection:
    """Open a file that others have open."""
    connection = _connect(path, kind)
    try:
        found = version(connection)
        _refuse_newer(path, kind, found)
        if found < kind.newest:
            raise StoreError(f"An older connect-tui has {path} open. Close it and start this one again.")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepared(path: Path, kind: Kind) -> sqlite3.Connection:
    """Open, and bring the schema up to date."""
    files.make_private(path)
    connection = _connect(path, kind)
    try:
        found = version(connection)
        _refuse_newer(path, kind, found)
        if found < kind.newest:
            add_functions(connection, kind.functions)
            copy = back_up(connection, path) if found and kind.precious else None
            try:
                migrate(connection, kind.scripts)
            except BaseException:
                # Of what is as it was no copy is needed: on a full disk every start would leave another one.
                if copy is not None and version(connection) == found:
                    copy.unlink()
                raise
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, kind: Kind) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256)
    try:
        if version(connection) <= kind.newest:
            connection.execute("PRAGMA journal_mode = WAL")
        if kind.precious:
            # A letter that a disk has spoilt must not hide the words around it.
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.execute(f"PRAGMA synchronous = {'FULL' if kind.precious else 'NORMAL'}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_sound(path: Path, kind: Kind) -> bool:
    """Whether the file is what was written, as far as that can be told in a moment.

    All of a large file is looked at only after an unclean end, or when it has made trouble; of one that can
    be had again, later (`look_over`). What has made trouble and can be had again is not trusted: SQLite does
    not know what the bytes in a row should be.
    """
    header = files.read_header(path)
    if header is None:
        return True
    if not header.sound or header.truncated:
        return False
    suspect = _suspect(path).exists()
    if suspect and not kind.precious:
        return False
    has_log = files.has_log(path)
    if path.stat().st_size > ALWAYS_CHECKED:
        if has_log and not kind.precious:
            _unchecked(path).touch(mode=0o600)
            return True
        if not has_log and not suspect:
            return True
    sound = _quick_check(path, _way(path))
    if sound:
        _suspect(path).unlink(missing_ok=True)
    return sound


def _has_a_number(path: Path, kind: Kind) -> bool:
    """Whether the number of the schema is one that a program may have written, as far as it says.

    Raises:
        NewerError: it is not, and the tables are those of a newer program.
        StoreError: the tables are not ours.
    """
    header = files.read_header(path)
    if header is None or is_number(header.version):
        return True
    with _only_read(path, _way(path)) as connection:
        found, there = version(connection), columns(connection)
    if is_number(found) or (not there and not found):
        return True
    fits, more = fitting(there, kind.scripts, kind.functions)
    if not fits:
        raise StoreError(f"{path} was not written by connect-tui. Move it away and try again.")
    if more:
        raise _newer(path, kind)
    return False


def look_over(path: Path, stopped: Callable[[], bool]) -> None:
    """Look at all of a large file that was opened after an unclean end, while it is in use: nobody waits for
    that. In any thread; it ends early once it is `stopped`, and begins again the next time.

    Raises:
        DamagedError: it is damaged, and will be set aside when it is opened the next time.
    """
    if not _unchecked(path).exists():
        return
    try:
        sound = _quick_check(path, _IN_USE, stopped)
    except sqlite3.OperationalError:
        return  # stopped, or somebody else has it alone
    if not sound:
        _suspect(path).touch(mode=0o600)
    _unchecked(path).unlink(missing_ok=True)
    if not sound:
        raise damaged(path)


def _quick_check(path: Path, way: str, stopped: Callable[[], bool] = lambda: False) -> bool:
    try:
        with _only_read(path, way) as connection:
            connection.set_progress_handler(stopped, _STEPS)
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise
    return bool(answer == "ok")


def _way(path: Path) -> str:
    """How to look at a file that nobody has open. Closing would otherwise write the log into what may have to
    stay as it is; where there is no log, nothing is made beside it either. But what was begun has to be taken
    back before anything is read, and that writes.
    """
    if files.has_journal(path):
        return _TAKES_BACK
    return _IN_USE if files.has_log(path) else "immutable=1"


@contextlib.contextmanager
def _only_read(path: Path, way: str) -> Iterator[sqlite3.Connection]:
    """The file for a look."""
    address = f"{path.absolute().as_uri()}?{way}"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _version_in_header(path: Path) -> int:
    header = files.read_header(path)
    return header.version if header else 0


def _refuse_newer(path: Path, kind: Kind, found: int) -> None:
    if kind.newest < found <= HIGHEST:
        raise _newer(path, kind)


def _newer(path: Path, kind: Kind) -> NewerError:
    way = "" if kind.precious else " Or move the file away: it is rebuilt from the networks."
    return NewerError(
        f"{path} was written by a newer connect-tui and has not been touched. Use the newer version.{way}"
    )


def _unchecked(path: Path) -> Path:
    """Stands beside a large file that was opened after an unclean end and has not been looked at since."""
    return path.with_name(path.name + ".unchecked")


def _suspect(path: Path) -> Path:
    """Stands beside a file that made trouble while it was open."""
    return path.with_name(path.name + ".suspect")
