"""Lines up to which I have read: where they go when I leave, and what is new behind them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from town import ME, NOW, handle, person

from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.reading import arrivals, line_after, news

HOUR = timedelta(hours=1)
ME_ALONE = {ME.key}


def post(key: str, author: str = "ana", hours: float = 0, seen: float | None = None, under: str = "") -> Post:
    at = NOW - hours * HOUR
    return Post(
        uri=f"https://home.example/{key}",
        author=person(author),
        created=at,
        seen=at if seen is None else NOW - seen * HOUR,
        copies=(Copy(PostId("home", key), PostId("home", under) if under else None),),
    )


def talk(*posts: Post) -> Conversation:
    (conversation,) = assemble(posts)
    return conversation


def test_who_never_read_in_a_conversation_has_nothing_new() -> None:
    assert news(talk(post("a")), None, (), ME_ALONE) is None


def test_new_is_what_came_after_the_line_and_is_not_mine_nor_gone() -> None:
    posts = [
        post("a", hours=9),
        post("b", hours=3, under="a"),
        post("c", "me", hours=2, under="b"),
        replace(post("d", hours=1, under="c"), deleted=True),
    ]
    found = news(talk(*posts), NOW - 5 * HOUR, (), ME_ALONE)
    assert found is not None
    assert found.posts == {"https://home.example/b"}
    assert found.since == NOW - 5 * HOUR
    assert handle("me") == ME.handle
    assert news(talk(*posts), NOW - 3 * HOUR, (), ME_ALONE) is None


def test_what_came_late_is_new_whatever_its_date() -> None:
    conversation = talk(post("a", hours=9), post("late", hours=8, seen=1, under="a"))
    found = news(conversation, NOW - 5 * HOUR, (), ME_ALONE)
    assert found is not None
    assert found.posts == {"https://home.example/late"}


def test_a_rebuilt_cache_makes_nothing_old_new() -> None:
    conversation = talk(post("a", hours=9, seen=1), post("b", hours=3, seen=1, under="a"))
    found = news(conversation, NOW - 5 * HOUR, (), ME_ALONE)
    assert found is not None
    assert found.posts == {"https://home.example/b"}


def test_what_was_read_elsewhere_is_not_new() -> None:
    conversation = talk(post("a", hours=9), post("b", hours=3, under="a"))
    assert news(conversation, NOW - 5 * HOUR, {"https://home.example/b"}, ME_ALONE) is None


def test_the_line_goes_over_what_was_seen_and_stops_before_what_was_not() -> None:
    fresh = {"a": NOW - 3 * HOUR, "b": NOW - 2 * HOUR, "c": NOW - HOUR}
    assert line_after({}, set(), NOW) == NOW
    assert line_after(fresh, {"a", "b", "c"}, NOW) == NOW
    assert NOW - 3 * HOUR < line_after(fresh, {"a", "c"}, NOW) < NOW - 2 * HOUR
    assert line_after(fresh, set(), NOW) < NOW - 3 * HOUR


names = st.sampled_from("abcdefgh")


@given(st.dictionaries(names, st.integers(0, 20)), st.sets(names))
def test_what_was_not_seen_stays_new(hours: dict[str, int], shown: set[str]) -> None:
    fresh = {name: NOW - back * HOUR for name, back in hours.items()}
    line = line_after(fresh, shown, NOW)
    assert {name for name, moment in fresh.items() if moment > line} >= fresh.keys() - shown


def test_arrivals_name_every_post() -> None:
    conversation = talk(post("a", hours=9, seen=4), post("b", hours=3, under="a"))
    assert arrivals(conversation, None) == {post.uri: post.seen for post in conversation.posts}
    assert arrivals(conversation, NOW - 8 * HOUR) == {post.uri: post.time for post in conversation.posts}
