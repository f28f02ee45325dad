"""Joining people: who is on several networks counts as one known person, and can be parted again."""

from collections.abc import Callable

from connect_tui.domain.people import handle_key
from connect_tui.store.journal import Joined
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, Said
from connect_tui.sync.judging import Bench
from connect_tui.sync.standing import Standing


class Joining:
    """Changes who is one person with whom, in `mine.db`."""

    def __init__(self, store: Store, bench: Bench, standing: Standing, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._bench = bench
        self._standing = standing
        self._emit = emit

    async def join(self, one: str, other: str) -> bool:
        """Say that two handles belong to one person; false where nothing is different then."""
        keys = (handle_key(one), handle_key(other))
        if {account.key for account in self._bench.me} & set(keys):
            self._emit(Said("One of the two is you."))
            return False
        same = self._store.mine.same_people()
        everybody = same.get(keys[0], frozenset(keys[:1])) | same.get(keys[1], frozenset(keys[1:]))
        if len(everybody) < 2 or keys[1] in same.get(keys[0], ()):
            return False
        await self._change(dict.fromkeys(everybody, min(everybody)), joined=True)
        return True

    async def part(self, handle: str) -> bool:
        """Say that this handle belongs to somebody else than it was joined with; false where it was not."""
        key = handle_key(handle)
        others = self._store.mine.same_people().get(key, frozenset[str]()) - {key}
        if not others:
            return False
        name = min(others) if len(others) > 1 else ""
        await self._change({key: "", **dict.fromkeys(others, name)}, joined=False)
        return True

    async def take_back(self, number: int, step: Joined) -> str | None:
        """Take back the step of this number; `None` where somebody else has."""
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            if ours:
                self._store.mine.set_person(dict(step.before))
        if not ours:
            return None
        await self._standing.circles_changed([handle for handle, _ in step.before])
        return "They are two people again." if step.joined else "They are one person again."

    async def _change(self, people: dict[str, str], *, joined: bool) -> None:
        before = self._store.mine.person_of(people)
        with self._store.mine.transaction():
            self._store.mine.set_person(people)
            step = Joined(tuple((handle, before.get(handle, "")) for handle in sorted(people)), joined)
            self._store.mine.note_step(step, self._bench.clock())
        await self._standing.circles_changed(people)
