"""Reading on: the lines up to which I have read, moved by what I do."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from connect_tui.port.answers import Timeline
from connect_tui.store.journal import ReadTo
from connect_tui.store.read_lines import talk_place, timeline_place
from connect_tui.store.store import Store
from connect_tui.sync.account import AccountSync
from connect_tui.sync.events import Event, ReadOn
from connect_tui.sync.judging import Bench
from connect_tui.sync.lines import talk_places


class ReadingOn:
    """Writes down how far I have read, and tells the networks that keep it too."""

    def __init__(
        self,
        store: Store,
        bench: Bench,
        accounts: Mapping[str, AccountSync],
        emit: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._bench = bench
        self._accounts = accounts
        self._emit = emit

    async def timelines(self, lines: Mapping[tuple[Timeline, str], datetime], *, by_hand: bool) -> None:
        """I have read these timelines up to these moments. `by_hand`: I said so, and can take it back."""
        self._move({timeline_place(*key): moment for key, moment in lines.items()}, by_hand)
        await asyncio.gather(*(self._tell(*key) for key in lines))

    def conversation(self, uri: str, moment: datetime, *, by_hand: bool) -> None:
        """I have read this conversation up to what came at this moment."""
        self._move({self._place_of(uri): moment}, by_hand)

    def take_back(self, number: int, step: ReadTo) -> str | None:
        """Take back the step of this number; `None` where somebody else has."""
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            for place, at in step.before if ours else ():
                self._store.mine.set_read_line(place, replace(self._store.mine.read_line(place), at=at))
        self._emit(ReadOn())
        return "The line is where it was before." if ours else None

    def _move(self, lines: Mapping[str, datetime], by_hand: bool) -> None:
        before = self._store.mine.read_lines(lines)
        ats = [(place, before[place].at if place in before else None) for place in lines]
        if all(lines[place] == at for place, at in ats):
            return
        with self._store.mine.transaction():
            for place, moment in lines.items():
                self._store.mine.set_read_line(place, replace(self._store.mine.read_line(place), at=moment))
            if by_hand:
                self._store.mine.note_step(ReadTo(tuple(ats)), self._bench.clock())
        self._emit(ReadOn())

    async def _tell(self, timeline: Timeline, account: str) -> None:
        found = self._accounts.get(account)
        if found is not None and found.trouble is None:
            await found.markers.tell(timeline)

    def _place_of(self, uri: str) -> str:
        """The place under which the conversation that holds this post has its line, or will have."""
        group = self._store.cache.group_of(uri)
        conversation = None if group is None else self._store.cache.conversation(group)
        if conversation is None:
            return talk_place(uri)
        return next(
            iter(self._store.mine.read_lines(talk_places(conversation.by_uri))), talk_place(conversation.uri)
        )
