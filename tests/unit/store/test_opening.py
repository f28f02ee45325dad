"""Opening the files: private, current, sound; and what happens where they are not."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from connect_tui.domain.draft import Draft
from connect_tui.domain.post import Post
from connect_tui.store import opening
from connect_tui.store.store import DamagedError, NewerError, Store, StoreError, StorePaths

MakePost = Callable[..., Post]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def filled(paths: StorePaths, make_post: MakePost) -> StorePaths:
    """Files that hold something, closed."""
    with Store.open(paths) as store:
        store.cache.merge(
            make_post(str(number), text=f"some words about {number} " * 20) for number in range(200)
        )
        posts = store.cache.all_groups()
        store.mine.wrote_to(f"@person{number}@example" for number in range(2000))
        assert posts
    return paths


def test_everything_is_private(paths: StorePaths) -> None:
    before = os.umask(0)
    try:
        with Store.open(paths) as store:
            store.mine.wrote_to(["@ana@example"])
            files = [*paths.cache.parent.iterdir(), *paths.mine.parent.iterdir()]
            assert {path.name for path in files} >= {"cache.db", "mine.db", "mine.db-wal", "mine.db-shm"}
            assert {mode(path) for path in files} == {0o600}
            assert mode(paths.cache.parent) == mode(paths.mine.parent) == 0o700
    finally:
        os.umask(before)


def test_a_file_that_others_could_read_is_made_private(filled: StorePaths) -> None:
    filled.mine.chmod(0o644)
    Store.open(filled).close()
    assert mode(filled.mine) == 0o600


def test_the_journal_and_what_a_crash_may_cost(store: Store) -> None:
    asked = ("journal_mode", "synchronous")
    cache, mine = (
        [db.rows(f"PRAGMA {name}")[0][0] for name in asked] for db in (store.cache._db, store.mine._db)
    )
    assert cache == ["wal", 1]
    assert mine == ["wal", 2]


def test_opening_again_says_nothing(filled: StorePaths) -> None:
    with Store.open(filled) as store:
        assert store.notices == ()
        assert len(store.cache.all_groups()) == 200


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"not a database, just some words " * 500)


def overwrite_start(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 200)


def overwrite_schema(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(os.urandom(3000))


def overwrite_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\x5a" * 12288)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, 5000)


def leave_a_few_bytes(path: Path) -> None:
    os.truncate(path, 30)


def leave_a_log(path: Path) -> None:
    """As a program does that is killed: nobody takes what it wrote last out of the log."""
    script = "import sqlite3, os, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('PRAGMA user_version')\n"
    script += "c.execute('CREATE TABLE left_behind (a)')\nc.commit()\nos.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name(path.name + "-wal").stat().st_size


_BEGINS = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode = DELETE")
c.execute("PRAGMA cache_size = 1")
c.execute("BEGIN")
c.execute("CREATE TABLE left_behind (a)")
c.executemany("INSERT INTO left_behind VALUES (randomblob(5000))", [()] * 200)
for (name,) in c.execute("SELECT name FROM sqlite_master WHERE name IN ('posts', 'written')").fetchall():
    c.execute(f"DELETE FROM {name}")
c.execute("SELECT count(*) FROM left_behind").fetchall()
os.kill(os.getpid(), 9)
"""


def leave_a_journal(path: Path) -> None:
    """As a program does that is killed on a file system which knows no write-ahead log."""
    subprocess.run([sys.executable, "-c", _BEGINS, str(path)], check=False)
    assert path.with_name(path.name + "-journal").stat().st_size


DAMAGE = [
    overwrite_all, overwrite_start, overwrite_schema, overwrite_middle, cut_off, cut_in_a_page, leave_a_few_bytes,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_set_aside_and_begun_anew(
    filled: StorePaths, make_post: MakePost, damage: Callable[[Path], None]
) -> None:
    damage(filled.cache)
    broken = fingerprint(filled.cache)
    with Store.open(filled) as store:
        (notice,) = store.notices
        (aside,) = filled.cache.parent.glob("cache.db.damaged-*")
        assert str(aside) in notice
        assert "rebuilt" in notice
        assert fingerprint(aside) == broken
        assert mode(aside) == 0o600
        assert store.cache.all_groups() == []
        assert store.cache.stale()
        assert store.cache.merge([make_post("a")])
        assert len(store.mine.written_to()) == 2000
    with Store.open(filled) as store:
        assert store.notices == ()


def test_what_was_begun_without_a_log_is_taken_back(filled: StorePaths) -> None:
    for path in (filled.mine, filled.cache):
        leave_a_journal(path)
    with Store.open(filled) as store:
        assert store.notices == ()
        assert len(store.mine.written_to()) == 2000
        assert len(store.cache.all_groups()) == 200


def test_a_damaged_file_takes_along_what_was_begun_in_it(filled: StorePaths, make_post: MakePost) -> None:
    leave_a_journal(filled.cache)
    overwrite_all(filled.cache)
    with Store.open(filled) as store:
        assert "was damaged" in store.notices[0]
        assert store.cache.merge([make_post("a")])
    assert not filled.cache.with_name("cache.db-journal").exists()
    with Store.open(filled) as store:
        assert (store.notices, len(store.cache.all_groups())) == ((), 1)


@pytest.mark.parametrize("damage", [overwrite_all, leave_a_few_bytes])
def test_a_mine_of_which_nothing_is_left_is_not_touched(
    filled: StorePaths, damage: Callable[[Path], None]
) -> None:
    damage(filled.mine)
    broken = fingerprint(filled.mine)
    for _ in range(2):
        with pytest.raises(DamagedError, match="damaged") as caught:
            Store.open(filled)
        assert str(filled.mine) in str(caught.value)
        assert fingerprint(filled.mine) == broken
    assert not list(filled.mine.parent.glob("*.damaged-*"))


@pytest.mark.parametrize("number", [-5, 0, 1, 2, 2**30])
def test_a_cache_whose_schema_has_another_number_is_begun_anew(filled: StorePaths, number: int) -> None:
    connection = sqlite3.connect(filled.cache)
    connection.execute(f"PRAGMA user_version = {number}")
    connection.close()
    with Store.open(filled) as store:
        assert [notice for notice in store.notices if "is being rebuilt" in notice]
        assert store.cache.accounts() == ()


def test_two_damaged_caches_in_one_second_are_both_kept(filled: StorePaths) -> None:
    for _ in range(2):
        overwrite_all(filled.cache)
        Store.open(filled).close()
    assert len(list(filled.cache.parent.glob("cache.db.damaged-*"))) == 2


def test_a_large_cache_is_looked_at_once_it_made_trouble(
    filled: StorePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ALWAYS_CHECKED", 0)
    overwrite_middle(filled.cache)
    with Store.open(filled) as store:
        assert store.notices == ()
        with pytest.raises(DamagedError, match=r"cache\.db is damaged"):
            store.cache.conversations(store.cache.all_groups())
    with Store.open(filled) as store:
        assert "set aside" in store.notices[0]
    with Store.open(filled) as store:
        assert store.notices == ()


def test_nobody_waits_until_a_large_cache_is_looked_at_after_an_unclean_end(
    filled: StorePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ALWAYS_CHECKED", 0)
    monkeypatch.setattr(opening, "_STEPS", 1)
    leave_a_log(filled.cache)
    overwrite_middle(filled.cache)
    with Store.open(filled) as store:
        assert store.notices == ()
        store.cache.look_over(lambda: True)  # stopped before it came to an end
    with Store.open(filled) as store:
        assert store.notices == ()
        with pytest.raises(DamagedError, match=r"cache\.db is damaged"):
            store.cache.look_over(lambda: False)
    with Store.open(filled) as store:
        assert "set aside" in store.notices[0]
        store.cache.look_over(lambda: False)


def test_a_large_cache_that_is_sound_is_looked_at_once(
    filled: StorePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ALWAYS_CHECKED", 0)
    leave_a_log(filled.cache)
    with Store.open(filled) as store:
        assert list(filled.cache.parent.glob("*.unchecked"))
        store.cache.look_over(lambda: False)
        assert not list(filled.cache.parent.glob("*.unchecked"))


def test_a_row_that_cannot_be_read_is_damage_too(filled: StorePaths) -> None:
    with Store.open(filled) as store:
        store.cache._db.run("UPDATE posts SET body = '{' WHERE id = 7")
        with pytest.raises(DamagedError, match="cannot be read"):
            store.cache.conversations(store.cache.all_groups())
    with Store.open(filled) as store:
        assert "set aside" in store.notices[0]


@pytest.mark.parametrize("which", ["mine", "cache"])
def test_a_newer_schema_is_not_touched(filled: StorePaths, which: str) -> None:
    path: Path = getattr(filled, which)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.commit()
    connection.close()
    path.chmod(0o640)
    before = (fingerprint(path), path.stat().st_mtime_ns, mode(path))
    with pytest.raises(NewerError, match="written by a newer connect-tui") as caught:
        Store.open(filled)
    assert str(path) in str(caught.value)
    assert (fingerprint(path), path.stat().st_mtime_ns, mode(path)) == before
    assert not list(path.parent.glob(path.name + "-*"))


def test_a_newer_schema_that_is_still_in_the_log_is_seen(filled: StorePaths) -> None:
    with Store.open(filled):
        connection = sqlite3.connect(filled.cache)
        connection.execute("PRAGMA user_version = 999")
        connection.commit()
        with pytest.raises(NewerError, match="newer connect-tui"):
            Store.open(filled)
        connection.close()


def test_an_older_schema_in_use_is_not_migrated_under_its_user(filled: StorePaths) -> None:
    with Store.open(filled) as store:
        store.mine._db.run("PRAGMA user_version = 0")
        with pytest.raises(StoreError, match="older connect-tui"):
            Store.open(filled)


def test_a_database_of_somebody_else_is_left_alone(paths: StorePaths) -> None:
    paths.mine.parent.mkdir(parents=True)
    connection = sqlite3.connect(paths.mine)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    paths.mine.chmod(0o640)
    before = (fingerprint(paths.mine), mode(paths.mine))
    with pytest.raises(StoreError, match="not written by connect-tui"):
        Store.open(paths)
    assert (fingerprint(paths.mine), mode(paths.mine)) == before


@pytest.mark.parametrize("damage", [None, overwrite_middle])
def test_a_link_stays_one(filled: StorePaths, tmp_path: Path, damage: Callable[[Path], None] | None) -> None:
    """As somebody has it who keeps their files in a folder of their own, and links to them."""
    (tmp_path / "kept").mkdir()
    places = {path: tmp_path / "kept" / path.name for path in (filled.mine, filled.cache)}
    for path, place in places.items():
        path.rename(place)
        path.symlink_to(place)
        if damage is not None:
            damage(place)
    leave_a_log(places[filled.mine])
    with Store.open(filled) as store:
        assert bool(store.notices) is (damage is not None)
        assert store.mine.written_to()
        assert places[filled.mine].with_name("mine.db-wal").exists()
    for path, place in places.items():
        assert path.is_symlink()
        assert path.readlink() == place
        assert not [other for other in path.parent.iterdir() if other.name.startswith(f"{path.name}-")]


def test_a_link_to_itself(paths: StorePaths) -> None:
    paths.mine.parent.mkdir(parents=True)
    paths.mine.symlink_to(paths.mine)
    with pytest.raises(StoreError, match=r"mine\.db cannot be used: Too many levels"):
        Store.open(paths)


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    place = tmp_path / "occupied" / "mine.db"
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store.open(StorePaths(tmp_path / "cache.db", place))
    assert str(place) in str(caught.value)


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "mine.db").mkdir()
    with pytest.raises(StoreError, match=r"mine\.db"):
        Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "closed" / "mine.db"))


def test_a_full_disk_is_said_and_costs_nothing(store: Store, make_post: MakePost, noon: object) -> None:
    first = make_post("a")
    store.cache.merge([first])
    for database in (store.cache._db, store.mine._db):
        ((pages,),) = database.rows("PRAGMA page_count")
        database.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full"):
        store.cache.merge(make_post(str(number), text="words " * 500) for number in range(200))
    assert store.cache.all_groups() == [store.cache.group_of(first.uri)]
    draft = Draft(key="k", account="home", text="x" * 100_000, changed=first.created)
    with pytest.raises(StoreError, match="disk is full"):
        store.mine.save_draft(draft)
    for database in (store.cache._db, store.mine._db):
        database.rows("PRAGMA max_page_count = 1000000")
    assert store.mine.save_draft(draft), "and goes on when there is room"
    assert store.cache.merge([make_post("b")])


def test_a_file_that_may_only_be_read(store: Store, make_post: MakePost) -> None:
    store.cache._db.run("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="may not be written"):
        store.cache.merge([make_post("a")])


def test_a_mistake_of_ours_is_not_hidden(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError):
        store.cache._db.rows("SELECT nothing FROM nowhere")


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    def fail_in_the_middle() -> None:
        with store.mine._db.transaction():
            store.mine.wrote_to(["@ana@example"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert store.mine.written_to() == frozenset()
    store.mine.wrote_to(["@ben@example"])
    assert store.mine.written_to() == {"@ben@example"}
