"""Read markers of one account's network: what another program said is honoured, what I say is told."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import Marker, Timeline
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.read_lines import ReadLine, timeline_place
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, ReadOn
from connect_tui.sync.lines import feed_order

_PATIENCE = 1.5
"""Seconds that telling a network may take while somebody waits for it."""
_SAME = timedelta(seconds=1)
"""Networks keep such moments more or less exactly."""


class MarkerDesk:
    """Keeps the lines of one account's timelines in step with its network."""

    def __init__(self, provider: Provider, store: Store, emit: Callable[[Event], None]) -> None:
        self._provider = provider
        self._store = store
        self._emit = emit

    @property
    def able(self) -> bool:
        """Whether the network keeps markers."""
        return self._provider.capabilities.read_markers

    async def ask(self, timeline: Timeline) -> None:
        """Ask how far I have read, and tell it where I read further here.

        Raises:
            ProviderError: it cannot be asked.
        """
        await self._hear(timeline)
        await self._tell(timeline)

    async def tell(self, timeline: Timeline) -> None:
        """Tell the network how far I have read. What fails is made up for when it is asked the next time."""
        if not self.able:
            return
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                if self._line(timeline).marker is None:
                    await self._hear(timeline)
                await self._tell(timeline)

    async def _hear(self, timeline: Timeline) -> None:
        marker = await self._provider.marker(timeline)
        line = self._line(timeline)
        if marker is None or (line.marker is not None and _same(marker, line.marker)):
            return
        at = max(line.at or marker.at, marker.at)
        self._keep(timeline, replace(line, at=at, marker=marker, elsewhere=marker.at))

    async def _tell(self, timeline: Timeline) -> None:
        line = self._line(timeline)
        if line.at is None or not self.able or (line.marker is not None and line.at <= line.marker.at):
            return
        post = self._newest(timeline, line.at)
        if post is None or (line.marker is not None and post.time <= line.marker.at):
            return
        await self._provider.set_marker(timeline, post)
        marker = await self._provider.marker(timeline)
        if marker is not None:
            self._keep(timeline, replace(self._line(timeline), marker=marker))

    def _newest(self, timeline: Timeline, until: datetime) -> Post | None:
        """The newest post that stands in the timeline for its own sake, up to a moment."""
        keys = feed_order(self._store, self._provider.name, timeline)
        found = (self._store.cache.by_id(PostId(self._provider.name, key)) for key in keys)
        posts = (post for post in found if post is not None and not post.deleted and post.time <= until)
        return max(posts, key=lambda post: post.time, default=None)

    def _line(self, timeline: Timeline) -> ReadLine:
        return self._store.mine.read_line(timeline_place(timeline, self._provider.name))

    def _keep(self, timeline: Timeline, line: ReadLine) -> None:
        place = timeline_place(timeline, self._provider.name)
        before = self._store.mine.read_line(place)
        self._store.mine.set_read_line(place, line)
        if (line.at, line.elsewhere) != (before.at, before.elsewhere):
            self._emit(ReadOn())


def _same(one: Marker, other: Marker) -> bool:
    if one.post is not None and other.post is not None:
        return one.post == other.post
    return abs(one.at - other.at) <= _SAME
