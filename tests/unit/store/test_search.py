"""Search finds parts of words in any script, and forgets what is gone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from connect_tui.domain.post import Post
from connect_tui.domain.query import Query, parse
from connect_tui.domain.text import Text
from connect_tui.store.search import holds
from connect_tui.store.store import Store, StorePaths

NOW = datetime(2026, 3, 5, tzinfo=UTC)
TEXTS = {
    "a": "Wie schmeckt der Käsekuchen?",
    "b": "日本語の本を読みました",
    "c": "هل تأتي غدا؟",
    "d": 'she said "no" AND went; 100% (really)',
    "e": "the cheese cake is gone \U0001f370",
}


def search(store: Store, text: str, limit: int = 50) -> list[Post]:
    return store.cache.search(parse(text, NOW), limit, {"@me@example.social"})


@pytest.fixture
def filled(store: Store, make_post: Callable[..., Post]) -> Store:
    store.cache.merge(make_post(name, text=text) for name, text in TEXTS.items())
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("käsekuchen", "a"),
        ("KUCHEN", "a"),
        ("cake", "e"),
        ("cake cheese", "e"),
        ("cake kuchen", ""),
        ("cheese cake", "e"),
        ("日本語", "b"),
        ("日本", "b"),
        ("本", "b"),
        ("た", "b"),
        ("غدا", "c"),
        ("ا؟", "c"),
        ('"no"', "d"),
        ("no", "d"),
        ("cheese OR", ""),
        ("AND", "d"),
        ("NOT", ""),
        ("100%", "d"),
        ("(really)", "d"),
        ("\U0001f370", "e"),
        ("xq", ""),
        ("", ""),
        ("   ", ""),
        ('"', ""),
        ("re", "d"),
        ("ak", ""),
        ("kä", "a"),
        ("KÄ ku", "a"),
        ("KÄ xq", ""),
        ("の", "b"),
        ("本を", "b"),
        ('"cheese cake"', "e"),
        ('"cake cheese"', ""),
        ("*", ""),
        ("ana@example", "edcba"),
        ("Ana", "edcba"),
        ("the -cheese", ""),
        ("she -cheese", "d"),
        ("Ana -cake", "dcba"),
        ('Ana -"cheese cake" -日本', "dca"),
        ("Ana -本 -kä -غدا", "ed"),
        ("Ana -Ana", ""),
        ("Ana -from:ana", ""),
        ("Ana -from:me", "edcba"),
        ("cake -from:nobody", "e"),
        ("since:2020 -cake", "dcba"),
    ],
)
def test_finds(filled: Store, query: str, found: str) -> None:
    assert "".join(post.id.key for post in search(filled, query)) == found


def test_what_is_not_in_the_indexes_holds_what_they_would_find(filled: Store) -> None:
    posts = search(filled, "Ana")
    texts = [*TEXTS.values(), "Ana", "@ana@example.social"]
    pieces = {
        text[start : start + size] for text in texts for size in (1, 2, 3) for start in range(len(text))
    }
    for piece in {piece for piece in pieces if piece == piece.strip()}:
        found = filled.cache.search(Query((piece,)))
        assert {post.uri for post in posts if holds(post, piece)} == {post.uri for post in found}, piece


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from:ana", "cba"),
        ("from:BEN", "d"),
        ("from:ben@example", "d"),
        ("from:nobody", ""),
        ("from:me", "e"),
        ("from:ana cake", ""),
        ("from:me cake", "e"),
        ("from:ana from:ben", ""),
        ("since:2026-03-01", "edcba"),
        ("before:2026-03-01", ""),
        ("from:ana on:2026-03-01", "cba"),
        ("since:2026-03-02 cake", ""),
    ],
)
def test_by_whom_and_when(store: Store, make_post: Callable[..., Post], query: str, found: str) -> None:
    authors = dict(zip("abcde", ("@ana@example",) * 3 + ("@ben@example", "@me@example.social"), strict=True))
    store.cache.merge(make_post(name, text=text, author=authors[name]) for name, text in TEXTS.items())
    assert "".join(post.id.key for post in search(store, query)) == found


def test_people_by_any_part_of_their_names_those_seen_last_first(
    store: Store, make_post: Callable[..., Post]
) -> None:
    store.cache.merge(
        make_post(name, author=author) for name, author in (("a", "@ana@example"), ("b", "@はるか@example"))
    )
    assert [person.handle for person in store.cache.persons(["EXAMPLE"])] == [
        "@はるか@example",
        "@ana@example",
    ]
    assert [person.handle for person in store.cache.persons(["るか"])] == ["@はるか@example"]
    assert [person.handle for person in store.cache.persons(["an", "na@"])] == ["@ana@example"]
    assert store.cache.persons(["zoe"]) == []


def test_people_are_called_what_they_called_themselves_last(
    store: Store, make_post: Callable[..., Post]
) -> None:
    new, old = make_post("b"), make_post("a")
    store.cache.merge([replace(new, author=replace(new.author, name="Anna"))])
    store.cache.merge([old])
    assert [person.name for person in store.cache.persons(["ana@"])] == ["Anna"]


def test_a_cache_from_before_is_found_in_too(paths: StorePaths, make_post: Callable[..., Post]) -> None:
    with Store.open(paths) as store:
        store.cache.merge(make_post(name, text=text) for name, text in TEXTS.items())
    with closing(sqlite3.connect(paths.cache)) as file:
        file.executescript(
            "DROP TABLE beginnings; DROP TABLE folk; DROP TABLE found; DROP INDEX posts_by_time;"
            "CREATE TABLE feeds (account TEXT);"
            "PRAGMA user_version = 2;"
        )
    with Store.open(paths) as store:
        assert [post.id.key for post in search(store, "本")] == ["b"]
        assert [person.name for person in store.cache.persons(["ana"])] == ["Ana"]
        store.cache.merge([replace(make_post("b"), text=Text("other words"), edited=NOW)])
        assert search(store, "本") == []


def test_newest_first_and_no_more_than_asked(filled: Store) -> None:
    assert [post.id.key for post in search(filled, "ana", limit=2)] == ["e", "d"]


def test_an_edited_text_is_found_by_its_new_words(filled: Store, noon: datetime) -> None:
    (post,) = search(filled, "cheese")
    filled.cache.merge([replace(post, text=Text("all eaten"), edited=noon + timedelta(days=1))])
    assert search(filled, "cheese") == []
    assert [found.text.plain for found in search(filled, "eaten")] == ["all eaten"]


def test_a_warning_is_searched_too(store: Store, make_post: Callable[..., Post]) -> None:
    store.cache.merge([replace(make_post("a"), warning="Spoilers ahead")])
    assert search(store, "spoilers")


def test_what_is_gone_is_not_found(filled: Store) -> None:
    (post,) = search(filled, "cheese")
    assert filled.cache.remove(post.id)
    assert search(filled, "cheese") == []
    assert search(filled, "\U0001f370") == []


@pytest.fixture
def said(make_post: Callable[..., Post]) -> Callable[[int, str], Post]:
    """The post that was said so many seconds ago."""

    def said(seconds: int, text: str) -> Post:
        moment = NOW - timedelta(seconds=seconds)
        return replace(make_post(f"n{seconds:05}", text=text), created=moment, seen=moment)

    return said


@pytest.mark.parametrize("query", ["cake", "ca", "from:ana cake", "zebra"])
def test_a_word_costs_what_is_shown_of_it(store: Store, said: Callable[[int, str], Post], query: str) -> None:
    def cost() -> int:
        """Steps that SQLite takes, in hundreds."""
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        store.cache._db._connection.set_progress_handler(step, 100)
        search(store, query)
        store.cache._db._connection.set_progress_handler(None, 0)
        return steps

    store.cache.merge(said(number, "more cake") for number in range(3_000))
    few = cost()
    store.cache.merge(said(number, "more cake") for number in range(3_000, 12_000))
    assert cost() < 2 * few + 10


def test_what_came_late_is_found_where_it_belongs(store: Store, said: Callable[[int, str], Post]) -> None:
    """Rows are numbered as posts came, and they come in any order."""
    numbers = [(number * 977) % 5_000 for number in range(5_000)]
    store.cache.merge(said(number, "tea" if number % 8 else "cake") for number in numbers)
    for query, limit in (("cake", 120), ("ca", 120), ("cake", 600), ("c", 600), ("from:ana cake", 300)):
        found = [post.id.key for post in search(store, query, limit)]
        assert found == [f"n{number:05}" for number in range(0, 5_000, 8)][:limit]
    assert [post.id.key for post in search(store, "since:2026-03-04 cake", 3)] == [
        "n00000",
        "n00008",
        "n00016",
    ]
