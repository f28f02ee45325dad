"""The Mastodon API, which many servers speak: Mastodon, GoToSocial, Akkoma and others.

This module is light: the network stack is imported when an account is opened, not when plugins are looked at.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from connect_tui.port.capabilities import Capabilities
from connect_tui.port.plugin import (
    PORT_VERSION,
    Examined,
    ProviderConfig,
    ProviderPlugin,
    Recognised,
    Setting,
)

if TYPE_CHECKING:
    from connect_tui.provider import Login, LoginAsk, Provider


def _open(config: ProviderConfig) -> "Provider":
    """Make the provider.

    Raises:
        ValueError: `server` is no address; `str()` is a sentence.
    """
    from connect_tui.providers.mastodon.provider import MastodonProvider
    from connect_tui.providers.web.address import read_address

    server = config.values.get("server", "")
    return MastodonProvider(config, read_address(server if isinstance(server, str) else ""))


async def _login(values: Mapping[str, str], ask: "LoginAsk") -> "Login":
    from connect_tui.providers.mastodon.login import login

    return await login(values, ask)


async def _logout(config: ProviderConfig) -> None:
    from connect_tui.providers.mastodon.login import logout

    await logout(config)


async def _recognise(written: str) -> Recognised | None:
    from connect_tui.providers.mastodon.recognising import recognise

    return await recognise(written)


def _most() -> Capabilities:
    from connect_tui.providers.mastodon.instance import NEWEST

    return NEWEST.capabilities


async def _examine(config: ProviderConfig) -> Examined:
    from connect_tui.providers.mastodon.examining import examine

    return await examine(config)


PLUGIN = ProviderPlugin(
    port=PORT_VERSION,
    title="Mastodon and whatever speaks its language",
    settings=(
        Setting(
            key="server",
            doc="The server of the account: its name or its address.",
            example="https://example.social",
            required=True,
        ),
    ),
    open=_open,
    login=_login,
    logout=_logout,
    recognise=_recognise,
    examine=_examine,
    most=_most,
)
