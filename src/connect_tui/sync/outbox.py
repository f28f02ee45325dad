"""The outbox: drafts on their way. Nothing is lost, nothing goes twice, what went wrong stays in sight."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Post
from connect_tui.provider import AuthExpired, Offline, Provider, ProviderError, RateLimited
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.attaching import forgotten
from connect_tui.sync.delivery import (
    Attempt,
    Delivery,
    Gone,
    Unsure,
    is_duplicate,
    is_final,
    outcome_is_unknown,
    wait_until,
)
from connect_tui.sync.events import DraftChanged, Event, Said
from connect_tui.sync.pauses import Pauses
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import LONGEST_PAUSE, LONGEST_REST, Fault, guarded, postponed, refusal

POLL = 5.0
"""Seconds after which the outbox looks for what other processes have put into it."""
PATIENCE = timedelta(seconds=30)
"""How long somebody who waits for delivery waits for another process that is sending."""
FIRST_WAIT = timedelta(seconds=10)
"""A request whose answer was lost may still be at work on the server."""
MEANWHILE = timedelta(seconds=0.5)
"""How often it is looked what became ready, while an account is sending."""
KEPT = timedelta(days=1)
"""How long a sent draft is kept, so that its post is not taken for another draft's."""


_STOPPED = (DraftState.FAILED, DraftState.UNSURE)
_TWICE = "Change a word to say it twice."
_ONE_TO_THEM = "{} takes it for a post of yours that says the same. " + _TWICE
_ALREADY = "{} says that it is posted already. Look at it before you send again."
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
        self._undo_send = undo_send
        self._pauses = Pauses(store, clock)
        self._one_at_a_time = asyncio.Lock()
        self._wake = asyncio.Event()
        self._answering: set[str] = set()
        """Accounts that answer again, and whose drafts need not wait any longer."""
        self._failing_since: dict[str, datetime] = {}
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
        self._bring_forward(draft)
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
                self._mind_the_clock()
                self._hurry()
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
            post = await guarded(lambda: delivery.send(attempt), Gone, Unsure)
        except ProviderError as error:
            known = outcome_is_unknown(attempt, error)
            self._failed(attempt.draft if known else self._untried_yet(attempt, draft), error)
            return not isinstance(error, Offline | AuthExpired | RateLimited)
        except Gone as error:
            self._put(replace(self._untried_yet(attempt, draft), follows=""), DraftState.FAILED, str(error))
        except Unsure as error:
            self._vouched.discard(draft.key)
            self._put(attempt.draft, DraftState.UNSURE, str(error))
        except Fault as error:
            self._put(
                attempt.draft,
                DraftState.UNSURE,
                f"A fault of this program ({error}); it may be posted already.",
            )
        else:
            await self._sent(delivery, attempt.draft, post)
        return True

    def _untried_yet(self, attempt: Attempt, before: Draft) -> Draft:
        """The draft as it is when nothing can have come of this try."""
        return replace(attempt.draft, first_tried=before.first_tried)

    async def _sent(self, delivery: Delivery, draft: Draft, post: Post) -> None:
        """The server has it: the conversation first, then the draft, so that neither is ever missing."""
        await self._standing.merge([post])
        self._failing_since.pop(draft.key, None)
        self._vouched.discard(draft.key)
        # Others that say the same, and took the post for their own while this answer was lost.
        takers = [
            other
            for other in (self._store.mine.drafts({DraftState.SENT}) if not draft.edits else ())
            if other.sent_uri == post.uri and other.key != draft.key and not other.edits
        ]
        if takers and (draft.key, post.uri) in self._given_up:
            # For this server both are one, and each would take it from the other for ever.
            self._put(draft, DraftState.FAILED, _ONE_TO_THEM.format(draft.account))
            return
        self._store.mine.save_draft(
            replace(draft, state=DraftState.SENT, sent_uri=post.uri, changed=self._clock(), problem="")
        )
        delivery.settle(draft)
        self._tell(draft)
        for other in takers:
            self._given_up.add((other.key, post.uri))
            self._put(replace(other, sent_uri=""), DraftState.QUEUED, "", self._clock())

    def _failed(self, draft: Draft, error: ProviderError) -> None:
        """Try again later, or keep it in sight where somebody has to do something.

        `first_tried` stands only where an earlier try, or this one, may have worked.
        """
        if is_duplicate(error) and draft.first_tried is not None:
            # Most likely it is what an earlier try has left, where the server does not show it yet.
            self._put(draft, DraftState.UNSURE, _ALREADY.format(draft.account))
            return
        if is_final(error):
            problem = refusal(draft.account, "post it", error)
            if is_duplicate(error):
                problem = f"{problem} {_TWICE}"
            # It may be the files that the server no longer has: they are brought again the next time.
            draft = replace(draft, media=forgotten(draft.media))
            self._put(draft, DraftState.FAILED, problem)
            if not draft.answers:
                # What answers nobody has no entry in the inbox that could say so.
                self._emit(Said(f"{problem} Your words are kept among the drafts."))
            return
        asked = wait_until(error)
        if asked is not None:
            self._pauses.ask(draft.account, asked)
        problem = postponed(draft.account, "post it", error)
        self._put(draft, DraftState.QUEUED, problem, asked or self._later(draft))

    def _later(self, draft: Draft) -> datetime:
        """The longer it has been tried, the longer until it is tried again."""
        now = self._clock()
        since = now - self._failing_since.setdefault(draft.key, draft.first_tried or now)
        return now + min(max(since, FIRST_WAIT), LONGEST_REST)

    def _put(self, draft: Draft, state: DraftState, problem: str, not_before: datetime | None = None) -> None:
        with self._store.mine.transaction():
            self._store.mine.save_draft(replace(draft, state=state, problem=problem, not_before=not_before))
            stopped = self._stop_following(draft.key) if state in _STOPPED else ()
        for part in (draft, *stopped):
            self._tell(part)

    def _reschedule(self, draft: Draft, not_before: datetime) -> None:
        """Let it go at another time, unless it was taken back meanwhile."""
        if self._store.mine.reschedule(draft.key, not_before):
            self._tell(draft)

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
            self._put(draft, DraftState.QUEUED, draft.problem or _BROKEN_OFF, self._soon(draft))

    def _soon(self, draft: Draft) -> datetime:
        """When a draft that was stranded is looked for: not at once where no key makes a repetition harmless
        and the server may still be at work on it.
        """
        now = self._clock()
        delivery = self._deliveries.get(draft.account)
        if delivery is not None and delivery.has_keys:
            return now
        begun = max(filter(None, (draft.first_tried, draft.not_before)), default=now)
        # A moment that lies ahead was set by a clock that was wrong.
        return max(min(begun, now) + FIRST_WAIT, now)

    def _mind_the_clock(self) -> None:
        """A clock that was put back must not keep drafts waiting: neither what can still be taken back, nor
        what a server asked to be left alone with. What may have arrived waits as in `_hurry`.
        """
        now = self._clock()
        for draft in self._store.mine.drafts({DraftState.QUEUED}):
            longest = LONGEST_PAUSE if draft.problem else self._undo_send
            if draft.not_before is not None and draft.not_before > now + longest:
                soon = now if draft.first_tried is None else now + FIRST_WAIT
                self._reschedule(draft, soon if draft.problem else now + longest)

    def _hurry(self) -> None:
        """What failed while an account could not be reached goes now that it can; what may have arrived all
        the same waits a little, as the server may still be at work on it.
        """
        for draft in self._store.mine.drafts({DraftState.QUEUED}):
            if draft.account in self._answering and draft.problem:
                self._bring_forward(draft)
        self._answering.clear()

    def _bring_forward(self, draft: Draft) -> None:
        """Let it go as soon as it may, whatever pause its failures have earned; not before the server wants
        to be asked again.
        """
        self._failing_since.pop(draft.key, None)
        soon = self._clock() if draft.first_tried is None else self._clock() + FIRST_WAIT
        soon = max(soon, self._pauses.until(draft.account) or soon)
        if draft.not_before is not None and soon < draft.not_before:
            self._reschedule(draft, soon)

    def _forget_sent(self) -> None:
        """Drop what was sent long ago, unless a draft follows it, or may still be taken for one of them."""
        on_their_way = set(DraftState) - {DraftState.SENT, DraftState.WRITING}
        if any(draft.first_tried for draft in self._store.mine.drafts(on_their_way)):
            return
        for draft in self._store.mine.drafts({DraftState.SENT}):
            if self._clock() - draft.changed >= KEPT and not self._store.mine.drafts_after(draft.key):
                self._store.mine.drop_draft(draft.key)

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
