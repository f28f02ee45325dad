"""Whose clock is wrong: what a server says the time is."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def ahead(date: str, now: datetime) -> timedelta | None:
    """By how much a clock is ahead that gave this `Date` header just now; `None` where that is no date.

    https://www.rfc-editor.org/rfc/rfc9110#field.date
    """
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
