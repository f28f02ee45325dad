"""Anything at all on the wire: no crash, no control byte out, and no text that takes long."""

import time
from typing import Any

import pytest
from attacks import ATTACKS, HEAVY, UNCLEAN, flooded, unclosed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_samples import ITEM, STATUS, twenty_times_as_many_plain_words

from connect_tui.domain import clean
from connect_tui.providers.bluesky.facets import Facet
from connect_tui.providers.bluesky.wire import WireItem, WirePerson, WirePost
from connect_tui.providers.mastodon.instance import read_instance
from connect_tui.providers.mastodon.wire import (
    WireAccount,
    WireDefaults,
    WireOldFilter,
    WirePoll,
    WireStatus,
    WireVersion,
    read_emoji,
)
from connect_tui.providers.web.html import read_html
from connect_tui.providers.web.reader import Json

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(sorted(ATTACKS.values(), key=len)[:400])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
MASTODON = (
    WireStatus.read, WireAccount.read, WirePoll.read, WireVersion.read, WireDefaults.read, WireOldFilter.read_all,
    read_emoji, read_instance,
)  # fmt: skip
BLUESKY = (WirePost.read, WirePerson.read, WireItem.read, Facet.read_all)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a JSON value."""
    found = [here] if here else []
    if isinstance(value, dict):
        found += [path for key, inner in value.items() for path in paths(inner, (*here, key))]
    elif isinstance(value, list):
        found += [path for key, inner in enumerate(value) for path in paths(inner, (*here, key))]
    return found


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    """The same value with another one at the end of a path."""
    if not path:
        return to
    first, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[first] = changed(value[first], tuple(rest), to)
    return copy


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(paths(STATUS)), ANYTHING)
def test_a_status_with_anything_anywhere(path: tuple[Any, ...], to: Any) -> None:
    for read in MASTODON:
        read(Json(changed(STATUS, path, to)))
        read(Json(to))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(paths(ITEM)), ANYTHING)
def test_a_feed_item_with_anything_anywhere(path: tuple[Any, ...], to: Any) -> None:
    whole = changed(ITEM, path, to)
    for read in BLUESKY:
        read(Json(whole))
        read(Json(to))
    if isinstance(whole, dict) and isinstance(whole.get("post"), dict):
        WirePost.read(Json(whole["post"]))


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<a href='", "'>", "</a>", "<br>", "<b", "<!--", "-->", "&#", "&amp;", "<li>", "<ul>", "<pre>",
        "<script>", "</script>", "]]>", "<![CDATA[", "<blockquote>", "<span class=invisible>", "&#x1b;", "\x1b[2J", "\u202e",
        "<table><tr>", "<svg>", "<template>", "\u2066", "\0", "words ", "https://a.example/",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=60).map("".join))
def test_any_html(html: str) -> None:
    text = read_html(html).text
    assert not UNCLEAN.search(text.plain)
    assert not unclosed(text.plain)
    for span in text.spans:
        assert 0 <= span.start <= span.end <= len(text.plain)
        assert not UNCLEAN.search(span.target)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(sorted(ATTACKS.values(), key=len)[:400]), max_size=8).map("".join)
)
def test_any_text(text: str) -> None:
    for cleaned in (clean.text(text), clean.line(text), clean.line(text, 7)):
        assert not UNCLEAN.search(cleaned)
        assert not unclosed(cleaned)
    assert clean.text(clean.text(text)) == clean.text(text)
    assert clean.language(text) == "" or text.isascii()
    clean.host(text)
    clean.link(text)


@pytest.mark.parametrize("name", sorted(ATTACKS | HEAVY))
def test_no_attack_takes_long(name: str) -> None:
    """A hundred milliseconds of this machine, or what it needs for twenty times as many plain words."""
    attack = (ATTACKS | HEAVY)[name]
    longest = max((attack, attack * max(1, 20_000 // max(1, len(attack)))), key=len)
    # The garbage of all tests before may be collected in the middle of one of these, not of all three.
    assert any(
        taken < 0.1 or taken < twenty_times_as_many_plain_words()
        for taken in (seconds_to_clean(longest) for _ in range(3))
    )


def seconds_to_clean(text: str) -> float:
    """Seconds of this thread, whatever it is cleaned as."""
    before = time.thread_time()
    clean.text(text)
    clean.line(text)
    clean.link(text)
    clean.host(text)
    read_html(text)
    return time.thread_time() - before


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_what_is_heavy_is_clean_in_the_end(name: str) -> None:
    for cleaned in (clean.text(HEAVY[name]), read_html(HEAVY[name]).text.plain):
        assert not UNCLEAN.search(cleaned)
        assert not unclosed(cleaned)
        assert not flooded(cleaned)
        assert clean.text(cleaned) == cleaned
