"""Moments as SQLite keeps them: whole microseconds since 1970, so that they compare and come back exactly."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
SPOILT = (ValueError, TypeError, OverflowError)
"""What is raised where a row no longer holds what was written into it, as a disk can leave it."""


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    """The moment so many microseconds after 1970, in UTC."""
    return _EPOCH + value * _MICROSECOND


def to_micros_or_none(moment: datetime | None) -> int | None:
    """As `to_micros`, for a moment that may be missing."""
    return None if moment is None else to_micros(moment)


def from_micros_or_none(value: int | None) -> datetime | None:
    """As `from_micros`, for a value that may be missing."""
    return None if value is None else from_micros(value)
