"""Sync on real files against a network in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fake_network import Clock, FakeProvider, Network

from connect_tui.domain.attention import inbox
from connect_tui.domain.conversation import assemble
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import AttentionSettings, Entry, Section
from connect_tui.domain.post import Visibility
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import Event
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings


class World:
    """One network, my account `home` on it as `me`, and the files of this machine."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.network = Network(self.clock)
        self.provider = FakeProvider(self.network, "home", "me")
        self.providers = [self.provider]
        self.events: list[Event] = []
        self.settings = SyncSettings(undo_send=timedelta(0))
        self.paths = StorePaths(folder / "cache.db", folder / "mine.db")
        self._open: list[Store] = []
        self.start()

    def start(self) -> None:
        """A process begins."""
        self.store = self._opened()
        self.engine = Engine(self.store, self.providers, self.settings, self.events.append, self.clock)
        self.reader = Reader(self._opened(), None, self.settings.attention, self.settings.circles, self.clock)

    def restart(self) -> None:
        """The process is gone, and another begins."""
        self.end()
        self.start()

    def end(self) -> None:
        for store in self._open:
            store.close()
        self._open.clear()

    def _opened(self) -> Store:
        store = Store.open(self.paths)
        self._open.append(store)
        return store

    async def refresh(self, explicit: bool = False) -> None:
        """Refresh, and find nothing wrong."""
        assert await self.engine.refresh(explicit=explicit) == ()

    async def until_complete(self) -> None:
        """Do what is done between refreshes, until nothing is left to fetch."""
        for _ in range(200):
            self.provider.calls.clear()
            await self.engine._accounts["home"].go_on()
            if not self.provider.calls:
                return
        raise AssertionError("there is always something left to fetch")

    def waiting(self) -> list[str]:
        """The keys of the posts that wait, in order."""
        return self.keys(Section.WAITING)

    def keys(self, section: Section) -> list[str]:
        return [key_of(entry) for entry in self.reader.entries(section)]

    def section_of(self, key: str) -> Section | None:
        entry = self.reader.entry(self.network.uri(key))
        return entry.section if entry else None

    def draft(self, key: str, text: str, answers: str = "", to: tuple[str, ...] = ()) -> Draft:
        draft = Draft(
            key=key,
            account="home",
            text=text,
            changed=self.clock(),
            answers=self.network.uri(answers) if answers else "",
            recipients=tuple(self.network.handle(name) for name in to),
            visibility=Visibility.PUBLIC,
        )
        assert self.engine.save_draft(draft)
        return draft

    async def send(self, key: str, text: str, answers: str = "", to: tuple[str, ...] = ()) -> Draft:
        """Write, send, and try to deliver once."""
        self.draft(key, text, answers, to)
        assert await self.engine.send(key)
        await self.engine.deliver()
        return self.sent(key)

    def sent(self, key: str) -> Draft:
        draft = self.reader.draft(key)
        assert draft is not None
        return draft

    async def deliver_until_settled(self, key: str, minutes: int = 120) -> Draft:
        """Let time pass and the outbox work, until the draft is no longer on its way."""
        for _ in range(minutes):
            if self.sent(key).state not in (DraftState.QUEUED, DraftState.SENDING):
                break
            self.clock.forward(minutes=1)
            await self.engine.deliver()
        return self.sent(key)

    def plain_inbox(self) -> list[Entry]:
        """The inbox as the rules alone would have it, from everything that is cached."""
        cache = self.store.cache
        found = cache.conversations(cache.all_groups()).values()
        posts = [post for conversation in found for post in conversation.posts]
        boosts = [boost for conversation in found for boost in conversation.boosts]
        context = self.reader.context([post.uri for post in posts])
        return inbox(
            assemble(posts, boosts),
            context.me,
            context.marks,
            context.people,
            AttentionSettings(),
            context.now,
        )

    def index(self) -> list[tuple[str, object]]:
        """The inbox as it is read, page by page."""
        entries: list[Entry] = []
        for section in Section:
            after = None
            while page := self.reader.entries(section, after, limit=7):
                entries += page
                after = page[-1].place
        return [(entry.uri, entry.place) for entry in entries]


def key_of(entry: Entry) -> str:
    return entry.post.uri.rsplit("/", 1)[1] if entry.post else entry.uri


@asynccontextmanager
async def running(world: World) -> AsyncIterator[None]:
    """Its engine goes on by itself meanwhile."""
    task = asyncio.create_task(world.engine.run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    """Wait for what a running engine does."""
    async with asyncio.timeout(40):
        while not true():  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.005)
