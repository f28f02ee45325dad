"""When a server may be asked again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

DEFAULT_WAIT = timedelta(minutes=1)
"""How long to wait where the server does not say."""
LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more is asked again after this all the same."""


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When a server may be asked again: `Retry-After`, else `X-RateLimit-Reset`, else in a minute."""
    asked = _moment(headers.get("retry-after", ""), now) or reset_at(headers, now)
    asked = asked or now + DEFAULT_WAIT
    return min(max(asked, now + timedelta(seconds=1)), now + LONGEST_WAIT)


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the server's allowance is renewed."""
    return _moment(headers.get("x-ratelimit-reset", "") or headers.get("ratelimit-reset", ""), now)


def _moment(written: str, now: datetime) -> datetime | None:
    """Seconds from now, seconds since 1970, an ISO or an HTTP date."""
    written = written.strip()
    try:
        if re.fullmatch(r"\d{1,12}(?:\.\d+)?", written):
            seconds = float(written)
            return datetime.fromtimestamp(seconds, UTC) if seconds > 1e9 else now + timedelta(seconds=seconds)
        moment = datetime.fromisoformat(written) if "T" in written[:11] else parsedate_to_datetime(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    except (ValueError, TypeError, OverflowError, OSError):
        return None
