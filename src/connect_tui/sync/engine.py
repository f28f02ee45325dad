"""The engine: what the screen and the command line ask of sync. It only passes on to those who do it."""

import asyncio
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import Mark
from connect_tui.domain.people import PersonId, Profile
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.port.answers import Timeline, Version
from connect_tui.port.capabilities import Reaction
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import DamagedError, Store, StoreError
from connect_tui.sync.account import AccountSync
from connect_tui.sync.circling import Circling
from connect_tui.sync.discovering import Discovered, Discovering
from connect_tui.sync.drafting import Drafting
from connect_tui.sync.events import Event, Said, Trouble
from connect_tui.sync.joining import Joining
from connect_tui.sync.judging import Bench
from connect_tui.sync.keeping import Keeping
from connect_tui.sync.marking import Marking
from connect_tui.sync.meeting import Meeting
from connect_tui.sync.mutes import ServerMutes
from connect_tui.sync.outbox import Outbox
from connect_tui.sync.presence import Presence
from connect_tui.sync.reactions import Reactions
from connect_tui.sync.reading_on import ReadingOn
from connect_tui.sync.revising import Revising
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.standing import Standing
from connect_tui.sync.suggesting import Suggesting
from connect_tui.sync.trouble import refusal
from connect_tui.sync.undoing import Undoing
from connect_tui.sync.waking import watch_sleep
from connect_tui.sync.watching import Watching

LOOK_AT_TIME = timedelta(seconds=60)
"""How often time is looked at, even where nothing seems due: clocks jump, and others write too."""


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
        self._settings = settings
        self._emit = emit
        self._clock = clock
        by_name = {provider.name: provider for provider in providers}
        bench = Bench(store, None, settings.attention, settings.circles, clock)
        self._standing = Standing(store, bench, emit)
        self._accounts = {
            name: AccountSync(provider, store, self._standing, bench, emit)
            for name, provider in by_name.items()
        }
        self._presence = Presence(clock)
        self._keepers = {
            name: Keeping(account, partial(self._refresh, account), settings.pace, self._presence, clock)
            for name, account in self._accounts.items()
        }
        self._watching = Watching(store, self._standing, emit)
        self._outbox = Outbox(by_name, store, self._standing, clock, emit, settings.undo_send)
        self._reactions = Reactions(by_name, store, self._standing, clock, emit)
        self._revising = Revising(by_name, store, self._standing, clock, emit)
        self._drafting = Drafting(store, self._standing, clock, emit, settings.undo_send)
        mutes = ServerMutes(by_name, store, self._standing)
        self._marking = Marking(store, bench, self._standing, mutes, emit)
        self._circling = Circling(store, bench, self._standing, emit)
        self._meeting = Meeting(by_name, store, self._standing, emit)
        self._joining = Joining(store, bench, self._standing, emit)
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
        )

    async def run(self) -> None:
        """Keep all accounts fresh, deliver the outbox, move entries by time; until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look_over())
                tasks.create_task(self._keep_in_order())
                tasks.create_task(self._outbox.run())
                tasks.create_task(self._watching.run())
                tasks.create_task(watch_sleep(self._clock, self._wake))
                for keeper in self._keepers.values():
                    tasks.create_task(keeper.run())
        finally:
            await self._stop_refreshing()

    async def _look_over(self) -> None:
        """Look at a cache that was left unclean, in a thread of its own: nobody waits for that."""
        stopped = threading.Event()
        try:
            await asyncio.to_thread(self._store.cache.look_over, stopped.is_set)
        except DamagedError as error:
            self._emit(Said(str(error)))
        finally:
            stopped.set()

    async def fill(self, account: str) -> None:
        """Fetch what is missing from an account's timelines, what is addressed to me first."""
        if account in self._accounts:
            await self._accounts[account].fill()

    async def seen(self) -> None:
        """Somebody is in front of the screen."""
        if self._presence.seen():
            for keeper in self._keepers.values():
                keeper.come_back()

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
        wanted = [account for name, account in self._accounts.items() if accounts is None or name in accounts]
        found = await asyncio.gather(*(self._refresh(account, explicit, whole) for account in wanted))
        return tuple(trouble for trouble in found if trouble is not None)

    async def complete(self, uri: str) -> None:
        """Fetch the conversation around a post, through the accounts that see it until one can."""
        for account in self._seeing(uri):
            try:
                await account.complete(uri)
            except ProviderError as error:
                self._emit(Said(refusal(account.name, "give the whole conversation", error)))
            else:
                return

    async def opened(self, uri: str) -> None:
        """Somebody looks at the conversation around a post: fetch what belongs to it, through the first
        account that sees it and can. Nothing was asked for, so nothing is said where none can.
        """
        for account in self._seeing(uri):
            if await account.opened(uri):
                return

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
        queued = self._drafting.send(key, at_once=at_once)
        if queued:
            self._outbox.wake()
        return queued

    async def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep the parts of one text and put all of them into the outbox at once, or none; each but the first
        names by `follows` the one before it. One step takes them all back. Whoever sends again what may have
        arrived has looked.
        """
        unsure = {draft.key for draft in self._store.mine.drafts({DraftState.UNSURE})}
        queued = self._drafting.send_all(drafts)
        if queued:
            for key in unsure.intersection(draft.key for draft in drafts):
                self._outbox.vouch(key)
            self._outbox.wake()
        return queued

    async def send_again(self, key: str, *, looked: bool = False) -> bool:
        """Send at once what did not go, or waits for its next try. `looked`: somebody has seen that nothing
        came of it. False where it is just being sent, or gone.
        """
        if looked:
            self._outbox.vouch(key)
        return await self.send(key, at_once=True) or self._outbox.hurry(key)

    async def arrived(self, key: str) -> bool:
        """Somebody has seen that a draft of which that was not known has become a post: it is done, and the
        parts that follow it go there. False where that post has to be known for that, and is not.
        """
        if self._store.mine.drafts_after(key):
            await self.refresh()
        arrived = self._drafting.arrived(key)
        self._outbox.wake()
        return arrived

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
        await self._stop_refreshing()
        for account in self._accounts.values():
            await account.provider.close()
        self._store.close()

    async def _stop_refreshing(self) -> None:
        for account in self._accounts.values():
            await account.stop()

    def _seeing(self, uri: str) -> list[AccountSync]:
        """The accounts that see this post."""
        post = self._store.cache.post(uri)
        names = [copy.id.account for copy in post.copies] if post else []
        return [self._accounts[name] for name in names if name in self._accounts]

    def _wake(self) -> None:
        for keeper in self._keepers.values():
            keeper.woke()

    async def _keep_in_order(self) -> None:
        """Judge anew what time moves, when it does."""
        while True:
            try:
                await self._standing.settle()
                due = self._store.cache.next_due()
            except StoreError as error:
                self._emit(Said(str(error)))
                due = None
            seconds = (due - self._clock()).total_seconds() if due else LOOK_AT_TIME.total_seconds()
            await asyncio.sleep(min(max(seconds, 1.0), LOOK_AT_TIME.total_seconds()))

    async def _refresh(
        self, account: AccountSync, explicit: bool = False, whole: bool = False
    ) -> Trouble | None:
        """Refresh one account; where it answers again, or somebody asked, what is to be sent goes."""
        was_in_trouble = account.trouble is not None
        trouble = await account.refresh(explicit, whole)
        if trouble is None:
            better = explicit or was_in_trouble
            self._keepers[account.name].streaming.look(better=better)
            if better:
                self._outbox.wake(account.name)
        return trouble
