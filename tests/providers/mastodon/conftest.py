from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from mock_mastodon import MockMastodon, User

from connect_tui.provider import Credential, ProviderConfig
from connect_tui.providers.mastodon.address import read_address
from connect_tui.providers.mastodon.provider import MastodonProvider

Connect = Callable[[User], MastodonProvider]


@pytest.fixture(scope="session")
def running() -> Iterator[MockMastodon]:
    with MockMastodon() as server:
        yield server


@pytest.fixture
def server(running: MockMastodon) -> MockMastodon:
    running.reset()
    return running


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
