"""The journal: what I did and can take back, the newest first. It outlives the program."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.marks import Mark
from connect_tui.domain.people import Person
from connect_tui.port.capabilities import Reaction, Stance
from connect_tui.store.codec import Codec, UnreadableError
from connect_tui.store.database import Part
from connect_tui.store.moments import to_micros

KEPT = 100
"""So many steps can be taken back; older ones are forgotten."""


class Marked(Struct, frozen=True):
    """The mark with this number was made. `told` are the accounts whose servers were to mute as well.

    `instead` are the marks, with their numbers, in whose place it was put.
    """

    number: int
    told: tuple[str, ...] = ()
    instead: tuple[tuple[int, Mark], ...] = ()


class Lifted(Struct, frozen=True):
    """These marks, with their numbers, were taken back from the conversation that holds the post `uri`.

    `told` are the accounts whose servers were to mute it no longer.
    """

    uri: str
    marks: tuple[tuple[int, Mark], ...]
    told: tuple[str, ...] = ()


class Reacted(Struct, frozen=True):
    """A reaction to the post `uri` was made by an account of mine, or with `on` false taken back."""

    uri: str
    account: str
    reaction: Reaction
    on: bool


class Circled(Struct, frozen=True):
    """Somebody was put into a circle or taken out. `before` is what had been changed about that before,
    `None` where only the configuration had said anything.
    """

    circle: str
    handle: str
    before: bool | None
    present: bool
    also: tuple[tuple[str, bool | None], ...] = ()
    """The same person's other handles, with what had been changed about them."""


class Joined(Struct, frozen=True):
    """Handles were said to belong to one person, or with `joined` false to several. `before` is by which name
    each went, empty for one that went by itself.
    """

    before: tuple[tuple[str, str], ...]
    joined: bool


class Related(Struct, frozen=True):
    """Somebody was followed, muted or blocked by an account of mine, or with `on` false no longer."""

    account: str
    person: Person
    stance: Stance
    on: bool


class ReadTo(Struct, frozen=True):
    """I said that I have read up to somewhere. `before` are the places with the moments up to which I had."""

    before: tuple[tuple[str, datetime | None], ...]


class Sent(Struct, frozen=True):
    """The draft with this key was put into the outbox."""

    key: str


Step = Marked | Lifted | Reacted | Circled | Joined | Related | ReadTo | Sent
"""One thing that can be taken back."""

_CODECS: Mapping[str, Codec[Step]] = {
    kind.__name__.casefold(): Codec(kind)
    for kind in (Marked, Lifted, Reacted, Circled, Joined, Related, ReadTo, Sent)
}


class Journal(Part):
    """The steps by their numbers. Note a step in one `transaction` with what it will take back."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is done inside happens together, or not at all."""
        return self._db.transaction()

    def note_step(self, step: Step, made: datetime) -> int:
        """Write down what was done; its number forgets it."""
        kind = type(step).__name__.casefold()
        with self.transaction():
            ((number,),) = self._db.rows(
                "INSERT INTO journal (kind, made, body) VALUES (?, ?, ?) RETURNING id",
                kind,
                to_micros(made),
                _CODECS[kind].encode(step),
            )
            self._db.run(
                "DELETE FROM journal WHERE id <= (SELECT id FROM journal ORDER BY id DESC LIMIT 1 OFFSET ?)",
                KEPT,
            )
        return int(number)

    def last_step(self) -> tuple[int, Step] | None:
        """What was done last and not taken back yet."""
        for number, kind, body in self._db.rows("SELECT id, kind, body FROM journal ORDER BY id DESC"):
            # What cannot be read any more cannot be taken back; what was done before it still can.
            with suppress(UnreadableError, KeyError):
                return int(number), _CODECS[kind].decode(body)
        return None

    def forget_step(self, number: int) -> bool:
        """Take a step off; false where somebody else has taken it."""
        return bool(self._db.run("DELETE FROM journal WHERE id = ?", number))
