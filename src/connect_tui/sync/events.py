"""What sync tells whoever listens. Events say where to look; the store holds what is there."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class TroubleKind(StrEnum):
    """What it takes to mend a trouble."""

    OFFLINE = "offline"
    """Nothing but patience; it is tried again by itself."""
    LOGIN = "login"
    """I have to log in again."""
    OTHER = "other"
    """It may pass by itself."""


class Trouble(Struct, frozen=True):
    """Why an account cannot be kept fresh: a whole sentence for a person, and since when.

    A `standing` trouble stays until it is mended; any other is a passing one.
    """

    account: str
    sentence: str
    standing: bool
    since: datetime
    kind: TroubleKind


class InboxChanged(Struct, frozen=True):
    """These conversations, by their URIs, or follow requests, by the URIs of their entries, changed or
    moved. None named: the whole inbox may have changed.
    """

    uris: frozenset[str]


class MissingChanged(Struct, frozen=True):
    """Something is missing from the home timeline of this account, or no longer, or less of it."""

    account: str


class AccountChanged(Struct, frozen=True):
    """An account is in trouble; or, with `None`, fine again."""

    account: str
    trouble: Trouble | None


class Refreshing(Struct, frozen=True):
    """A refresh of this account began or ended."""

    account: str
    busy: bool


class DraftChanged(Struct, frozen=True):
    """A draft was saved, sent, taken back or dropped, or its sending went on."""

    key: str


class ReadOn(Struct, frozen=True):
    """A line up to which I have read moved."""


class Said(Struct, frozen=True):
    """A passing quiet line."""

    sentence: str


class Uploading(Struct, frozen=True):
    """Files of a draft are on their way to the server; `share` of them, 0 to 1, has left."""

    key: str
    share: float


Event = InboxChanged | MissingChanged | AccountChanged | Refreshing | DraftChanged | ReadOn | Said | Uploading
