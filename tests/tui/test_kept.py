"""Entries as a long list keeps them: packed, and drawn as if they were not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strange_histories import histories, town
from town import ME, NOW, Town, say

from connect_tui.domain.post import Post
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.kept import kept
from connect_tui.tui.render.view import View


@given(histories(), st.integers(20, 130), st.booleans())
@settings(max_examples=200, deadline=None)
def test_it_looks_as_if_all_of_it_were_there(posts: list[Post], width: int, selected: bool) -> None:
    view = View(width, NOW, selected=selected, me=frozenset({ME.key}), tall=20)
    row = None
    for entry in town(posts).inbox():
        row = kept(entry, like=row)
        assert row.lines(view) == EntryRow(entry).lines(view)
        assert (row.key, row.place, row.since) == (entry.uri, entry.place, entry.since)
        assert row.entry.people == entry.people
        assert entry.conversation is not None
        assert row.posts == frozenset(entry.conversation.by_uri)
        assert row.addressed == entry.addressed
        assert row.entry.conversation is not None
        assert row.entry.conversation.gaps == entry.conversation.gaps


@pytest.mark.parametrize("first", ["@me a question?", "something to everybody"])
def test_what_is_drawn_grows_not_with_the_conversation(first: str) -> None:
    def drawn(answers: int) -> int:
        thread = [
            say("ana", first, "p0"),
            *(say("ana", "and on", f"p{i}", f"p{i - 1}") for i in range(1, answers)),
        ]
        [entry] = Town(thread, follows=("ana",)).inbox()
        return len(kept(entry).drawn)

    assert drawn(400) < 1.2 * drawn(4)


def test_what_entries_have_in_common_is_kept_once() -> None:
    posts = [say("ana", f"something about the number {number}", f"p{number}") for number in range(9)]
    first, *others = Town(posts, follows=("ana",)).inbox()
    like = kept(first)
    for entry in others:
        row = kept(entry, like)
        assert row.model is like.model
        assert len(row.drawn) < len(like.model) / 5
