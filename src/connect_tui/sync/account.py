"""One account, kept fresh: who I am there, its feeds, slow facts, and the conversations that concern me."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from connect_tui.domain.post import PostId
from connect_tui.port.answers import Fact
from connect_tui.port.events import Arrived
from connect_tui.port.failures import AuthExpired, NotFound, Offline, ProviderError, RateLimited
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.arrivals import Arrivals
from connect_tui.sync.completing import Completing
from connect_tui.sync.events import AccountChanged, Event, Refreshing, Trouble
from connect_tui.sync.facts_desk import FactsDesk
from connect_tui.sync.feed_desk import FeedDesk, FeedName
from connect_tui.sync.judging import Bench
from connect_tui.sync.markers import MarkerDesk
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import LONGEST_PAUSE, Fault, guarded, trouble_of
from connect_tui.sync.visit import Visit

VERIFIED_FOR = timedelta(days=1)
VERIFYING = 2
"""Requests that asking who I am takes."""
GAP_PAGES = 2
EXPLICIT_GAP_PAGES = 10
COMPLETIONS = 3
"""Conversations completed in an ordinary refresh that brought something new."""
MENDING = 40
"""Requests that may be made on top of that for beginnings that are missing, where somebody waits for them."""
FOLLOWING_UP = 5
"""Requests that news of the stream are followed up with."""
OPENED_AGAIN = timedelta(minutes=3)
"""How soon a conversation that somebody opens again is fetched again."""
KEPT = 1
"""Requests that a first refresh does not plan with: some servers have to be asked twice who they are."""

_MEMORY = "memory"
"""The provider's own, among the facts."""

_log = logging.getLogger(__name__)


class AccountSync:
    """Refreshes one account. Never twice at once: whoever asks meanwhile gets the running one."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        standing: Standing,
        bench: Bench,
        emit: Callable[[Event], None],
    ) -> None:
        self.provider = provider
        self.trouble: Trouble | None = None
        self._rests_until: datetime | None = None
        """Until when the server asked to be left alone."""
        self._store = store
        self._standing = standing
        self._bench = bench
        self._emit = emit
        self._feeds = FeedDesk(provider, store, standing, bench.clock, emit)
        self.markers = MarkerDesk(provider, store, emit)
        self._facts = FactsDesk(provider, store, standing, bench, self.markers, emit)
        self._completing = Completing(provider, store, standing, bench)
        self.arrivals = Arrivals(provider.name, store, standing, self._feeds)
        self._running: asyncio.Task[None] | None = None
        self._wanted_explicitly = False
        self._wanted_whole = False
        self._doubts_who_i_am = False
        self._doubts_facts = False
        self._one_at_a_time = asyncio.Lock()
        self._resume()

    @property
    def name(self) -> str:
        """The account's name in the configuration."""
        return self.provider.name

    @property
    def pause(self) -> timedelta:
        """How long the server still wants to be left alone."""
        left = (self._rests_until or self._bench.clock()) - self._bench.clock()
        return left if timedelta(0) < left <= LONGEST_PAUSE else timedelta(0)

    async def refresh(self, explicit: bool = False, whole: bool = False) -> Trouble | None:
        """Bring the account up to date; the trouble that it is in, if any. Who asks while that is done of
        itself is answered behind it. `whole`: go on beyond what that may cost while the beginning of
        something that concerns me is missing.
        """
        self._wanted_explicitly = self._wanted_explicitly or explicit
        self._wanted_whole = self._wanted_whole or whole
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._guarded())
        # Whoever stops waiting must not end it for the others.
        await asyncio.shield(self._running)
        return self.trouble

    async def stop(self) -> None:
        """End what is running."""
        if self._running is not None and not self._running.done():
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def go_on(self) -> bool:
        """Between two refreshes: one request for what is still missing; whether anything was."""
        if self.trouble:
            return False
        if self._one_at_a_time.locked():
            return True
        visit = Visit(left=1)
        await self._alone(lambda: self._go_on(visit))
        return visit.left < 1

    async def _go_on(self, visit: Visit) -> None:
        if self._facts.long_fact_is_due and not self.provider.capabilities.anonymous:
            await self._facts.ask_long_fact(visit)
        else:
            await self._catch_up(visit, 1)

    async def fill(self) -> None:
        """Somebody wants to see what is missing from the feeds: read on where it is."""
        await self._alone(lambda: self._fill(Visit(left=EXPLICIT_GAP_PAGES, explicit=True)))

    async def _fill(self, visit: Visit) -> None:
        await self._feeds.fill(visit, EXPLICIT_GAP_PAGES)

    async def take_in(self, arrived: Arrived) -> None:
        """The stream brought posts and boosts."""
        await self.arrivals.take_in(arrived, self._bench.me)
        await self._note_arrivals()

    async def take_out(self, post: PostId) -> None:
        """The stream said that a post, or a boost, is gone."""
        await self.arrivals.take_out(post)
        await self._note_arrivals()

    def doubt(self, fact: Fact) -> None:
        """The stream said that a slow fact changed."""
        self._facts.doubt(fact)
        self._doubts_facts = True

    async def follow_up(self) -> None:
        """Between two refreshes: fetch what the stream's news make necessary."""
        changed, self.arrivals.changed = self.arrivals.changed, set()
        if changed or self._doubts_facts:
            self._doubts_facts = False
            await self._alone(lambda: self._follow_up(Visit(left=FOLLOWING_UP, news=True, changed=changed)))

    async def _follow_up(self, visit: Visit) -> ProviderError | None:
        for step in (self._look_below, self._know_authors, self._ask_for_facts, self._complete_conversations):
            await self._try(step, visit)
        return visit.problem

    async def _look_below(self, visit: Visit) -> None:
        """Read the newest page of what the stream goes on with again, once."""
        if self.arrivals.take_seam():
            for name in (FeedName.ADDRESSED, FeedName.HOME):
                await self._feeds.look(name, visit)

    async def _note_arrivals(self) -> None:
        """Whoever reads the feeds meanwhile does it in the end."""
        if not self._one_at_a_time.locked():
            async with self._one_at_a_time:
                await self.arrivals.note()

    async def complete(self, uri: str) -> None:
        """Fetch the conversation around a post that this account sees.

        Raises:
            ProviderError: it cannot be fetched.
        """
        post = self._store.cache.post(uri)
        copy = post.copy_of(self.name) if post else None
        if copy is not None:
            sure = self.trouble is None and self.provider.capabilities.complete_timelines
            visit = Visit(left=10, trusting=sure)
            await self._completing.fetch(uri, copy.id, visit)

    async def opened(self, uri: str) -> bool:
        """Somebody looks at the conversation around a post: fetch it, unless that was done a moment ago or
        the account is in trouble. Whether it is here; what is read without being anybody has no answers.
        """
        now, fetched = self._bench.clock(), self._store.cache.complete(uri)
        if self.provider.capabilities.anonymous:
            return True
        if fetched is not None and fetched <= now < fetched + OPENED_AGAIN:
            return True
        if self.trouble is not None or self.pause:
            return False
        try:
            await self.complete(uri)
        except ProviderError as error:
            _log.info("%s: what was opened: %s", self.name, type(error).__name__)
            return False
        return True

    async def _guarded(self) -> None:
        self._emit(Refreshing(self.name, True))
        explicit = self._wanted_explicitly
        try:
            await self._alone(lambda: self._refresh(explicit=explicit))
            if self._wanted_explicitly and not explicit:
                await self._alone(lambda: self._refresh(explicit=True))
        finally:
            self._wanted_explicitly = self._wanted_whole = False
            self._emit(Refreshing(self.name, False))

    async def _alone(self, work: Callable[[], Awaitable[ProviderError | None]]) -> None:
        """Do this while nothing else asks for this account."""
        async with self._one_at_a_time:
            await self._mind_trouble(work)
            await self._mind_store(self.arrivals.note)

    async def _refresh(self, *, explicit: bool) -> ProviderError | None:
        visit = Visit.begin(first=self._feeds.empty, explicit=explicit)
        visit.stream = self.arrivals.opening
        visit.trusting = self.provider.capabilities.complete_timelines
        await self._know_myself(visit)
        for step in (
            *self._reading(),
            self._fill_gaps,
            self._ask_for_vanished,
            self._know_authors,
            self._ask_for_facts,
            self._recheck_what_waits,
            self._complete_conversations,
        ):
            await self._try(step, visit)
        if self._wanted_whole:
            await self._mend(visit)
        self._keep_memory()
        return visit.problem

    async def _know_myself(self, visit: Visit) -> None:
        """Ask who I am where that is not known, or was long ago, or is in doubt."""
        stored = {found.account.name: found for found in self._store.cache.accounts()}.get(self.name)
        now = self._bench.clock()
        if stored and not self._doubts_who_i_am and stored.verified <= now < stored.verified + VERIFIED_FOR:
            return
        visit.spend(VERIFYING)
        account = await self.provider.verify()
        self._store.cache.set_account(account, self.provider.capabilities, now)
        self._doubts_who_i_am = False
        if stored is None or stored.account.key != account.key:
            await self._standing.settle()

    def _reading(self) -> tuple[Callable[[Visit], Awaitable[None]], ...]:
        """The feeds there are; where I am nobody, nothing is mine or addressed to me."""
        if self.provider.capabilities.anonymous:
            return (self._read_home,)
        return (self._read_mine, self._read_addressed, self._read_home)

    async def _read_mine(self, visit: Visit) -> None:
        await self._feeds.read(FeedName.MINE, visit)

    async def _read_addressed(self, visit: Visit) -> None:
        await self._feeds.read(FeedName.ADDRESSED, visit)

    async def _read_home(self, visit: Visit) -> None:
        await self._feeds.read(FeedName.HOME, visit)
        visit.feeds_are_read()
        if visit.problem is None:
            self.arrivals.join(visit.stream)

    async def _fill_gaps(self, visit: Visit) -> None:
        if visit.explicit:
            await self._feeds.fill(visit, EXPLICIT_GAP_PAGES)
        elif visit.news:
            await self._feeds.fill(visit, GAP_PAGES)

    async def _ask_for_vanished(self, visit: Visit) -> None:
        await self._feeds.ask_for_vanished(visit)

    async def _know_authors(self, visit: Visit) -> None:
        await self._facts.know_authors(visit.changed, visit, self._kept(visit))

    async def _ask_for_facts(self, visit: Visit) -> None:
        if self.provider.capabilities.anonymous:
            return
        await self._facts.ask(visit, self._kept(visit))

    async def _recheck_what_waits(self, visit: Visit) -> None:
        if visit.explicit and not visit.first:
            await self._completing.recheck_waiting(visit, self._kept(visit))
            await self._completing.recheck_muted(visit, self._kept(visit))

    async def _complete_conversations(self, visit: Visit) -> None:
        if visit.first or visit.explicit:
            await self._catch_up(visit, visit.left)
        elif visit.news:
            await self._catch_up(visit, COMPLETIONS)
        else:
            # A conversation may cost two requests: those wait until between the refreshes.
            await self._feeds.fill(visit, 1)

    async def _catch_up(self, visit: Visit, limit: int) -> None:
        """Fetch so much of what is still missing: pages first, then conversations."""
        await self._completing.look(visit.changed)
        while limit and visit.may_ask(self._kept(visit)):
            limit -= 1
            if self._feeds.has_gaps and not visit.first:
                await self._feeds.fill(visit, 1)
            elif not await self._completing.go_on(visit):
                break

    async def _mend(self, visit: Visit) -> None:
        """Fetch the beginnings that are missing; one that cannot be had does not keep the others."""
        visit.left, left = MENDING, True

        async def mend_one(visit: Visit) -> None:
            nonlocal left
            left = await self._completing.mend(visit)

        while left and visit.may_ask():
            await self._try(mend_one, visit)

    def _kept(self, visit: Visit) -> int:
        return KEPT if visit.first else 0

    async def _try(self, step: Callable[[Visit], Awaitable[None]], visit: Visit) -> None:
        """Take one step; what stands in its way alone does not stand in the way of the next."""
        try:
            await step(visit)
        except (Offline, AuthExpired, RateLimited):
            raise
        except ProviderError as error:
            _log.info("%s: %s: %s", self.name, step.__name__.strip("_"), type(error).__name__)
            visit.problem = visit.problem or error
            visit.trusting = visit.trusting and not isinstance(error, NotFound)

    async def _mind_trouble(self, work: Callable[[], Awaitable[ProviderError | None]]) -> None:
        """Do this, unless the server asked to be left alone; then say what trouble the account is in."""
        if self.pause:
            return
        try:
            problem: ProviderError | StoreError | Fault | None = await guarded(work)
        except (ProviderError, StoreError, Fault) as error:
            problem = error
        self._doubts_who_i_am = self._doubts_who_i_am or isinstance(problem, AuthExpired)
        self._rests_until = problem.retry_at if isinstance(problem, RateLimited) else None
        self._say(trouble_of(self.name, problem, self._bench.clock()) if problem else None)

    async def _mind_store(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do this; should it fail, say so."""
        try:
            await guarded(work)
        except (ProviderError, StoreError, Fault) as error:
            self._say(trouble_of(self.name, error, self._bench.clock()))

    def _say(self, trouble: Trouble | None) -> None:
        """Tell of a trouble that is new, or over; it stands since it began."""
        before = self.trouble
        if before and trouble and (before.kind, before.sentence) == (trouble.kind, trouble.sentence):
            return
        self.trouble = trouble
        if before or trouble:
            self._emit(AccountChanged(self.name, trouble))

    def _resume(self) -> None:
        """Take up what is known of the account from an earlier day."""
        for stored in self._store.cache.accounts():
            if stored.account.name == self.name:
                memory = self._store.cache.fact(self.name, _MEMORY)
                self.provider.resume(stored.account, stored.capabilities, memory[0] if memory else b"")

    def _keep_memory(self) -> None:
        """Keep what the provider wants to know on another day; what came with it is in the store by now."""
        memory, kept = self.provider.memory, self._store.cache.fact(self.name, _MEMORY)
        if memory != (kept[0] if kept else b""):
            self._store.cache.set_fact(self.name, _MEMORY, memory, self._bench.clock())
