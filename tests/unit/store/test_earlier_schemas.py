"""Files as earlier programs wrote them, kept as SQL in `schemas/`: each is brought up to date and loses nothing.

A script that was released is never changed: what it makes is compared with what is kept here. Whoever adds a
script adds the file of the schema before it: `python tests/unit/store/test_earlier_schemas.py`.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect_tui.domain.draft import DraftState
from connect_tui.domain.marks import MarkKind
from connect_tui.store import cache, mine
from connect_tui.store.opening import Kind
from connect_tui.store.store import Store, StorePaths

SCHEMAS = Path(__file__).parent / "schemas"
KINDS = {"mine": mine.KIND, "cache": cache.KIND}
EARLIER = [(name, number) for name, kind in KINDS.items() for number in range(1, kind.newest)]
IDS = [f"{name}-{number}" for name, number in EARLIER]
_SHADOWS = ("_data", "_idx", "_docsize", "_config", "_content")


def file_of(name: str, number: int) -> Path:
    return SCHEMAS / f"{name}-{number}.sql"


def objects(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """What stands in a schema, without what SQLite makes by itself."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    for name, sql in rows.fetchall():
        if not name.startswith("sqlite_") and not name.endswith(_SHADOWS):
            yield name, sql


def made_by_scripts(kind: Kind, number: int) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for name, function in kind.functions.items():
        connection.create_function(name, 1, function, deterministic=True)
    for script in kind.scripts[:number]:
        connection.executescript(script)
    return connection


def restored(path: Path, name: str, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(file_of(name, number).read_text(encoding="utf-8"))
    connection.close()


@pytest.mark.parametrize(("name", "number"), EARLIER, ids=IDS)
def test_a_released_script_is_never_changed(tmp_path: Path, name: str, number: int) -> None:
    restored(tmp_path / "kept.db", name, number)
    kept = sqlite3.connect(tmp_path / "kept.db")
    made = made_by_scripts(KINDS[name], number)
    assert list(objects(kept)) == list(objects(made))
    assert kept.execute("PRAGMA user_version").fetchone() == (number,)
    kept.close()
    made.close()


@pytest.mark.parametrize("number", range(1, mine.KIND.newest))
def test_what_is_mine_comes_along(paths: StorePaths, number: int) -> None:
    restored(paths.mine, "mine", number)
    before = paths.mine.read_bytes()
    with Store.open(paths) as store:
        assert store.notices == ()
        first, second = sorted(store.mine.drafts(), key=lambda draft: draft.key)
        assert (first.text, first.state, first.answers) == (
            "A half letter, né",
            DraftState.WRITING,
            "https://a.example/1",
        )
        assert (second.state, second.warning, second.recipients) == (
            DraftState.FAILED,
            "food",
            ("@ben@b.example",),
        )
        marks = [mark for _, mark in store.mine.all_marks()]
        assert [mark.kind for mark in marks] == [MarkKind.DONE, MarkKind.LATER]
        assert marks[0].posts == {"https://a.example/1", "https://a.example/2"}
        assert marks[0].addressed == {"https://a.example/1"}
        assert store.mine.written_to() == {"ana@a.example", "ben@b.example"}
        assert [change.circle for change in store.mine.circle_changes()] == ["friends"]
        if number >= 3:
            assert store.mine.read_line("home home").at is not None
    backups = list(paths.mine.parent.glob(f"mine.db.backup-v{number}-*"))
    assert len(backups) == 1
    copy = sqlite3.connect(backups[0])
    assert copy.execute("PRAGMA user_version").fetchone() == (number,)
    assert len(copy.execute("SELECT key FROM drafts").fetchall()) == 2
    copy.close()
    assert before


@pytest.mark.parametrize("damaged", [0, -1, 2**31 - 1])
@pytest.mark.parametrize("number", range(1, mine.KIND.newest))
def test_it_comes_along_too_where_the_number_is_damaged(paths: StorePaths, number: int, damaged: int) -> None:
    restored(paths.mine, "mine", number)
    connection = sqlite3.connect(paths.mine)
    connection.execute(f"PRAGMA user_version = {damaged}")
    connection.close()
    with Store.open(paths) as store:
        assert [notice for notice in store.notices if "mine.db was damaged" in notice]
        assert {draft.text for draft in store.mine.drafts()} == {"A half letter, né", "Soup"}
        assert [mark.kind for _, mark in store.mine.all_marks()] == [MarkKind.DONE, MarkKind.LATER]
        assert store.mine.written_to() == {"ana@a.example", "ben@b.example"}
        assert [change.circle for change in store.mine.circle_changes()] == ["friends"]
        if number >= 3:
            assert store.mine.read_line("home home").at is not None
    with Store.open(paths) as store:
        assert store.notices == ()


@pytest.mark.parametrize("number", range(1, cache.KIND.newest))
def test_what_is_cached_comes_along(paths: StorePaths, number: int) -> None:
    restored(paths.cache, "cache", number)
    with Store.open(paths) as store:
        assert store.notices == ()
        (group,) = store.cache.all_groups()
        conversation = store.cache.conversation(group)
        assert conversation is not None
        assert [post.text.plain for post in conversation.posts] == ["Which tomatoes would you plant?"]
    assert not list(paths.cache.parent.glob("*.backup-*"))


def test_every_earlier_schema_is_kept() -> None:
    kept = {file.stem for file in SCHEMAS.glob("*.sql")}
    assert kept == set(IDS)


_MINE = """
INSERT INTO drafts (key, account, text, changed, answers, visibility, warning, language, recipients, state, not_before, first_tried, problem, sent_uri)
VALUES ('0a', 'home', 'A half letter, né', 1772366400000000, 'https://a.example/1', 'public', '', 'en', '[]', 'writing', NULL, NULL, '', ''),
       ('0b', 'home', 'Soup', 1772366400000001, '', 'direct', 'food', 'de', '["@ben@b.example"]', 'failed', 1772366400000000, 1772366400000000, 'It is too long.', '');
INSERT INTO marks (id, kind, made, until) VALUES (3, 'done', 1772366400000000, NULL), (7, 'later', 1772366400000000, 1772452800000000);
INSERT INTO mark_posts (uri, mark, addressed) VALUES ('https://a.example/1', 3, 1), ('https://a.example/2', 3, 0), ('https://a.example/3', 7, 1);
INSERT INTO written (handle) VALUES ('ana@a.example'), ('ben@b.example');
INSERT INTO circle_changes (circle, handle, present) VALUES ('friends', 'ana@a.example', 1);
"""
_LATER_MINE = {
    2: "INSERT INTO journal (kind, made, body) VALUES ('sent', 1772366400000000, '{\"key\":\"0b\"}');",
    3: "INSERT INTO read_lines VALUES ('home home', 1772366400000000, NULL, '', '', NULL);",
}
_POST = (
    '{"uri":"https://a.example/1","author":{"handle":"@ana@a.example","name":"Ana","id":{"account":"home","key":"1"}},'
    '"created":"2026-03-01T12:00:00Z","seen":"2026-03-01T12:00:00Z","copies":[{"id":{"account":"home","key":"1"}}],'
    '"text":{"plain":"Which tomatoes would you plant?"}}'
)
_CACHE = f"""
INSERT INTO posts (id, uri, grp, author, time, deleted, tangled, body)
VALUES (1, 'https://a.example/1', 1, 'ana@a.example', 1772366400000000, 0, 0, CAST('{_POST}' AS BLOB));
INSERT INTO copies VALUES ('home', '1', 1);
INSERT INTO words (rowid, text) VALUES (1, 'which tomatoes would you plant?');
INSERT INTO notes VALUES ('next-group', '2');
"""


def write_missing() -> None:
    """Write the files that are missing, with a few rows in each table that there was."""
    SCHEMAS.mkdir(exist_ok=True)
    for name, number in EARLIER:
        if file_of(name, number).exists():
            continue
        made = made_by_scripts(KINDS[name], number)
        lines = [f"{sql};" for _, sql in objects(made)]
        lines.append(_CACHE if name == "cache" else _MINE)
        if name == "mine":
            lines += [rows for since, rows in _LATER_MINE.items() if since <= number]
        lines.append(f"PRAGMA user_version = {number};")
        file_of(name, number).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_missing()
