"""When a server may be asked again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connect_tui.provider import RateLimited

DEFAULT_WAIT = timedelta(minutes=1)
"""How long to wait where the server does not say."""
LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more is asked again after this all the same."""


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When a server may be asked again: `Retry-After`, else `X-RateLimit-Reset`, else in a minute."""
    asked = _moment(headers.get("retry-after", ""), now) or reset_at(headers, now)
    asked = asked or now + DEFAULT_WAIT
    return min(max(asked, now + timedelta(seconds=1)), now + LONGEST_WAIT)


class Pause:
    """Until when a server wants to be asked nothing."""

    def __init__(self) -> None:
        self._until: datetime | None = None

    def until(self, moment: datetime | None, now: datetime) -> None:
        """Ask nothing before this; at most for `LONGEST_WAIT`."""
        self._until = None if moment is None else min(moment, now + LONGEST_WAIT)

    def check(self, now: datetime) -> None:
        """Go on, where the pause is over.

        Raises:
            RateLimited: it is not.
        """
        if self._until is None or now >= self._until:
            return
        if self._until - now > LONGEST_WAIT:
            self._until = None  # the clock that it was measured by was put back
            return
        raise RateLimited("asks to wait a little", self._until)


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
