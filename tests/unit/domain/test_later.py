"""What people type when they mean later."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.domain.later import LaterError, later, suggestions

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("this evening", "2026-03-18 19:00"),
        ("tonight", "2026-03-18 19:00"),
        ("tomorrow", "2026-03-19 09:00"),
        ("Tomorrow  Evening", "2026-03-19 19:00"),
        ("tomorrow at 14:30", "2026-03-19 14:30"),
        ("tomorrow, 8", "2026-03-19 08:00"),
        ("the day after tomorrow", "2026-03-20 09:00"),
        ("next week", "2026-03-23 09:00"),
        ("next month", "2026-04-01 09:00"),
        ("weekend", "2026-03-21 09:00"),
        ("fri", "2026-03-20 09:00"),
        ("Friday 18:30", "2026-03-20 18:30"),
        ("18:30 friday", "2026-03-20 18:30"),
        ("on friday at 6 pm", "2026-03-20 18:00"),
        ("this friday", "2026-03-20 09:00"),
        ("next friday", "2026-03-27 09:00"),
        ("next monday", "2026-03-23 09:00"),
        ("wednesday", "2026-03-25 09:00"),
        ("18:30", "2026-03-18 18:30"),
        ("9:00", "2026-03-19 09:00"),
        ("11", "2026-03-19 11:00"),
        ("at noon", "2026-03-19 12:00"),
        ("6pm", "2026-03-18 18:00"),
        ("12 am", "2026-03-19 00:00"),
        ("in 2 hours", "2026-03-18 14:00"),
        ("2h", "2026-03-18 14:00"),
        ("an hour", "2026-03-18 13:00"),
        ("half an hour", "2026-03-18 12:30"),
        ("30 min", "2026-03-18 12:30"),
        ("3d", "2026-03-21 12:00"),
        ("2 weeks", "2026-04-01 12:00"),
        ("2026-12-01", "2026-12-01 09:00"),
        ("2026-12-01 14:00", "2026-12-01 14:00"),
        ("2026-12-01T14:00", "2026-12-01 14:00"),
        ("1 december", "2026-12-01 09:00"),
        ("1st of Dec", "2026-12-01 09:00"),
        ("dec 1 at 8:15", "2026-12-01 08:15"),
        ("1 march", "2027-03-01 09:00"),
        ("3 mar 2027", "2027-03-03 09:00"),
        ("this weekend", "2026-03-21 09:00"),
        ("next weekend", "2026-03-28 09:00"),
        ("weekend 11:00", "2026-03-21 11:00"),
        ("next year", "2027-01-01 09:00"),
        ("midnight", "2026-03-19 00:00"),
        ("in two hours", "2026-03-18 14:00"),
        ("one week", "2026-03-25 12:00"),
        ("in 1 hour 30 minutes", "2026-03-18 13:30"),
        ("an hour and 5 min", "2026-03-18 13:05"),
        ("in a month", "2026-04-18 09:00"),
        ("2 months", "2026-05-18 09:00"),
        ("in 11 months", "2027-02-18 09:00"),
        ("tmrw 8:00", "2026-03-19 08:00"),
        ("15.4.", "2026-04-15 09:00"),
        ("1.3. 14:00", "2027-03-01 14:00"),
        ("31.12.2026", "2026-12-31 09:00"),
    ],
)
def test_words_for_a_moment(words: str, expected: str) -> None:
    assert later(words, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("", "no time that I understand"),
        ("soonish", "no time that I understand"),
        ("31 april", "no time that I understand"),
        ("25:00", "no time that I understand"),
        ("13 pm", "no time that I understand"),
        ("tomorrow soon", "no time that I understand"),
        ("this", "no time that I understand"),
        ("today", "has passed already"),
        ("2026-01-01", "has passed already"),
        ("0 min", "has passed already"),
        ("1 may 2031", "too far away"),
        ("9999 weeks", "too far away"),
    ],
)
def test_words_for_none(words: str, complaint: str) -> None:
    with pytest.raises(LaterError, match=complaint):
        later(words, NOW)


def test_the_zone_is_that_of_now() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    assert later("tomorrow", east).isoformat() == "2026-03-19T09:00:00+09:00"


def test_what_is_offered_is_still_to_come() -> None:
    assert [words for words, _ in suggestions(NOW)] == ["in an hour", "this evening", "tomorrow", "next week"]
    assert [words for words, _ in suggestions(NOW.replace(hour=20))] == [
        "in an hour",
        "tomorrow",
        "next week",
    ]


WORDS = (
    "next",
    "this",
    "fri",
    "18:30",
    "tomorrow",
    "in",
    "2",
    "h",
    "1",
    "may",
    "the",
    "at",
    "evening",
    "week",
)


@given(st.text(max_size=40) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_words_are_a_moment_or_an_error(words: str) -> None:
    try:
        moment = later(words, NOW)
    except LaterError:
        return
    assert moment > NOW


def test_months_end_where_they_end() -> None:
    now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert later("in a month", now) == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert later("13 months", now) == datetime(2027, 2, 28, 9, tzinfo=UTC)
    with pytest.raises(LaterError, match="too far away"):
        later("9999 weeks", now)
    with pytest.raises(LaterError):
        later("9999 months", now)


@pytest.mark.parametrize("words", ["31.4.", "99.99.2026", "next", "in", "in two", "month", "0.0.", "1.1.1"])
def test_what_is_no_time_is_said(words: str) -> None:
    with pytest.raises(LaterError, match="no time that I understand"):
        later(words, NOW)


def test_long_words_are_not_said_again_whole() -> None:
    with pytest.raises(LaterError) as caught:
        later("t" * 5000, NOW)
    assert len(str(caught.value)) < 200
