"""No place for a count: neither a column nor a field of what is kept as JSON."""

import re
import typing
from collections.abc import Iterator

import pytest
from shapes import shape

from connect_tui.domain.people import Account, FollowRequest
from connect_tui.domain.post import Boost, Post
from connect_tui.provider import Capabilities
from connect_tui.store.store import CircleChange, PlaceRow, Store, StoredAccount

COUNT = re.compile(
    r"(?<!ac)counts?$|^(n|num|nr|no)_|number_of|total|sum$|tally|votes?$|voters|unread|score|streak|karma"
    r"|^(follower|following|like|favourite|favorite|boost|reblog|repost|reply|replie|quote|bookmark|view|post|status)e?s$"
    r"|popularity|rating"
)
# Tables are named for what stands in them; what stands there is one thing a row.
KEPT = (Post, Boost, Account, Capabilities, FollowRequest, StoredAccount, PlaceRow, CircleChange)


def fields_of(kind: object, seen: set[object]) -> Iterator[tuple[str, object]]:
    if kind in seen:
        return
    seen.add(kind)
    if isinstance(kind, type) and shape(kind):
        for name, hint in typing.get_type_hints(kind).items():
            yield name, hint
            yield from fields_of(hint, seen)
    for part in typing.get_args(kind):
        yield from fields_of(part, seen)


def test_no_column_holds_a_count(store: Store) -> None:
    columns = [
        (table, column)
        for part in (store.cache, store.mine)
        for (table,) in part._db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not table.startswith(("words_", "word_parts", "sqlite_"))
        for _, column, *_ in part._db.rows(f"PRAGMA table_info({table})")
    ]
    assert ("posts", "body") in columns
    assert ("drafts", "text") in columns
    assert [(table, column) for table, column in columns if COUNT.search(column)] == []


def test_no_field_that_is_kept_holds_a_count() -> None:
    seen: set[object] = set()
    found = {name: hint for kind in KEPT for name, hint in fields_of(kind, seen)}
    assert {"uri", "text", "copies", "tenths"} <= set(found)
    numbers = {name for name, hint in found.items() if hint is int or int in typing.get_args(hint)}
    sizes = {
        "image_bytes",
        "video_bytes",
        "image_pixels",
        "alt_length",
        "options",
        "option_length",
        "link_length",
    }
    places_and_sizes = {"tenths", "start", "end", "length", "group", "at_once", *sizes}
    assert numbers == places_and_sizes
    assert {name for name in numbers if COUNT.search(name)} == set()
    assert {name for name in found if re.search(r"_counts?$|^total|unread", name)} == set()


@pytest.mark.parametrize(
    "name",
    ["replies_count", "followers", "likes", "votes", "unread", "total", "num_posts", "likeCount".lower()],
)
def test_the_search_for_counts_finds_them(name: str) -> None:
    assert COUNT.search(name)
