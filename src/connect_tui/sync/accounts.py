"""All my accounts: kept fresh beside each other, and asked for what they see."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.account import AccountSync
from connect_tui.sync.events import Event, Said, Trouble
from connect_tui.sync.judging import Bench
from connect_tui.sync.keeping import Keeping
from connect_tui.sync.presence import Presence
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal
from connect_tui.sync.waking import watch_sleep


class Accounts(Mapping[str, AccountSync]):
    """The accounts by name. `better` is called with the name of one that answers again, or that somebody
    asked for news: what is to be sent can go.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        store: Store,
        standing: Standing,
        bench: Bench,
        settings: SyncSettings,
        emit: Callable[[Event], None],
        better: Callable[[str], None],
    ) -> None:
        self._store = store
        self._emit = emit
        self._better = better
        self._clock: Callable[[], datetime] = bench.clock
        self._presence = Presence(self._clock)
        self._accounts = {
            provider.name: AccountSync(provider, store, standing, bench, emit) for provider in providers
        }
        self.keepers = {
            name: Keeping(
                account, partial(self._refresh, account), settings.pace, self._presence, self._clock
            )
            for name, account in self._accounts.items()
        }

    def __getitem__(self, name: str) -> AccountSync:
        return self._accounts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._accounts)

    def __len__(self) -> int:
        return len(self._accounts)

    async def run(self) -> None:
        """Keep them fresh; until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(watch_sleep(self._clock, self._wake))
                for keeper in self.keepers.values():
                    tasks.create_task(keeper.run())
        finally:
            await self.stop()

    async def refresh(
        self, names: Collection[str] | None = None, *, explicit: bool, whole: bool
    ) -> tuple[Trouble, ...]:
        """Refresh these, or all, beside each other; the troubles that stand in the way."""
        wanted = [account for name, account in self.items() if names is None or name in names]
        found = await asyncio.gather(*(self._refresh(account, explicit, whole) for account in wanted))
        return tuple(trouble for trouble in found if trouble is not None)

    async def fill(self, name: str) -> None:
        """Fetch what is missing from an account's timelines."""
        if name in self:
            await self[name].fill()

    async def complete(self, uri: str) -> None:
        """Fetch the conversation around a post, through the accounts that see it until one can."""
        for account in self._seeing(uri):
            try:
                await account.complete(uri)
            except ProviderError as error:
                self._emit(Said(refusal(account.name, "give the whole conversation", error)))
            else:
                return

    async def opened(self, uri: str) -> None:
        """As `complete`, where nobody asked for it and nothing is said."""
        for account in self._seeing(uri):
            if await account.opened(uri):
                return

    def seen(self) -> None:
        """Somebody is in front of the screen."""
        if self._presence.seen():
            for keeper in self.keepers.values():
                keeper.come_back()

    async def stop(self) -> None:
        """End what is being refreshed."""
        for account in self.values():
            await account.stop()

    async def close(self) -> None:
        """Let go of their connections."""
        await self.stop()
        for account in self.values():
            await account.provider.close()

    def _seeing(self, uri: str) -> list[AccountSync]:
        """Those that see this post."""
        post = self._store.cache.post(uri)
        names = [copy.id.account for copy in post.copies] if post else []
        return [self[name] for name in names if name in self]

    def _wake(self) -> None:
        for keeper in self.keepers.values():
            keeper.woke()

    async def _refresh(
        self, account: AccountSync, explicit: bool = False, whole: bool = False
    ) -> Trouble | None:
        was_in_trouble = account.trouble is not None
        trouble = await account.refresh(explicit, whole)
        if trouble is None:
            better = explicit or was_in_trouble
            self.keepers[account.name].streaming.look(better=better)
            if better:
                self._better(account.name)
        return trouble
