"""Putting people into my circles and taking them out."""

from collections.abc import Callable

from connect_tui.domain.people import handle_key
from connect_tui.store.journal import Circled
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, Said
from connect_tui.sync.judging import Bench
from connect_tui.sync.standing import Standing


class Circling:
    """Changes circles in `mine.db`; a list of a server is not changed here."""

    def __init__(self, store: Store, bench: Bench, standing: Standing, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._bench = bench
        self._standing = standing
        self._emit = emit

    async def set_member(self, circle: str, handle: str, present: bool) -> bool:
        """Put somebody in, or take them out; false where nothing is different then."""
        key = handle_key(handle)
        known = {found.name: found for found in self._bench.circles()}.get(circle)
        if known is not None and known.account:
            self._emit(Said(f"“{circle}” is a list on {known.account} and can only be changed there."))
            return False
        if present == (known is not None and key in known.members):
            return False
        changes = self._store.mine.circle_changes()
        before = next((c.present for c in changes if (c.circle, c.handle) == (circle, key)), None)
        with self._store.mine.transaction():
            self._store.mine.set_circle_member(circle, key, present)
            self._store.mine.note_step(Circled(circle, handle, before, present), self._bench.clock())
        await self._standing.circles_changed([key])
        return True

    async def take_back(self, number: int, step: Circled) -> str | None:
        """Take back the step of this number; `None` where somebody else has."""
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            if ours:
                self._store.mine.set_circle_member(step.circle, step.handle, step.before)
        if not ours:
            return None
        await self._standing.circles_changed([handle_key(step.handle)])
        return f"{step.handle} is {'no longer' if step.present else 'again'} in “{step.circle}”."
