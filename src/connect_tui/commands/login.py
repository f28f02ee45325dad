"""`connect-tui login` and `logout`."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress

from msgspec.structs import replace

from connect_tui import plugins
from connect_tui.commands.options import (
    FINE,
    INTERRUPTED,
    SOME_FAILED,
    AccountError,
    Options,
    UsageError,
)
from connect_tui.commands.session import Session
from connect_tui.commands.signing_in import QUESTION, sign_in
from connect_tui.commands.terminal import Asking, Terminal
from connect_tui.config.addresses import without_login
from connect_tui.config.model import ProviderTable
from connect_tui.config.write import login_file, remove_login, write_login
from connect_tui.port.failures import NoSecret
from connect_tui.port.login import give_back
from connect_tui.sync.threads import run_in_loop
from connect_tui.sync.trouble import Fault, ended, guarded


def login(options: Options, terminal: Terminal) -> int:
    """Log in, keep the secret, and write the account's own file."""
    session = Session.open(terminal.environ, options.config)
    return run_in_loop(until_told_to_end(_login(session, options, terminal)))


async def until_told_to_end(work: Coroutine[object, object, int]) -> int:
    """Do this; where the program is told to end, break it off, so that it can put things in order."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGHUP):
        with suppress(ValueError, RuntimeError):  # only in the main thread
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return INTERRUPTED


async def _login(session: Session, options: Options, terminal: Terminal) -> int:
    """What was typed with the command is tried once; who is asked is asked until it works."""
    ask = Asking(terminal, options.browser)
    while True:
        where = options.where or await ask.ask(QUESTION)
        if not where:
            raise UsageError("Nothing was typed, so nothing was done.")
        try:
            await sign_in(session, where, ask, options.name)
        except (UsageError, AccountError) as error:
            if options.where and isinstance(error, UsageError):
                raise
            terminal.err(str(error))
            if options.where:
                return SOME_FAILED
        else:
            return FINE


def logout(options: Options, terminal: Terminal) -> int:
    """Give the secret back, forget it here, and remove the file that login wrote."""
    session = Session.open(terminal.environ, options.config)
    if (held := _held(session, options.account)) is not None:
        return _take_out(session, *held, terminal)
    table = session.table(options.account)
    own = login_file(session.locations, table.name)
    if not own.exists() and table.source is not None:
        raise UsageError(
            f"{table.name} was not logged in here: it is written in {table.file}. Remove it there."
        )
    refused = _given_back(session, table)
    left = session.secrets.forget(table)
    if refused:
        here = "On" if left else "It is forgotten here; on"
        terminal.err(
            f"{refused} {here} its server, take the program's access away in the settings of your account."
        )
    if left:
        terminal.err(
            f"{left[0].upper()}{left[1:]}, so what it holds for {table.name} is still there; "
            "remove it there once it does."
        )
    remove_login(session.locations, table.name)
    if table.file == own:
        terminal.say(f"{table.name} is logged out. Your drafts and marks are kept.")
        with session.store() as store:
            store.cache.forget_account(table.name)
    else:
        terminal.say(f"{table.name} is logged out. Its table stays in {table.file}, which is yours.")
    return SOME_FAILED if refused or left else FINE


def _given_back(session: Session, table: ProviderTable) -> str:
    """Have the server take the secret for none from now on; what was in the way, as a sentence."""
    try:
        credential = session.secrets.kept(table)
    except NoSecret as error:
        return ended(f"{table.name} {error}")
    if credential is None:
        return ""
    if table.trouble:
        return ended(table.trouble)
    logout = plugins.load(table.kind).logout
    if logout is None:
        return ""
    config = replace(session.provider_config(table), credential=lambda: credential)
    try:
        refused = run_in_loop(guarded(lambda: give_back(logout(config))))
    except Fault as fault:
        return f"{table.name} could not be asked to forget the login: a fault ({fault}), not of yours."
    return ended(f"{table.name} {refused}") if refused else ""


def _held(session: Session, written: str) -> tuple[ProviderTable, str, str] | None:
    """The account that holds several addresses, this one among them; with the key and the address."""
    if session.config.provider(written) is not None:
        return None
    for table in session.config.providers:
        for key, values in table.values.items():
            for value in () if isinstance(values, str) else values:
                if _bare(value) == _bare(written):
                    return table, key, value
    return None


def _take_out(session: Session, table: ProviderTable, key: str, value: str, terminal: Terminal) -> int:
    """Take one address out of an account; with the last one, the account goes."""
    if table.file != login_file(session.locations, table.name):
        raise UsageError(
            f"{without_login(value)} is written in {table.file}, which is yours. Remove it there."
        )
    left = tuple(other for other in table.values[key] if other != value)
    if left:
        secret = {table.source.value: table.reference} if table.source is not None else {}
        written = {"kind": table.kind, **table.values, key: left, **secret}
        write_login(session.locations, table.name, written)
    else:
        remove_login(session.locations, table.name)
    terminal.say(f"{without_login(value)} is no longer in the account “{table.name}”.")
    return FINE


def _bare(address: str) -> str:
    """An address without what people leave out when they type it."""
    return address.strip().partition("://")[2].rstrip("/") or address.strip().rstrip("/")
