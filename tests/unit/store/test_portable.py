"""Everything that is mine goes out as records and comes in again; what is wrong is said by name."""

import contextlib
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Marker
from connect_tui.store import portable
from connect_tui.store.mine import Mine
from connect_tui.store.portable import FORMS, LEFT_OUT, Record, UnfitRecordError
from connect_tui.store.read_lines import ReadLine
from connect_tui.store.store import Store, StorePaths

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DRAFT = Draft(
    key="0a",
    account="home",
    text="Soup?\n“Yes” \u2067שלום\u2069",
    changed=NOW,
    answers="https://a.example/1",
    visibility=Visibility.DIRECT,
    warning="food",
    language="de",
    recipients=("@ana@a.example",),
    media=(DraftMedia("/home/me/a.png", "A bowl.", "m1", NOW),),
    poll=DraftPoll(("Yes", "No"), True, timedelta(hours=3)),
    sensitive=True,
    edits="https://a.example/2",
    follows="0b",
    asked_alt=True,
    state=DraftState.FAILED,
    not_before=NOW,
    first_tried=NOW,
    problem="It is too long.",
)


@pytest.fixture
def store(paths: StorePaths) -> Any:
    with Store.open(paths) as opened:
        fill(opened.mine)
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Any:
    with Store.open(StorePaths(tmp_path / "other" / "cache.db", tmp_path / "other" / "mine.db")) as opened:
        yield opened


def fill(mine: Mine) -> None:
    mine.save_draft(DRAFT)
    mine.save_draft(Draft(key="0b", account="home", text="", changed=NOW))
    mine.add_mark(Mark(MarkKind.DONE, NOW, frozenset({"u1", "u2"}), frozenset({"u1"})))
    mine.add_mark(Mark(MarkKind.LATER, NOW, frozenset({"u3"}), frozenset(), NOW + timedelta(days=1)))
    mine.wrote_to(["@ana@a.example", "@ben@b.example"])
    mine.set_circle_member("friends", "@ana@a.example", True)
    mine.set_circle_member("friends", "@ben@b.example", False)
    mine.set_read_line("home home", ReadLine(NOW, Marker(NOW, PostId("home", "7")), NOW))
    for table in ("preferences", "same_people"):
        names = [row[1] for row in mine._db.rows(f"PRAGMA table_info({table})")]
        mine._db.run(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in names)})", *names)


def all_of(mine: Mine) -> list[Record]:
    return list(mine.portable.records())


def bring(mine: Mine, records: list[Record]) -> list[bool]:
    return [mine.portable.bring_back(json.loads(json.dumps(record))) for record in records]


def test_every_table_is_taken_along_or_says_why_not(store: Store) -> None:
    tables = {name for (name,) in store.mine._db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table for table in tables if not table.startswith("sqlite_")} == set(FORMS) | set(LEFT_OUT)
    filled = {table for table in FORMS if store.mine._db.row(f"SELECT 1 FROM {table}")}
    assert filled == set(FORMS), "`fill` in this test has to put something into every table"


def test_every_column_is_said_and_every_number_is_known(store: Store) -> None:
    for table, form in FORMS.items():
        columns = {row[1]: row[2] for row in store.mine._db.rows(f"PRAGMA table_info({table})")}
        special = form.moments | form.flags | form.data | form.unsaid
        assert special <= set(columns)
        plain = {name for name in columns if name not in special}
        assert {name for name in plain if columns[name] != "TEXT"} == set(), table
        records = [record for record in all_of(store.mine) if record["what"] == form.kind]
        assert records
        for record in records:
            assert set(columns) - form.unsaid <= set(record)


SPOILS = [
    ("mark", "UPDATE marks SET kind = 'dome'"),
    ("mark", "UPDATE marks SET made = 'noon'"),
    ("mark", "UPDATE marks SET until = 9223372036854775807"),
    ("read", "UPDATE read_lines SET at = x'00ff'"),
    ("read", "UPDATE read_lines SET marker_at = 'noon'"),
    ("read", "UPDATE read_lines SET elsewhere = -9223372036854775807"),
    ("circle", "UPDATE circle_changes SET circle = x'ff'"),
    ("preference", "UPDATE preferences SET value = x'ff'"),
    ("same-person", "UPDATE same_people SET person = x'ff'"),
]


@pytest.mark.parametrize(("kind", "spoil"), SPOILS)
def test_what_a_disk_has_spoilt_is_passed_over_and_told(store: Store, kind: str, spoil: str) -> None:
    mine = store.mine
    whole = all_of(mine)
    mine._db.run(spoil)
    for read in (mine.all_marks, lambda: mine.marks_on(["u1", "u3"]), mine.drafts, mine.pending):
        read()
    mine.read_lines(["home home"])
    assert mine.portable.spoilt() == (kind,)
    left = all_of(mine)
    assert [record for record in left if record["what"] != kind] == [
        record for record in whole if record["what"] != kind
    ]
    assert [record for record in left if record not in whole] == []


@pytest.mark.parametrize(
    "column", ["state", "visibility", "recipients", "media", "poll", "changed", "account"]
)
def test_the_words_of_a_spoilt_draft_are_taken_along(store: Store, column: str) -> None:
    store.mine._db.run(f"UPDATE drafts SET {column} = x'ff00' WHERE key = '0a'")
    store.mine.pending()
    store.mine.drafts()
    assert store.mine.portable.spoilt() == ()
    (record,) = [record for record in all_of(store.mine) if record.get("key") == "0a"]
    assert record["text"] == DRAFT.text


def test_words_that_a_disk_turned_into_bytes_are_words_again(store: Store) -> None:
    store.mine._db.run("UPDATE drafts SET text = CAST('Soup' AS BLOB) || x'ff' WHERE key = '0a'")
    (draft,) = [draft for draft in store.mine.drafts() if draft.key == "0a"]
    assert draft.text == "Soup\ufffd"
    assert draft.problem


def test_round_trip(store: Store, other: Store) -> None:
    before = all_of(store.mine)
    assert all(bring(other.mine, before))
    assert all_of(other.mine) == before
    assert other.mine.draft("0a") == store.mine.draft("0a") == DRAFT
    assert [mark for _, mark in other.mine.all_marks()] == [mark for _, mark in store.mine.all_marks()]
    assert other.mine.written_to() == store.mine.written_to()
    assert other.mine.circle_changes() == store.mine.circle_changes()
    assert other.mine.read_line("home home") == store.mine.read_line("home home")


def test_twice_changes_nothing(store: Store) -> None:
    before = all_of(store.mine)
    assert not any(bring(store.mine, before))
    assert all_of(store.mine) == before


@pytest.mark.parametrize("state", [DraftState.QUEUED, DraftState.SENDING])
def test_what_was_on_its_way_is_not_sent_by_an_import(store: Store, other: Store, state: DraftState) -> None:
    store.mine.save_draft(replace(DRAFT, key="q", state=state))
    bring(other.mine, all_of(store.mine))
    draft = other.mine.draft("q")
    assert draft is not None
    assert draft.state is DraftState.UNSURE
    assert draft.problem == portable.UNSURE


def test_the_later_draft_wins_unless_mine_is_on_its_way(store: Store) -> None:
    record = next(record for record in all_of(store.mine) if record.get("key") == "0b")
    later: Record = {**record, "text": "later", "changed": "2026-03-02T12:00:00Z"}
    earlier: Record = {**record, "text": "earlier", "changed": "2026-02-02T12:00:00Z"}
    assert bring(store.mine, [earlier, later]) == [False, True]
    draft = store.mine.draft("0b")
    assert draft is not None
    assert draft.text == "later"
    store.mine.queue("0b", NOW)
    assert bring(store.mine, [{**later, "text": "again", "changed": "2026-03-03T12:00:00Z"}]) == [False]


BAD = {
    "no kind": ({"what": None}, "nothing that is known here"),
    "another kind": ({"what": "token"}, "“token”"),
    "a kind that is a list": ({"what": []}, "nothing that is known"),
    "a kind that goes on and on": ({"what": "x" * 5_000}, "“x{60}”"),
    "a name that steers": ({"\x1b[2J\nx" * 5_000: 1}, "it has “(x ){29}x”"),
    "something more": ({"secret": "x"}, "“secret”, which nothing here has"),
    "something less": ({"account": ...}, "“account” is missing"),
    "a number for a text": ({"text": 7}, "“text” has to be a text"),
    "nothing for a text": ({"text": None}, "“text” has to be a text"),
    "a time that is none": ({"changed": "yesterday"}, "“changed” has to be a time"),
    "a time out of reach": ({"changed": "0001-01-01T00:00:00+23:59"}, "“changed” has to be a time"),
    "a text for a yes": ({"sensitive": "yes"}, "“sensitive” has to be true or false"),
    "another state": ({"state": "flying"}, "“state” cannot be"),
    "another visibility": ({"visibility": "everyone"}, "“visibility” cannot be"),
    "media that are none": ({"media": [{"path": 7}]}, "“media” cannot be"),
    "a poll that is none": ({"poll": {"options": "x"}}, "“poll” cannot be"),
    "people that are none": ({"recipients": [1]}, "“recipients” cannot be"),
    "people that are no list": ({"recipients": 1}, "“recipients” cannot be"),
    "half a character": ({"text": "\ud800"}, "“text” cannot be"),
}


@pytest.mark.parametrize(("change", "said"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said(store: Store, other: Store, change: Record, said: str) -> None:
    good = next(record for record in all_of(store.mine) if record["what"] == "draft")
    bad = {name: value for name, value in {**good, **change}.items() if value is not ...}
    with pytest.raises(UnfitRecordError, match=said):
        other.mine.portable.bring_back(bad)
    assert all_of(other.mine) == []


def test_what_nests_too_deep_is_wrong_and_no_fault(other: Store) -> None:
    for depth in range(100, sys.getrecursionlimit(), 20):
        deep: object = []
        for _ in range(depth):
            deep = [deep]
        with pytest.raises(UnfitRecordError):
            other.mine.portable.bring_back(
                {"what": "draft", "key": "a", "account": "home", "text": "x", "recipients": deep}
            )


@pytest.mark.parametrize(
    "posts",
    [None, "x", [1], [{"uri": "a"}], [{"uri": 1, "addressed": True}], [{"uri": "\ud800", "addressed": True}]],
)
def test_a_mark_without_posts(other: Store, posts: object) -> None:
    with pytest.raises(UnfitRecordError, match="posts"):
        other.mine.portable.bring_back(
            {"what": "mark", "kind": "done", "made": "2026-03-01", "until": None, "posts": posts}
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_anything_is_taken_or_refused(data: st.DataObject) -> None:
    kind, form = data.draw(st.sampled_from([(form.kind, form) for form in FORMS.values()]))
    known = sorted(form.moments | form.flags | form.data | set(form.key) | {"text", "state", "kind", "posts"})
    record: Record = {"what": kind, **data.draw(st.dictionaries(st.sampled_from(known), JSON, max_size=8))}
    with contextlib.suppress(UnfitRecordError):
        Mine(_database()).portable.bring_back(record)


_made: list[Any] = []


def _database() -> Any:
    import tempfile

    from connect_tui.store.mine import KIND
    from connect_tui.store.opening import open_database

    if not _made:
        folder = tempfile.mkdtemp(prefix="connect-tui-test-")
        _made.append(open_database(Path(folder) / "mine.db", KIND)[0])
    return _made[0]
