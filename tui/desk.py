"""What the screens work at: what can be read, what can be done, and how it is shown."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Account, Circle, Person, PersonId, Profile, networks_of, with_same
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.port.answers import Timeline, Version
from connect_tui.port.capabilities import Capabilities, Reaction, Stance
from connect_tui.sync.reading import HIDDEN_ACCOUNTS
from connect_tui.tui.hidden import hidden_posts
from connect_tui.tui.in_hand import InHand
from connect_tui.tui.keys import Keymap
from connect_tui.tui.knowing import Knowing
from connect_tui.tui.ports import Commanding, Doing, Finding, Known, Reading
from connect_tui.tui.render.view import View
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.troubles import Troubles
from connect_tui.tui.worth import worth_keeping

if TYPE_CHECKING:
    from connect_tui.sync.discovering import Discovered

T = TypeVar("T")
Accounts = tuple[tuple[Account, Capabilities], ...]
"""My accounts, and what their servers can do."""
Told = Callable[[Profile | None, tuple[Post, ...]], None]
"""Takes who somebody is, where that is known, and what they wrote."""
_SAID_EVERY = timedelta(minutes=1)
_OPEN = frozenset({DraftState.WRITING, DraftState.FAILED, DraftState.UNSURE})


class Desk:
    """One for the whole screen. Reading happens at once, in this thread; what is to be done goes to the
    engine, and shows when the engine says that something happened. `known` reads my accounts, `finder`
    searches.
    """

    def __init__(
        self,
        reader: Reading,
        runner: Commanding,
        settings: ScreenSettings,
        known: Callable[[], Sequence[Known]],
        clock: Callable[[], datetime],
        finder: Finding,
    ) -> None:
        self.reader = reader
        self.runner = runner
        self.settings = settings
        self.known = known
        self.clock = clock
        self.finder = finder
        self.keymap = Keymap(settings.keys)
        self.knowing = Knowing(runner)
        self.in_hand = InHand()
        self.troubles = Troubles()
        self._accounts: Accounts | None = None
        self._circles: tuple[Circle, ...] | None = None
        self._same: Mapping[str, frozenset[str]] | None = None
        self._seen: datetime | None = None
        self._jobs: set[Future[None]] = set()

    def accounts(self) -> Accounts:
        """My accounts as they are known now."""
        if self._accounts is None:
            self._accounts = tuple((known.account, known.capabilities) for known in self.known())
        return self._accounts

    def accounts_changed(self) -> None:
        """More may be known of my accounts than a moment ago."""
        self._accounts = None

    @property
    def reads_only(self) -> bool:
        """Whether everything that is configured is known, and none of it can write."""
        known = {account.name for account, _ in self.accounts()}
        writes = any(can.publish for _, can in self.accounts())
        return bool(known) and not writes and known.issuperset(self.settings.accounts)

    @property
    def me(self) -> frozenset[str]:
        """The handle keys of my accounts."""
        return frozenset(account.key for account, _ in self.accounts())

    def way_back(self, what: str = "it") -> str:
        """What is said behind that something was done: the key that takes it back, where there is one."""
        key = self.keymap.first("undo")
        return f" {key} takes {what} back." if key else ""

    def view(self) -> View:
        """How rows are drawn now."""
        return View(
            width=80,
            now=self.clock(),
            plain=self.settings.plain,
            me=self.me,
            circles={
                key: c.name for c in reversed(self.circles()) for key in with_same(c.members, self.same)
            },
            keys=self.keymap.hints(),
            networks=networks_of(account for account, _ in self.accounts()),
        )

    def circles(self) -> tuple[Circle, ...]:
        """My circles as they are known now, then the lists of my servers."""
        if self._circles is None:
            self._circles = self.reader.circles()
        return self._circles

    @property
    def same(self) -> Mapping[str, frozenset[str]]:
        """Who is one person on several networks."""
        if self._same is None:
            self._same = self.reader.same_people()
        return self._same

    def circles_changed(self) -> bool:
        """Read my circles anew, and who is one person; whether they are others now."""
        before = self._circles, self._same
        self._circles, self._same = self.reader.circles(), self.reader.same_people()
        return (self._circles, self._same) != before

    def account(self, name: str) -> tuple[Account, Capabilities] | None:
        """An account of mine by its name."""
        return next((pair for pair in self.accounts() if pair[0].name == name), None)

    def hidden(self, conversation: Conversation) -> dict[str, str]:
        """Why posts of a conversation are not to be seen, by URI."""
        return hidden_posts(conversation, self.reader.context(conversation.by_uri))

    def draft_for(self, uri: str) -> Draft | None:
        """The draft that answers this post; with an empty URI, the one that begins something new."""
        # What was refused is taken up from its own row; a new sheet begins empty.
        states = _OPEN if uri else {DraftState.WRITING}
        drafts = {draft.key: draft for draft in self.reader.drafts()} | self.in_hand.unkept
        found = [draft for draft in drafts.values() if draft.state in states and _begins(draft, uri)]
        return max(found, key=lambda draft: draft.changed) if found else None

    def refresh(self) -> None:
        """Ask all networks for news."""
        self._tell(lambda engine: engine.refresh())

    def complete(self, uri: str) -> None:
        """Fetch the conversation around a post."""
        self._tell(lambda engine: engine.complete(uri))

    def opened(self, uri: str) -> None:
        """Somebody looks at the conversation around a post: what belongs to it comes by itself."""
        self._tell(lambda engine: engine.opened(uri))

    def fill(self, account: str) -> None:
        """Fetch what is missing from an account's timelines."""
        self._tell(lambda engine: engine.fill(account))

    def seen(self) -> None:
        """Somebody is in front of the screen; said to the engine now and then."""
        now = self.clock()
        if self._seen is None or not timedelta(0) <= now - self._seen < _SAID_EVERY:
            self._seen = now
            self._tell(lambda engine: engine.seen())

    def react(self, uri: str, reaction: Reaction, on: bool, account: str | None = None) -> None:
        """Favourite, boost or bookmark a post, or take that back."""
        self._tell(lambda engine: engine.react(uri, reaction, on, account))

    def done(self, uri: str, seen: Collection[str]) -> Future[bool]:
        """Close these posts of a conversation for good; false where nothing was marked."""
        return self._submit(lambda engine: engine.done(uri, seen))

    def put_off(self, uri: str, until: datetime, seen: Collection[str]) -> Future[bool]:
        """Close them until a moment; false where nothing was marked."""
        return self._submit(lambda engine: engine.put_off(uri, until, seen))

    def mute(self, uri: str) -> Future[bool]:
        """Hide a conversation."""
        return self._submit(lambda engine: engine.mute(uri))

    def unmute(self, uri: str) -> Future[bool]:
        """Show it again; false where it was not muted."""
        return self._submit(lambda engine: engine.unmute(uri))

    def lift(self, number: int) -> Future[bool]:
        """Take a mark back; false where it is gone."""
        return self._submit(lambda engine: engine.lift(number))

    def read_on(self, timeline: Timeline, lines: Mapping[str, datetime], *, by_hand: bool = False) -> None:
        """I have read this timeline of these accounts up to these moments."""
        if lines:
            places = {(timeline, account): moment for account, moment in lines.items()}
            self._tell(lambda engine: engine.read_on(places, by_hand))

    def read_in(self, uri: str, moment: datetime, *, by_hand: bool = False) -> None:
        """I have read in a conversation what came up to this moment."""
        self._tell(lambda engine: engine.read_in(uri, moment, by_hand))

    def discover(self, query: Query) -> "Future[Discovered]":
        """Ask the servers of all accounts for what they find."""
        return self._submit(lambda engine: engine.discover(query))

    def undo(self) -> Future[str | None]:
        """Take back what was done last; a sentence that says what, `None` where nothing is left."""
        return self._submit(lambda engine: engine.undo())

    def hide_accounts(self, names: Collection[str]) -> None:
        """Leave these accounts out of the inbox from now on."""
        kept = json.dumps(sorted(names))
        self._tell(lambda engine: engine.prefer(HIDDEN_ACCOUNTS, kept, ""))

    def remember_theme(self, name: str) -> None:
        """Wear this theme from now on."""
        self._tell(lambda engine: engine.prefer("theme", name, self.settings.configured_theme))

    def set_circle_member(self, circle: str, handle: str, present: bool) -> None:
        """Put somebody into a circle, or take them out."""
        self._tell(lambda engine: engine.set_circle_member(circle, handle, present))

    def join(self, one: str, other: str) -> Future[bool]:
        """Say that two handles belong to one person; false where they did already, or one of them is me."""
        return self._submit(lambda engine: engine.join(one, other))

    def part(self, handle: str) -> Future[bool]:
        """Take that back for one of them."""
        return self._submit(lambda engine: engine.part(handle))

    def relate(self, account: str, person: Person, stance: Stance, on: bool) -> None:
        """Follow, mute or block somebody, or take that back; what is refused, the engine says."""
        self._tell(lambda engine: engine.relate(account, person, stance, on))

    def answer_request(self, account: str, person: PersonId, accept: bool) -> Future[bool]:
        """Accept or decline a follow request; false where it was refused, which the engine says."""
        return self._submit(lambda engine: engine.answer_request(account, person, accept))

    def meet(self, account: str, person: PersonId, told: Told) -> None:
        """Ask who somebody is and what they wrote last; `told` is called in the engine's thread."""

        async def job(engine: Doing) -> None:
            profile = await engine.profile(account, person)
            told(profile, tuple(await engine.look_at(account, person)))

        self._tell(job)

    def save(self, draft: Draft) -> Future[None]:
        """Keep what is being written; an empty draft is let go. Where the store fails it stays here."""

        async def job(engine: Doing) -> None:
            with self.in_hand.keeping(draft):
                if worth_keeping(draft):
                    engine.save_draft(draft)
                else:
                    engine.drop_draft(draft.key)

        self.in_hand.hand_over(draft)
        return self._submit(job)

    def save_again(self) -> None:
        """Try once more to keep what the disk did not take."""
        for draft in tuple(self.in_hand.unkept.values()):
            self.save(draft)

    def send(self, drafts: Sequence[Draft]) -> Future[None]:
        """Send what was written: one draft, or the parts of a thread in their order. Where the store fails
        they stay here, as before.
        """

        async def job(engine: Doing) -> None:
            with self.in_hand.keeping(*drafts):
                await engine.send_all(drafts)

        self.in_hand.hand_over(*drafts)
        return self._submit(job)

    def arrived(self, key: str) -> Future[bool]:
        """What was perhaps sent has become a post; false where what follows it cannot know which."""
        return self._submit(lambda engine: engine.arrived(key))

    def edit(self, uri: str) -> Future[Draft | None]:
        """The draft that changes a post of mine; `None` where it cannot be had, which is said."""
        return self._submit(lambda engine: engine.edit(uri))

    def redraft(self, uri: str) -> Future[Draft | None]:
        """Delete a post of mine, and give what it said as a draft; `None` where that was refused."""
        return self._submit(lambda engine: engine.redraft(uri))

    def delete(self, uri: str) -> Future[bool]:
        """Delete a post of mine; false where that was refused, which is said."""
        return self._submit(lambda engine: engine.delete(uri))

    def history(self, uri: str) -> Future[Sequence[Version]]:
        """What a post has said, the oldest first; nothing where nobody tells, which is said."""
        return self._submit(lambda engine: engine.history(uri))

    def vote(self, uri: str, choices: tuple[int, ...]) -> Future[bool]:
        """Vote in the poll of a post; false where that was refused, which is said."""
        return self._submit(lambda engine: engine.vote(uri, choices))

    def take_back(self, key: str) -> Future[bool]:
        """Take back what is still waiting to be sent; false where it has left."""

        async def job(engine: Doing) -> bool:
            return engine.take_back(key)

        return self._submit(job)

    def drop(self, key: str) -> None:
        """Throw a draft away."""

        async def job(engine: Doing) -> None:
            engine.drop_draft(key)

        self.in_hand.let_go(key)
        self._tell(job)

    def unfinished(self) -> tuple[Future[None], ...]:
        """One for each job that is not done yet."""
        return tuple(self._jobs)

    def _tell(self, job: Callable[[Doing], Awaitable[object]]) -> None:
        self._submit(job)

    def _submit(self, job: Callable[[Doing], Awaitable[T]]) -> Future[T]:
        """Hand a job to the engine, and remember it until it is done."""
        future = self.runner.submit(job)
        over: Future[None] = Future()
        self._jobs.add(over)
        future.add_done_callback(lambda _: self._over(over))
        return future

    def _over(self, over: Future[None]) -> None:
        self._jobs.discard(over)
        over.set_result(None)


def _begins(draft: Draft, uri: str) -> bool:
    """Whether it answers this, and is neither a change nor the rest of something longer."""
    return draft.answers == uri and not draft.edits and not draft.follows
