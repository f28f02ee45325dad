"""One try to send a draft, and what is to become of the draft after it."""

import re
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import PostId
from connect_tui.port.failures import AuthExpired, NotAllowed, NotFound, ProviderError, RateLimited, Rejected
from connect_tui.sync.trouble import Fault, may_have_worked, postponed, refusal

_POST = "post it"
_TWICE = "Change a word to say it twice."
_ALREADY = "{} says that it is posted already. Look at it before you send again."
_FAULT = "A fault of this program ({}), not of yours; nothing was sent."
_FAULT_PERHAPS = "A fault of this program ({}); it may be posted already."
_DUPLICATE = re.compile(
    r"\bduplicates?\b|\balready (?:been )?(?:posted|published|sent|said|exists?|tooted)\b", re.IGNORECASE
)


class Unsure(Exception):
    """Whether it was sent cannot be known. `str()` is a sentence."""


class Gone(Exception):
    """The post that is answered is not there any more. `str()` is a sentence; `post` is what is gone, where
    its id is known.
    """

    post: PostId | None = None


class Overtaken(Gone):
    """The post that is changed says something else by now. `str()` is a sentence."""


@dataclass(slots=True)
class Attempt:
    """One try to send a draft. `tried_before`: an earlier one may have worked. `looked`: there is nothing of
    it. `vouched`: somebody has looked, and says so. `published`: the request of this one went out, and
    nothing is known of its outcome.
    """

    draft: Draft
    tried_before: bool
    vouched: bool = False
    looked: bool = False
    published: bool = False

    @property
    def is_open(self) -> bool:
        """Whether an earlier try may have worked, and nobody knows more of that than before."""
        return self.tried_before and not self.looked and not self.vouched


class Outcome(Struct, frozen=True):
    """What a try that brought no post has come to. `problem` is a sentence for a person; `may_be_there`:
    this try may have worked; `asked`: until when the server wants to be left alone, where it said so.
    """

    state: DraftState
    problem: str
    may_be_there: bool = False
    asked: datetime | None = None


def outcome_of(attempt: Attempt, error: ProviderError | Gone | Unsure | Fault) -> Outcome:
    """What becomes of a draft that was being sent, and is not: it goes by itself later (`QUEUED`), somebody
    has to do something first (`FAILED`), or to look whether it is there (`UNSURE`).
    """
    account = attempt.draft.account
    match error:
        case Unsure():
            return Outcome(DraftState.UNSURE, str(error), may_be_there=True)
        case Fault() if attempt.is_open or attempt.published:
            return Outcome(DraftState.UNSURE, _FAULT_PERHAPS.format(error), may_be_there=True)
        case Fault():
            return Outcome(DraftState.FAILED, _FAULT.format(error))
        case Gone():
            return Outcome(DraftState.FAILED, str(error))
        case Rejected() if is_duplicate(error) and attempt.tried_before:
            # Most likely it is what an earlier try has left, where the server does not show it yet.
            return Outcome(DraftState.UNSURE, _ALREADY.format(account), may_be_there=True)
        case Rejected() if is_duplicate(error):
            return Outcome(DraftState.FAILED, f"{refusal(account, _POST, error)} {_TWICE}")
        case AuthExpired() | NotAllowed() | NotFound() | Rejected() if attempt.is_open:
            return Outcome(DraftState.UNSURE, perhaps(refusal(account, _POST, error)), may_be_there=True)
        case AuthExpired() | NotAllowed() | NotFound() | Rejected():
            return Outcome(DraftState.FAILED, refusal(account, _POST, error))
    asked = error.retry_at if isinstance(error, RateLimited) else None
    unknown = attempt.published and may_have_worked(error)
    return Outcome(DraftState.QUEUED, postponed(account, _POST, error), unknown, asked)


def perhaps(problem: object) -> str:
    """What stands in the way of finding out whether it is there."""
    return f"It may be posted already. {problem}"


def same_to_them(account: str) -> str:
    """For this server two posts that say the same are one."""
    return f"{account} takes it for a post of yours that says the same. {_TWICE}"


def is_duplicate(error: ProviderError) -> bool:
    """Whether the server refuses it because I have posted the same already."""
    return isinstance(error, Rejected) and _DUPLICATE.search(str(error)) is not None
