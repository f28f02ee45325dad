"""Streaming: the stream of one account, opened again whenever it breaks. Without one there is polling."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import timedelta

from connect_tui.port.events import Arrived, Changed, Opened, Removed, StreamEvent
from connect_tui.port.failures import AuthExpired, BadResponse, NotAllowed, NotFound, ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.errors import StoreError
from connect_tui.sync.account import AccountSync
from connect_tui.sync.events import TroubleKind
from connect_tui.sync.trouble import Fault, guarded, rest_after, spread

FIRST_REST = timedelta(seconds=2)
UNWILLING_REST = timedelta(hours=1)
"""How long a server is left alone with it that gives no stream."""
STEADY = timedelta(minutes=1)
"""A stream that stood so long has broken for once, and not again."""
_UNWILLING = (NotFound, NotAllowed, BadResponse, AuthExpired)

_log = logging.getLogger(__name__)


class Streaming:
    """Listens for one account. `news` is called whenever something came in, or the stream broke; `again` when
    it has been opened, for what lies before it has to be read; `soon` when it does not say what happened.
    """

    def __init__(
        self,
        account: AccountSync,
        news: Callable[[], None],
        again: Callable[[], None],
        soon: Callable[[], None],
    ) -> None:
        self._account = account
        self._provider: Provider = account.provider
        self._news = news
        self._again = again
        self._soon = soon
        self._tried = asyncio.Event()
        self._bell = asyncio.Event()
        self._listening: asyncio.Task[bool] | None = None
        self._failures = 0
        self._idle = False

    async def tried(self, patience: float) -> None:
        """Wait until the stream has been opened, or could not be; at most so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._tried.wait()
        except TimeoutError:
            return

    def look(self, *, better: bool) -> None:
        """See whether there may be a stream now; where something is `better` than it was, one that could not
        be opened is worth a try at once.
        """
        if self._account.arrivals.opening == 0 and (better or self._idle):
            self._bell.set()

    def reopen(self) -> None:
        """Time has passed that nobody lived through: the connection is not to be trusted any more."""
        self._failures = 0
        self._tried.clear()
        self._bell.set()
        if self._listening is not None:
            self._listening.cancel()

    async def run(self) -> None:
        """Listen; until cancelled."""
        while True:
            self._bell.clear()
            rest: timedelta | None = None
            if self._possible:
                rest = await self._listen_once()
            self._tried.set()
            self._idle = rest is None
            await self._rest(rest)

    @property
    def _possible(self) -> bool:
        trouble = self._account.trouble
        barred = trouble is not None and trouble.kind is TroubleKind.LOGIN
        return self._provider.capabilities.streaming and not barred

    async def _listen_once(self) -> timedelta:
        """Open the stream and follow it to its end; how long to rest then."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait({self._listening})
        finally:
            self._listening.cancel()
            self._account.arrivals.broke()
            self._news()
        unwilling = not self._listening.cancelled() and self._listening.result()
        if loop.time() - began > STEADY.total_seconds():
            self._failures = 0
        self._failures += 1
        rest = rest_after(self._failures, FIRST_REST, FIRST_REST)
        return (UNWILLING_REST if unwilling else rest) * spread()

    async def _listen(self) -> bool:
        """Take in what the stream says, until it breaks; whether the server gives none."""
        stream = self._provider.stream()
        try:
            await guarded(lambda: self._follow(stream))
        except (ProviderError, StoreError, Fault) as error:
            _log.info("%s: the stream ended: %s", self._account.name, type(error).__name__)
            return isinstance(error, _UNWILLING)
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        return False

    async def _follow(self, stream: AsyncIterator[StreamEvent]) -> None:
        async for event in stream:
            match event:
                case Opened():
                    self._account.arrivals.opened()
                    self._tried.set()
                    self._again()
                case Arrived():
                    await self._account.take_in(event)
                    self._news()
                case Removed(post):
                    await self._account.take_out(post)
                    self._news()
                case Changed(None):
                    self._soon()
                case Changed(fact) if fact is not None:
                    self._account.doubt(fact)
                    self._news()

    async def _rest(self, rest: timedelta | None) -> None:
        """Wait so long, or until somebody rings; without a time until somebody does."""
        try:
            async with asyncio.timeout(None if rest is None else rest.total_seconds()):
                await self._bell.wait()
        except TimeoutError:
            return
