"""The configuration as one declarative model.

Every setting stands here once, with its type, its default and a line for people. The reader checks files
against it and the example file is printed from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as setting
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from connect_tui.config import addresses
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.people import Circle

Value = str | bool | timedelta | tuple[str, ...]
"""What a setting of `[general]` or `[attention]` can be; its default says which of them it is."""

DOC: Final = "doc"
CHOICES: Final = "choices"


def about(doc: str, *choices: str) -> Mapping[str, str | tuple[str, ...]]:
    """The metadata of a setting: its line for people, and the words it allows where they are fixed."""
    return {DOC: doc, CHOICES: choices}


@dataclass(frozen=True, slots=True)
class General:
    """The `[general]` table."""

    theme: str = setting(
        default="hearth",
        metadata=about("The colours of the screen. Your own stand in themes/, beside this file."),
    )
    languages: tuple[str, ...] = setting(
        default=(), metadata=about("The languages you write, as codes; the first is set on a new post.")
    )
    editor: str = setting(
        default="", metadata=about("The editor to write in; empty: what VISUAL or EDITOR names.")
    )
    images: str = setting(default="auto", metadata=about("Whether pictures are shown.", "auto", "off"))
    plain: bool = setting(default=False, metadata=about("One thing under another, for screen readers."))
    undo_send: timedelta = setting(
        default=timedelta(seconds=5), metadata=about("How long a post can be taken back before it leaves.")
    )
    remind_alt: bool = setting(
        default=True, metadata=about("Whether a picture without a description is asked about, once.")
    )


@dataclass(frozen=True, slots=True)
class Attention:
    """The `[attention]` table."""

    active_for: timedelta = setting(
        default=timedelta(hours=48), metadata=about("How long a conversation counts as alive.")
    )
    waiting_for: timedelta = setting(
        default=timedelta(days=14), metadata=about("After this, who still waits stands under “earlier”.")
    )
    waiting_order: str = setting(
        default="longest", metadata=about("Who comes first among those who wait.", "longest", "newest")
    )
    favourite_acknowledges: bool = setting(
        default=True, metadata=about("Whether a favourite of yours answers a post that asks nothing.")
    )

    @property
    def settings(self) -> AttentionSettings:
        """The same for the domain."""
        return AttentionSettings(
            active_for=self.active_for,
            waiting_for=self.waiting_for,
            newest_first=self.waiting_order == "newest",
            favourite_acknowledges=self.favourite_acknowledges,
        )


class Source(StrEnum):
    """Where an account's secret comes from, where its table says so. The names are the table's keys."""

    TOKEN_ENV = "token_env"  # noqa: S105 - the name of a key
    TOKEN_COMMAND = "token_command"  # noqa: S105 - the name of a key
    PASSWORD_ENV = "password_env"  # noqa: S105 - the name of a key
    PASSWORD_COMMAND = "password_command"  # noqa: S105 - the name of a key
    CREDENTIAL = "credential"
    """Written by `login`: `keyring` or `file`."""

    @property
    def environment(self) -> bool:
        """Whether the value names an environment variable."""
        return self in (Source.TOKEN_ENV, Source.PASSWORD_ENV)

    @property
    def command(self) -> bool:
        """Whether the value is a command that prints the secret."""
        return self in (Source.TOKEN_COMMAND, Source.PASSWORD_COMMAND)


SOURCE_DOCS: Final[Mapping[Source, tuple[str, str]]] = MappingProxyType(
    {
        Source.TOKEN_ENV: ("The environment variable that holds the token.", "MASTODON_TOKEN"),
        Source.TOKEN_COMMAND: ("A command that prints the token; no shell.", "pass show mastodon"),
        Source.PASSWORD_ENV: ("The same for a password, where the network wants one.", "APP_PASSWORD"),
        Source.PASSWORD_COMMAND: ("A command that prints the password; no shell.", "pass show network"),
    }
)
"""A line for people and an example for each source that is written by hand."""


class ProviderTable(Struct, frozen=True, kw_only=True):
    """One account: the `[providers.NAME]` table, checked against the settings of its provider.

    `source` and `reference` say where its secret comes from (`token_env`, `"X"`); `source` is `None` where
    the table does not say, and what `login` kept is looked for. `trouble` is why its provider cannot be had,
    as a sentence; empty where it can.
    """

    name: str
    kind: str
    file: Path
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    source: Source | None = None
    reference: str = ""
    trouble: str = ""

    @property
    def address(self) -> str:
        """The origin of the server it talks to, in one form. Empty where none is set."""
        written = (self.values.get(key) for key in addresses.KEYS)
        return next((addresses.base(value) for value in written if isinstance(value, str)), "")


class Bindable(Struct, frozen=True):
    """An action that `[keys]` may bind. Actions whose `where` meet must not share a key."""

    name: str
    keys: tuple[str, ...]
    doc: str
    where: frozenset[str]


class Config(Struct, frozen=True, kw_only=True):
    """A whole configuration. `keys` holds only what differs from the defaults, by the action's name."""

    general: General = General()
    attention: Attention = Attention()
    circles: tuple[Circle, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    providers: tuple[ProviderTable, ...] = ()

    def provider(self, name: str) -> ProviderTable | None:
        """The account of this name."""
        return next((table for table in self.providers if table.name == name), None)
