"""When a draft is tried, and tried again."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.store import Store
from connect_tui.sync.pauses import Pauses
from connect_tui.sync.trouble import LONGEST_PAUSE, LONGEST_REST

FIRST_WAIT = timedelta(seconds=10)
"""A request whose answer was lost may still be at work on the server."""


class Timing:
    """Says when, and moves what is queued. What may have arrived never goes before `FIRST_WAIT` is over."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        pauses: Pauses,
        undo_send: timedelta,
        tell: Callable[[Draft], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._pauses = pauses
        self._undo_send = undo_send
        self._tell = tell
        self._failing_since: dict[str, datetime] = {}

    def later(self, draft: Draft) -> datetime:
        """The longer it has been tried, the longer until it is tried again."""
        now = self._clock()
        since = now - self._failing_since.setdefault(draft.key, draft.first_tried or now)
        return now + min(max(since, FIRST_WAIT), LONGEST_REST)

    def fails_no_more(self, draft: Draft) -> None:
        """Whatever pause its failures have earned is over."""
        self._failing_since.pop(draft.key, None)

    def picked_up(self, draft: Draft, *, has_keys: bool) -> datetime:
        """When a draft that was stranded is looked for: not at once where no key makes a repetition harmless
        and the server may still be at work on it.
        """
        now = self._clock()
        if has_keys:
            return now
        begun = max(filter(None, (draft.first_tried, draft.not_before)), default=now)
        # A moment that lies ahead was set by a clock that was wrong.
        return max(min(begun, now) + FIRST_WAIT, now)

    def mind_the_clock(self) -> None:
        """A clock that was put back must not keep drafts waiting: neither what can still be taken back, nor
        what a server asked to be left alone with.
        """
        now = self._clock()
        for draft in self._store.mine.drafts({DraftState.QUEUED}):
            longest = LONGEST_PAUSE if draft.problem else self._undo_send
            if draft.not_before is not None and draft.not_before > now + longest:
                self._reschedule(draft, self._soon(draft) if draft.problem else now + longest)

    def hurry(self, accounts: Collection[str]) -> None:
        """What failed while these accounts could not be reached goes now that they can."""
        for draft in self._store.mine.drafts({DraftState.QUEUED}) if accounts else ():
            if draft.account in accounts and draft.problem:
                self.bring_forward(draft)

    def bring_forward(self, draft: Draft) -> None:
        """Let it go as soon as it may, whatever pause its failures have earned; not before the server wants
        to be asked again.
        """
        self.fails_no_more(draft)
        soon = self._soon(draft)
        soon = max(soon, self._pauses.until(draft.account) or soon)
        if draft.not_before is not None and soon < draft.not_before:
            self._reschedule(draft, soon)

    def _soon(self, draft: Draft) -> datetime:
        return self._clock() if draft.first_tried is None else self._clock() + FIRST_WAIT

    def _reschedule(self, draft: Draft, not_before: datetime) -> None:
        """Let it go at another time, unless it was taken back meanwhile."""
        if self._store.mine.reschedule(draft.key, not_before):
            self._tell(draft)
