"""The outbox: drafts on their way. Nothing is lost, nothing goes twice, what went wrong stays in sight.

    WRITING --send--> QUEUED --claim--> SENDING --> SENT
       ^                ^                  |
       |                +--later-----------+-- it goes by itself when it can
       +--take back-----+                  +--> FAILED  somebody has to do something first
       |                +--send again------+--> UNSURE  somebody has to look whether it is there
       +--take back----- FAILED, UNSURE

A claim that nobody lived to finish is queued again. `outcomes` says what ends a try, and with what; `timing`
when the next one is due; `looking` finds whether an earlier one has worked.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Post
from connect_tui.port.failures import AuthExpired, Offline, ProviderError, RateLimited
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.attaching import forgotten
from connect_tui.sync.delivery import Delivery
from connect_tui.sync.events import DraftChanged, Event, Said
from connect_tui.sync.outcomes import Attempt, Gone, Unsure, outcome_of, perhaps, same_to_them
from connect_tui.sync.pauses import Pauses
from connect_tui.sync.standing import Standing
from connect_tui.sync.timing import Timing
from connect_tui.sync.trouble import LONGEST_REST, Fault, guarded

POLL = 5.0
"""Seconds after which the outbox looks for what other processes have put into it."""
PATIENCE = timedelta(seconds=30)
"""How long somebody who waits for delivery waits for another process that is sending."""
MEANWHILE = timedelta(seconds=0.5)
"""How often it is looked what became ready, while an account is sending."""
KEPT = timedelta(days=1)
"""How long a sent draft is kept, so that its post is not taken for another draft's."""
_STOPPED = (DraftState.FAILED, DraftState.UNSURE)
_BROKEN_OFF = "The program ended while it was sent. It is looked for first."
_BEFORE_IT = "The part before it was not sent. Send that one, and this follows."


class Outbox:
    """Sends what is ready. Of several processes one sends at a time."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
        undo_send: timedelta,
    ) -> None:
        self._deliveries = {
            name: Delivery(provider, store, standing, clock, emit) for name, provider in providers.items()
        }
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit
        self._pauses = Pauses(store, clock)
        self._timing = Timing(store, clock, self._pauses, undo_send, self._tell)
        self._one_at_a_time = asyncio.Lock()
        self._wake = asyncio.Event()
        self._answering: set[str] = set()
        """Accounts that answer again, and whose drafts need not wait any longer."""
        self._vouched: set[str] = set()
        """Drafts of which somebody who looked says that they did not arrive."""
        self._given_up: set[tuple[str, str]] = set()
        """Drafts that had taken another's post for their own, and the URI of that."""

    def wake(self, account: str = "") -> None:
        """Something is to be sent; or this account answers again, and what waits for it may go."""
        if account:
            self._answering.add(account)
        self._wake.set()

    def vouch(self, key: str) -> None:
        """Somebody has looked, and says that this draft did not arrive: where that cannot be looked up, they
        are believed.
        """
        self._vouched.add(key)

    def hurry(self, key: str) -> bool:
        """Somebody wants what waits for its next try to go now: it goes as soon as it may. False where it
        waits for none.
        """
        draft = self._store.mine.draft(key)
        if draft is None or draft.state is not DraftState.QUEUED or not draft.problem:
            return False
        self._timing.bring_forward(draft)
        return True

    async def run(self) -> None:
        """Send whatever becomes ready, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._deliver_ready()
                seconds = self._until_next()
            except StoreError as error:
                self._emit(Said(str(error)))
                seconds = LONGEST_REST.total_seconds()
            try:
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def deliver(self, wait: bool) -> tuple[Draft, ...]:
        """Send what is ready, each once; with `wait` also what is still to be taken back, or with another
        process. The drafts that were in the outbox, as they are now.
        """
        keys = [draft.key for draft in self._store.mine.drafts({DraftState.QUEUED, DraftState.SENDING})]
        tried: set[str] = set()
        patience = asyncio.get_running_loop().time() + PATIENCE.total_seconds()
        while True:
            mine_to_send = await self._deliver_ready(tried)
            left = self._untried(keys, tried)
            if not wait or not left:
                break
            if not mine_to_send and asyncio.get_running_loop().time() > patience:
                break
            moments = [draft.not_before or self._clock() for draft in left]
            pause = (min(moments) - self._clock()).total_seconds() if mine_to_send else 0.5
            await asyncio.sleep(max(pause, 0.05))
        found = (self._store.mine.draft(key) for key in keys)
        return tuple(draft for draft in found if draft is not None)

    def _untried(self, keys: list[str], tried: set[str]) -> list[Draft]:
        """What is still on its way and was not tried by us."""
        left = (self._store.mine.draft(key) for key in keys if key not in tried)
        return [
            draft
            for draft in left
            if draft is not None
            and draft.state in (DraftState.QUEUED, DraftState.SENDING)
            and draft.account in self._deliveries
        ]

    async def _deliver_ready(self, tried: set[str] | None = None) -> bool:
        """Send what is ready now, the accounts beside each other; false where another process is sending."""
        async with self._one_at_a_time:
            with self._store.mine.sending_lock() as ours:
                if not ours:
                    return False
                self._pick_up_stranded()
                self._timing.mind_the_clock()
                self._timing.hurry(self._answering)
                self._answering.clear()
                await self._deliver_beside(set() if tried is None else tried)
                self._forget_sent()
        return True

    async def _deliver_beside(self, tried: set[str]) -> None:
        """Send what is ready, and what becomes ready meanwhile for an account that is not sending: one that
        stalls holds up no other.
        """
        running: dict[str, asyncio.Task[bool]] = {}
        resting: set[str] = set()
        try:
            while True:
                self._wake.clear()
                for name, drafts in self._ready().items():
                    busy = name in running or name in resting
                    if not busy and any(draft.key not in tried for draft in drafts):
                        running[name] = asyncio.create_task(self._deliver_account(name, drafts, tried))
                if not running:
                    return
                await self._one_is_over(running.values())
                for name, task in list(running.items()):
                    if task.done():
                        del running[name]
                        if not task.result():
                            resting.add(name)
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _one_is_over(self, running: Iterable[asyncio.Task[bool]]) -> None:
        """Wait until one of these has ended, or something may be ready to be sent."""
        woken = asyncio.create_task(self._wake.wait())
        patience = max(self._until_next(), MEANWHILE.total_seconds())
        try:
            await asyncio.wait({woken, *running}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()

    def _ready(self) -> dict[str, list[Draft]]:
        """What may be sent now, by account, in the order in which it was meant to go."""
        ready: dict[str, list[Draft]] = {}
        for draft in self._store.mine.ready(self._clock()):
            if draft.account in self._deliveries and not self._waits_for_another(draft):
                ready.setdefault(draft.account, []).append(draft)
        return ready

    async def _deliver_account(self, name: str, drafts: list[Draft], tried: set[str]) -> bool:
        """Send these in order, each with the parts that follow it, until the server cannot be reached; false
        where it cannot.
        """
        left = list(drafts)
        while left:
            draft = left.pop(0)
            if draft.key in tried:
                continue
            tried.add(draft.key)
            if not await self._deliver_one(self._deliveries[name], draft):
                return False
            left[:0] = self._following(draft.key)
        return True

    def _following(self, key: str) -> list[Draft]:
        """The parts that follow this draft and can go now."""
        parts = self._store.mine.drafts_after(key)
        now = self._clock()
        return [
            part
            for part in parts
            if part.state is DraftState.QUEUED
            and (part.not_before is None or part.not_before <= now)
            and not self._waits_for_another(part)
        ]

    def _waits_for_another(self, draft: Draft) -> bool:
        """Whether the part before it is still on its way."""
        before = self._store.mine.draft(draft.follows) if draft.follows else None
        return before is not None and before.state in (DraftState.QUEUED, DraftState.SENDING)

    async def _deliver_one(self, delivery: Delivery, draft: Draft) -> bool:
        """Try to send one draft; false where the account's others need not be tried now."""
        if draft.first_tried is None:
            self._forget_elsewhere(draft)
        delivery.prepare(draft)
        claimed = self._store.mine.claim(draft.key, self._clock())
        if claimed is None:
            return True
        self._emit(DraftChanged(draft.key))
        attempt = Attempt(
            claimed, tried_before=draft.first_tried is not None, vouched=draft.key in self._vouched
        )
        try:
            self._pauses.check(draft.account)
            self._check_elsewhere(attempt)
            post = await guarded(lambda: delivery.send(attempt), Gone, Unsure)
        except (ProviderError, Gone, Unsure, Fault) as error:
            self._not_sent(attempt, draft.first_tried, error)
            return not isinstance(error, Offline | AuthExpired | RateLimited)
        await self._sent(attempt.draft, post)
        return True

    def _elsewhere(self, draft: Draft) -> dict[str, Delivery]:
        """The other accounts from which this draft may have gone before it was given to this one."""
        return {
            name: other
            for name, other in self._deliveries.items()
            if name != draft.account and other.has_tried(draft)
        }

    def _forget_elsewhere(self, draft: Draft) -> None:
        """Nothing has come of it, wherever it was tried."""
        for other in self._elsewhere(draft).values():
            other.settle(draft)

    def _check_elsewhere(self, attempt: Attempt) -> None:
        """Go on, where the draft is not posted from another account of mine.

        Raises:
            Unsure: it may be.
        """
        if not attempt.vouched and (elsewhere := self._elsewhere(attempt.draft)):
            raise Unsure(perhaps(f"It went out from {next(iter(elsewhere))} before. Look there first."))

    async def _sent(self, draft: Draft, post: Post) -> None:
        """The server has it: the conversation first, then the draft, so that neither is ever missing."""
        await self._standing.merge([post])
        self._timing.fails_no_more(draft)
        self._vouched.discard(draft.key)
        # Others that say the same, and took the post for their own while this answer was lost.
        takers = [
            other
            for other in (self._store.mine.drafts({DraftState.SENT}) if not draft.edits else ())
            if other.sent_uri == post.uri and other.key != draft.key and not other.edits
        ]
        if takers and (draft.key, post.uri) in self._given_up:
            # For this server both are one, and each would take it from the other for ever.
            self._put(draft, DraftState.FAILED, same_to_them(draft.account))
            return
        self._store.mine.save_draft(
            replace(draft, state=DraftState.SENT, sent_uri=post.uri, changed=self._clock(), problem="")
        )
        for delivery in self._deliveries.values():
            delivery.settle(draft)
        self._tell(draft)
        for other in takers:
            self._given_up.add((other.key, post.uri))
            self._put(replace(other, sent_uri=""), DraftState.QUEUED, "", self._clock())

    def _not_sent(
        self,
        attempt: Attempt,
        first_tried: datetime | None,
        error: ProviderError | Gone | Unsure | Fault,
    ) -> None:
        """It goes again later, or stays in sight where somebody has to do something. That it was tried stands
        only where an earlier try, since `first_tried`, or this one may have worked.
        """
        outcome = outcome_of(attempt, error)
        draft = attempt.draft
        if not outcome.may_be_there:
            draft = replace(draft, first_tried=first_tried)
        if isinstance(error, Gone):
            draft = replace(draft, follows="")
        if outcome.asked is not None:
            self._pauses.ask(draft.account, outcome.asked)
        match outcome.state:
            case DraftState.QUEUED:
                again = outcome.asked or self._timing.later(draft)
                self._put(draft, DraftState.QUEUED, outcome.problem, again)
                return
            case DraftState.UNSURE:
                self._vouched.discard(draft.key)
            case _:
                # It may be the files that the server no longer has: they are brought again the next time.
                draft = replace(draft, media=forgotten(draft.media))
        self._put(draft, outcome.state, outcome.problem)
        if not draft.answers:
            # What answers nobody has no entry in the inbox that could say so.
            self._emit(Said(f"{outcome.problem} Your words are kept among the drafts."))

    def _put(self, draft: Draft, state: DraftState, problem: str, not_before: datetime | None = None) -> None:
        with self._store.mine.transaction():
            self._store.mine.save_draft(replace(draft, state=state, problem=problem, not_before=not_before))
            stopped = self._stop_following(draft.key) if state in _STOPPED else ()
        for part in (draft, *stopped):
            self._tell(part)

    def _stop_following(self, key: str) -> tuple[Draft, ...]:
        """The parts that follow one that did not go do not go either, and say so."""
        stopped: list[Draft] = []
        for part in self._store.mine.drafts_after(key):
            if part.state is DraftState.QUEUED:
                held = replace(part, state=DraftState.FAILED, problem=_BEFORE_IT, not_before=None)
                self._store.mine.save_draft(held)
                stopped += [held, *self._stop_following(part.key)]
        return tuple(stopped)

    def _pick_up_stranded(self) -> None:
        """What somebody began to send and did not live to finish is looked for before it is sent again."""
        for draft in self._store.mine.stranded():
            soon = self._timing.picked_up(draft, has_keys=self._has_keys(draft))
            self._put(draft, DraftState.QUEUED, draft.problem or _BROKEN_OFF, soon)

    def _forget_sent(self) -> None:
        """Drop what was sent long ago, unless a draft follows it, or may still be taken for one of them."""
        on_their_way = set(DraftState) - {DraftState.SENT, DraftState.WRITING}
        if any(draft.first_tried for draft in self._store.mine.drafts(on_their_way)):
            return
        for draft in self._store.mine.drafts({DraftState.SENT}):
            if self._clock() - draft.changed >= KEPT and not self._store.mine.drafts_after(draft.key):
                self._store.mine.drop_draft(draft.key)

    def _has_keys(self, draft: Draft) -> bool:
        delivery = self._deliveries.get(draft.account)
        return delivery is not None and delivery.has_keys

    def _until_next(self) -> float:
        """Seconds until something becomes ready, or until it is worth looking again."""
        queued = self._store.mine.drafts({DraftState.QUEUED})
        moments = [
            draft.not_before or self._clock()
            for draft in queued
            if draft.account in self._deliveries and not self._waits_for_another(draft)
        ]
        if not moments:
            return POLL
        return min(max((min(moments) - self._clock()).total_seconds(), 0.05), POLL)

    def _tell(self, draft: Draft) -> None:
        self._emit(DraftChanged(draft.key))
        if draft.answers:
            self._standing.touch(draft.answers)
