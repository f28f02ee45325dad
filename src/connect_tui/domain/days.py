"""Stretches of time as people name them: “yesterday”, “last week”, “March”, “2026-03”. Pure."""

import re
from datetime import datetime, timedelta

from msgspec import Struct

from connect_tui.domain.late import late
from connect_tui.domain.sentences import DAYS, MONTHS

_DATE = late(r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?")
_DOTTED = late(r"(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.(?P<year>\d{4})")
_NUMBER = late(r"(\d{1,2})(?:st|nd|rd|th|\.)?|(\d{4})")
ELSEWHERE = {
    "heute": "today", "gestern": "yesterday", "aujourd'hui": "today", "hier": "yesterday",
    "hoy": "today", "ayer": "yesterday", "hoje": "today", "ontem": "yesterday", "oggi": "today",
    "ieri": "yesterday", "vandaag": "today", "gisteren": "yesterday", "今日": "today", "昨日": "yesterday",
}  # fmt: skip
"""Days by their names in languages that are not understood here, and what they are called here."""
_YEARS = range(2, 9999)
"""Those in which a day has one before and one after it, in every time zone."""
_LEAP = 9
"""Years of which at least one has a 29th of February that has begun, also around a century."""
_LEAST = 3
"""Letters that name a month or a day of the week."""


class Stretch(Struct, frozen=True):
    """From `start` up to but not including `end`."""

    start: datetime
    end: datetime


def span_of(words: str, now: datetime) -> Stretch | None:
    """The stretch that these words name, in the time zone of `now`; `None` where they name none.

    A day of the week or a month is the last one that has begun, and so is a day of a month without a year; a
    week begins on Monday.
    """
    said = re.sub(r"[\s_-]+", " ", words.strip().casefold()) if words[:1].isalpha() else words.strip()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    which, _, what = said.partition(" ")
    if which in ("this", "last") and what in ("week", "month", "year"):
        return _around(today, what, back=which == "last")
    match said:
        case "today":
            return _day(today)
        case "yesterday":
            return _day(today - timedelta(days=1))
    if (number := _index(said, DAYS)) is not None:
        return _day(today - timedelta(days=(today.weekday() - number) % 7))
    if (number := _index(said, MONTHS)) is not None:
        return _month(today.year - (number + 1 > today.month), number + 1, now)
    return _named(said.split(), now) or _written(said, now)


def _around(today: datetime, what: str, *, back: bool) -> Stretch:
    """The week, month or year that is, or the one before."""
    if what == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Stretch(monday, monday + timedelta(days=7))
    if what == "year":
        return _year(today.year - back, today)
    before = today.year * 12 + today.month - 1 - back
    return _month(before // 12, before % 12 + 1, today)


def _named(said: list[str], now: datetime) -> Stretch | None:
    """A month by its name, with its day, its year, or both, in any order."""
    months = [month for word in said if (month := _index(word, MONTHS)) is not None]
    numbers = [match for word in said if (match := _NUMBER.fullmatch(word)) is not None]
    days = [int(match[1]) for match in numbers if match[1]]
    years = [int(match[2]) for match in numbers if match[2]]
    if len(months) != 1 or len(days) > 1 or len(years) > 1 or len(said) != 1 + len(numbers) or not numbers:
        return None
    month = months[0] + 1
    try:
        if not days:
            return _month(years[0], month, now)
        if years:
            return _day(_at(years[0], month, days[0], now))
    except ValueError:
        return None
    return _last(month, days[0], now)


def _last(month: int, day: int, now: datetime) -> Stretch | None:
    """The last such day that has begun; the 29th of February is not there every year."""
    for year in range(now.year, now.year - _LEAP, -1):
        try:
            start = _at(year, month, day, now)
        except ValueError:
            continue
        if start <= now:
            return _day(start)
    return None


def _written(said: str, now: datetime) -> Stretch | None:
    """A year, a month or a day in figures."""
    match = _DATE.fullmatch(said) or _DOTTED.fullmatch(said)
    if match is None:
        return None
    year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
    try:
        if day:
            return _day(_at(year, month, day, now))
        return _month(year, month, now) if month else _year(year, now)
    except ValueError:
        return None


def _index(said: str, names: tuple[str, ...]) -> int | None:
    """The name that these letters begin."""
    if len(said) < _LEAST:
        return None
    return next((index for index, name in enumerate(names) if name.casefold().startswith(said)), None)


def _day(start: datetime) -> Stretch:
    return Stretch(start, start + timedelta(days=1))


def _month(year: int, month: int, now: datetime) -> Stretch:
    return Stretch(_at(year, month, 1, now), _at(year + month // 12, month % 12 + 1, 1, now))


def _year(year: int, now: datetime) -> Stretch:
    return Stretch(_at(year, 1, 1, now), _at(year + 1, 1, 1, now))


def _at(year: int, month: int, day: int, now: datetime) -> datetime:
    if year not in _YEARS:
        raise ValueError(year)
    return datetime(year, month, day, tzinfo=now.tzinfo)
