"""The engine: what the screen and the command line ask of sync. It only passes on to those who do it."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from connect_tui.domain.draft import Draft
from connect_tui.domain.marks import Mark
from connect_tui.domain.people import Person, PersonId, Profile
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.port.answers import Timeline, Version
from connect_tui.port.capabilities import Reaction, Stance
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.accounts import Accounts
from connect_tui.sync.circling import Circling
from connect_tui.sync.discovering import Discovered, Discovering
from connect_tui.sync.drafting import Drafting
from connect_tui.sync.events import Event, Trouble
from connect_tui.sync.joining import Joining
from connect_tui.sync.judging import Bench
from connect_tui.sync.marking import Marking
from connect_tui.sync.meeting import Meeting
from connect_tui.sync.mutes import ServerMutes
from connect_tui.sync.outbox import Outbox
from connect_tui.sync.reactions import Reactions
from connect_tui.sync.reading_on import ReadingOn
from connect_tui.sync.relating import Relating
from connect_tui.sync.revising import Revising
from connect_tui.sync.sending import Sending
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.standing import Standing
from connect_tui.sync.suggesting import Suggesting
from connect_tui.sync.undoing import Undoing
from connect_tui.sync.upkeep import keep_in_order, look_over
from connect_tui.sync.watching import Watching


def utcnow() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Engine:
    """Keeps all accounts fresh and delivers what I write. Belongs to the thread that opened its store."""

    def __init__(
        self,
        store: Store,
        providers: Sequence[Provider],
        settings: SyncSettings,
        emit: Callable[[Event], None],
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._store = store
        self._emit = emit
        self._clock = clock
        by_name = {provider.name: provider for provider in providers}
        bench = Bench(store, None, settings.attention, settings.circles, clock)
        self._standing = Standing(store, bench, emit)
        self._watching = Watching(store, self._standing, emit)
        self._outbox = Outbox(by_name, store, self._standing, clock, emit, settings.undo_send)
        self._accounts = Accounts(
            providers, store, self._standing, bench, settings, emit, better=self._outbox.wake
        )
        self._reactions = Reactions(by_name, store, self._standing, clock, emit)
        self._revising = Revising(by_name, store, self._standing, clock, emit)
        self._drafting = Drafting(store, self._standing, clock, emit, settings.undo_send)
        self._sending = Sending(store, self._drafting, self._outbox, self.refresh)
        mutes = ServerMutes(by_name, store, self._standing)
        self._marking = Marking(store, bench, self._standing, mutes, emit)
        self._circling = Circling(store, bench, self._standing, emit)
        self._meeting = Meeting(by_name, store, self._standing, emit)
        self._joining = Joining(store, bench, self._standing, emit)
        self._relating = Relating(by_name, store, self._standing, clock, emit)
        self._reading_on = ReadingOn(store, bench, self._accounts, emit)
        self.suggesting = Suggesting(by_name, store, bench)
        """Whom and what I may be about to name."""
        self._discovering = Discovering(by_name, store, self._standing)
        self._undoing = Undoing(
            store,
            bench,
            self._standing,
            mutes,
            self._reactions,
            self._circling,
            self._drafting,
            self._reading_on,
            self._joining,
            self._relating,
        )

    def between_steps(self, step: Callable[[], object]) -> None:
        """Have this called between two steps of what is done: where others are let go first."""
        self._store.before_each(step)

    async def run(self) -> None:
        """Keep all accounts fresh, deliver the outbox, move entries by time; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(look_over(self._store, self._emit))
            tasks.create_task(keep_in_order(self._store, self._standing, self._clock, self._emit))
            tasks.create_task(self._outbox.run())
            tasks.create_task(self._watching.run())
            tasks.create_task(self._accounts.run())

    async def fill(self, account: str) -> None:
        """Fetch what is missing from an account's timelines, what is addressed to me first."""
        await self._accounts.fill(account)

    async def seen(self) -> None:
        """Somebody is in front of the screen."""
        self._accounts.seen()

    async def settle(self) -> None:
        """Bring the inbox up to date without any request: judge anew where the settings changed, and move
        what time has moved. `run` and `refresh` do this by themselves.
        """
        await self._standing.settle()

    async def refresh(
        self, accounts: Collection[str] | None = None, explicit: bool = True, whole: bool = False
    ) -> tuple[Trouble, ...]:
        """Refresh these accounts, or all, beside each other; the troubles that stand in the way. `whole`: go
        on, beyond what a refresh may cost, with conversations that concern me and of which the beginning is
        missing.
        """
        await self._standing.settle()
        return await self._accounts.refresh(accounts, explicit=explicit, whole=whole)

    async def complete(self, uri: str) -> None:
        """Fetch the conversation around a post, through the accounts that see it until one can."""
        await self._accounts.complete(uri)

    async def opened(self, uri: str) -> None:
        """Somebody looks at the conversation around a post: fetch what belongs to it, through the first
        account that sees it and can. Nothing was asked for, so nothing is said where none can.
        """
        await self._accounts.opened(uri)

    async def react(self, uri: str, reaction: Reaction, on: bool, account: str | None = None) -> None:
        """Favourite, boost or bookmark a post, or take that back. Shown at once; put back if refused."""
        await self._reactions.react(uri, reaction, on, account)

    async def vote(self, uri: str, choices: tuple[int, ...], account: str | None = None) -> bool:
        """Vote in the poll of a post for the options at these positions. Shown at once; put back, with a
        word, where it is refused, and false then.
        """
        return await self._revising.vote(uri, choices, account)

    async def edit(self, uri: str) -> Draft | None:
        """The draft that changes a post of mine: it holds what I wrote, and is sent like any other. `None`,
        with a word of why, where it cannot be had.
        """
        return await self._revising.edit(uri)

    async def redraft(self, uri: str) -> Draft | None:
        """Take a post of mine from its network, and give what it said as a draft, its files too where the
        network keeps them. `None`, with a word of why, where the post stands.
        """
        return await self._revising.redraft(uri)

    async def delete(self, uri: str) -> bool:
        """Take a post of mine from its network. It is gone at once; put back, with a word, where that is
        refused, and false then.
        """
        return await self._revising.delete(uri)

    async def history(self, uri: str) -> tuple[Version, ...]:
        """What a post has said, the oldest version first; nothing, with a word of why, where nobody tells."""
        return await self._revising.history(uri)

    def save_draft(self, draft: Draft) -> bool:
        """Keep a draft as it is written; false where it is on its way and can no longer be changed."""
        return self._drafting.save(draft)

    def drop_draft(self, key: str) -> bool:
        """Throw a draft away; false where it is just being sent."""
        return self._drafting.drop(key)

    async def send(self, key: str, *, at_once: bool = False) -> bool:
        """Put a draft into the outbox; `run` or `deliver` sends it when it can no longer be taken back. False
        where it is there already, or gone.
        """
        return self._sending.send(key, at_once=at_once)

    async def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep the parts of one text and put all of them into the outbox at once, or none; each but the first
        names by `follows` the one before it. One step takes them all back. Whoever sends again what may have
        arrived has looked.
        """
        return self._sending.send_all(drafts)

    async def send_again(self, key: str, *, looked: bool = False) -> bool:
        """Send at once what did not go, or waits for its next try. `looked`: somebody has seen that nothing
        came of it. False where it is just being sent, or gone.
        """
        return self._sending.send_again(key, looked=looked)

    async def arrived(self, key: str) -> bool:
        """Somebody has seen that a draft of which that was not known has become a post: it is done, and the
        parts that follow it go there. False where that post has to be known for that, and is not.
        """
        return await self._sending.arrived(key)

    def take_back(self, key: str) -> bool:
        """Take a draft out of the outbox to write on; false where it is too late."""
        return self._drafting.take_back(key)

    async def deliver(self, wait: bool = False) -> tuple[Draft, ...]:
        """Send what is ready, each draft once; with `wait` also what may still be taken back. The drafts that
        were in the outbox, as they are now: whoever waits for one looks at its state and problem.
        """
        return await self._outbox.deliver(wait)

    async def add_mark(self, mark: Mark) -> int:
        """Keep a mark and move what it moves; its number takes it back."""
        number = self._store.mine.add_mark(mark)
        await self._standing.rejudge_posts(mark.posts)
        return number

    async def remove_mark(self, number: int) -> Mark | None:
        """Take a mark back; answers what it was."""
        mark = self._store.mine.remove_mark(number)
        if mark is not None:
            await self._standing.rejudge_posts(mark.posts)
        return mark

    async def done(self, uri: str, seen: Collection[str] | None = None) -> bool:
        """Close what is known of the conversation that holds this post: what comes later opens it again. With
        `seen`, only the posts with these URIs: those that stood on the screen. False where it is not known.
        """
        return await self._marking.done(uri, seen)

    async def put_off(self, uri: str, until: datetime, seen: Collection[str] | None = None) -> bool:
        """As `done`, until a moment; false also where that is past."""
        return await self._marking.put_off(uri, until, seen)

    async def mute(self, uri: str) -> bool:
        """Hide the conversation that holds this post, here and on the servers that can. One that refuses is
        said, and the conversation stays hidden here.
        """
        return await self._marking.mute(uri)

    async def lift(self, number: int) -> bool:
        """Take back a mark from its view (`Reader.marked`), and its like on that conversation; on the
        servers too. False where it is gone.
        """
        return await self._marking.lift(number)

    async def unmute(self, uri: str) -> bool:
        """Take back that a conversation is muted, wherever it is, also where only a server has it muted."""
        return await self._marking.unmute(uri)

    async def read_on(self, lines: Mapping[tuple[Timeline, str], datetime], by_hand: bool = False) -> None:
        """I have read these timelines of these accounts up to these moments; the networks are told.
        `by_hand`: I said so, and can take it back.
        """
        await self._reading_on.timelines(lines, by_hand=by_hand)

    async def read_in(self, uri: str, moment: datetime, by_hand: bool = False) -> None:
        """I have read the conversation of this post up to what came at this moment."""
        self._reading_on.conversation(uri, moment, by_hand=by_hand)

    async def undo(self) -> str | None:
        """Take back what I did last and still can, whenever that was; a sentence that says what, or what was
        in the way. `None` where nothing is left.
        """
        return await self._undoing.undo()

    async def set_circle_member(self, circle: str, handle: str, present: bool) -> bool:
        """Put somebody into a circle, or take them out; false where nothing is different then. A list of a
        server is not changed.
        """
        return await self._circling.set_member(circle, handle, present)

    async def join(self, one: str, other: str) -> bool:
        """Say that two handles belong to one person; false where nothing is different then."""
        return await self._joining.join(one, other)

    async def part(self, handle: str) -> bool:
        """Say that this handle belongs to nobody it was joined with; false where it was not."""
        return await self._joining.part(handle)

    async def relate(self, account: str, person: Person, stance: Stance, on: bool) -> bool:
        """Follow, mute or block somebody as this account, or take that back. Shown at once; put back with a
        word where that is refused, and false then.
        """
        return await self._relating.relate(account, person, stance, on)

    async def answer_request(self, account: str, person: PersonId, accept: bool) -> bool:
        """Accept or decline a follow request. It is gone at once; put back with a word where that is refused,
        and false then.
        """
        return await self._meeting.answer(account, person, accept)

    async def look_at(self, account: str, person: PersonId) -> tuple[Post, ...]:
        """What somebody wrote last, newest first; nothing, with a word of why, where it cannot be had."""
        return await self._meeting.posts(account, person)

    async def profile(self, account: str, person: PersonId) -> Profile | None:
        """Who somebody is in their own words; `None`, with a word of why, where it cannot be had."""
        return await self._meeting.profile(account, person)

    async def prefer(self, name: str, value: str, instead_of: str) -> None:
        """Remember what I chose on the screen instead of what the configuration says."""
        self._store.mine.prefer(name, value, instead_of)

    async def discover(self, query: Query) -> Discovered:
        """Ask the servers of all accounts for what they find; what comes can be read from then on."""
        return await self._discovering.discover(query)

    async def close(self) -> None:
        """Let go of connections and of the store. Nothing may be asked afterwards."""
        await self._accounts.close()
        self._store.close()
