"""Drafts: kept as they are written, put into the outbox, taken back from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.journal import Sent
from connect_tui.store.store import Store
from connect_tui.sync.events import DraftChanged, Event
from connect_tui.sync.standing import Standing


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

    def send(self, key: str) -> bool:
        """Put a draft into the outbox; false where it is there already, or gone."""
        now = self._clock()
        with self._store.mine.transaction():
            draft = self._store.mine.queue(key, now + self._undo_send)
            if draft is not None:
                self._store.mine.note_step(Sent(key), now)
        if draft is None:
            return False
        self._tell(draft)
        return True

    def take_back(self, key: str) -> bool:
        """Take a draft out of the outbox to write on; false where it is too late."""
        draft = self._store.mine.take_back(key)
        if draft is None:
            return False
        self._tell(draft)
        return True

    def _tell(self, draft: Draft) -> None:
        self._emit(DraftChanged(draft.key))
        if draft.answers:
            self._standing.touch(draft.answers)
