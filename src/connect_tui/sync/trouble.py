"""From what went wrong to what a person is told, and to how long to leave a server alone."""

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from connect_tui.port.failures import (
    AuthExpired,
    BadResponse,
    NoSecret,
    NotAllowed,
    Offline,
    ProviderError,
    RateLimited,
    Rejected,
    ServerFault,
    Unreachable,
)
from connect_tui.store.errors import StoreError
from connect_tui.sync.events import Trouble, TroubleKind

T = TypeVar("T")
_log = logging.getLogger(__name__)

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
"""No server asks for a longer one; what lies further ahead was set by a clock that was wrong."""
LOGIN_REST = timedelta(minutes=5)
"""How often it is tried whether somebody has logged in again meanwhile."""
NAMED = 2
"""Parts of an account that are named in one sentence."""
_AGAIN = "It will be tried again."
_AGAIN_THEN = "It will be tried again then."


class Partly(ProviderError):
    """Some of an account's timeline could not be read, while the rest was; `str()` names what."""

    def __init__(self, troubles: Sequence[str]) -> None:
        named = "; ".join(troubles[:NAMED])
        super().__init__(f"{named}; and others" if len(troubles) > NAMED else named)


class Broken(BadResponse):
    """A provider did not keep to the port; `str()` names its package. What was asked may have happened."""


class Absent(NotAllowed):
    """There is no provider for this account; `str()` says why and what to do."""


class Fault(Exception):
    """The program or a provider failed in a way that nobody foresaw. `str()` names the kind of fault."""


async def guarded(work: Callable[[], Awaitable[T]], *expected: type[Exception]) -> T:
    """Do this. A fault that nobody foresaw is written to the log; one account must not take down the others.

    Raises:
        ProviderError, StoreError: as they come; so is what was `expected`.
        Fault: anything else.
    """
    try:
        return await work()
    except Exception as error:
        if isinstance(error, (ProviderError, StoreError, *expected)):
            raise
        _log.exception("a worker failed")
        raise Fault(type(error).__name__) from error


def trouble_of(account: str, error: ProviderError | StoreError | Fault, now: datetime) -> Trouble:
    """What to say about an account that could not be refreshed."""
    match error:
        case Offline():
            why = _clause(error, "does not answer")
            sentence = f"{account} {why}. You can read and write; what you send waits here."
            return _trouble(account, sentence, now, TroubleKind.OFFLINE)
        case NoSecret():
            why = _clause(error, "has no secret")
            return _trouble(account, ended(f"{account} {why}"), now, TroubleKind.LOGIN)
        case AuthExpired():
            return _trouble(
                account,
                f"{account} asks you to log in again: connect-tui login {account}",
                now,
                TroubleKind.LOGIN,
            )
        case Broken() | Absent():
            return _trouble(account, ended(f"{account}: {error}"), now, TroubleKind.OTHER)
        case Partly():
            return _trouble(account, f"{account}: {error}. The rest was read.", now, TroubleKind.OTHER)
        case RateLimited():
            return _trouble(account, f"{_pause(account, error)}. {_AGAIN_THEN}", now, TroubleKind.OTHER)
        case Fault():
            sentence = f"{account} could not be read: a fault of this program ({error}), not of yours."
            return _trouble(account, sentence, now, TroubleKind.OTHER)
        case StoreError():
            return _trouble(account, str(error), now, TroubleKind.OTHER)
        case Rejected():
            why = f"does not take the question: {_clause(error, 'no reason was given')}"
            return _trouble(account, f"{account} {ended(why)} {_AGAIN}", now, TroubleKind.OTHER)
        case _:
            why = _clause(error, "did not do what was asked")
            return _trouble(account, f"{account} {ended(why)} {_AGAIN}", now, TroubleKind.OTHER)


def refusal(account: str, what: str, error: ProviderError) -> str:
    """The sentence for something that I asked for and that did not happen; `what` is "favourite it"."""
    if isinstance(error, Offline):
        return f"{account} {_clause(error, 'does not answer')}, so it could not {what}."
    if isinstance(error, NoSecret):
        return ended(f"{account} {_clause(error, 'has no secret')}")
    if isinstance(error, AuthExpired):
        return f"{account} asks you to log in again: connect-tui login {account}"
    if isinstance(error, (Broken, Absent)):
        return ended(f"{account} could not {what}: {error}")
    if isinstance(error, RateLimited):
        return f"{_pause(account, error)}, so it could not {what}."
    why = _clause(error, "")
    if why and not isinstance(error, Rejected):
        # Only a server's reason is a sentence; anything else says what the server does.
        why = f"it {why}"
    return f"{account} would not {what}: {ended(why or 'no reason was given')}"


def postponed(account: str, what: str, error: ProviderError) -> str:
    """As `refusal`, for something that is tried again by itself."""
    if isinstance(error, RateLimited):
        return f"{_pause(account, error)}. {_AGAIN_THEN}"
    return refusal(account, what, error)


def may_have_worked(error: Exception) -> bool:
    """Whether what was asked may have happened although it failed."""
    return isinstance(error, Offline | ServerFault | BadResponse) and not isinstance(error, Unreachable)


def ended(sentence: str) -> str:
    """The sentence with a full stop, unless it ends in one or in another such sign."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def rest_after(failures: int, pace: timedelta, first: timedelta = FIRST_REST) -> timedelta:
    """How long to wait after so many failures in a row: from `first` on longer and longer. With none, that is
    the ordinary pace.
    """
    return pace if not failures else min(LONGEST_REST, first * 2 ** min(failures - 1, 10))


def spread() -> float:
    """What a rest is multiplied with, so that accounts, and everybody whose server was away, do not march in
    step.
    """
    return random.uniform(0.75, 1.25)  # noqa: S311 - jitter keeps no secret


def _trouble(account: str, sentence: str, now: datetime, kind: TroubleKind) -> Trouble:
    standing = kind is not TroubleKind.OTHER
    return Trouble(account, sentence, standing, now, kind)


def _pause(account: str, error: RateLimited) -> str:
    """Until when the server wants to be left alone, without a full stop."""
    return f"{account} asks for a pause until {error.retry_at.astimezone():%H:%M}"


def _clause(error: ProviderError, otherwise: str) -> str:
    """The error's own words, ready to stand within a sentence."""
    return str(error).strip().rstrip(".") or otherwise
