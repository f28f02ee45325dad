"""What of a conversation it takes to answer, who is met in which order, and how what is put away is drawn."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId, Visibility
from connect_tui.domain.text import Text
from connect_tui.sync.marked import Marked
from connect_tui.tui.render.answering import excerpt, heading
from connect_tui.tui.render.pieces import Line
from connect_tui.tui.render.shelf import DraftRow, marked_row
from connect_tui.tui.render.thread import conversation_rows
from connect_tui.tui.render.view import View

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
ME = Account("home", "@me@home.example", "town", PersonId("home", "me"))
MINE = frozenset({ME.key})


def post(key: int, parent: int | None, who: str = "ben", *, direct: bool = False) -> Post:
    time = NOW - timedelta(minutes=100 - key)
    above = None if parent is None else PostId("home", str(parent))
    return Post(
        uri=f"u{key}",
        author=Person(f"@{who}@home.example", who.capitalize(), PersonId("home", who)),
        created=time,
        seen=time,
        copies=(Copy(PostId("home", str(key)), above),),
        text=Text(f"words {key}"),
        visibility=Visibility.DIRECT if direct else Visibility.PUBLIC,
    )


def entry_of(conversation: Conversation, first: str, last: str = "") -> Entry:
    found = conversation.by_uri[first]
    return Entry(
        section=Section.WAITING,
        reason=Reason.ASKED,
        account=ME,
        conversation=conversation,
        post=found,
        reply_to=conversation.by_uri[last] if last else None,
        people=(found.author,),
        since=found.time,
        place=(0, 0, 0, 0, 0.0, first),
    )


def plain(lines: Iterable[Line]) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in lines)


@pytest.mark.parametrize(
    ("parents", "answer", "expected"),
    [
        ([None, 0, 1], "u2", ["u0", "u1", "u2"]),
        ([None, 0, 1, 2, 3, 4, 5, 6], "u7", ["u0", "folded:u1", "u4", "u5", "u6", "u7"]),
        ([None, 0, 1, 2, 3, 4], "u5", ["u0", "u1", "u2", "u3", "u4", "u5"]),
        ([None, *[0] * 6], "u1", ["u0", "u1", "folded:u2", "u4", "u5", "u6"]),
        ([None, 0, *[1] * 8], "u1", ["u0", "u1", "folded:u2", "u7", "u8", "u9"]),
    ],
)
def test_what_it_takes_to_answer_is_kept(parents: list[int | None], answer: str, expected: list[str]) -> None:
    [conversation] = assemble([post(key, parent) for key, parent in enumerate(parents)])
    rows = conversation_rows(conversation, (), MINE)
    found = excerpt(rows, conversation, entry_of(conversation, answer))
    assert [row.key for row in found] == expected


def test_a_turn_is_kept_whole() -> None:
    [conversation] = assemble([post(key, key - 1 if key else None) for key in range(12)])
    rows = conversation_rows(conversation, (), MINE)
    found = [row.key for row in excerpt(rows, conversation, entry_of(conversation, "u5", "u11"))]
    assert [f"u{key}" for key in range(5, 12)] == found[-7:]


def test_what_was_begun_stands_under_what_it_answers() -> None:
    [conversation] = assemble([post(0, None), post(1, 0), post(2, 0)])
    rows = conversation_rows(conversation, (), MINE)
    found = excerpt(rows, conversation, entry_of(conversation, "u1"), "Half\na \x1b[2Jthought")
    assert [row.key for row in found] == ["u0", "u1", "drafted", "u2"]
    said = plain(found[2].lines(View(80, NOW)))
    assert "Half a [2Jthought" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("people", "direct", "expected"),
    [
        (["ben"], False, "Nobody else is in it."),
        (["me", "ben"], False, "Ben and you are in it."),
        (["ben", "chloe", "me"], False, "Ben, Chloe and you are in it."),
        (["ben", "chloe"], False, "Ben and Chloe are in it."),
        (["ben"], True, "Between Ben and you alone."),
    ],
)
def test_who_is_in_it_is_said(people: list[str], direct: bool, expected: str) -> None:
    posts = [post(key, key - 1 if key else None, who, direct=direct) for key, who in enumerate(people)]
    [conversation] = assemble(posts)
    said = heading(entry_of(conversation, posts[-1].uri), MINE, NOW)
    assert plain([said.within]) == expected
    assert plain([said.why]).startswith(posts[-1].author.name)


def test_what_is_marked_stands_there_by_what_was_addressed_to_me() -> None:
    [conversation] = assemble([post(0, None, "me"), post(1, 0, "ben"), post(2, 1, "chloe")])
    entry = replace(entry_of(conversation, "u2"), section=Section.SETTLED, reason=Reason.SETTLED)
    mark = Mark(
        MarkKind.LATER, NOW, frozenset(conversation.by_uri), frozenset({"u1"}), NOW + timedelta(hours=5)
    )
    said = plain(marked_row(Marked(7, mark, entry), NOW).lines(View(80, NOW)))
    assert "Ben" in said
    assert "put off until today 17:00" in said
    assert "words 1" in said
    assert "words 2" not in said
    gone = plain(marked_row(Marked(7, mark, None), NOW).lines(View(80, NOW)))
    assert "A conversation that is not here: put off until today 17:00." in gone


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("width", [1, 7, 30, 96])
@pytest.mark.parametrize("selected", [True, False])
def test_a_draft_fits_any_width(state: DraftState, width: int, selected: bool) -> None:
    text = "日本語 \x1b[2J " + "words and more " * 40
    draft = Draft(
        key="k", account="home", text=text, changed=NOW, answers="u1", state=state, problem="no\x9b31m"
    )
    for line in DraftRow(draft, "Ben").lines(View(width, NOW, selected=selected)):
        said = "".join(piece.text for piece in line)
        assert cell_len(said) <= width
        assert "\x1b" not in said
        assert "\x9b" not in said


def test_why_something_was_not_sent_stands_in_full_under_the_cursor() -> None:
    why = "home would not post it: it is too long, and nobody there takes a file of this kind"
    draft = Draft(key="k", account="home", text="Look.", changed=NOW, state=DraftState.FAILED, problem=why)
    row = DraftRow(draft, "Ben")

    def said(*, selected: bool) -> str:
        lines = row.lines(View(40, NOW, selected=selected))
        return " ".join("".join(piece.text for piece in line[1:]).strip() for line in lines)

    assert f"not sent: {why}" in said(selected=True)
    assert "…" in said(selected=False)
