"""Schemas move forward one script at a time, and what is precious is copied before."""

import sqlite3
from pathlib import Path

import pytest

from connect_tui.store.opening import Kind, open_database

SCRIPTS = (
    "CREATE TABLE words (word TEXT);",
    "ALTER TABLE words ADD COLUMN tongue TEXT NOT NULL DEFAULT 'en'; INSERT INTO words VALUES ('two', 'en');",
    "CREATE INDEX words_by_tongue ON words (tongue);",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.db"


def words(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY rowid")]
    finally:
        connection.close()


def open_and_close(path: Path, scripts: tuple[str, ...], precious: bool = True) -> None:
    database, _ = open_database(path, Kind(scripts, precious))
    database.close()


@pytest.mark.parametrize("start", [1, 2])
def test_from_every_earlier_schema(path: Path, start: int) -> None:
    database, _ = open_database(path, Kind(SCRIPTS[:start], precious=True))
    database.run("INSERT INTO words (word) VALUES ('mine')")
    database.close()
    before = words(path)
    open_and_close(path, SCRIPTS)
    assert sorted(words(path)) == ["mine", "two"]
    (backup,) = path.parent.glob(f"words.db.backup-v{start}-*")
    assert words(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    open_and_close(path, SCRIPTS)
    assert len(list(path.parent.glob("*.backup-*"))) == 1


def test_a_new_file_and_a_disposable_one_need_no_copy(path: Path, tmp_path: Path) -> None:
    open_and_close(path, SCRIPTS)
    open_and_close(tmp_path / "cache.db", SCRIPTS[:1], precious=False)
    open_and_close(tmp_path / "cache.db", SCRIPTS, precious=False)
    assert not list(tmp_path.glob("*.backup-*"))


def test_a_script_that_fails_changes_nothing(path: Path) -> None:
    open_and_close(path, SCRIPTS[:1])
    broken = (SCRIPTS[0], "INSERT INTO words VALUES ('half'); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.OperationalError):
        open_and_close(path, broken)
    assert words(path) == []
    open_and_close(path, SCRIPTS)
    assert words(path) == ["two"]


def test_an_upgrade_that_fails_again_and_again_fills_no_disk_with_copies(path: Path) -> None:
    open_and_close(path, SCRIPTS[:1])
    broken = "INSERT INTO nowhere VALUES (1);"
    for scripts, start in ((SCRIPTS[:1], 0), (SCRIPTS[:2], 1)):
        for _ in range(3):
            with pytest.raises(sqlite3.OperationalError):
                open_and_close(path, (*scripts, broken))
        # Of what a script has changed the copy stays; of what is as it was there is none.
        assert len(list(path.parent.glob("*.backup-v1-*"))) == start
        assert not list(path.parent.glob("*.backup-v2-*"))
