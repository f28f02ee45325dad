"""`connect-tui accounts`: which accounts there are, and where their secrets are."""

from connect_tui import plugins
from connect_tui.commands.options import FINE, Options
from connect_tui.commands.session import Session
from connect_tui.commands.terminal import Terminal
from connect_tui.config.addresses import without_login
from connect_tui.config.model import ProviderTable, Source
from connect_tui.sync.trouble import ended


def run(options: Options, terminal: Terminal) -> int:
    """Print one paragraph an account; no network is asked."""
    session = Session.open(terminal.environ, options.config)
    if not session.config.providers:
        terminal.say(
            f"There is no account yet. Log in: connect-tui login. Or write {session.locations.config}."
        )
        return FINE
    with session.store() as store:
        handles = {stored.account.name: stored.account.handle for stored in store.cache.accounts()}
    for table in session.config.providers:
        written = (value for values in table.values.values() for value in _several(values))
        where = table.address or ", ".join(without_login(value) for value in written)
        terminal.say(f"{table.name}: {handles.get(table.name, 'not seen yet')}")
        terminal.say(f"  {' '.join(part for part in (table.kind, where) if part)}")
        terminal.say(f"  {whence(session, table)}")
    return FINE


def whence(session: Session, table: ProviderTable) -> str:
    """Where an account's secret comes from, as a sentence."""
    if table.trouble:
        return ended(table.trouble)
    if plugins.load(table.kind).login is None:
        return "It needs no secret."
    if table.source is not None and table.source.environment:
        return f"Its secret comes from the environment variable {table.reference}."
    if table.source is not None and table.source.command:
        return "Its secret comes from a command of yours."
    kept = session.secrets.fallback(table)
    if kept is not None:
        return f"Its secret is in a file that only you can read: {kept}"
    if table.source is Source.CREDENTIAL:
        return "Its secret is in the keyring."
    return "Its table names no secret; what a login kept is looked for in the keyring."


def _several(values: str | tuple[str, ...]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else values
