"""What `connect-tui check` learns from the servers of feeds: what time they have."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from connect_tui.provider import Examined, ProviderConfig, ProviderError
from connect_tui.providers.feed.client import Client
from connect_tui.providers.feed.names import urls_of
from connect_tui.providers.feed.provider import utcnow
from connect_tui.providers.web.clock import ahead

SOME = 3
"""Feeds that are asked."""


async def examine(config: ProviderConfig, clock: Callable[[], datetime] = utcnow) -> Examined:
    """Ask some of the feeds. These are servers of anybody, and what they say need not be true: where one of
    them has the time of this computer, it is not this computer that is wrong.
    """
    client, found = Client(clock), list[timedelta]()
    try:
        for url in urls_of(config)[:SOME]:
            # Whether a feed can be read has been said already.
            with contextlib.suppress(ProviderError):
                answer = await client.get(url)
                if (skew := ahead(answer.date, clock())) is not None:
                    found.append(skew)
    finally:
        await client.close()
    return Examined(ahead=min(found, key=abs, default=None))
