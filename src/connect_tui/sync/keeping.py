"""Keeping one account fresh: when to ask for news, and what to do between two refreshes.

With a stream that stands nothing is asked for, but what the stream's news make necessary.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from connect_tui.sync.account import AccountSync
from connect_tui.sync.events import Trouble, TroubleKind
from connect_tui.sync.presence import Presence
from connect_tui.sync.streaming import Streaming
from connect_tui.sync.trouble import LOGIN_REST, rest_after, spread

CATCHING_UP = 6
"""In so many steps of the ordinary pace something is fetched that is still missing."""
OPENING = 5.0
"""Seconds that the first refresh waits for the stream: what happens between the two would be missed."""
QUIET = timedelta(hours=1)
"""With a stream that stands: a look at whether it kept something back."""
TOGETHER = 1.0
"""Seconds in which news are gathered before they are followed up."""
FOLLOWED_UP_EVERY = timedelta(seconds=20)


AWAY = 5
"""So many times the pace, where nobody looks."""


class Keeping:
    """Refreshes one account again and again; a server in trouble is left alone longer and longer. `refresh`
    does so once.
    """

    def __init__(
        self,
        account: AccountSync,
        refresh: Callable[[], Awaitable[Trouble | None]],
        pace: timedelta,
        presence: Presence,
        clock: Callable[[], datetime],
    ) -> None:
        self.streaming = Streaming(account, self._hear_news, self.again, self._look_soon)
        self._account = account
        self._refresh = refresh
        self._ordinary_pace = pace
        self._presence = presence
        self._clock = clock
        self._bell = asyncio.Event()
        self._wanted = False
        self._wanted_soon = False
        self._news = False
        self._followed_up = float("-inf")

    def again(self) -> None:
        """Refresh now, or as soon as what is running has ended."""
        self._wanted = True
        self._bell.set()

    def woke(self) -> None:
        """The machine slept: whatever was open is dead, and much may have happened."""
        self.streaming.reopen()
        self.again()

    def come_back(self) -> None:
        """Somebody is there again: with a stream they see what there is; without one it may be old."""
        if not self._account.arrivals.whole:
            self._bell.set()

    async def run(self) -> None:
        """Keep it fresh; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.streaming.run())
            tasks.create_task(self._refresh_again_and_again())

    async def _refresh_again_and_again(self) -> None:
        failures = 0
        while True:
            await self.streaming.tried(OPENING)
            self._wanted = self._wanted_soon = False
            trouble = await self._refresh()
            failures = failures + 1 if trouble else 0
            await self._rest(failures)

    async def _rest(self, failures: int) -> None:
        """Wait for the next refresh, and use the time for what is still missing."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        step = self._ordinary_pace.total_seconds() / CATCHING_UP
        goes_on: float | None = began + step
        spread_by = spread()
        while not self._wanted:
            now = loop.time()
            ends = began + self._until_next(failures, spread_by).total_seconds()
            if self._wanted_soon and not failures:
                ends = min(ends, began + FOLLOWED_UP_EVERY.total_seconds())
            follows = self._followed_up + FOLLOWED_UP_EVERY.total_seconds() if self._news else None
            if now >= ends:
                return
            if follows is not None and now >= follows:
                await self._follow_up()
                self._followed_up = loop.time()
                goes_on = self._followed_up + step
            elif goes_on is not None and now >= goes_on:
                goes_on = now + step if await self._account.go_on() else None
            else:
                await self._wait(min(due for due in (ends, follows, goes_on) if due is not None) - now)

    def _until_next(self, failures: int, spread_by: float) -> timedelta:
        account, trouble = self._account, self._account.trouble
        rest = rest_after(failures, self._pace) * spread_by
        if trouble is not None and trouble.kind is TroubleKind.LOGIN:
            rest = max(rest, LOGIN_REST)
        return max(rest, account.pause)

    @property
    def _pace(self) -> timedelta:
        if self._account.arrivals.whole:
            return QUIET
        pace = self._account.provider.capabilities.pace or self._ordinary_pace
        return pace * AWAY if self._presence.away else pace

    async def _follow_up(self) -> None:
        self._news = False
        await asyncio.sleep(TOGETHER)
        await self._account.follow_up()

    def _hear_news(self) -> None:
        self._news = True
        self._bell.set()

    def _look_soon(self) -> None:
        """Something happened that only a refresh tells. A stream may say so a thousand times."""
        self._wanted_soon = True
        self._bell.set()

    async def _wait(self, seconds: float) -> None:
        """Wait so long, or until something happens."""
        self._bell.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return
