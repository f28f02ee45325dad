"""`connect-tui login` and `logout`."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from connect_tui import plugins
from connect_tui.commands.options import FINE, SOME_FAILED, Options, UsageError
from connect_tui.commands.session import Session
from connect_tui.commands.terminal import Asking, Terminal
from connect_tui.config import addresses
from connect_tui.config.accounts import NAME
from connect_tui.config.model import ProviderTable, Source
from connect_tui.config.write import login_file, remove_login, write_login
from connect_tui.domain.people import handle_key
from connect_tui.provider import Login, ProviderConfig, ProviderError, ProviderPlugin
from connect_tui.sync.trouble import ended

DEFAULT_KIND = "mastodon"
"""The network that a bare address is taken for."""
_QUESTION = "Where is your account? Type its server or your handle, such as example.social:"


def login(options: Options, terminal: Terminal) -> int:
    """Log in, keep the secret, and write the account's own file."""
    session = Session.open(terminal.environ, options.config)
    return asyncio.run(_login(session, options, terminal))


async def _login(session: Session, options: Options, terminal: Terminal) -> int:
    ask = Asking(terminal, options.browser)
    _check_name(session, options)
    where = options.where or await ask.ask(_QUESTION)
    again = session.config.provider(where)
    kind, values = (again.kind, _texts(again)) if again is not None else understand(where)
    plugin = plugins.load(kind)
    if plugin.login is None:
        raise UsageError(f"{plugin.title} needs no login.")
    if again is None:
        values = {**await _missing(plugin, values, ask), **values}
    try:
        found = await plugin.login(values, ask)
    except ProviderError as error:
        terminal.err(ended(f"{values.get('server', kind)} {error}"))
        return SOME_FAILED
    written = {**values, **found.values}
    wished = again.name if again is not None else options.name
    fresh = ProviderTable(name=wished, kind=kind, file=session.locations.logins, values=written)
    name = wished or _known(session, fresh, found.handle) or _name(session, written)
    table = replace(fresh, name=name, file=login_file(session.locations, name))
    _keep(session, table, found, terminal)
    return FINE


def logout(options: Options, terminal: Terminal) -> int:
    """Give the secret back, forget it here, and remove the file that login wrote."""
    session = Session.open(terminal.environ, options.config)
    table = session.table(options.account)
    own = login_file(session.locations, table.name)
    if not own.exists() and table.source is not None:
        raise UsageError(
            f"{table.name} was not logged in here: it is written in {table.file}. Remove it there."
        )
    status = FINE
    plugin = plugins.load(table.kind)
    if plugin.logout is not None:
        try:
            asyncio.run(_revoke(plugin.logout, session.provider_config(table)))
        except ProviderError as error:
            terminal.err(
                f"{table.name} {ended(str(error))} It is forgotten here; on its server, take the program's "
                "access away in the settings of your account."
            )
            status = SOME_FAILED
    session.secrets.forget(table)
    remove_login(session.locations, table.name)
    if table.file == own:
        with session.store() as store:
            store.cache.forget_account(table.name)
        terminal.out(f"{table.name} is logged out. Your drafts and marks are kept.")
    else:
        terminal.out(f"{table.name} is logged out. Its table stays in {table.file}, which is yours.")
    return status


async def _revoke(logout: Callable[[ProviderConfig], Awaitable[None]], config: ProviderConfig) -> None:
    await logout(config)


def understand(where: str) -> tuple[str, dict[str, str]]:
    """The kind and the settings that are meant by `mastodon`, `example.social` or `@me@example.social`.

    Raises:
        UsageError: it is neither a kind nor an address.
    """
    where = where.strip()
    if where in plugins.kinds():
        return where, {}
    handle = re.fullmatch(r"@?[^@/\s]+@([^@/\s]+)", where)
    server = addresses.base(handle[1] if handle else where)
    if server:
        return DEFAULT_KIND, {"server": server}
    raise UsageError(
        f"“{where}” is neither a network ({', '.join(plugins.kinds())}) nor the address of a server, "
        "such as example.social or @me@example.social."
    )


def _texts(table: ProviderTable) -> dict[str, str]:
    return {key: value for key, value in table.values.items() if isinstance(value, str)}


async def _missing(plugin: ProviderPlugin, values: dict[str, str], ask: Asking) -> dict[str, str]:
    """What the network has to be told and was not typed."""
    answers: dict[str, str] = {}
    for setting in plugin.settings:
        if setting.required and not setting.many and setting.key not in values:
            answer = await ask.ask(f"{setting.doc.rstrip('.')}, such as {setting.example}:")
            if setting.key in addresses.KEYS:
                answer = understand(answer)[1].get(setting.key, answer)
            answers[setting.key] = answer
    return answers


def _check_name(session: Session, options: Options) -> None:
    """A name that cannot be had is said before anybody logs in."""
    wished = options.name
    if not wished:
        return
    if not NAME.fullmatch(wished):
        raise UsageError("An account's name is made of letters, digits, “-” and “_”, forty at most.")
    if session.config.provider(options.where) is not None:
        raise UsageError(f"“{options.where}” is an account already: log in again without --name.")
    if session.config.provider(wished) is not None:
        raise UsageError(
            f"There is an account “{wished}” already. To log in again: connect-tui login {wished}"
        )


def _known(session: Session, fresh: ProviderTable, handle: str) -> str:
    """The name of the account where it is one already, and somebody logs in once more."""
    with session.store() as store:
        handles = {stored.account.name: stored.account.key for stored in store.cache.accounts()}
    return next(
        (
            table.name
            for table in session.config.providers
            if (table.kind, table.address) == (fresh.kind, fresh.address)
            and handles.get(table.name) == handle_key(handle)
        ),
        "",
    )


def _name(session: Session, values: dict[str, str]) -> str:
    """What the account will be called: after its server, and never like another one."""
    taken = {table.name for table in session.config.providers}
    hosts = (urlsplit(value).hostname for key, value in values.items() if key in addresses.KEYS)
    host = next((host for host in hosts if host), "")
    name = re.sub(r"[^a-z0-9-]", "", host.removeprefix("www.").partition(".")[0])[:30]
    name = name if NAME.fullmatch(name) and not name.isdigit() else "home"
    further = 2
    unique = name
    while unique in taken:
        unique, further = f"{name}-{further}", further + 1
    return unique


def _keep(session: Session, table: ProviderTable, found: Login, terminal: Terminal) -> None:
    """Keep the secret, then say in the account's own file where it is."""
    by_hand = session.config.provider(table.name)
    kept = session.secrets.keep(table, found.credential)
    secret = {Source.CREDENTIAL.value: kept}
    described = by_hand is not None and by_hand.file != table.file
    try:
        file = write_login(
            session.locations,
            table.name,
            secret if described else {"kind": table.kind, **_texts(table), **secret},
        )
    except OSError:
        session.secrets.forget(table)
        raise
    terminal.out(f"You are {found.handle}. The account is called “{table.name}”, and is written in {file}.")
    if kept == "file":
        where = session.secrets.fallback(table)
        terminal.out(f"There is no keyring, so its secret is in a file that only you can read: {where}")
    if by_hand is not None and by_hand.source not in (None, Source.CREDENTIAL):
        terminal.out(f"{by_hand.file} names {by_hand.source}, which is still what is used. Remove it there.")
