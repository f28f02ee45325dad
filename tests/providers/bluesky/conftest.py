"""Accounts on the real servers; each test has people of its own."""

from collections.abc import AsyncIterator

import pytest
from bluesky_harness import open_account
from bluesky_network import BlueskyNetwork, Someone

from connect_tui.provider import Credential, Provider


@pytest.fixture
def me(bluesky: BlueskyNetwork) -> Someone:
    return bluesky.user("me", "Me")


@pytest.fixture
def ana(bluesky: BlueskyNetwork, me: Someone) -> Someone:
    """Somebody whom I follow."""
    someone = bluesky.user("ana", "Ana")
    me.follow(someone)
    return someone


@pytest.fixture
def ben(bluesky: BlueskyNetwork) -> Someone:
    """Somebody whom I do not know."""
    return bluesky.user("ben", "Ben")


@pytest.fixture
def secrets(me: Someone) -> list[Credential]:
    """What was kept for my account, the latest last."""
    return [Credential(me.app_password())]


@pytest.fixture
async def provider(
    bluesky: BlueskyNetwork, me: Someone, secrets: list[Credential]
) -> AsyncIterator[Provider]:
    opened = open_account(bluesky, me, secrets)
    yield opened
    await opened.close()
