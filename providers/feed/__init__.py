"""Feeds: RSS, Atom and JSON Feed, each as somebody who speaks and cannot be answered.

This module is light: the network stack is imported when an account is opened, not when plugins are looked at.
"""

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
    from connect_tui.provider import Provider


def _open(config: ProviderConfig) -> "Provider":
    """Make the provider.

    Raises:
        ValueError: one of `urls` is no address; `str()` is a sentence.
    """
    from connect_tui.providers.feed.names import urls_of
    from connect_tui.providers.feed.provider import FeedProvider

    return FeedProvider(config.name, urls_of(config))


async def _recognise(written: str) -> Recognised | None:
    from connect_tui.providers.feed.recognising import recognise

    return await recognise(written)


async def _examine(config: ProviderConfig) -> Examined:
    from connect_tui.providers.feed.examining import examine

    return await examine(config)


PLUGIN = ProviderPlugin(
    port=PORT_VERSION,
    title="Feeds: RSS, Atom, JSON Feed",
    settings=(
        Setting(
            key="urls",
            doc="The addresses of the feeds.",
            example=("https://example.org/feed.xml",),
            required=True,
            many=True,
        ),
    ),
    open=_open,
    recognise=_recognise,
    examine=_examine,
)
