"""What the little server keeps: people, notes, boosts. As said, not yet cleaned: it stands for the wire."""

from datetime import datetime

from msgspec import Struct

from connect_tui.domain.post import MediaKind, Visibility


class Resident(Struct, frozen=True):
    """Somebody in the community. `id` is the server's name for them, `user` the first part of the handle.

    `about` is what they say about themselves, with the markup of `markup.rich`; `fields` are what they put
    beside it.
    """

    id: str
    user: str
    host: str
    name: str
    languages: tuple[str, ...] = ("en",)
    bot: bool = False
    about: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def handle(self) -> str:
        """The handle in full."""
        return f"@{self.user}@{self.host}"


class Ballot(Struct, frozen=True):
    """A poll; `tenths` are the shares of the options, `mine` the positions of those that I chose."""

    options: tuple[str, ...]
    tenths: tuple[int, ...]
    closes: datetime
    multiple: bool = False
    mine: tuple[int, ...] = ()


class Picture(Struct, frozen=True):
    """Something attached to a note."""

    url: str
    alt: str
    kind: MediaKind = MediaKind.IMAGE


class Note(Struct, frozen=True, kw_only=True):
    """One post, as the server keeps it. `number` counts up as things happen and is never shown.

    `parts` are the parts of the network in which it can be seen. `text` may hold the markup of
    `markup.rich` where `rich`. `mentioned` are the ids of the people it names or is sent to.
    `then` is what its author says next when I answer, one line a turn; `voiced` marks such an answer.
    """

    name: str
    author: str
    parts: tuple[str, ...]
    created: datetime
    text: str
    number: int = 0
    parent: int | None = None
    edited: datetime | None = None
    deleted: bool = False
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    sensitive: bool = False
    language: str = "en"
    mentioned: tuple[str, ...] = ()
    quote: int | None = None
    ballot: Ballot | None = None
    pictures: tuple[Picture, ...] = ()
    link: tuple[str, str] | None = None
    filter: str = ""
    rich: bool = True
    then: tuple[str, ...] = ()
    voiced: bool = False

    @property
    def direct(self) -> bool:
        """Whether only the people it is sent to can read it."""
        return self.visibility is Visibility.DIRECT


class Wording(Struct, frozen=True):
    """What a note said from `written` on."""

    text: str
    warning: str
    written: datetime


class Pass(Struct, frozen=True):
    """A boost: `by` passed the note on in one part of the network."""

    number: int
    note: int
    by: str
    part: str
    created: datetime


Item = Note | Pass
"""What stands in a timeline, in the order of `created` and `number`."""
