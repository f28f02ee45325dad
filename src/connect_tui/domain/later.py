"""When is later: a moment out of words, as people type them."""

import re
from datetime import UTC, date, datetime, time, timedelta

MORNING, NOON, EVENING = time(9), time(12), time(19)
SUGGESTIONS = ("in an hour", "this evening", "tomorrow", "next week")
"""What is offered before anything is typed, as far as it is still to come."""
LONGEST = timedelta(days=366 * 2)
"""Nobody means to be reminded further away than that."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_PARTS = {
    "morning": MORNING, "noon": NOON, "midday": NOON, "lunch": NOON, "afternoon": time(15),
    "evening": EVENING, "tonight": EVENING, "night": time(21), "midnight": time(0),
}  # fmt: skip
_UNITS = {
    "m": "minutes", "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "hours": "hours",
    "d": "days", "day": "days", "days": "days", "w": "weeks", "week": "weeks", "weeks": "weeks",
}  # fmt: skip
_NUMBERS = {
    "a": 1.0, "an": 1.0, "half an": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0,
}  # fmt: skip
_MUCH = rf"(\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SPAN = re.compile(rf"(?:in\s+)?{_MUCH}\s*({_UNIT})(?:(?:\s+and)?\s+{_MUCH}\s*({_UNIT}))?")
_MONTH_SPAN = re.compile(rf"(?:in\s+)?{_MUCH}\s*(?:months?|mo)")
_NUMERIC = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?(?!\d)")
_QUOTED = 60
"""Characters of what was typed that are said again."""
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|o'clock)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATED = re.compile(r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s.]+([a-z]{3,9})\.?(?:\s+(\d{4}))?")
_DATED_US = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_LEADING = re.compile(r"^(?:(?:at|on|by|until|the|,)\s+)+")


class LaterError(ValueError):
    """The words are no moment; `str()` says so, and what would be one."""


def later(words: str, now: datetime) -> datetime:
    """The moment that these words mean, in the time zone of `now`: "tomorrow", "fri 18:30", "in 2 hours".

    A day without a time means nine in the morning; a time that has passed today means tomorrow's.

    Raises:
        LaterError: they mean no moment, or one that has passed or is too far away.
    """
    text = " ".join(words.lower().split())
    moment = _span(text, now) or _months(text, now) or _day_and_time(text, now)
    said = words.strip() if len(words.strip()) <= _QUOTED else words.strip()[: _QUOTED - 1] + "…"
    if moment is None:
        raise LaterError(
            f"“{said}” is no time that I understand; say “tomorrow”, “fri 18:30” or “in 2 hours”"
        )
    if moment <= now:
        raise LaterError(f"“{said}” has passed already")
    if moment - now > LONGEST:
        raise LaterError(f"“{said}” is too far away; two years are the most")
    return moment


def suggestions(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """What to offer before anything is typed, with the moment each means, earliest first."""
    found = []
    for words in SUGGESTIONS:
        try:
            found.append((words, later(words, now)))
        except LaterError:
            continue
    return tuple(sorted(found, key=lambda suggestion: suggestion[1]))


def _span(text: str, now: datetime) -> datetime | None:
    """In so much time."""
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    span = timedelta(**{_UNITS[found[2]]: _much(found[1])})
    if found[3]:
        span += timedelta(**{_UNITS[found[4]]: _much(found[3])})
    # So many hours pass whatever a clock on the wall shows meanwhile.
    return (now.astimezone(UTC) + span).astimezone(now.tzinfo)


def _months(text: str, now: datetime) -> datetime | None:
    """In so many months, on the same day, or the last of a shorter month."""
    found = _MONTH_SPAN.fullmatch(text)
    if not found:
        return None
    months = now.year * 12 + now.month - 1 + int(_much(found[1]))
    year, month = divmod(months, 12)
    if year > date.max.year - 1:
        return None
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return _at(date(year, month + 1, min(now.day, last)), MORNING, now)


def _much(written: str) -> float:
    return _NUMBERS.get(written) or float(written)


def _day_and_time(text: str, now: datetime) -> datetime | None:
    """A day, a time, or both, the day first or last."""
    day, rest = _day(text, now.date())
    clock = _clock(_LEADING.sub("", rest).strip()) if rest else None
    if rest and clock is None:
        return _time_then_day(text, now)
    if day is None:
        return _next(clock, now)
    return _at(day, clock or MORNING, now)


def _time_then_day(text: str, now: datetime) -> datetime | None:
    words = text.split()
    for cut in range(1, len(words)):
        clock = _clock(_LEADING.sub("", " ".join(words[:cut])))
        day, rest = _day(_LEADING.sub("", " ".join(words[cut:])), now.date())
        if clock is not None and day is not None and not rest:
            return _at(day, clock, now)
    return None


def _next(clock: time | None, now: datetime) -> datetime | None:
    """The next time that a clock shows this."""
    if clock is None:
        return None
    moment = _at(now.date(), clock, now)
    return moment if moment > now else _at(now.date() + timedelta(days=1), clock, now)


def _at(day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, now.tzinfo)


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day with which the words begin, and the words that are left."""
    text = _LEADING.sub("", text)
    if found := re.match(r"(this |next )?(?:the )?weekend\b", text):
        # "Next weekend" is not the one that this week ends with.
        saturday = _weekday(5, today) + timedelta(days=7 * (found[1] == "next " and today.weekday() < 5))
        return saturday, text[found.end() :].strip(" ,")
    for word, days in (
        ("today", 0),
        ("this ", 0),
        ("tomorrow", 1),
        ("tmrw", 1),
        ("the day after tomorrow", 2),
    ):
        if text == word.strip() and word == "this ":
            continue
        if text.startswith(word) and not (word == "this " and _names_day(text[5:])):
            return today + timedelta(days=days), text[len(word) :].strip(" ,")
    if text.startswith("day after tomorrow"):
        return today + timedelta(days=2), text[18:].strip(" ,")
    if found := re.match(r"next (?:week|month|year)\b", text):
        return _next_period(found[0], today), text[found.end() :].strip(" ,")
    found = re.match(r"(this |next )?([a-z]+)\b", text)
    if found and (number := _names_day(found[2])):
        day = _weekday(number - 1, today)
        # "Next Friday" said on a Monday is the one after this week's.
        if found[1] == "next " and day - today < timedelta(days=7 - today.weekday()):
            day += timedelta(days=7)
        return day, text[found.end() :].strip(" ,")
    return _date(text, today)


def _names_day(word: str) -> int:
    """Which day of the week a word names, from one; zero if none."""
    word = word.split(" ")[0]
    fits = [i for i, name in enumerate(_DAYS, 1) if len(word) >= 3 and name.startswith(word)]
    return fits[0] if fits else 0


def _weekday(number: int, today: date) -> date:
    """The next day of this name, never today."""
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _next_period(words: str, today: date) -> date:
    if words == "next week":
        return _weekday(0, today)
    if words == "next year":
        return date(today.year + 1, 1, 1)
    return date(today.year + (today.month == 12), today.month % 12 + 1, 1)


def _date(text: str, today: date) -> tuple[date | None, str]:
    """A date with which the words begin; without a year it is the next of its name."""
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3])), text[found.end() :].strip(" ,t")
        if found := _NUMERIC.match(text):
            return _this_or_next(int(found[1]), int(found[2]), found[3], today), text[found.end() :].strip(
                " ,"
            )
        if (found := _DATED.match(text)) and (month := _month(found[2])):
            return _this_or_next(int(found[1]), month, found[3], today), text[found.end() :].strip(" ,")
        if (found := _DATED_US.match(text)) and (month := _month(found[1])):
            return _this_or_next(int(found[2]), month, found[3], today), text[found.end() :].strip(" ,")
    except ValueError:  # the thirty-first of April
        return None, text
    return None, text


def _month(word: str) -> int:
    fits = [i for i, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    return fits[0] if fits else 0


def _this_or_next(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year), month, day)
    this = date(today.year, month, day)
    return this if this > today else date(today.year + 1, month, day)


def _clock(text: str) -> time | None:
    """A time of day, by the clock or by its name."""
    text = text.removeprefix("in the ").strip()
    if text in _PARTS:
        return _PARTS[text]
    found = _CLOCK.fullmatch(text)
    if not found or not (found[2] or found[3] or len(text) <= 2):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
