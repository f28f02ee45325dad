"""What parts of the screen tell each other. Widgets post these; screens act on them.

Each is what it is and equal to no other: so less has to be made before the first frame.
"""

from dataclasses import dataclass

from textual.message import Message

from connect_tui.domain.draft import Draft
from connect_tui.sync.events import Event


@dataclass(eq=False, repr=False)
class Happened(Message, bubble=False):
    """Sync told the app that something happened; posted from the engine's thread."""

    event: Event


@dataclass(eq=False, repr=False)
class Kept(Message):
    """What became of what I wrote, to be said. The drafts with the keys `unsent` were to be sent, and the
    store failed: they are still in hand.
    """

    said: str = ""
    unsent: frozenset[str] = frozenset()


@dataclass(eq=False, repr=False)
class Shown(Message):
    """The first frame of the room is out."""


@dataclass(eq=False, repr=False)
class EngineEnded(Message, bubble=False):
    """The engine ended by itself, because of this; posted from its thread."""

    error: BaseException


class TerminalGone(Message, bubble=False):
    """What was written could not be: the terminal has gone away; posted from the thread that writes."""


@dataclass(eq=False, repr=False)
class CursorMoved(Message):
    """The cursor of a list stands on another row now; `key` is empty where there is none."""

    stream: str
    key: str

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, CursorMoved) and message.stream == self.stream


@dataclass(eq=False, repr=False)
class OtherKeys(Message):
    """Other keys matter now, though the cursor stands where it stood."""


@dataclass(eq=False, repr=False)
class Opened(Message):
    """A row of a list was opened with the mouse."""

    stream: str
    key: str


@dataclass(eq=False, repr=False)
class NearEnd(Message):
    """The rows of a list come to an end soon."""

    stream: str

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, NearEnd) and message.stream == self.stream


@dataclass(eq=False, repr=False)
class Say(Message):
    """Say something in the quiet line."""

    sentence: str


@dataclass(eq=False, repr=False)
class Talk(Message):
    """Show the conversation of this post, with the cursor on it; `write` at once, if asked for.
    `account` is the one that is addressed. `stay`: only beside the inbox, which keeps the cursor.
    """

    uri: str
    account: str
    write: bool = False
    stay: bool = False


@dataclass(eq=False, repr=False)
class Left(Message):
    """By something that I did, the entry of this name leaves the inbox."""

    uri: str


@dataclass(eq=False, repr=False)
class Stayed(Message):
    """The entry of this name did not leave after all."""

    uri: str


@dataclass(eq=False, repr=False)
class TakeBack(Message):
    """Take back what I did last."""


@dataclass(eq=False, repr=False)
class TakenBack(Message):
    """What was taken back, in a sentence. `leaving` are the drafts that were on their way before."""

    sentence: str | None
    leaving: frozenset[str]


@dataclass(eq=False, repr=False)
class Shelf(Message):
    """Show a list of what is put away; which one is still to be asked."""


@dataclass(eq=False, repr=False)
class Find(Message):
    """Find something; `text` is looked for at once, `None` begins to ask what."""

    text: str | None = None


@dataclass(eq=False, repr=False)
class Step(Message):
    """On to what was found next, or, with -1, before."""

    steps: int


@dataclass(eq=False, repr=False)
class Jump(Message):
    """Go somewhere by name."""


@dataclass(eq=False, repr=False)
class Answer(Message):
    """Answer those who wait, one after another."""


@dataclass(eq=False, repr=False)
class Back(Message):
    """Back to where one came from."""


@dataclass(eq=False, repr=False)
class Write(Message):
    """Write something new, or go on with this draft; `alone`: what it answers is not there any more."""

    draft: Draft | None = None
    alone: bool = False


@dataclass(eq=False, repr=False)
class Drafts(Message):
    """Show the list of drafts and of what was not sent."""
