"""A damaged `mine.db`: what can still be read comes back, the damaged file is kept, and nothing is lost twice."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.post import Visibility
from connect_tui.store.journal import Sent
from connect_tui.store.migrations import HIGHEST
from connect_tui.store.mine import KIND
from connect_tui.store.opening import open_database
from connect_tui.store.store import DamagedError, NewerError, Store, StorePaths

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE, DRAFTS, MARKS = 3000, 120, 400


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def filled(paths: StorePaths) -> StorePaths:
    with Store.open(paths) as store, store.mine.transaction():
        store.mine.wrote_to(f"@person{number}@example" for number in range(PEOPLE))
        for number in range(DRAFTS):
            key = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
            store.mine.save_draft(Draft(key=key, account="home", text=f"draft {number} " * 60, changed=NOW))
        for number in range(MARKS):
            uri = f"https://net.example/{number}"
            store.mine.add_mark(Mark(MarkKind.DONE, NOW, frozenset({uri}), frozenset()))
    return paths


def overwrite(start: float, pages: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        size = path.stat().st_size // 4096
        with path.open("r+b") as file:
            file.seek(max(1, int(size * start)) * 4096)
            file.write(os.urandom(4096 * pages))

    return damage


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3 // 4096 * 4096)


def without_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 100)


DAMAGE = {
    "early": overwrite(0.2, 2),
    "in the middle": overwrite(0.5, 3),
    "late": overwrite(0.8, 2),
    "cut off": cut,
    "no header": without_header,
}


def kept(store: Store) -> int:
    mine = store.mine
    return len(mine.written_to()) + len(mine.drafts()) + len(mine.all_marks())


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_can_be_read_comes_back(filled: StorePaths, damage: Callable[[Path], None]) -> None:
    damage(filled.mine)
    broken = digest(filled.mine)
    with Store.open(filled) as store:
        (notice,) = store.notices
        (aside,) = filled.mine.parent.glob("mine.db.damaged-*")
        assert str(aside) in notice
        assert "could be read" in notice
        assert digest(aside) == broken
        assert mode(aside) == mode(filled.mine) == 0o600
        assert kept(store) > (PEOPLE + DRAFTS + MARKS) * 0.5
        for draft in store.mine.drafts():
            assert draft.text.startswith("draft ")
        assert store.mine.save_draft(Draft(key="new", account="home", text="on we go", changed=NOW))
        assert store.mine._db.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.mine._db.rows("PRAGMA foreign_key_check") == []
    with Store.open(filled) as store:
        assert store.notices == ()
        assert store.mine.draft("new") is not None


def test_everything_comes_back_where_only_the_header_is_gone(filled: StorePaths) -> None:
    without_header(filled.mine)
    with Store.open(filled) as store:
        assert kept(store) == PEOPLE + DRAFTS + MARKS


def test_what_is_in_the_log_comes_back_too(filled: StorePaths, tmp_path: Path) -> None:
    store = Store.open(filled)
    store.mine.save_draft(Draft(key="last", account="home", text="just written", changed=NOW))
    copy = StorePaths(tmp_path / "again" / "cache.db", tmp_path / "again" / "mine.db")
    copy.mine.parent.mkdir()
    for ending in ("", "-wal"):
        copy.mine.with_name(f"mine.db{ending}").write_bytes(
            filled.mine.with_name(f"mine.db{ending}").read_bytes()
        )
    store.close()
    overwrite(0.5, 2)(copy.mine)
    with Store.open(copy) as again:
        assert again.notices
        draft = again.mine.draft("last")
        assert draft is not None
        assert draft.text == "just written"


def test_where_nothing_can_be_read_it_is_left_as_it_is(filled: StorePaths) -> None:
    filled.mine.write_bytes(b"not a database " * 3000)
    broken = digest(filled.mine)
    for _ in range(2):
        with pytest.raises(DamagedError, match="damaged"):
            Store.open(filled)
    assert digest(filled.mine) == broken
    assert not list(filled.mine.parent.glob("*.damaged-*"))


def test_an_earlier_schema_is_brought_up_to_date(paths: StorePaths) -> None:
    database, _ = open_database(paths.mine, type(KIND)(KIND.scripts[:1], precious=True))
    for number in range(3000):
        database.run("INSERT INTO written (handle) VALUES (?)", f"person{number}@example")
    database.close()
    overwrite(0.5, 1)(paths.mine)
    with Store.open(paths) as store:
        assert len(store.mine.written_to()) > 1000
        assert store.mine.drafts() == ()


@pytest.mark.parametrize(
    "number", [-(2**31), -1, 0, 1, 2, KIND.newest - 1, KIND.newest << 16, HIGHEST + 1, 2**31 - 1]
)
def test_a_number_that_is_not_that_of_the_schema_costs_nothing(filled: StorePaths, number: int) -> None:
    connection = sqlite3.connect(filled.mine)
    connection.execute(f"PRAGMA user_version = {number}")
    connection.close()
    with Store.open(filled) as store:
        assert [notice for notice in store.notices if "mine.db was damaged" in notice]
        assert len(store.mine.drafts()) == DRAFTS
        assert len(store.mine.written_to()) == PEOPLE
        assert len(store.mine.all_marks()) == MARKS
    with Store.open(filled) as store:
        assert store.notices == ()


@pytest.mark.parametrize(
    ("place", "value"), [(18, 0xFF), (18, 0), (19, 0x80), (47, 7), (44, 1), (60, 1), (63, 0)]
)
def test_one_byte_of_the_header_costs_nothing(filled: StorePaths, place: int, value: int) -> None:
    with filled.mine.open("r+b") as file:
        file.seek(place)
        file.write(bytes([value]))
    broken = digest(filled.mine)
    with Store.open(filled) as store:
        assert [notice for notice in store.notices if "mine.db was damaged" in notice]
        assert kept(store) == PEOPLE + DRAFTS + MARKS
        (aside,) = filled.mine.parent.glob("mine.db.damaged-*")
        assert digest(aside) == broken
        assert store.mine.save_draft(Draft(key="new", account="home", text="on we go", changed=NOW))


@pytest.mark.parametrize("number", [0, -7, HIGHEST + 1])
def test_what_a_newer_program_wrote_stays_as_it_is_where_its_number_is_damaged_too(
    filled: StorePaths, number: int
) -> None:
    connection = sqlite3.connect(filled.mine)
    connection.execute("ALTER TABLE drafts ADD COLUMN voice TEXT")
    connection.execute(f"PRAGMA user_version = {number}")
    connection.close()
    before = digest(filled.mine)
    for _ in range(2):
        with pytest.raises(NewerError, match="written by a newer connect-tui"):
            Store.open(filled)
    assert digest(filled.mine) == before
    assert {path.name for path in filled.mine.parent.iterdir()} == {
        "mine.db",
        "mine.db.lock",
        "mine.db.sending",
    }


def test_no_room_to_salvage(filled: StorePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(0.5, 2)(filled.mine)
    broken = digest(filled.mine)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(DamagedError, match="No space left"):
        Store.open(filled)
    assert digest(filled.mine) == broken


def test_no_room_for_the_copy_that_is_kept(filled: StorePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room for what was read, and on every start for half a copy of the damaged file."""
    overwrite(0.5, 2)(filled.mine)
    broken = digest(filled.mine)
    copy = shutil.copyfile

    def full(source: Path, target: Path) -> object:
        if ".damaged-" not in target.name:
            return copy(source, target)
        target.write_bytes(source.read_bytes()[:4096])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    for _ in range(2):
        with pytest.raises(DamagedError, match="No space left"):
            Store.open(filled)
    assert digest(filled.mine) == broken
    assert not list(filled.mine.parent.glob("*.damaged-*"))


def test_states_survive(filled: StorePaths) -> None:
    with Store.open(filled) as store:
        store.mine.save_draft(
            Draft(key="q", account="home", text="going", changed=NOW, state=DraftState.QUEUED, not_before=NOW)
        )
        store.mine.add_mark(Mark(MarkKind.LATER, NOW, frozenset({"a"}), frozenset({"a"}), NOW + timedelta(1)))
    without_header(filled.mine)
    with Store.open(filled) as store:
        draft = store.mine.draft("q")
        assert draft is not None
        assert draft.state is DraftState.QUEUED
        assert store.mine.all_marks(MarkKind.LATER)[-1][1].until == NOW + timedelta(1)


def test_nothing_else_is_left_beside_it(filled: StorePaths) -> None:
    overwrite(0.5, 2)(filled.mine)
    left = filled.mine.with_name(".mine.db.salvage")
    left.mkdir()
    (left / "fresh.db").write_text("somebody was killed at this")
    Store.open(filled).close()
    names = {path.name.split(".damaged-")[0] for path in filled.mine.parent.iterdir()}
    assert not [name for name in names if name.startswith(".")], names
    assert sqlite3.connect(filled.mine).execute("PRAGMA quick_check").fetchone() == ("ok",)


SPOILT = [
    ("media", b"\x00["),
    ("poll", b"{"),
    ("recipients", "[1"),
    ("visibility", "everybody and their dog"),
    ("state", "qveued"),
    ("changed", "yesterday"),
    ("text", b"Black \xff Krim"),
]


@pytest.mark.parametrize(("column", "value"), SPOILT, ids=[column for column, _ in SPOILT])
def test_a_draft_of_which_something_is_unreadable_keeps_its_words_and_goes_nowhere_by_itself(
    paths: StorePaths, column: str, value: str | bytes
) -> None:
    """SQLite takes such a file for sound: every page is as it was written, but for the bytes of one value."""
    draft = Draft(key="k", account="home", text="Black Krim", changed=NOW, state=DraftState.QUEUED)
    with Store.open(paths) as store:
        store.mine.save_draft(draft)
        store.mine.save_draft(replace(draft, key="whole", state=DraftState.WRITING))
        stored = f"CAST(? AS {'TEXT' if column == 'text' else 'BLOB'})" if isinstance(value, bytes) else "?"
        store.mine._db.run(f"UPDATE drafts SET {column} = {stored} WHERE key = 'k'", value)
    with Store.open(paths) as store:
        assert store.notices == ()
        found = store.mine.draft("k")
        assert found is not None
        assert found.text.startswith("Black ")
        assert found.text.endswith("Krim")
        if column != "text":
            assert found.state is DraftState.FAILED
            assert "could not be read" in found.problem
            assert store.mine.ready(NOW) == ()
            assert found in store.mine.drafts({DraftState.FAILED})
            assert found in store.mine.drafts()
        if column == "visibility":
            assert found.visibility is Visibility.DIRECT
        assert store.mine.draft("whole") == replace(draft, key="whole", state=DraftState.WRITING)


def test_a_step_that_is_unreadable_is_passed_over(paths: StorePaths) -> None:
    with Store.open(paths) as store:
        first = store.mine.note_step(Sent("one"), NOW)
        second = store.mine.note_step(Sent("two"), NOW)
        store.mine._db.run("UPDATE journal SET body = ? WHERE id = ?", b"{", second)
        assert store.mine.last_step() == (first, Sent("one"))
        store.mine._db.run("UPDATE journal SET kind = 'slept' WHERE id = ?", first)
        assert store.mine.last_step() is None
