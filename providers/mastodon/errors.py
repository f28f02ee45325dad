"""What a server's answer means when it is no answer: HTTP into the `ProviderError` family.

Statuses and bodies: https://docs.joinmastodon.org/entities/Error/, and the dialects of other servers.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connect_tui.domain import clean
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    NotAllowed,
    NotFound,
    Offline,
    ProviderError,
    RateLimited,
    Rejected,
    ServerFault,
)

DEFAULT_WAIT = timedelta(minutes=1)
"""How long to wait where the server does not say."""
LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more is asked again after this all the same."""
MAX_REASON = 200
"""Characters kept of a server's reason."""

_TOKEN = re.compile(r"token|unauthori[sz]ed|not logged in", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:Validation failed|Bad Request|Unprocessable Entity|Forbidden):\s*", re.IGNORECASE)


def to_error(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime, *, writes: bool
) -> ProviderError:
    """The error for an answer whose status is not of the 200s. `writes`: it was asked to change something."""
    reason = _reason(headers, body)
    if status == 401 or (status == 400 and _TOKEN.search(reason)):
        return AuthExpired("no longer takes the login")
    if status == 429:
        return RateLimited("asks to wait a little", retry_at(headers, now))
    if status in (404, 405, 410, 501):
        return NotFound("does not have that (any more)")
    if status == 408:
        return Offline("did not answer in time")
    if status == 422 or (writes and status in (400, 413)):
        return Rejected(_sentence(reason) or "did not take it, and gave no reason")
    if status in (409, 425) or status >= 500:
        return ServerFault(f"has a fault ({status}); this should pass")
    if 300 <= status < 400 or status < 200:
        return BadResponse("sends to another address")
    if status == 400:
        return BadResponse(_with("did not understand the question", reason))
    return NotAllowed(_with("refuses", reason))


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


def _reason(headers: Mapping[str, str], body: bytes) -> str:
    """What the server says was wrong, cleaned; empty where it says nothing for people."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        plain = headers.get("content-type", "").startswith("text/plain")
        return clean.line(body[:2000].decode("utf-8", "replace"))[:MAX_REASON] if plain else ""
    if not isinstance(said, dict):
        return ""
    found = (said.get(key) for key in ("error_description", "error", "message"))
    reason = next((text for text in found if isinstance(text, str) and text.strip()), "")
    return _PREFIX.sub("", clean.line(reason))[:MAX_REASON].rstrip(". ")


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _with(sentence: str, reason: str) -> str:
    return f"{sentence}: {reason}" if reason else sentence
