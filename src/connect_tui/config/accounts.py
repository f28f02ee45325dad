"""Checking the `[providers.NAME]` tables, and joining what is written by hand with what `login` wrote."""

from collections.abc import Callable, Iterable

from connect_tui.config import addresses
from connect_tui.config.model import ProviderTable
from connect_tui.config.model import Source as Secret
from connect_tui.config.problems import did_you_mean, found
from connect_tui.config.reading import Source
from connect_tui.config.toml import Table
from connect_tui.domain.late import late
from connect_tui.plugins import PluginError, UnknownKind
from connect_tui.port.plugin import ProviderPlugin, Setting

NAME = late(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""What an account can be called: it is also the name of its file."""

_SOURCES = tuple(source.value for source in Secret)
_STORED = ("keyring", "file")
_SECRETS = ("token", "password", "access_token", "secret", "client_secret", "app_password")

Load = Callable[[str], ProviderPlugin]


def accounts(own: Source, logins: Iterable[Source], load: Load) -> tuple[ProviderTable, ...]:
    """All accounts, in the order in which they are written; faults are noted in the files they are in."""
    written: dict[str, tuple[Source, dict[str, object]]] = {
        name: (own, dict(table)) for name, table in _tables(own)
    }
    for login in logins:
        for name, table in _tables(login):
            if name in written:
                _add_credential(login, name, table, written[name])
            else:
                written[name] = (login, dict(table))
    tables = (_account(source, name, table, load) for name, (source, table) in written.items())
    return tuple(table for table in tables if table is not None)


def _tables(source: Source) -> list[tuple[str, Table]]:
    """The tables of accounts in one file, by name."""
    found_tables: list[tuple[str, Table]] = []
    for name, value in source.table("providers").items():
        table = source.checked_table(value, "providers", name)
        if table is not None:
            found_tables.append((name, table))
    return found_tables


def _add_credential(login: Source, name: str, table: Table, first: tuple[Source, dict[str, object]]) -> None:
    """Take the credential that `login` wrote for an account that is described elsewhere."""
    source, known = first
    if any(key not in _SOURCES for key in table):
        login.complain(
            f"this account stands in {source.file} as well. Keep one of them: remove the table there, "
            f"or run “connect-tui logout {name}”",
            "providers",
            name,
        )
    elif not any(key in _SOURCES for key in known):
        known.update(table)


def _account(source: Source, name: str, table: Table, load: Load) -> ProviderTable | None:
    """One account, as far as it can be read."""
    path = ("providers", name)
    if not NAME.fullmatch(name):
        source.complain("an account's name is made of letters, digits, “-” and “_”, forty at most", *path)
    kind = table.get("kind")
    if not isinstance(kind, str):
        what = "is missing" if kind is None else f"is {found(kind)}; it has to be a text in quotes"
        source.complain(f"{what}. It says which network this is, such as “mastodon”", *path, "kind")
        return None
    try:
        plugin = load(kind)
    except UnknownKind as error:
        source.complain(str(error), *path, "kind")
        return None
    except PluginError as error:
        return _without_provider(source, name, kind, table, str(error))
    secret, reference = _secret(source, table, *path)
    return ProviderTable(
        name=name,
        kind=kind,
        file=source.file,
        values=_values(source, table, plugin, *path),
        source=secret,
        reference=reference,
    )


def _without_provider(source: Source, name: str, kind: str, table: Table, trouble: str) -> ProviderTable:
    """The account of a package that cannot be used: nobody knows its settings, and the others go on."""
    values = {key: value for key, value in table.items() if isinstance(value, str) and key not in _SOURCES}
    secret, reference = _secret(source, table, "providers", name)
    return ProviderTable(
        name=name,
        kind=kind,
        file=source.file,
        values={key: value for key, value in values.items() if key not in ("kind", *_SECRETS)},
        source=secret,
        reference=reference,
        trouble=trouble,
    )


def _values(
    source: Source, table: Table, plugin: ProviderPlugin, *path: str
) -> dict[str, str | tuple[str, ...]]:
    """The provider's own settings."""
    settings = {setting.key: setting for setting in plugin.settings}
    values: dict[str, str | tuple[str, ...]] = {}
    for key, written in table.items():
        if key in settings:
            value = _value(source, settings[key], written, *path, key)
            if value:
                values[key] = value
        elif key in _SECRETS:
            source.complain(
                "a secret is not written into the configuration: name the environment variable that holds it "
                "(token_env), a command that prints it (token_command), or run “connect-tui login”",
                *path,
                key,
            )
        elif key != "kind" and key not in _SOURCES:
            known = ("kind", *settings, *(s for s in _SOURCES if s != Secret.CREDENTIAL))
            source.unknown("not a setting", key, known, *path)
    for key, setting in settings.items():
        if setting.required and key not in table:
            source.complain(f"is missing. {setting.doc.rstrip('.')}{_such_as(setting)}", *path, key)
    return values


def _value(source: Source, setting: Setting, written: object, *path: str) -> str | tuple[str, ...]:
    """What was written for one setting of a provider; empty, with a complaint, where it does not fit."""
    if setting.many:
        return source.strings(written, *path)
    if not isinstance(written, str):
        source.complain(f"is {found(written)}; it has to be a text in quotes{_such_as(setting)}", *path)
        return ""
    if setting.required and not written.strip():
        source.complain(f"is empty. {setting.doc.rstrip('.')}{_such_as(setting)}", *path)
    elif setting.key in addresses.KEYS and not addresses.base(written):
        source.complain(
            "is no address of a server that secrets may be sent to: https:// (http:// only for this "
            f"computer itself), and no name or password in it{_such_as(setting)}",
            *path,
        )
        return ""
    return written.strip()


def _secret(source: Source, table: Table, *path: str) -> tuple[Secret | None, str]:
    """Where the account's secret comes from. What stands there is never repeated: it may be the secret."""
    given = [key for key in Secret if key in table]
    if len(given) > 1:
        names = ", ".join(given)
        source.complain(f"there is more than one place to take its secret from ({names}): keep one", *path)
    for key in given:
        written = table[key]
        if not isinstance(written, str) or not written.strip():
            source.complain("it has to be a text in quotes, and not empty", *path, key)
        elif key is Secret.CREDENTIAL and written not in _STORED:
            source.complain(f"is {found(written)}.{did_you_mean(written, _STORED)}", *path, key)
        else:
            return key, written.strip()
    return None, ""


def _such_as(setting: Setting) -> str:
    if not setting.example:
        return ""
    example = setting.example if isinstance(setting.example, str) else setting.example[0]
    return f", such as “{example}”"
