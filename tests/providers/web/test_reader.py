"""JSON that is read without trust: how much of it, and what it says."""

import json

import pytest

from connect_tui.providers.web.reader import (
    MAX_HOLDERS,
    MAX_ITEMS,
    MAX_VALUES,
    MAX_WITHIN,
    Json,
    decode,
)

TOO_MUCH = {
    "numbers": b"[" + b"0," * (MAX_VALUES + 1) + b"0]",
    "lists": b"[" + b"[]," * MAX_HOLDERS + b"0]",
    "objects": b"[" + b'{"a":{}},' * (MAX_HOLDERS // 2) + b"0]",
    "between words": b'["\\"",' + b'"a",' * (MAX_VALUES + 1) + b"0]",
    "behind an open end": b"[" + b"0," * (MAX_VALUES + 1) + b'"',
    "levels": b"[" * 100_000 + b"]" * 100_000,
    "digits": b"9" * 5_000,
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_would_take_long_is_not_decoded(name: str) -> None:
    with pytest.raises(ValueError):
        decode(TOO_MUCH[name])


@pytest.mark.parametrize("sign", [",", "[", "{", '"', "\\", ',"', "[\\"])
def test_somebodys_words_do_not_keep_a_page_from_being_read(sign: str) -> None:
    words = [{"content": sign * 600_000}, {"content": f"{sign} and so on"}]
    assert decode(json.dumps(words).encode()).value == words


ODD = {
    "half of a pair": (b'{"a": "\\ud800"}', "\ud800"),
    "twice": (b'{"a": "one", "a": "two"}', "two"),
    "no number": (b'{"a": NaN}', ""),
    "endless": (b'{"a": 1e999}', ""),
    "a mark at the beginning": (b'\xef\xbb\xbf{"a": "x"}', "x"),
    "nothing of it": (b"null", ""),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_json_has_an_answer(name: str) -> None:
    document, text = ODD[name]
    read = decode(document)
    assert read.text("a") == text
    assert read.number("a") is None
    assert read.moment("a") is None
    assert read.id("a") in ("", text)
    assert list(read.get("a")) == list(read.many()) == []


def test_a_list_within_something_is_read_as_far_as_anything_honest_goes() -> None:
    long = Json(list(range(MAX_ITEMS + 1)))
    assert (len(list(long)), len(list(long.many()))) == (MAX_WITHIN, MAX_ITEMS)
    strings = Json({"a": ["x"] * (MAX_WITHIN + 1)})
    assert (len(strings.texts("a")), len(strings.texts("a", MAX_ITEMS))) == (MAX_WITHIN, MAX_WITHIN + 1)


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("0001-01-01T00:00:00+14:00", None), ("9999-12-31T23:59:59-14:00", None), ("9999-12-31", 9999),
        ("0000-01-01", None), ("2026-01-01T00:00:00+99:99", None), ("2026-01-01T00:00:00Z" + "0" * 5_000, None),
        ("+12026-01-01", None),
    ],
)  # fmt: skip
def test_days_far_away(written: str, year: int | None) -> None:
    moment = Json({"at": written}).moment("at")
    assert (moment and moment.year) == year
