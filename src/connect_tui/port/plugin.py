"""What the entry point of a provider names."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from connect_tui.port.capabilities import Capabilities

if TYPE_CHECKING:  # the configuration is checked by what stands here, long before the rest is needed
    from connect_tui.port.login import Credential, Login, LoginAsk
    from connect_tui.port.provider import Provider

PORT_VERSION = 1
"""Raised when the port changes so that older providers no longer fit."""


class Setting(Struct, frozen=True):
    """One key that a provider's table may hold. `doc` is one line for people and for the example file."""

    key: str
    doc: str
    example: str | tuple[str, ...] = ""
    required: bool = False
    many: bool = False


def _kept_nowhere(_: "Credential") -> None:
    """Where there is no place for what has changed."""


class ProviderConfig(Struct, frozen=True, kw_only=True):
    """One `[providers.NAME]` table, checked against the plugin's `settings`.

    `credential` answers the secret at the moment it is needed, and `None` where there is none; it raises
    `NoSecret` where there should be one.

    `keep` puts a credential that has changed (a token that was renewed) in the place of the one that
    `credential` answers, also for other programs; both may take a while. It raises nothing, and keeps nothing
    where the user says where the secret comes from.
    """

    name: str
    values: Mapping[str, str | tuple[str, ...]]
    credential: "Callable[[], Credential | None]"
    keep: "Callable[[Credential], None]" = _kept_nowhere


class Recognised(Struct, frozen=True):
    """What a pasted address is on a network: in words for a person ("a Mastodon server, example.social"), and
    the settings that an account there would have.
    """

    words: str
    values: Mapping[str, str | tuple[str, ...]]


class Examined(Struct, frozen=True):
    """What `connect-tui check` learns of an account's server, beyond whether it answers."""

    server: str = ""
    """What it runs, as it says itself; cleaned."""
    ahead: timedelta | None = None
    """By how much its clock is ahead of this one; `None` where it does not say what time it is."""
    troubles: tuple[str, ...] = ()
    """What this login may not do and should, each as a clause that follows the account's name."""


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """What the entry point of a provider names.

    `open` makes the provider without any I/O. `login` and `logout` are absent where the network needs none.

    `recognise` says what an address, a handle or whatever else somebody pasted is on this network, and `None`
    where it is nothing of it; it may ask servers. It raises `ProviderError` where the text has the form of
    this network and that cannot be found out now: `str()` is a whole sentence then, which names it.

    `examine` tells more of an account's server than whether it answers. It raises `ProviderError`.

    `most` is what a server can do that can do everything; absent where all of them can do the same.
    """

    port: int
    title: str
    settings: tuple[Setting, ...]
    open: "Callable[[ProviderConfig], Provider]"
    login: "Callable[[Mapping[str, str], LoginAsk], Awaitable[Login]] | None" = None
    logout: Callable[[ProviderConfig], Awaitable[None]] | None = None
    recognise: Callable[[str], Awaitable[Recognised | None]] | None = None
    examine: Callable[[ProviderConfig], Awaitable[Examined]] | None = None
    most: Callable[[], Capabilities] | None = None
