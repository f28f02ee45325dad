"""Bluesky, and other servers of the AT Protocol.

This module is light: the network stack is imported when an account is opened, not when plugins are looked at.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
        ValueError: a setting cannot be used; `str()` is a sentence.
    """
    from connect_tui.providers.bluesky.opening import open_provider

    return open_provider(config)


async def _login(values: Mapping[str, str], ask: "LoginAsk") -> "Login":
    from connect_tui.providers.bluesky.login import login

    return await login(values, ask)


async def _logout(config: ProviderConfig) -> None:
    from connect_tui.providers.bluesky.login import logout

    await logout(config)


async def _recognise(written: str) -> Recognised | None:
    from connect_tui.providers.bluesky.login import recognise

    return await recognise(written)


async def _examine(config: ProviderConfig) -> Examined:
    from connect_tui.providers.bluesky.examining import examine

    return await examine(config)


PLUGIN = ProviderPlugin(
    port=PORT_VERSION,
    title="Bluesky",
    settings=(
        Setting(
            key="handle",
            doc="The handle of the account, or its DID.",
            example="ana.bsky.social",
            required=True,
        ),
        Setting(
            key="service",
            doc="The server that is asked who a handle is.",
            example="https://bsky.social",
        ),
        Setting(
            key="plc",
            doc="The directory in which accounts stand with their servers.",
            example="https://plc.directory",
        ),
    ),
    open=_open,
    login=_login,
    logout=_logout,
    recognise=_recognise,
    examine=_examine,
)
