"""Posts in the cache, by every name they go by."""

from collections.abc import Callable
from datetime import datetime

import pytest
from msgspec.structs import replace

from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Boost, Post, PostId
from connect_tui.domain.query import Query
from connect_tui.provider import Capabilities
from connect_tui.store.store import PlaceRow, Store

MakePost = Callable[..., Post]


def test_a_post_by_uri_and_by_each_of_its_ids(store: Store, make_post: MakePost) -> None:
    here, there = make_post("a"), make_post("a", account="work")
    (group,) = store.cache.merge([here, there])
    both = store.cache.post(here.uri)
    assert both is not None
    assert store.cache.by_id(here.id) == store.cache.by_id(there.id) == both
    assert {copy.id for copy in both.copies} == {here.id, there.id}
    assert store.cache.group_of(here.uri) == group
    assert store.cache.groups_of([here.uri, "https://example/none"]) == {group}


def test_what_is_not_there_is_none(store: Store) -> None:
    nobody = PostId("home", "none")
    assert store.cache.post("https://example/none") is None
    assert store.cache.by_id(nobody) is None
    assert store.cache.group_of("https://example/none") is None
    assert store.cache.conversation(7) is None
    assert store.cache.conversations([7, 8]) == {}
    assert store.cache.remove(nobody) == frozenset()


def test_which_ids_are_known(store: Store, make_post: MakePost) -> None:
    store.cache.merge([make_post("a"), make_post("b", "c")])
    ids = [PostId("home", name) for name in "abc"] + [PostId("work", "a")]
    assert store.cache.known(ids) == {PostId("home", "a"), PostId("home", "b")}


def test_removing_leaves_a_tombstone_once(store: Store, make_post: MakePost) -> None:
    (group,) = store.cache.merge([make_post("a"), make_post("b", "a")])
    assert store.cache.remove(PostId("home", "a")) == {group}
    assert store.cache.remove(PostId("home", "a")) == frozenset()
    gone = store.cache.post("https://example/a")
    assert gone is not None
    assert gone.deleted
    conversation = store.cache.conversation(group)
    assert conversation is not None
    assert len(conversation.posts) == 2


def test_groups_of_those_who_wrote_or_passed_on(store: Store, make_post: MakePost, noon: datetime) -> None:
    first, second = make_post("a", author="@Ben@example"), make_post("b", author="@cleo@example")
    ben = Person("@ben@example", "Ben", PersonId("home", "ben"))
    store.cache.merge([first, second], [Boost(PostId("home", "b1"), second.uri, ben, noon, noon)])
    groups = {name: store.cache.group_of(f"https://example/{name}") for name in "ab"}
    assert store.cache.groups_of_authors(["@ben@example"]) == set(groups.values())
    assert store.cache.groups_of_authors(["@cleo@example"]) == {groups["b"]}
    assert store.cache.groups_of_authors([]) == frozenset()


def test_the_last_that_people_said(store: Store, make_post: MakePost) -> None:
    store.cache.merge([make_post("a"), make_post("c"), make_post("b")])
    store.cache.remove(PostId("home", "c"))
    latest = store.cache.latest_by(["@ana@example", "@nobody@example"])
    assert {key: post.id.key for key, post in latest.items()} == {"@ana@example": "b"}


def test_cursors_and_completed_conversations(store: Store, noon: datetime) -> None:
    assert store.cache.cursor("home", "timeline") is None
    store.cache.set_cursor("home", "timeline", "1")
    store.cache.set_cursor("home", "timeline", "2")
    assert store.cache.cursor("home", "timeline") == "2"
    assert store.cache.complete("https://example/a") is None
    store.cache.set_complete(["https://example/a", "https://example/b"], noon)
    assert store.cache.complete("https://example/b") == noon


def test_forgetting_an_account_forgets_what_only_it_saw(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    for name in ("home", "work"):
        account = Account(name, f"@me@{name}", "mastodon", PersonId(name, "me"))
        store.cache.set_account(account, Capabilities(boost=True), noon)
        store.cache.set_fact(name, "filters", b"[]", noon)
    seen_by_both = [make_post("a"), make_post("a", account="work")]
    only_work = [make_post("b", "a", account="work"), make_post("secret", account="work", text="whispered")]
    store.cache.merge([*seen_by_both, *only_work, make_post("c", "b")])
    store.cache.set_stale(False)
    store.cache.forget_account("work")
    assert [stored.account.name for stored in store.cache.accounts()] == ["home"]
    assert store.cache.accounts()[0].capabilities == Capabilities(boost=True)
    assert store.cache.fact("work", "filters") is None
    assert store.cache.fact("home", "filters") == (b"[]", noon)
    assert store.cache.search(Query(("whispered",))) == []
    assert store.cache.stale()
    left = store.cache.conversations(store.cache.all_groups()).values()
    assert sorted(conversation.uri for conversation in left) == ["https://example/a", "https://example/c"]
    assert store.cache.merge([make_post("b", "a")]), "it can be seen again by another account"
    assert len(store.cache.all_groups()) == 1


@pytest.mark.parametrize(("many", "few"), [(9, 2), (2, 9), (9, 0)])
def test_forgetting_leaves_the_cache_as_if_the_account_had_never_been_there(
    store: Store, make_post: MakePost, noon: datetime, many: int, few: int
) -> None:
    gone = [make_post(f"g{place}", account="work", text=f"wordy gone{place}") for place in range(many)]
    left = [make_post(f"l{place}", text=f"wordy left{place}") for place in range(few)]
    both = [make_post("both"), make_post("both", account="work")] if few else []
    store.cache.merge([*gone, *left, *both])
    store.cache.set_complete([post.uri for post in (*gone, *left)], noon)
    store.cache.forget_account("work")
    assert {post.uri for post in store.cache.search(Query(("wordy",)))} == {post.uri for post in left}
    assert store.cache.search(Query(("gone",))) == store.cache.search(Query(("go",))) == []
    assert len(store.cache.search(Query(("le",)))) == few
    assert len(store.cache.all_groups()) == few + bool(few)
    assert [store.cache.complete(post.uri) for post in gone] == [None] * many
    assert [store.cache.complete(post.uri) for post in left] == [noon] * few
    assert store.cache.merge(gone)
    assert len(store.cache.search(Query(("wordy",)))) == many + few


def test_a_post_that_is_deleted_and_fetched_again_is_back(store: Store, make_post: MakePost) -> None:
    post = make_post("a")
    (group,) = store.cache.merge([post])
    store.cache.remove(post.id)
    assert store.cache.merge([replace(post)]) == {group}
    assert store.cache.post(post.uri) == post
    assert store.cache.search(Query(("this", "is", "a"))) == [post]


def test_a_post_that_stands_alone_can_be_forgotten(store: Store, make_post: MakePost) -> None:
    store.cache.merge([make_post("a"), make_post("b"), make_post("c", parent="b")])
    assert not store.cache.forget(make_post("b").uri)
    assert not store.cache.forget("https://example/unknown")
    group = store.cache.group_of(make_post("a").uri)
    assert group is not None
    store.cache.put_places([PlaceRow(group, (3, 0, 0, 0, 1.0, "a"))])
    assert [post.id.key for post in store.cache.search(Query(("this", "is")))] == ["c", "b", "a"]
    assert store.cache.forget(make_post("a").uri)
    assert store.cache.post(make_post("a").uri) is None
    assert store.cache.known([PostId("home", "a"), PostId("home", "b")]) == {PostId("home", "b")}
    assert [post.id.key for post in store.cache.search(Query(("this", "is")))] == ["c", "b"]
    assert store.cache.places() == []
    assert store.cache.conversation(group) is None
    assert len(store.cache.merge([make_post("a")])) == 1
    assert store.cache.post(make_post("a").uri) is not None
