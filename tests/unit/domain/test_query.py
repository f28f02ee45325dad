"""What somebody types to look for something, and what is understood."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.domain.query import Query, parse

NOW = datetime(2026, 3, 18, 14, 30, tzinfo=UTC)
"""A Wednesday."""


def day(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("   ", Query()),
        ('""', Query()),
        ("garden", Query(("garden",))),
        ("garden  plan garden", Query(("garden", "plan"))),
        ('"black krim" soup', Query(("black krim", "soup"))),
        ("“black krim”", Query(("black krim",))),
        ('"black krim', Query(("black krim",))),
        ("日本語", Query(("日本語",))),
        ("from:ana", Query(by=("ana",))),
        ("FROM:Ana garden", Query(("garden",), by=("Ana",))),
        ('from:"Ana Maria"', Query(by=("Ana Maria",))),
        ("from:@ana@home.example", Query(by=("@ana@home.example",))),
        ("from:はるか", Query(by=("はるか",))),
        ("from:", Query(("from:",))),
        ("soup -leek", Query(("soup",), without=("leek",))),
        ("-leek soup -LEEK -leek", Query(("soup",), without=("leek", "LEEK"))),
        ('soup -"two leeks"', Query(("soup",), without=("two leeks",))),
        ("soup -from:Ben", Query(("soup",), not_by=("Ben",))),
        ('soup "-5"', Query(("soup", "-5"))),
        ("soup - leek", Query(("soup", "-", "leek"))),
        ("soup --plain so-called", Query(("soup", "--plain", "so-called"))),
        ("soup -on:monday", Query(("soup",), without=("on:monday",))),
        ("since -x march", Query(since=day(3, 1), without=("x",))),
        ("https://example.org", Query(("https://example.org",))),
        ("since:2026-03-01", Query(since=day(3, 1))),
        ("since:2026-3", Query(since=day(3, 1))),
        ("before:2025", Query(before=day(1, 1, 2025))),
        ("on:2025", Query(since=day(1, 1, 2025), before=day(1, 1))),
        ("on:2026-02", Query(since=day(2, 1), before=day(3, 1))),
        ("on:december", Query(since=day(12, 1, 2025), before=day(1, 1))),
        ("on:march", Query(since=day(3, 1), before=day(4, 1))),
        ("on:mon", Query(since=day(3, 16), before=day(3, 17))),
        ("on:wednesday", Query(since=day(3, 18), before=day(3, 19))),
        ("since:thursday", Query(since=day(3, 12))),
        ("soup yesterday", Query(("soup",), since=day(3, 17), before=day(3, 18))),
        ("last week soup", Query(("soup",), since=day(3, 9), before=day(3, 16))),
        ("since:last week", Query(since=day(3, 9))),
        ("since:last-week soup", Query(("soup",), since=day(3, 9))),
        ('since:"last week"', Query(since=day(3, 9))),
        ("this week", Query(since=day(3, 16), before=day(3, 23))),
        ("last month", Query(since=day(2, 1), before=day(3, 1))),
        ("last year", Query(since=day(1, 1, 2025), before=day(1, 1))),
        ("since march", Query(since=day(3, 1))),
        ("before last month", Query(before=day(2, 1))),
        ("on 29 feb", Query(since=day(2, 29, 2024), before=day(3, 1, 2024))),
        ("on 17 march", Query(since=day(3, 17), before=day(3, 18))),
        ("on 1 december", Query(since=day(12, 1, 2025), before=day(12, 2, 2025))),
        ("in march", Query(since=day(3, 1), before=day(4, 1))),
        ("soup in december", Query(("soup",), since=day(12, 1, 2025), before=day(1, 1))),
        ("in:2025", Query(since=day(1, 1, 2025), before=day(1, 1))),
        ("in london", Query(("in", "london"))),
        ("october", Query(("october",))),
        ("since then", Query(("since", "then"))),
        ("the last soup", Query(("the", "last", "soup"))),
        ("last", Query(("last",))),
        ('"yesterday"', Query(("yesterday",))),
        ("may", Query(("may",))),
        ("since 1 march soup", Query(("soup",), since=day(3, 1))),
        ("since:march 1", Query(since=day(3, 1))),
        ('since:"1st march"', Query(since=day(3, 1))),
        ("on:1 april", Query(since=day(4, 1, 2025), before=day(4, 2, 2025))),
        ("in march 2025 soup", Query(("soup",), since=day(3, 1, 2025), before=day(4, 1, 2025))),
        ("on 31 december 2024", Query(since=day(12, 31, 2024), before=day(1, 1, 2025))),
        ("since:dec-24", Query(since=day(12, 24, 2025))),
        ("since:2026/3/1", Query(since=day(3, 1))),
        ("since:1.3.2026", Query(since=day(3, 1))),
        ("on:3.2025", Query(since=day(3, 1, 2025), before=day(4, 1, 2025))),
        ("since march 12 eggs", Query(("eggs",), since=day(3, 12))),
        ("since: march", Query(since=day(3, 1))),
        ("from: ben soup", Query(("soup",), by=("ben",))),
        ("soup from:", Query(("soup", "from:"))),
        ("on:30 february", Query(("february",), unknown=("on:30",))),
        ("In: home soup", Query(("soup",), unknown=("in:home",))),
        ("since:never soup", Query(("soup",), unknown=("since:never",))),
        ("since:2026-13", Query(unknown=("since:2026-13",))),
        ("since:2026-02-30", Query(unknown=("since:2026-02-30",))),
        ("since:0000", Query(unknown=("since:0000",))),
        ("before:0001-01-01", Query(unknown=("before:0001-01-01",))),
        ("since:9999-12-31", Query(unknown=("since:9999-12-31",))),
        ("since:31 december 9999", Query(("9999",), since=day(12, 31, 2025))),
        ("since:2026-01 since:2026-02", Query(since=day(2, 1))),
    ],
)
def test_is_understood(text: str, query: Query) -> None:
    assert parse(text, NOW) == query


def test_days_are_those_of_where_i_am() -> None:
    east = timezone(timedelta(hours=9))
    now = datetime(2026, 3, 18, 2, 0, tzinfo=east)
    assert parse("today", now).since == datetime(2026, 3, 18, tzinfo=east)


@given(
    st.from_regex(
        r"(on|since|before|in):?[a-z ]?\d{0,4}[-./ ]?([a-z]{3}|\d{0,4})[-./ ]?\d{0,4}", fullmatch=True
    )
)
def test_any_day_can_be_typed(text: str) -> None:
    parse(text, NOW)


@given(st.text(max_size=60))
def test_anything_can_be_typed(text: str) -> None:
    query = parse(text, NOW)
    assert all(word.strip() for word in (*query.words, *query.by, *query.without, *query.not_by))


def test_what_to_leave_out_alone_is_no_search() -> None:
    assert not parse("-leek -from:ben", NOW)
