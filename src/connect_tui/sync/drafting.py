"""Drafts: kept as they are written, put into the outbox, taken back from it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.journal import Sent
from connect_tui.store.store import Store
from connect_tui.sync.attaching import kept
from connect_tui.sync.events import DraftChanged, Event
from connect_tui.sync.standing import Standing

_GONE = (DraftState.QUEUED, DraftState.SENDING, DraftState.SENT)


class Drafting:
    """What I write, until it leaves."""

    def __init__(
        self,
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
        undo_send: timedelta,
    ) -> None:
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit
        self._undo_send = undo_send

    def save(self, draft: Draft) -> bool:
        """Keep a draft as it is written; false where it is on its way and can no longer be changed."""
        known = self._store.mine.draft(draft.key)
        if known is not None:
            if known.state is DraftState.QUEUED:
                return False
            draft = replace(draft, first_tried=known.first_tried)
        draft = replace(draft, media=kept(draft.media, known.media if known is not None else ()))
        if not self._store.mine.save_draft(draft):
            return False
        self._tell(draft)
        return True

    def drop(self, key: str) -> bool:
        """Throw a draft away; false where it is just being sent."""
        draft = self._store.mine.draft(key)
        if draft is None or not self._store.mine.drop_draft(key):
            return False
        self._tell(draft)
        return True

    def send(self, key: str, *, at_once: bool = False) -> bool:
        """Put a draft into the outbox, and with it the parts that stopped because it did not go; false where
        it is there already, or gone. `at_once`: nobody is there to take it back.
        """
        now = self._clock()
        with self._store.mine.transaction():
            queued = self._queue(key, now if at_once else now + self._undo_send)
            if queued and not at_once:
                self._store.mine.note_step(Sent(key), now)
        for draft in queued:
            self._tell(draft)
        return bool(queued)

    def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep the parts of one text and put them all into the outbox, or none of them; taken back together.
        False where one of them is on its way already.
        """
        now = self._clock()
        with self._store.mine.transaction():
            on_their_way = [known for part in drafts if (known := self._store.mine.draft(part.key))]
            if not drafts or any(known.state in _GONE for known in on_their_way):
                return False
            for part in drafts:
                self.save(part)
                self._store.mine.queue(part.key, now + self._undo_send)
            self._store.mine.note_step(Sent(drafts[0].key), now)
        for part in drafts:
            self._tell(part)
        return True

    def take_back(self, key: str) -> bool:
        """Take a draft out of the outbox to write on, and with it the parts that follow; false where it is
        too late.
        """
        with self._store.mine.transaction():
            back = self._take_back(key)
        for draft in back:
            self._tell(draft)
        return bool(back)

    def _queue(self, key: str, not_before: datetime) -> tuple[Draft, ...]:
        draft = self._store.mine.queue(key, not_before)
        if draft is None:
            return ()
        parts = (part for part in self._store.mine.drafts_after(key) if part.state is DraftState.FAILED)
        return (draft, *(after for part in parts for after in self._queue(part.key, not_before)))

    def _take_back(self, key: str) -> tuple[Draft, ...]:
        draft = self._store.mine.take_back(key)
        if draft is None:
            return ()
        parts = self._store.mine.drafts_after(key)
        return (draft, *(after for part in parts for after in self._take_back(part.key)))

    def _tell(self, draft: Draft) -> None:
        self._emit(DraftChanged(draft.key))
        if draft.answers:
            self._standing.touch(draft.answers)
