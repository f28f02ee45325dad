"""What parts of the screen tell each other. Widgets post these; screens act on them."""

from textual.message import Message

from connect_tui.domain.draft import Draft
from connect_tui.sync.events import Event


class Happened(Message, bubble=False):
    """Sync told the app that something happened; posted from the engine's thread."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Kept(Message):
    """What became of what I wrote, to be said. The drafts with the keys `unsent` were to be sent, and the
    store failed: they are still in hand.
    """

    def __init__(self, said: str = "", unsent: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.said = said
        self.unsent = unsent


class Shown(Message):
    """The first frame of the room is out."""


class EngineEnded(Message, bubble=False):
    """The engine ended by itself, because of this; posted from its thread."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class TerminalGone(Message, bubble=False):
    """What was written could not be: the terminal has gone away; posted from the thread that writes."""


class CursorMoved(Message):
    """The cursor of a list stands on another row now; `key` is empty where there is none."""

    def __init__(self, stream: str, key: str) -> None:
        super().__init__()
        self.stream = stream
        self.key = key

    def can_replace(self, message: Message) -> bool:
        """Only the last place matters."""
        return isinstance(message, CursorMoved) and message.stream == self.stream


class OtherKeys(Message):
    """Other keys matter now, though the cursor stands where it stood."""


class Opened(Message):
    """A row of a list was opened with the mouse."""

    def __init__(self, stream: str, key: str) -> None:
        super().__init__()
        self.stream = stream
        self.key = key


class NearEnd(Message):
    """The rows of a list come to an end soon."""

    def __init__(self, stream: str) -> None:
        super().__init__()
        self.stream = stream

    def can_replace(self, message: Message) -> bool:
        """Once is enough."""
        return isinstance(message, NearEnd) and message.stream == self.stream


class Say(Message):
    """Say something in the quiet line."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class Talk(Message):
    """Show the conversation of this post, with the cursor on it; `write` at once, if asked for.
    `account` is the one that is addressed.
    """

    def __init__(self, uri: str, account: str, write: bool = False) -> None:
        super().__init__()
        self.uri = uri
        self.account = account
        self.write = write


class Left(Message):
    """By something that I did, the entry of this name leaves the inbox."""

    def __init__(self, uri: str) -> None:
        super().__init__()
        self.uri = uri


class Stayed(Message):
    """The entry of this name did not leave after all."""

    def __init__(self, uri: str) -> None:
        super().__init__()
        self.uri = uri


class TakeBack(Message):
    """Take back what I did last."""


class TakenBack(Message):
    """What was taken back, in a sentence. `leaving` are the drafts that were on their way before."""

    def __init__(self, sentence: str | None, leaving: frozenset[str]) -> None:
        super().__init__()
        self.sentence = sentence
        self.leaving = leaving


class Shelf(Message):
    """Show a list of what is put away; which one is still to be asked."""


class Find(Message):
    """Find something; `text` is looked for at once, `None` begins to ask what."""

    def __init__(self, text: str | None = None) -> None:
        super().__init__()
        self.text = text


class Step(Message):
    """On to what was found next, or, with -1, before."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.steps = steps


class Jump(Message):
    """Go somewhere by name."""


class Answer(Message):
    """Answer those who wait, one after another."""


class Back(Message):
    """Back to where one came from."""


class Write(Message):
    """Write something new, or go on with this draft; `alone`: what it answers is not there any more."""

    def __init__(self, draft: Draft | None = None, alone: bool = False) -> None:
        super().__init__()
        self.draft = draft
        self.alone = alone


class Drafts(Message):
    """Show the list of drafts and of what was not sent."""
