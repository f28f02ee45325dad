"""What an answer means that is none: XRPC errors into the `ProviderError` family.

https://atproto.com/specs/xrpc#error-responses. The name of an error says more than its status: an expired
token is 400.
"""

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
_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
_MISSING = frozenset(
    {"NotFound", "RecordNotFound", "HandleNotFound", "RepoNotFound", "ActorNotFound", "SubjectNotFound"}
)
_REFUSED = frozenset({"BlockedActor", "BlockedByActor", "RepoTakendown", "RepoDeactivated", "Forbidden"})
_CLOSED = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended"})
_MISSING_SUBJECTS = (
    "profile not found",
    "post not found",
    "could not find",
    "actor not found",
    "unable to resolve handle",
)
"""What the reference servers say under the name InvalidRequest when something is not there."""


class TokenExpired(AuthExpired):
    """The access token is no longer taken; a new one may be."""


class Swapped(Rejected):
    """There is a record under this key already."""


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
    name, said = _said(body)
    reason = clean.line(without_secrets(said, secrets), MAX_REASON).rstrip(". ")
    if status == 429:
        return RateLimited("asks to wait a little", retry_at(headers, now))
    if name in _EXPIRED:
        return TokenExpired("no longer takes the login")
    if name in _CLOSED:
        return NotAllowed(_with("has closed the account", reason))
    if name == "AuthFactorTokenRequired":
        return AuthExpired(
            "wants a second factor: make an app password in its settings, and log in with that"
        )
    if status == 401:
        return AuthExpired("no longer takes the login")
    if name == "BlobNotFound":
        return Rejected("A picture is not kept there any more. Sent again, it goes along once more")
    if status in (404, 410, 501) or name in _MISSING or reason.casefold().startswith(_MISSING_SUBJECTS):
        return NotFound("does not have that (any more)")
    if status == 403 or name in _REFUSED:
        return NotAllowed(_with("refuses", reason))
    if name == "InvalidSwap":
        return Swapped("has something under that name already")
    if status in (400, 413, 422):
        if writes:
            return Rejected(_sentence(reason) or "did not take it, and gave no reason")
        return BadResponse(_with("did not understand the question", reason))
    if status == 408:
        return Offline("did not answer in time")
    if status >= 500:
        return ServerFault(f"has a fault ({status}); this should pass")
    if 300 <= status < 400 or status < 200:
        return BadResponse("sends to another address")
    return NotAllowed(_with("refuses", reason))


def _said(body: bytes) -> tuple[str, str]:
    """The name of the error and its reason, cleaned; empty where it does not say."""
    try:
        said = decode(body).value
    except ValueError:
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    name, reason = said.get("error"), said.get("message")
    return (
        clean.line(name, 80) if isinstance(name, str) else "",
        clean.line(reason[:_LOOKED_AT]) if isinstance(reason, str) else "",
    )


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _with(sentence: str, reason: str) -> str:
    return f"{sentence}: {reason}" if reason else sentence
