"""Noticing what another connect-tui does: it sends what was written here, and reads what is new for both."""

import asyncio
import contextlib
from collections.abc import Callable

from connect_tui.domain.draft import Draft
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.events import DraftChanged, Event, InboxChanged
from connect_tui.sync.standing import Standing

LOOK = 2.0
"""Seconds between two looks. A look asks SQLite for one number that it has at hand."""


class Watching:
    """Says what others changed in the files, as if it had been done here."""

    def __init__(self, store: Store, standing: Standing, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._standing = standing
        self._emit = emit
        self._mine = store.mine.changed_elsewhere()
        self._cache = store.cache.changed_elsewhere()
        self._drafts: dict[str, Draft] | None = None

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            # Whoever works with the file next says what is wrong with it.
            with contextlib.suppress(StoreError):
                self.look()
            await asyncio.sleep(LOOK)

    def look(self) -> None:
        """Tell of what others have changed since the last look."""
        mine, cache = self._store.mine.changed_elsewhere(), self._store.cache.changed_elsewhere()
        if mine != self._mine or self._drafts is None:
            self._tell_of_drafts()
        if cache != self._cache:
            self._emit(InboxChanged(frozenset()))
        self._mine, self._cache = mine, cache

    def _tell_of_drafts(self) -> None:
        before = self._drafts
        now = {draft.key: draft for draft in self._store.mine.drafts()}
        self._drafts = now
        if before is None:
            return
        for key in before.keys() | now.keys():
            if before.get(key) != now.get(key):
                self._emit(DraftChanged(key))
                for draft in {before.get(key), now.get(key)} - {None}:
                    if draft is not None and draft.answers:
                        self._standing.touch(draft.answers)
