"""A web server, and a provider whose clock is turned by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from feed_server import FeedServer
from hand_clock import HandClock

from connect_tui.providers.feed.client import Client
from connect_tui.providers.feed.provider import FeedProvider
from connect_tui.providers.feed.subscription import PACE
from connect_tui.providers.web.http import Limits

Open = Callable[..., FeedProvider]


@pytest.fixture(scope="module")
def _server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def server(_server: FeedServer) -> FeedServer:
    _server._answers.clear()
    _server.asked.clear()
    return _server


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def feeds(clock: HandClock) -> Open:
    """Opens an account with these feeds; it asks as often as it is told."""

    def opening(*urls: str, pace: timedelta = PACE, body: int = 1_000_000) -> FeedProvider:
        limits = Limits(connect=2.0, read=2.0, whole=5.0, body=body)
        return FeedProvider("news", urls, pace=pace, clock=clock, client=Client(clock, limits))

    return opening
