"""Domain objects as bytes: JSON, field by field.

A field that is added later with a default reads old bytes; a field that is taken away is passed over.
"""

from typing import Generic, TypeVar

import msgspec

from connect_tui.domain.draft import DraftMedia, DraftPoll
from connect_tui.domain.people import Account, FollowRequest, Person
from connect_tui.domain.post import Boost, Post
from connect_tui.port.capabilities import Capabilities

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


class UnreadableError(ValueError):
    """These bytes are not what was written."""


class Codec(Generic[T]):
    """Writes and reads one kind of frozen dataclass."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(kind)

    def encode(self, value: T) -> bytes:
        """The value as JSON."""
        return _encoder.encode(value)

    def decode(self, data: bytes | str) -> T:
        """The value that was encoded. Raises `UnreadableError`."""
        try:
            return self._decoder.decode(data)
        except msgspec.MsgspecError as error:
            raise UnreadableError(str(error)) from error


POST = Codec(Post)
BOOST = Codec(Boost)
ACCOUNT = Codec(Account)
CAPABILITIES = Codec(Capabilities)
FOLLOW_REQUEST = Codec(FollowRequest)
MEDIA: Codec[tuple[DraftMedia, ...]] = Codec(tuple[DraftMedia, ...])
POLL = Codec(DraftPoll)
PERSON = Codec(Person)
NAMES: Codec[tuple[str, ...]] = Codec(tuple[str, ...])


def as_list(values: object) -> str:
    """Values as a JSON array, for `json_each`: one parameter, however many there are."""
    return _encoder.encode(values).decode()
