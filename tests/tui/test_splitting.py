"""A text that is too long, in parts."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.tui.render.gauge import gauge
from connect_tui.tui.splitting import sentence_ends, split

WORDS = st.text(st.sampled_from("ab Z.!?\n,。あ\u0301👩\u200d👧é:/@"), max_size=300)


def bare(text: str) -> str:
    """The text without white space: what may not be lost."""
    return re.sub(r"\s", "", text)


@given(WORDS, st.integers(20, 80))
def test_nothing_is_lost_and_every_part_fits(text: str, most: int) -> None:
    parts = split(text, lambda words: len(words) <= most)
    assert bare("".join(parts)) == bare(text)
    assert all(0 < len(part) <= most for part in parts)
    assert all(part == part.strip() for part in parts)
    if len(text.strip()) <= most:
        assert parts == ((text.strip(),) if text.strip() else ())


@given(st.lists(st.sampled_from(["Rain fell.", "Why so soon?", "We walked home and ate."]), max_size=40))
def test_parts_end_where_sentences_end(sentences: list[str]) -> None:
    for part in split(" ".join(sentences), lambda words: len(words) <= 120):
        assert part[-1] in ".!?"


@given(st.lists(st.integers(20, 60), min_size=1, max_size=9))
def test_links_are_not_cut(lengths: list[int]) -> None:
    links = [f"https://{'a' * length}.example" for length in lengths]

    def fits(words: str) -> bool:
        return len(re.sub(r"https?://\S+", "x" * 23, words)) <= 60

    parts = split(" and then ".join(links), fits)
    assert [found for part in parts for found in re.findall(r"https://\S+", part)] == links


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("He said “Come.” Then he left.", ["He said “Come.” ", "Then he left."]),
        ("Ask Dr. Who, i. e. him. Soon.", ["Ask Dr. Who, i. e. him. ", "Soon."]),
        ("About e.g. this. that", ["About e.g. this. that"]),
        ("3.5 is more than 2.9. Yes.", ["3.5 is more than 2.9. ", "Yes."]),
        ("今日は。いい天気。", ["今日は。", "いい天気。"]),
        ("first\nsecond", ["first\n", "second"]),
        ("https://a.example/x?y=1 goes. On.", ["https://a.example/x?y=1 goes. ", "On."]),
    ],
)
def test_where_sentences_end(text: str, ends: list[str]) -> None:
    places = [0, *sentence_ends(text)]
    assert [text[a:b] for a, b in itertools.pairwise(places)] == ends


def test_a_paragraph_is_a_better_place_than_a_sentence() -> None:
    text = "One thing. And another.\n\nSomething else. And more of it."
    assert split(text, lambda words: len(words) <= 45) == (
        "One thing. And another.",
        "Something else. And more of it.",
    )


def test_a_word_that_is_too_long_is_cut_between_characters_as_people_see_them() -> None:
    family = "👩\u200d👧"
    parts = split(family * 4, lambda words: len(words) <= 7)
    assert parts == (family * 2, family * 2)


def test_where_not_one_character_fits_that_is_said() -> None:
    with pytest.raises(ValueError, match="not one character"):
        split("words", lambda words: not words)


SENTENCE = "It rained all the morning, and then the sun came out again."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("x" * 449, ""),
        ("x" * 451, "room for a few words"),
        ("x" * 500, "just full"),
        ("x" * 505, "a word or two too long"),
        ("x" * 520, "a few words too long"),
        ("x" * 570, "about a sentence too long"),
        ("x" * 640, "about two sentences too long"),
        (" ".join([SENTENCE] * 9), "about a sentence too long"),
        (" ".join([SENTENCE] * 10), "about two sentences too long"),
        (" ".join([SENTENCE] * 12), "about four sentences too long"),
        ("x" * 1100, "more than twice as long as fits"),
    ],
)
def test_the_gauge_speaks_near_the_limit_and_in_words(text: str, said: str) -> None:
    assert gauge(text, lambda words: 500 - len(words), 500) == said


@given(WORDS, st.integers(20, 200))
def test_the_gauge_says_too_long_just_where_it_is(text: str, most: int) -> None:
    said = gauge(text, lambda words: most - len(words), most)
    assert said.endswith(("too long", "as long as fits")) is (len(text) > most)
    assert not re.search(r"\d", said)
