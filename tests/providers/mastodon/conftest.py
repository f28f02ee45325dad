from collections.abc import AsyncIterator, Callable

import pytest
from mock_mastodon import MockMastodon, User
from odd_server import OddServer

from connect_tui.domain.people import Account, PersonId
from connect_tui.provider import Capabilities, Credential, ProviderConfig
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.http import Limits

Connect = Callable[[User], MastodonProvider]


@pytest.fixture
async def connect(server: MockMastodon) -> AsyncIterator[Connect]:
    opened: list[MastodonProvider] = []

    def open_for(user: User) -> MastodonProvider:
        config = ProviderConfig(
            name=user.name, values={"server": server.url}, credential=lambda: Credential(user.token)
        )
        opened.append(MastodonProvider(config, read_address(server.url)))
        return opened[-1]

    yield open_for
    for provider in opened:
        await provider.close()


@pytest.fixture
async def odd() -> AsyncIterator[OddServer]:
    async with OddServer() as server:
        yield server


@pytest.fixture
async def connect_odd(odd: OddServer) -> AsyncIterator[Callable[[], MastodonProvider]]:
    """Opens an account on the odd server that needs no `verify`."""
    opened: list[MastodonProvider] = []

    def open_account() -> MastodonProvider:
        config = ProviderConfig(
            name="me", values={"server": odd.url}, credential=lambda: Credential("s3cret-token")
        )
        limits = Limits(connect=1.0, read=0.3, whole=1.0, body=100_000)
        provider = MastodonProvider(config, read_address(odd.url), limits=limits)
        provider.resume(Account("me", "@me@odd.example", "mastodon", PersonId("me", "1")), Capabilities())
        opened.append(provider)
        return provider

    yield open_account
    for provider in opened:
        await provider.close()
