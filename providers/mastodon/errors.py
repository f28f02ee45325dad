"""What a server's answer means when it is no answer: HTTP into the `ProviderError` family.

Statuses and bodies: https://docs.joinmastodon.org/entities/Error/, and the dialects of other servers.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

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
from connect_tui.providers.web.hiding import without_secrets
from connect_tui.providers.web.reader import decode
from connect_tui.providers.web.waiting import retry_at

MAX_REASON = 200
"""Characters kept of a server's reason."""
_LOOKED_AT = 2000

_TOKEN = re.compile(r"token|unauthori[sz]ed|not logged in", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:Validation failed|Bad Request|Unprocessable Entity|Forbidden):\s*", re.IGNORECASE)


def to_error(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    *,
    writes: bool,
    secrets: Collection[str] = (),
) -> ProviderError:
    """The error for an answer whose status is not of the 200s. `writes`: it was asked to change something.
    `secrets` went out with the request, and are not repeated.
    """
    reason = clean.line(without_secrets(_reason(headers, body), secrets), MAX_REASON).rstrip(". ")
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


def _reason(headers: Mapping[str, str], body: bytes) -> str:
    """What the server says was wrong, cleaned; empty where it says nothing for people."""
    try:
        said = decode(body).value
    except ValueError:
        plain = headers.get("content-type", "").startswith("text/plain")
        return clean.line(body[:_LOOKED_AT].decode("utf-8", "replace")) if plain else ""
    if not isinstance(said, dict):
        return ""
    found = (said.get(key) for key in ("error_description", "error", "message"))
    reason = next((text for text in found if isinstance(text, str) and text.strip()), "")
    return clean.line(_PREFIX.sub("", clean.line(reason[:_LOOKED_AT])))


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _with(sentence: str, reason: str) -> str:
    return f"{sentence}: {reason}" if reason else sentence
