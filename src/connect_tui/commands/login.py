"""`connect-tui login` and `logout`."""

import asyncio
from collections.abc import Awaitable, Callable

from connect_tui import plugins
from connect_tui.commands.options import FINE, SOME_FAILED, AccountError, Options, UsageError
from connect_tui.commands.session import Session
from connect_tui.commands.signing_in import QUESTION, sign_in
from connect_tui.commands.terminal import Asking, Terminal
from connect_tui.config.write import login_file, remove_login
from connect_tui.provider import ProviderConfig, ProviderError
from connect_tui.sync.trouble import ended


def login(options: Options, terminal: Terminal) -> int:
    """Log in, keep the secret, and write the account's own file."""
    session = Session.open(terminal.environ, options.config)
    return asyncio.run(_login(session, options, terminal))


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
    table = session.table(options.account)
    own = login_file(session.locations, table.name)
    if not own.exists() and table.source is not None:
        raise UsageError(
            f"{table.name} was not logged in here: it is written in {table.file}. Remove it there."
        )
    status = FINE
    revoke = None if table.trouble else plugins.load(table.kind).logout
    if revoke is not None:
        try:
            asyncio.run(_revoke(revoke, session.provider_config(table)))
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
