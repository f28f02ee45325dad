"""Conversations come together from posts in any order, with gaps and circles."""

import pytest
from msgspec.structs import replace
from town import at, boost, say, uri

from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.post import Copy, Post, PostId, Visibility, merge


def only(*posts: Post) -> Conversation:
    [conversation] = assemble(posts)
    return conversation


def keys(posts) -> list[str]:  # type: ignore[no-untyped-def]
    return [post.uri.rsplit("/", 1)[-1] for post in posts]


A = say("ana", "a", "a", when="9h")
B = say("ben", "b", "b", "a", when="8h")
C = say("chloe", "c", "c", "b", when="7h")
D = say("dev", "d", "d", "a", when="6h")


def test_reading_order_is_parents_first_siblings_by_time() -> None:
    conversation = only(D, C, B, A)
    assert keys(conversation.posts) == ["a", "b", "c", "d"]
    assert keys(conversation.above(C.uri)) == ["b", "a"]
    assert keys(conversation.below(A.uri)) == ["b", "c", "d"]
    assert keys(conversation.children[A.uri]) == ["b", "d"]
    assert not conversation.gap


def test_two_conversations_stay_two() -> None:
    assert [talk.uri for talk in assemble([A, say("eva", "e", "e")])] == [uri("a"), uri("e")]


def test_a_missing_parent_is_a_gap_and_holds_its_children_together() -> None:
    conversation = only(B, D)
    assert conversation.gap
    assert conversation.gaps == {B.uri, D.uri}
    assert conversation.uri == B.uri
    assert not only(A, B, D).gap


def test_a_missing_parent_of_another_account_is_another() -> None:
    assert len(assemble([B, say("dev", "d", "d", "a", account="work")])) == 2


def test_two_accounts_join_what_one_alone_cannot() -> None:
    seen_at_work = replace(B, copies=(Copy(PostId("work", "77"), PostId("work", "66")),))
    root_at_work = replace(A, copies=(Copy(PostId("work", "66")),))
    assert keys(only(B, seen_at_work, root_at_work).posts) == ["a", "b"]


def test_a_circle_of_parents_is_cut_at_the_smallest_uri() -> None:
    circle = [
        say("ana", "x", "x", "z", when="3h"),
        say("ben", "y", "y", "x", when="2h"),
        say("eva", "z", "z", "y", when="1h"),
    ]
    for turned in range(3):
        conversation = only(*circle[turned:], *circle[:turned])
        assert conversation.uri == uri("x")
        assert keys(conversation.posts) == ["x", "y", "z"]


def test_a_post_that_is_its_own_parent() -> None:
    assert only(say("ana", "x", "x", "x")).parents == {}


def test_a_conversation_of_five_thousand_posts_one_under_the_other() -> None:
    posts = [say("ben", "x", f"p{i:04}", f"p{i - 1:04}" if i else None) for i in range(5000)]
    assert len(list(only(*reversed(posts)).below(uri("p0000")))) == 4999


def test_boosts_stand_with_the_post_they_boost() -> None:
    [conversation] = assemble([A, B], [boost("eva", "b"), boost("eva", "b"), boost("eva", "nowhere")])
    assert [found.uri for found in conversation.boosts] == [B.uri]


def test_merging_keeps_what_each_account_sees() -> None:
    at_work = replace(A, copies=(Copy(PostId("work", "66"), favourited=True),), seen=at("8h"))
    merged = merge(at_work, A)
    assert merged == merge(A, at_work)
    assert merged.favourited
    assert merged.id == PostId("home", "a")
    assert merged.seen == at("9h")
    assert merged.copy_of("work") == at_work.copies[0]


def test_merging_takes_the_later_edit_and_the_latest_state_of_a_copy() -> None:
    edited = replace(A, edited=at("1h"), visibility=Visibility.UNLISTED)
    assert merge(A, edited).visibility is merge(edited, A).visibility is Visibility.UNLISTED
    unfavourited = merge(replace(A, copies=(replace(A.copies[0], favourited=True),)), A)
    assert not unfavourited.favourited
    with pytest.raises(ValueError, match="not the same post"):
        merge(A, B)


def test_nobody_can_date_a_post_to_sit_on_top_or_sink() -> None:
    assert replace(A, created=at("+9d")).time == A.seen
    assert replace(A, created=at("20000d")).time == A.seen
    assert replace(A, created=at("12h")).time == at("12h")
