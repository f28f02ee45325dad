"""Putting people into my circles and taking them out."""

from collections.abc import Callable

from connect_tui.domain.people import handle_key, handles_of
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
        members = known.members if known else frozenset[str]()
        # Whoever is joined with others is in it by any of their handles, and out of it by none.
        everybody = handles_of(key, self._store.mine.same_people())
        if present is not everybody.isdisjoint(members):
            return False
        also = () if present else tuple(sorted((everybody & members) - {key}))
        before = {c.handle: c.present for c in self._store.mine.circle_changes() if c.circle == circle}
        step = Circled(circle, handle, before.get(key), present, tuple((o, before.get(o)) for o in also))
        with self._store.mine.transaction():
            for changed in (key, *also):
                self._store.mine.set_circle_member(circle, changed, present)
            self._store.mine.note_step(step, self._bench.clock())
        await self._standing.circles_changed([key])
        return True

    async def take_back(self, number: int, step: Circled) -> str | None:
        """Take back the step of this number; `None` where somebody else has."""
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            if ours:
                for handle, before in ((step.handle, step.before), *step.also):
                    self._store.mine.set_circle_member(step.circle, handle, before)
        if not ours:
            return None
        await self._standing.circles_changed([handle_key(step.handle)])
        return f"{step.handle} is {'no longer' if step.present else 'again'} in “{step.circle}”."
