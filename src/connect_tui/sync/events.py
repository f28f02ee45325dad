"""What sync tells whoever listens. Events say where to look; the store holds what is there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TroubleKind(StrEnum):
    """What it takes to mend a trouble."""

    OFFLINE = "offline"
    """Nothing but patience; it is tried again by itself."""
    LOGIN = "login"
    """I have to log in again."""
    OTHER = "other"
    """It may pass by itself."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an account cannot be kept fresh: a whole sentence for a person, and since when.

    A `standing` trouble stays until it is mended; any other is a passing one.
    """

    account: str
    sentence: str
    standing: bool
    since: datetime
    kind: TroubleKind


@dataclass(frozen=True, slots=True)
class InboxChanged:
    """These conversations, by their URIs, or follow requests, by the URIs of their entries, changed or
    moved. None named: the whole inbox may have changed.
    """

    uris: frozenset[str]


@dataclass(frozen=True, slots=True)
class MissingChanged:
    """Something is missing from the home timeline of this account, or no longer, or less of it."""

    account: str


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account is in trouble; or, with `None`, fine again."""

    account: str
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Refreshing:
    """A refresh of this account began or ended."""

    account: str
    busy: bool


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """A draft was saved, sent, taken back or dropped, or its sending went on."""

    key: str


@dataclass(frozen=True, slots=True)
class ReadOn:
    """A line up to which I have read moved."""


@dataclass(frozen=True, slots=True)
class Said:
    """A passing quiet line."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Uploading:
    """Files of a draft are on their way to the server; `share` of them, 0 to 1, has left."""

    key: str
    share: float


Event = InboxChanged | MissingChanged | AccountChanged | Refreshing | DraftChanged | ReadOn | Said | Uploading
