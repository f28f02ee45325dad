"""What the screen needs of sync, and nothing more: `sync.reading.Reader`, `sync.engine.Engine`,
`sync.runner.Runner` and `store.store.StoredAccount` fit these.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft
from connect_tui.domain.entry import Entry, Place, Section
from connect_tui.domain.judging import Context
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.people import Account, Circle, Person, PersonId, Profile
from connect_tui.domain.post import Mention, Post
from connect_tui.domain.query import Query
from connect_tui.domain.reading import News
from connect_tui.port.answers import Relation, Timeline, Version
from connect_tui.port.capabilities import Capabilities, Reaction, Stance
from connect_tui.store.relations import Hidden
from connect_tui.sync.marked import Marked
from connect_tui.sync.missing import Missing
from connect_tui.sync.reading import InboxPage

if TYPE_CHECKING:
    from connect_tui.sync.discovering import Discovered
    from connect_tui.sync.finder import Found

T = TypeVar("T")


class Reading(Protocol):
    """Reads the store; quick enough to be asked between two frames."""

    def entries(
        self,
        section: Section | None = None,
        after: Place | None = None,
        limit: int = 50,
    ) -> list[Entry]:
        """The entries after a place, in the inbox's order."""

    def page(self, after: Place | None = None, limit: int = 50, circle: str | None = None) -> InboxPage:
        """What stands in the inbox after a place; with `circle`, only of the people in it."""

    def entry(self, uri: str) -> Entry | None:
        """The entry of a conversation."""

    def entries_named(self, uris: Iterable[str]) -> dict[str, Entry | None]:
        """The entries of several."""

    def conversation(self, uri: str) -> Conversation | None:
        """The conversation that holds this post."""

    def why(self, entries: Iterable[Entry], moment: datetime | None = None) -> Sequence[Sequence[str]]:
        """A few plain sentences for each entry: why it stands where it stands. Times as in `moment`."""

    def circles(self) -> tuple[Circle, ...]:
        """My circles in their order, then the lists of my servers."""

    def context(self, uris: Iterable[str]) -> Context:
        """What conversations of these posts are judged by."""

    def drafts(self) -> tuple[Draft, ...]:
        """Everything that I am writing or sending."""

    def draft(self, key: str) -> Draft | None:
        """One of them, sent or not."""

    def names(self, handle_keys: Iterable[str]) -> Mapping[str, str]:
        """What these people call themselves, where it is known."""

    def marked(self, kind: MarkKind) -> Sequence[Marked]:
        """What is done, put off or muted, the one that was marked last first."""

    def put_off_until(self, uri: str) -> datetime | None:
        """Until when a conversation is put off; `None` where it is not."""

    @property
    def gathered(self) -> bool:
        """Whether anything was ever gathered."""

    def hidden_accounts(self) -> frozenset[str]:
        """The names of my accounts that I left out of the inbox."""

    def same_people(self) -> Mapping[str, frozenset[str]]:
        """For those who are on several networks, all handle keys of the person, by each of them."""

    def namesakes(self, person: Person) -> Sequence[Person]:
        """Who may be the same person elsewhere."""

    def person(self, handle: str) -> Person | None:
        """Somebody of whom something is known here."""

    def hidden_people(self) -> Sequence[Hidden]:
        """Everybody whom I muted or blocked."""

    def relation(self, account: str, person: Person) -> Relation:
        """What this account of mine has to do with somebody."""

    def read_up_to(self, timeline: Timeline) -> Mapping[str, datetime]:
        """How far I have read this timeline, by account."""

    def missing(self) -> Sequence[Missing]:
        """What is missing from home timelines, the latest first."""

    def read_in(self, conversation: Conversation) -> datetime | None:
        """When I read in a conversation last."""

    def news(self, conversation: Conversation) -> News | None:
        """What is new in a conversation since then."""

    def quiet_people(self, limit: int = 3) -> Sequence[tuple[Person, Post]]:
        """People with whom it has gone quiet, each with the last thing they said."""

    def waits(self, uri: str) -> bool:
        """Whether somebody waits for me in the conversation that holds this post."""

    def persons(self, name: str, limit: int = 20) -> Sequence[Person]:
        """People whose name or handle fits, the nearest and those seen last first."""


class Finding(Protocol):
    """Searches the cache in a thread of its own."""

    def ask(self, query: Query, limit: int, told: "Callable[[Found], object]", /) -> None:
        """Look for this, and for nothing that was asked before; `told` is called in that thread."""

    def close(self) -> None:
        """End the thread."""


class Known(Protocol):
    """An account of mine as it is known, and what its server can do."""

    @property
    def account(self) -> Account:
        """The account."""

    @property
    def capabilities(self) -> Capabilities:
        """What its server can do."""


class Suggesting(Protocol):
    """What can be named while I write; a suggestion that fails is none."""

    async def acquaintances(self) -> tuple[Mention, ...]:
        """Whom I have to do with."""

    async def people(self, account: str, query: str) -> tuple[Mention, ...]:
        """Those whom the server of this account finds."""

    async def tags(self, account: str, query: str) -> tuple[str, ...]:
        """The hashtags that it finds."""

    async def emoji(self, account: str) -> tuple[str, ...]:
        """The short names of its own emoji."""


class Doing(Protocol):
    """What the engine can be asked to do."""

    @property
    def suggesting(self) -> Suggesting:
        """What can be named while I write."""

    async def refresh(self, accounts: Collection[str] | None = None, explicit: bool = True) -> object:
        """Ask the networks for news."""

    async def complete(self, uri: str) -> None:
        """Fetch the conversation around a post."""

    async def opened(self, uri: str) -> None:
        """Fetch it quietly, unless that was done a moment ago: somebody looks at it."""

    async def fill(self, account: str) -> None:
        """Fetch what is missing from an account's timelines."""

    async def seen(self) -> None:
        """Somebody is in front of the screen."""

    async def react(self, uri: str, reaction: Reaction, on: bool, account: str | None = None) -> None:
        """Favourite, boost or bookmark, or take that back."""

    async def vote(self, uri: str, choices: tuple[int, ...], account: str | None = None) -> bool:
        """Vote in the poll of a post; false where it was refused."""

    async def edit(self, uri: str) -> Draft | None:
        """The draft that changes a post of mine; `None` where it cannot be had, which is said."""

    async def redraft(self, uri: str) -> Draft | None:
        """Delete a post of mine and give what it said as a draft; `None` where it stands, which is said."""

    async def delete(self, uri: str) -> bool:
        """Delete a post of mine; false where it was refused, which is said."""

    async def history(self, uri: str) -> Sequence[Version]:
        """What a post has said, the oldest version first."""

    async def set_circle_member(self, circle: str, handle: str, present: bool) -> object:
        """Put somebody into a circle, or take them out."""

    async def join(self, one: str, other: str) -> bool:
        """Say that two handles belong to one person."""

    async def part(self, handle: str) -> bool:
        """Take that back for one of them."""

    async def relate(self, account: str, person: Person, stance: Stance, on: bool) -> bool:
        """Follow, mute or block somebody, or take that back; false where it was refused, which is said."""

    async def answer_request(self, account: str, person: PersonId, accept: bool) -> bool:
        """Accept or decline a follow request; false where it was refused."""

    async def profile(self, account: str, person: PersonId) -> Profile | None:
        """Who somebody is, in their own words."""

    async def look_at(self, account: str, person: PersonId) -> Sequence[Post]:
        """What somebody wrote last, newest first."""

    async def done(self, uri: str, seen: Collection[str] | None = None) -> bool:
        """Close these posts of a conversation for good."""

    async def put_off(self, uri: str, until: datetime, seen: Collection[str] | None = None) -> bool:
        """Close them until a moment to come."""

    async def mute(self, uri: str) -> bool:
        """Hide a conversation."""

    async def unmute(self, uri: str) -> bool:
        """Show it again."""

    async def lift(self, number: int) -> bool:
        """Take a mark back."""

    async def read_on(self, lines: Mapping[tuple[Timeline, str], datetime], by_hand: bool = False) -> None:
        """I have read these timelines of these accounts up to these moments."""

    async def read_in(self, uri: str, moment: datetime, by_hand: bool = False) -> None:
        """I have read in a conversation what came up to this moment."""

    async def prefer(self, name: str, value: str, instead_of: str) -> None:
        """Remember what I chose on the screen instead of what the configuration says."""

    async def discover(self, query: Query) -> "Discovered":
        """Ask the servers of all accounts for what they find."""

    async def undo(self) -> str | None:
        """Take back what was done last; a sentence that says what, or `None`."""

    def save_draft(self, draft: Draft) -> object:
        """Keep what is being written."""

    def drop_draft(self, key: str) -> object:
        """Let a draft go."""

    async def send(self, key: str) -> object:
        """Send a draft."""

    async def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep and send the parts of one text; false, and nothing is sent, where one is on its way."""

    async def arrived(self, key: str) -> bool:
        """What was perhaps sent has become a post; false where what follows it cannot know which."""

    def take_back(self, key: str) -> bool:
        """Take back what is still waiting to be sent."""


class Commanding(Protocol):
    """Hands jobs to the engine, which lives in a thread of its own."""

    def submit(self, work: Callable[[Doing], Awaitable[T]], /) -> Future[T]:
        """Have the engine do something."""

    def go_first(self) -> None:
        """The engine steps aside for a moment: somebody waits for what is done now."""
