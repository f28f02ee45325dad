"""Search finds parts of words in any script, and forgets what is gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connect_tui.domain.post import Post
from connect_tui.domain.text import Text
from connect_tui.store.store import Store

TEXTS = {
    "a": "Wie schmeckt der Käsekuchen?",
    "b": "日本語の本を読みました",
    "c": "هل تأتي غدا؟",
    "d": 'she said "no" AND went; 100% (really)',
    "e": "the cheese cake is gone \U0001f370",
}


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
        ("AND", "d"),
        ("NOT", ""),
        ("100%", "d"),
        ("(really)", "d"),
        ("\U0001f370", "e"),
        ("xq", ""),
        ("", ""),
        ("   ", ""),
        ('"', "d"),
        ("*", ""),
        ("ana@example", "edcba"),
        ("Ana", "edcba"),
    ],
)
def test_finds(filled: Store, query: str, found: str) -> None:
    assert "".join(post.id.key for post in filled.cache.search(query)) == found


def test_newest_first_and_no_more_than_asked(filled: Store) -> None:
    assert [post.id.key for post in filled.cache.search("ana", limit=2)] == ["e", "d"]


def test_an_edited_text_is_found_by_its_new_words(filled: Store, noon: datetime) -> None:
    (post,) = filled.cache.search("cheese")
    filled.cache.merge([replace(post, text=Text("all eaten"), edited=noon + timedelta(days=1))])
    assert filled.cache.search("cheese") == []
    assert [found.text.plain for found in filled.cache.search("eaten")] == ["all eaten"]


def test_a_warning_is_searched_too(store: Store, make_post: Callable[..., Post]) -> None:
    store.cache.merge([replace(make_post("a"), warning="Spoilers ahead")])
    assert store.cache.search("spoilers")


def test_what_is_gone_is_not_found(filled: Store) -> None:
    (post,) = filled.cache.search("cheese")
    assert filled.cache.remove(post.id)
    assert filled.cache.search("cheese") == []
    assert filled.cache.search("\U0001f370") == []
