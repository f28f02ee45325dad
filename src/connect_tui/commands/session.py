"""What a command works with: the configuration, the files, and what is made of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from connect_tui import plugins
from connect_tui.commands.logs import keep_log
from connect_tui.commands.options import UsageError
from connect_tui.config.load import Known, load
from connect_tui.config.locations import Locations
from connect_tui.config.model import Bindable, Config, ProviderTable
from connect_tui.config.problems import did_you_mean
from connect_tui.domain.people import Account, handle_key
from connect_tui.plugins import PluginError
from connect_tui.port.failures import ProviderError
from connect_tui.port.plugin import ProviderConfig
from connect_tui.store.opening import PAGES_KEPT
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.events import Event
from connect_tui.sync.settings import SyncSettings
from connect_tui.tui import palette
from connect_tui.tui.actions import ACTIONS

if TYPE_CHECKING:
    from connect_tui.config.secrets import Secrets
    from connect_tui.port.provider import Provider

_PLACE = "table"
"""The note in the cache that says which server an account's posts came from."""


class Session(Struct, frozen=True):
    """One configuration and its files."""

    locations: Locations
    config: Config
    environ: Mapping[str, str]
    pace: timedelta = SyncSettings().pace

    @classmethod
    def open(cls, environ: Mapping[str, str], option: Path | None) -> "Session":
        """Read the configuration.

        Raises:
            ConfigError: it cannot be used.
        """
        locations = Locations.find(environ, option)
        keep_log(locations.log)
        return cls(locations, load(locations, known(locations.themes)), environ)

    @property
    def paths(self) -> StorePaths:
        """The files of the store."""
        return StorePaths(cache=self.locations.cache / "cache.db", mine=self.locations.data / "mine.db")

    @property
    def secrets(self) -> "Secrets":
        """Where the secrets of its accounts are kept."""
        from connect_tui.config.secrets import Secrets  # not before the first frame

        return Secrets(self.locations.secrets, self.environ)

    @property
    def sync_settings(self) -> SyncSettings:
        """What sync is told."""
        return SyncSettings(
            attention=self.config.attention.settings,
            circles=self.config.circles,
            undo_send=self.config.general.undo_send,
            pace=self.pace,
        )

    def store(self, kept: int = PAGES_KEPT) -> Store:
        """The store, open for this thread; what the configuration no longer names is forgotten in its cache.
        `kept` KiB of its files stay in memory.

        Raises:
            StoreError: a file cannot be used.
        """
        store = Store.open(self.paths, kept)
        try:
            self._forget_strangers(store)
        except BaseException:
            store.close()
            raise
        return store

    def table(self, name: str) -> ProviderTable:
        """The account of this name.

        Raises:
            UsageError: there is none.
        """
        table = self.config.provider(name)
        if table is None:
            names = tuple(table.name for table in self.config.providers)
            raise UsageError(f"There is no account “{name}”.{did_you_mean(name, names) if names else ''}")
        return table

    def provider_config(self, table: ProviderTable) -> ProviderConfig:
        """What a provider is told about its account."""
        secrets = self.secrets
        return ProviderConfig(
            name=table.name,
            values=table.values,
            credential=secrets.asker(table),
            keep=secrets.keeper(table),
        )

    def providers(self, names: Sequence[str] = ()) -> "tuple[Provider, ...]":
        """The providers of these accounts, or of all. This imports the network stack. One that cannot be had
        says so whenever it is asked, and the others go on.

        Raises:
            UsageError: one does not take its settings.
        """
        return tuple(
            self._provider(table) for table in self.config.providers if not names or table.name in names
        )

    def _provider(self, table: ProviderTable) -> "Provider":
        from connect_tui.sync.outsiders import Unusable, outsider  # not before the first frame

        try:
            provider = plugins.open_provider(table.kind, self.provider_config(table))
        except PluginError as error:
            return Unusable(table.name, str(error))
        except (ValueError, ProviderError) as error:
            raise UsageError(f"{table.file}: providers.{table.name}: {error}") from error
        ours = table.kind in plugins.OWN
        return provider if ours else outsider(provider, plugins.package(table.kind))

    def _forget_strangers(self, store: Store) -> None:
        """A cached account that has another server now, or is no longer there, was somebody else."""
        tables = {table.name: f"{table.kind} {table.address}" for table in self.config.providers}
        cache = store.cache
        for name in {stored.account.name for stored in cache.accounts()} | tables.keys():
            place, before = tables.get(name), cache.cursor(name, _PLACE)
            if place is None or before not in (None, place):
                cache.forget_account(name)
            if place is not None and before != place:
                cache.set_cursor(name, _PLACE, place)


def known(themes: Path | None = None) -> Known:
    """What a configuration can name in this installation; `themes` is the folder of the user's own."""
    return Known(load=plugins.load, actions=actions(), themes=palette.names(themes))


def actions() -> tuple[Bindable, ...]:
    """The actions that have keys."""
    return tuple(
        Bindable(action.name, action.keys, action.help, frozenset(str(where) for where in action.where))
        for action in ACTIONS
    )


def me(store: Store) -> tuple[Account, ...]:
    """My accounts, as far as they have been seen."""
    return tuple(stored.account for stored in store.cache.accounts())


def unheard(event: Event) -> None:
    """What sync tells whoever listens, where nobody does: the command looks for itself afterwards."""


def utcnow() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def keys_of(accounts: Sequence[Account]) -> frozenset[str]:
    """The handles of accounts in the form in which they are compared."""
    return frozenset(handle_key(account.handle) for account in accounts)
