"""Whatever arrives in whatever batches, the cache holds the conversations that `assemble` makes of it all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Boost, Copy, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.store.cache import Cache
from connect_tui.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = NOON + timedelta(days=1)
ANA = Person("@ana@example", "Ana", PersonId("home", "ana"))
Sighting = Post | Boost


def moment(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def post_of(
    uri: int, account: str, key: int, parent: int | None, minutes: int, edited: int, deleted: bool
) -> Post:
    return Post(
        uri=f"https://example/{uri}",
        author=ANA,
        created=moment(minutes),
        seen=SEEN,
        edited=moment(edited) if edited else None,
        deleted=deleted,
        text=Text(f"{uri} at {minutes}, {edited}"),
        copies=(Copy(PostId(account, str(key)), None if parent is None else PostId(account, str(parent))),),
    )


accounts = st.sampled_from(["home", "work"])
small = st.integers(0, 6)
# Any id for any post and any parent for any id: circles, two posts with one id, one post with many.
wild_posts = st.builds(
    post_of, small, accounts, small, st.none() | small, st.integers(0, 3), st.integers(0, 2), st.booleans()
)
# Each account has its own id for each post, as servers do; parents change and go missing.
sane_posts = st.builds(
    lambda uri, account, parent, minutes: post_of(uri, account, uri, parent, minutes, 0, False),
    st.integers(0, 12), accounts, st.none() | st.integers(0, 12), st.integers(0, 3),
)  # fmt: skip
boosts = st.builds(
    lambda account, key, uri, minutes: Boost(
        PostId(account, f"{uri} by {key}"), f"https://example/{uri}", ANA, moment(minutes), SEEN
    ),
    accounts, small, small, st.integers(0, 3),
)  # fmt: skip
batches = st.one_of(
    *(st.lists(st.lists(posts | boosts, max_size=6), max_size=6) for posts in (wild_posts, sane_posts))
)


def conversations(cache: Cache) -> dict[int, Conversation]:
    return cache.conversations(cache.all_groups())


def split(batch: list[Sighting]) -> tuple[list[Post], list[Boost]]:
    return [p for p in batch if isinstance(p, Post)], [b for b in batch if isinstance(b, Boost)]


def expected(sightings: list[Sighting]) -> list[Conversation]:
    return assemble(*split(sightings))


def emptied(store: Store) -> Cache:
    """The cache with nothing in it: much faster than a new one, for which the disk would be waited for."""
    database = store.cache._db
    database.run("PRAGMA synchronous = OFF")
    for table in ("posts", "copies", "links", "boosts", "notes"):
        database.run(f"DELETE FROM {table}")
    database.run("INSERT INTO words (words) VALUES ('delete-all')")
    return store.cache


# The store is the same for all examples, and emptied for each.
shared_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@settings(shared_store, max_examples=250)
@given(given_batches=batches)
def test_any_batches_give_the_conversations_of_all_posts(
    store: Store, given_batches: list[list[Sighting]]
) -> None:
    cache = emptied(store)
    snapshots = [conversations(cache)]
    arrived: list[Sighting] = []
    for batch in given_batches:
        changed = cache.merge(*split(batch))
        arrived.extend(batch)
        snapshots.append(conversations(cache))
        before, after = snapshots[-2:]
        assert sorted(after.values(), key=lambda c: c.uri) == expected(arrived)
        different = {group for group in after if before.get(group) != after[group]}
        assert different <= changed <= set(after)
        assert bool(changed) == (before != after)
        # One at a time is the same as all at once, even where a parent has to be found elsewhere.
        assert {group: cache.conversation(group) for group in after} == after
    for before, after in pairwise(snapshots):
        gone = before.keys() - after.keys()
        posts = {post.uri for conversation in after.values() for post in conversation.posts}
        assert all(post.uri in posts for group in gone for post in before[group].posts)


@st.composite
def posts_in_two_orders(draw: st.DrawFn) -> tuple[list[Post], list[Post]]:
    drawn = draw(st.lists(sane_posts, max_size=12))
    posts = list({post.uri: post for post in drawn}.values())
    return posts, draw(st.permutations(posts))


@settings(shared_store, max_examples=50)
@given(orders=posts_in_two_orders())
def test_one_by_one_in_any_order_is_all_at_once(store: Store, orders: tuple[list[Post], list[Post]]) -> None:
    posts, shuffled = orders
    cache = emptied(store)
    for post in shuffled:
        cache.merge([post])
    assert sorted(conversations(cache).values(), key=lambda c: c.uri) == assemble(posts)


def test_a_reply_joins_its_parent(store: Store, make_post: Callable[..., Post]) -> None:
    (group,) = store.cache.merge([make_post("a")])
    assert store.cache.merge([make_post("b", "a")]) == {group}


def test_answers_to_the_same_missing_post_are_one_conversation(
    store: Store, make_post: Callable[..., Post]
) -> None:
    (group,) = store.cache.merge([make_post("b", "a")])
    assert store.cache.merge([make_post("c", "a")]) == {group}
    assert store.cache.merge([make_post("a")]) == {group}
    conversation = store.cache.conversation(group)
    assert conversation is not None
    assert [post.text.plain for post in conversation.posts] == ["this is a", "this is b", "this is c"]


def test_the_smaller_conversation_moves_into_the_larger(store: Store, make_post: Callable[..., Post]) -> None:
    (small_group,) = store.cache.merge([make_post("b", "a")])
    (large,) = store.cache.merge([make_post("x"), make_post("y", "x"), make_post("z", "x")])
    assert store.cache.merge([make_post("a", "z")]) == {large}
    assert store.cache.all_groups() == [large]
    assert store.cache.conversation(small_group) is None


def test_a_parent_that_is_taken_away_parts_a_conversation(
    store: Store, make_post: Callable[..., Post]
) -> None:
    (group,) = store.cache.merge([make_post("a"), make_post("b", "a"), make_post("c", "b")])
    parts = store.cache.merge([make_post("b")])
    assert group in parts
    found = store.cache.conversations(parts)
    assert sorted(len(conversation.posts) for conversation in found.values()) == [1, 2]


def test_two_accounts_that_see_one_post_see_one_conversation(
    store: Store, make_post: Callable[..., Post]
) -> None:
    here, there = make_post("b", "a"), make_post("b", "a", account="work")
    (group,) = store.cache.merge([here])
    assert store.cache.merge([there]) == {group}
    # Only the other account can see the parent.
    assert store.cache.merge([make_post("a", account="work")]) == {group}
    conversation = store.cache.conversation(group)
    assert conversation is not None
    assert conversation.parents == {"https://example/b": "https://example/a"}


def test_unchanged_posts_and_boosts_are_no_news(
    store: Store, make_post: Callable[..., Post], noon: datetime
) -> None:
    post = make_post("a")
    boost = Boost(PostId("home", "b1"), post.uri, ANA, noon, noon)
    assert store.cache.merge([post], [boost])
    later = noon + timedelta(days=9)
    assert store.cache.merge([replace(post, seen=later)], [replace(boost, seen=later)]) == frozenset()
    again = store.cache.post(post.uri)
    assert again is not None
    assert again.seen == post.seen


def test_a_boost_of_an_unknown_post_waits_for_it(
    store: Store, make_post: Callable[..., Post], noon: datetime
) -> None:
    post = make_post("a")
    boost = Boost(PostId("home", "b1"), post.uri, ANA, noon, noon)
    assert store.cache.merge([], [boost]) == frozenset()
    (group,) = store.cache.merge([post])
    conversation = store.cache.conversation(group)
    assert conversation is not None
    assert conversation.boosts == (boost,)
    assert store.cache.remove_boost(boost.id) == {group}
    assert store.cache.remove_boost(boost.id) == frozenset()


def test_a_conversation_of_thousands(store: Store, make_post: Callable[..., Post]) -> None:
    posts = [make_post("0"), *(make_post(str(n), str(n // 2)) for n in range(1, 3000))]
    (group,) = store.cache.merge(reversed(posts))
    conversation = store.cache.conversation(group)
    assert conversation is not None
    assert {post.uri for post in conversation.posts} == {post.uri for post in posts}


def test_numbers_of_groups_are_not_used_again(store: Store, make_post: Callable[..., Post]) -> None:
    gone, _ = sorted(store.cache.merge([make_post("a"), make_post("c", "b")]))
    store.cache.merge([make_post("b", "a")])
    (kept,) = store.cache.all_groups()
    (new,) = store.cache.merge([make_post("z")])
    assert new not in {gone, kept, gone + 1}
