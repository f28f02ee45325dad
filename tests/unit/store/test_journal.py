"""What can be taken back: kept in order, bounded, and brought along from an older file."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.people import Person, PersonId
from connect_tui.provider import Reaction, Stance
from connect_tui.store import journal
from connect_tui.store.journal import Circled, Lifted, Marked, Reacted, Related, Sent, Step
from connect_tui.store.mine_schema import SCRIPTS
from connect_tui.store.opening import Kind, open_database
from connect_tui.store.store import Store, StorePaths

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARK = Mark(
    MarkKind.LATER,
    NOON,
    frozenset({"https://a/1", "https://a/2"}),
    frozenset({"https://a/2"}),
    NOON + timedelta(1),
)
STEPS: tuple[Step, ...] = (
    Marked(7, ("home", "sky")),
    Lifted("https://a/1", ((3, MARK), (4, MARK)), ("home",)),
    Lifted("https://a/1", ()),
    Reacted("https://a/1", "home", Reaction.BOOKMARK, False),
    Circled("friends", "@Ana@a.example", None, True),
    Circled("friends", "@Ana@a.example", False, True),
    Related("sky", Person("@Ana@a.example", "Ana", PersonId("home", "1")), Stance.BLOCK, True),
    Sent("k"),
)


def taken(store: Store) -> list[Step]:
    """Every step that is kept, taken off from the top."""
    found = []
    while (last := store.mine.last_step()) is not None:
        assert store.mine.forget_step(last[0])
        found.append(last[1])
    return found


def test_steps_come_back_newest_first_after_a_restart(paths: StorePaths) -> None:
    with Store.open(paths) as store:
        for step in STEPS:
            store.mine.note_step(step, NOON)
    with Store.open(paths) as store:
        assert taken(store) == list(reversed(STEPS))
        assert store.mine.last_step() is None


def test_a_step_is_taken_once(store: Store) -> None:
    number = store.mine.note_step(Sent("k"), NOON)
    assert store.mine.forget_step(number)
    assert not store.mine.forget_step(number)
    assert store.mine.note_step(Sent("k"), NOON) != number


def test_so_many_steps_are_kept_and_no_more(store: Store) -> None:
    for number in range(journal.KEPT + 30):
        store.mine.note_step(Sent(str(number)), NOON)
    found = taken(store)
    assert found == [Sent(str(number)) for number in range(journal.KEPT + 29, 29, -1)]


def test_a_step_stands_or_falls_with_what_it_takes_back(store: Store) -> None:
    def interrupted() -> None:
        with store.mine.transaction():
            store.mine.note_step(Marked(store.mine.add_mark(MARK)), NOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store.mine.all_marks() == ()
    assert store.mine.last_step() is None


def test_a_file_of_the_first_schema_is_brought_along_and_copied_before(paths: StorePaths) -> None:
    database, _ = open_database(paths.mine, Kind(SCRIPTS[:1], precious=True))
    database.run("INSERT INTO marks (kind, made, until) VALUES ('done', 1, NULL)")
    database.run("INSERT INTO mark_posts (uri, mark, addressed) VALUES ('https://a/1', 1, 1)")
    database.run("INSERT INTO written (handle) VALUES ('@ana@a.example')")
    database.run(
        "INSERT INTO circle_changes (circle, handle, present) VALUES ('friends', '@ana@a.example', 1)"
    )
    database.close()
    with Store.open(paths) as store:
        ((number, mark),) = store.mine.all_marks()
        assert (number, mark.kind, mark.posts, mark.addressed) == (
            1,
            MarkKind.DONE,
            frozenset({"https://a/1"}),
            frozenset({"https://a/1"}),
        )
        assert store.mine.written_to() == {"@ana@a.example"}
        assert [change.handle for change in store.mine.circle_changes()] == ["@ana@a.example"]
        assert store.mine.last_step() is None
        store.mine.note_step(Marked(number), NOON)
        assert store.mine.last_step() is not None
    (backup,) = paths.mine.parent.glob("mine.db.backup-v1-*")
    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT uri FROM mark_posts").fetchall() == [("https://a/1",)]
        assert copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchall() == []
    copy.close()


def test_a_mark_that_was_taken_back_is_kept_again_under_its_number(store: Store) -> None:
    first, second = store.mine.add_mark(MARK), store.mine.add_mark(MARK)
    assert store.mine.remove_mark(first) == MARK
    assert store.mine.add_mark(MARK, first) == first
    assert [number for number, _ in store.mine.all_marks()] == [first, second]
    assert store.mine.mark(first) == MARK
    assert [number for number, _ in store.mine.all_marks(newest=1)] == [second]
    assert store.mine.mark(99) is None


def test_a_change_of_a_circle_can_be_left_to_the_configuration_again(store: Store) -> None:
    store.mine.set_circle_member("friends", "@Ana@a.example", True)
    store.mine.set_circle_member("friends", "@ana@A.example", None)
    assert store.mine.circle_changes() == ()
