"""From the settings of an account to its provider."""

from datetime import UTC, datetime

from connect_tui.provider import ProviderConfig
from connect_tui.providers.demo.parts import HOME, PARTS
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.providers.demo.visiting import community


def open_demo(config: ProviderConfig) -> DemoProvider:
    """The part of the community that the configuration names, by `account` or by the table's own name."""
    network = community(_single(config, "seed"), _utcnow)
    wished = _single(config, "account") or config.name
    provider = DemoProvider(config.name, network, PARTS.get(wished, HOME))
    network.guests.add(provider)
    return provider


def _single(config: ProviderConfig, key: str) -> str:
    value = config.values.get(key, "")
    return value if isinstance(value, str) else ""


def _utcnow() -> datetime:
    return datetime.now(UTC)
