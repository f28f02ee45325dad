"""The configuration as one declarative model.

Every setting stands here once, with its type, its default and a line for people. The reader checks files
against it and the example file is printed from it.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, get_args

from msgspec import Meta, Struct, field
from msgspec.structs import fields

from connect_tui.config import addresses
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.people import Circle

Value = str | bool | timedelta | tuple[str, ...]
"""What a setting of `[general]` or `[attention]` can be; its default says which of them it is."""


def about(doc: str, *choices: str) -> Meta:
    """What is to be known of a setting: its line for people, and the words it allows where they are fixed."""
    return Meta(description=doc, extra=dict.fromkeys(choices))


class General(Struct, frozen=True):
    """The `[general]` table."""

    theme: Annotated[
        str, about("The colours of the screen. Your own stand in themes/, beside this file.")
    ] = "hearth"
    languages: Annotated[
        tuple[str, ...], about("The languages you write, as codes; the first is set on a new post.")
    ] = ()
    editor: Annotated[str, about("The editor to write in; empty: what VISUAL or EDITOR names.")] = ""
    images: Annotated[str, about("Whether pictures are shown.", "auto", "off")] = "auto"
    plain: Annotated[bool, about("One thing under another, for screen readers.")] = False
    undo_send: Annotated[timedelta, about("How long a post can be taken back before it leaves.")] = timedelta(
        seconds=5
    )
    remind_alt: Annotated[bool, about("Whether a picture without a description is asked about, once.")] = True


class Attention(Struct, frozen=True):
    """The `[attention]` table."""

    active_for: Annotated[timedelta, about("How long a conversation counts as alive.")] = timedelta(hours=48)
    waiting_for: Annotated[timedelta, about("After this, who still waits stands under “earlier”.")] = (
        timedelta(days=14)
    )
    waiting_order: Annotated[str, about("Who comes first among those who wait.", "longest", "newest")] = (
        "longest"
    )
    favourite_acknowledges: Annotated[
        bool, about("Whether a favourite of yours answers a post that asks nothing.")
    ] = True

    @property
    def settings(self) -> AttentionSettings:
        """The same for the domain."""
        return AttentionSettings(
            active_for=self.active_for,
            waiting_for=self.waiting_for,
            newest_first=self.waiting_order == "newest",
            favourite_acknowledges=self.favourite_acknowledges,
        )


class Setting(Struct, frozen=True):
    """What a model says of one setting."""

    name: str
    default: Value
    doc: str
    choices: tuple[str, ...]


def settings_of(table: type[General] | type[Attention]) -> tuple[Setting, ...]:
    """All the settings of a table, in their order."""
    found: list[Setting] = []
    for each in fields(table):
        _, known = get_args(each.type)
        found.append(Setting(each.name, each.default, known.description, tuple(known.extra)))
    return tuple(found)


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
