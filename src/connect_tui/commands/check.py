"""`connect-tui check`: what works, what does not, and how to mend it."""

import os
import shlex
import stat
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from connect_tui import plugins
from connect_tui.commands.accounts import whence
from connect_tui.commands.export import said_of
from connect_tui.commands.options import FINE, SOME_FAILED, Options
from connect_tui.commands.session import Session, actions
from connect_tui.commands.terminal import Terminal
from connect_tui.config.example import example
from connect_tui.config.model import ProviderTable, Source
from connect_tui.config.secrets import keyring_trouble
from connect_tui.plugins import PluginError
from connect_tui.port.capabilities import Capabilities
from connect_tui.port.failures import (
    AuthExpired,
    BadResponse,
    NotFound,
    Offline,
    ProviderError,
    RateLimited,
    ServerFault,
)
from connect_tui.port.plugin import Examined
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.circles import my_circles
from connect_tui.sync.threads import run_in_loop
from connect_tui.sync.trouble import ended
from connect_tui.tui.contrast import faint
from connect_tui.tui.palette import ThemeError, palettes

_SKEW = timedelta(minutes=2)
"""So far may two clocks be apart."""
_WIDTH, _HEIGHT = 40, 12
"""A terminal that is smaller shows too little."""


def run(options: Options, terminal: Terminal) -> int:
    """Look at everything that the program needs, and say what was found."""
    if options.example_config:
        terminal.out(example_config().rstrip("\n"))
        return FINE
    session = Session.open(terminal.environ, options.config)
    _configuration(session, terminal)
    good = _files(session, terminal)
    _keyring(session, terminal)
    _terminal(terminal)
    for trouble in _packages():
        terminal.say(f"networks: {ended(trouble)}")
        good = False
    for table in session.config.providers:
        good = run_in_loop(_account(session, table, terminal)) and good
    if not session.config.providers:
        terminal.say("accounts: there is none yet. Log in: connect-tui login")
    return FINE if good else SOME_FAILED


def example_config() -> str:
    """The example file, with the providers that come with the program."""
    return example({kind: plugins.load(kind) for kind in plugins.OWN}, actions())


def _configuration(session: Session, terminal: Terminal) -> None:
    """That it can be read is known already: otherwise nobody would be here."""
    file = session.locations.config
    found = "can be used" if file.exists() else "is not there, which is fine: the defaults are used"
    terminal.say(f"configuration: {file} {found}")
    for name, theme in palettes(session.locations.themes):
        if isinstance(theme, ThemeError):
            for fault in theme.faults:
                terminal.say(f"themes: {fault}")
        else:
            for unseen in faint(theme):
                terminal.say(f"themes: {name}: {unseen}")
    logins = sorted({str(t.file) for t in session.config.providers if t.file != file})
    for login in logins:
        terminal.say(f"configuration: {login} can be used")


def _files(session: Session, terminal: Terminal) -> bool:
    try:
        with session.store() as store:
            for notice in store.notices:
                terminal.say(f"files: {notice}")
            strangers = tuple(_strangers(session, store))
            spoilt = store.mine.portable.spoilt()
    except StoreError as error:
        terminal.say(f"files: {error}")
        return False
    terminal.say(f"files: {session.paths.mine} and {session.paths.cache} can be used")
    if spoilt:
        terminal.say(f"files: part of {session.paths.mine} cannot be read any more: {said_of(spoilt)}")
    for file in _open_to_others(session):
        terminal.say(f"files: others can read {file}. Mend it: chmod go= {shlex.quote(str(file))}")
    for sentence in strangers:
        terminal.say(f"circles: {sentence}")
    return True


def _strangers(session: Session, store: Store) -> Iterator[str]:
    """Handles in my circles that no network has shown yet; where none was read, there is nothing to tell."""
    if not store.cache.accounts():
        return
    for circle in my_circles(session.config.circles, store.mine.circle_changes()):
        for key in sorted(store.cache.strangers(circle.members)):
            yield f"{key} in “{circle.name}” has not been seen yet. Look whether it is spelt right"


def _open_to_others(session: Session) -> Iterator[Path]:
    kept = (session.secrets.fallback(table) for table in session.config.providers)
    locations = session.locations
    folders = (folder for folder in (locations.data, locations.cache, locations.secrets) if folder.exists())
    for file in (session.paths.mine, session.paths.cache, *folders, *kept):
        if file is not None and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield file


def _keyring(session: Session, terminal: Terminal) -> None:
    trouble = keyring_trouble()
    if not trouble:
        terminal.say("keyring: can be used")
        return
    needed = any(
        table.source is Source.CREDENTIAL and table.reference == "keyring"
        for table in session.config.providers
    )
    rest = (
        "Unlock it, or log in again."
        if needed
        else "A login keeps its secret in a file that only you can read."
    )
    terminal.say(f"keyring: {trouble}. {rest}")


def _terminal(terminal: Terminal) -> None:
    said = list(_terminal_troubles(terminal))
    for sentence in said:
        terminal.say(f"terminal: {sentence}")
    if not said:
        name = terminal.environ.get("TERM", "unknown")
        terminal.say(f"terminal: {name} can be used, with {colours(terminal.environ)}")


def colours(environ: Mapping[str, str]) -> str:
    """Which colours a terminal says that it has."""
    if environ.get("NO_COLOR"):
        return "no colours, as NO_COLOR asks"
    if environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in environ.get("TERM", "") else "few colours"


def _terminal_troubles(terminal: Terminal) -> Iterator[str]:
    if not terminal.interactive:
        yield "this is none, so only the commands work, not the screen"
        return
    if terminal.environ.get("TERM", "dumb") == "dumb":
        yield "TERM says that it can show nothing but lines. Set TERM to what it is, such as xterm-256color"
    if sys.stdout.encoding.casefold().replace("-", "") != "utf8":
        yield f"it shows {sys.stdout.encoding}, not UTF-8. Set LANG, such as LANG=C.UTF-8"
    size = os.get_terminal_size(sys.stdout.fileno())
    if size.columns < _WIDTH or size.lines < _HEIGHT:
        yield "it is very small; make it larger, or the letters smaller"


def _packages() -> Iterator[str]:
    """What is wrong with the packages that bring networks, used or not."""
    for kind in plugins.kinds():
        try:
            plugins.load(kind)
        except PluginError as error:
            yield str(error)


async def _account(session: Session, table: ProviderTable, terminal: Terminal) -> bool:
    """Ask one server who I am."""
    if table.trouble:
        terminal.say(f"{table.name}: {ended(table.trouble)}")
        return False
    (provider,) = session.providers((table.name,))
    try:
        account = await provider.verify()
        # Where I am nobody, only reading tells whether it can be read.
        troubles = (await provider.timeline()).troubles if provider.capabilities.anonymous else ()
    except ProviderError as error:
        said = (ended(str(error)), whence(session, table), mend(table, error))
        terminal.say(f"{table.name}: {' '.join(part for part in said if part)}")
        return False
    finally:
        await provider.close()
    for trouble in troubles:
        terminal.say(f"{table.name}: {ended(trouble)}")
    if troubles:
        return False
    terminal.say(
        f"{table.name}: {account.handle} on {table.address or table.kind} answers. {whence(session, table)}"
    )
    return await _examine(session, table, provider.capabilities, terminal)


def mend(table: ProviderTable, error: ProviderError) -> str:
    """What somebody can do about an account that does not answer; nothing where that has been said."""
    source = table.source
    match error:
        case AuthExpired() if source is not None and source.environment:
            return f"Set {table.reference} to a secret that is taken, where connect-tui is started."
        case AuthExpired() if source is not None and source.command:
            return "Try the command by itself: the first line that it prints has to be the secret."
        case AuthExpired():
            return f"Log in: connect-tui login {table.name}"
        case Offline() if ":" not in str(error):  # what stands behind one says more
            where = table.address or "its address"
            return f"Look whether this computer is connected, and whether {where} is spelt right."
        case ServerFault() | RateLimited():
            return "Try again later."
        case NotFound() | BadResponse():
            return (
                f"Look whether {table.address or 'its address'} is what is meant, and {table.kind} its kind."
            )
        case _:
            return ""


async def _examine(session: Session, table: ProviderTable, can: Capabilities, terminal: Terminal) -> bool:
    """Say what a server can do, and what is wrong with the login or with a clock."""
    plugin, found = plugins.load(table.kind), Examined()
    try:
        if plugin.examine is not None:
            found = await plugin.examine(session.provider_config(table))
    except ProviderError as error:
        terminal.say(f"{table.name}: {ended(str(error))}")
        return False
    runs = f"It runs {found.server}. " if found.server else ""
    terminal.say(f"{table.name}: {runs}{abilities(can)}")
    wrong = [*found.troubles, *_clock_trouble(found)]
    for clause in wrong:
        terminal.say(f"{table.name} {ended(clause)}")
    return not wrong


def _clock_trouble(found: Examined) -> Iterator[str]:
    if found.ahead is not None and abs(found.ahead) > _SKEW:
        side = "behind" if found.ahead > timedelta() else "ahead of"
        yield f"has another time: this computer's clock is {side} its server's. Set the clock"


def abilities(can: Capabilities) -> str:
    """What a network can do and what it cannot, as sentences."""
    able = [name for name, has in _abilities(can) if has]
    unable = [name for name, has in _abilities(can) if not has]
    said = [f"Can: {', '.join(able)}."] if able else []
    said += [f"Cannot: {', '.join(unable)}."] if unable else []
    return " ".join(said)


def _abilities(can: Capabilities) -> Iterator[tuple[str, bool]]:
    yield "write", can.publish
    if not can.publish:
        return
    yield "direct messages", can.direct_messages
    yield "content warnings", can.content_warnings
    yield "media", can.media
    yield "polls", can.polls
    yield "change a post", can.edit
    yield "favourite", can.favourite
    yield "boost", can.boost
    yield "bookmark", can.bookmark
    yield "search", can.search
    yield "news as they happen", can.streaming
    yield "remember how far you read", can.read_markers
    yield "mute a conversation", can.thread_mutes
