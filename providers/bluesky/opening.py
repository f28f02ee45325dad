"""From the settings of an account to its provider."""

from collections.abc import Mapping

from connect_tui.provider import ProviderConfig
from connect_tui.providers.bluesky.names import read_account
from connect_tui.providers.bluesky.provider import BlueskyProvider
from connect_tui.providers.web.address import Address, read_address

SERVICE = "https://bsky.social"
PLC = "https://plc.directory"


def open_provider(config: ProviderConfig) -> BlueskyProvider:
    """Make the provider.

    Raises:
        ValueError: a setting cannot be used; `str()` is a sentence.
    """
    return BlueskyProvider(
        config,
        read_account(text(config.values, "handle")),
        service=address(config.values, "service", SERVICE),
        plc=address(config.values, "plc", PLC),
    )


def address(values: Mapping[str, str | tuple[str, ...]], key: str, default: str) -> Address:
    """The server that is named by a setting.

    Raises:
        ValueError: it is no address.
    """
    return read_address(text(values, key) or default)


def text(values: Mapping[str, str | tuple[str, ...]], key: str) -> str:
    """A setting that is one word; empty where it is none."""
    value = values.get(key, "")
    return value if isinstance(value, str) else ""
