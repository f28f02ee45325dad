"""What every provider promises, as the port says it. One suite for all networks.

Each network brings a harness (`connect_tui.contract.harness`): the provider, and a way to act as somebody else.
"""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from bluesky_harness import BlueskyHarness
from bluesky_network import BlueskyNetwork
from demo_harness import DemoHarness
from feed_harness import FeedHarness
from feed_server import FeedServer
from mastodon_harness import MastodonHarness
from mock_mastodon import MockMastodon

from connect_tui.contract.harness import Harness
from connect_tui.contract.plugin import provider as provider

Getter = Callable[[str], object]
"""Looks up a fixture: what is slow to start is started only where it is wanted."""


def demo_home(_: Getter) -> Harness:
    return DemoHarness("home")


def demo_sky(_: Getter) -> Harness:
    return DemoHarness("sky")


def feed_atom(fixture: Getter) -> Harness:
    return _feed(fixture, "atom")


def feed_json(fixture: Getter) -> Harness:
    return _feed(fixture, "json")


def _feed(fixture: Getter, form: str) -> Harness:
    server = fixture("feed_server")
    assert isinstance(server, FeedServer)
    return FeedHarness(server, form)


def mastodon(fixture: Getter) -> Harness:
    server = fixture("mastodon_server")
    assert isinstance(server, MockMastodon)
    server.reset()
    return MastodonHarness(server)


def bluesky(fixture: Getter) -> Harness:
    network = fixture("bluesky")
    assert isinstance(network, BlueskyNetwork)
    return BlueskyHarness(network)


NETWORKS = {
    "bluesky": bluesky,
    "demo-home": demo_home,
    "demo-sky": demo_sky,
    "feed-atom": feed_atom,
    "feed-json": feed_json,
    "mastodon": mastodon,
}


@pytest.fixture(scope="module")
def mastodon_server() -> Iterator[MockMastodon]:
    """One server for a whole module: starting it takes longer than a test."""
    with MockMastodon() as server:
        yield server


@pytest.fixture(scope="module")
def feed_server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture(params=sorted(NETWORKS))
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    """One network, fresh."""
    made = NETWORKS[request.param](request.getfixturevalue)
    yield made
    await made.provider.close()
