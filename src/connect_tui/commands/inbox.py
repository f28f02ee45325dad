"""`connect-tui inbox`: who is waiting, without the screen."""

from collections.abc import Sequence
from datetime import datetime

from connect_tui.commands.here import HERE
from connect_tui.commands.inbox_json import Problem, inbox_json
from connect_tui.commands.options import FINE, SOME_FAILED, Options, UsageError
from connect_tui.commands.session import Session, me, unheard, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.domain.entry import AttentionSettings, Entry, Section
from connect_tui.store.store import Store
from connect_tui.sync.engine import Engine
from connect_tui.sync.reading import Reader
from connect_tui.sync.threads import run_in_loop
from connect_tui.sync.trouble import ended

NOBODY = "Nobody is waiting for you."
NOTHING_YET = "Nothing has been gathered here yet."
_ALL = 1_000_000


def run(options: Options, terminal: Terminal) -> int:
    """Print the inbox as it is known; with `--refresh`, ask the networks first."""
    session = Session.open(terminal.environ, options.config)
    if options.account:
        session.table(options.account)
    if not session.config.providers:
        raise UsageError("There is no account yet. Log in: connect-tui login")
    names = (options.account,) if options.account else ()
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        problems = run_in_loop(freshen(session, names, refresh=options.refresh))
        problems += _without_provider(session, names, problems)
        now = options.as_of or utcnow()
        entries = [e for e in inbox(session, store, options.as_of) if _asked_for(e, options)]
        if options.json:
            # Hours of the day are told as the person's own clock shows them.
            why = _reader(session, store).why(entries, now.astimezone(HERE))
            terminal.out(inbox_json(zip(entries, why, strict=True), now, problems))
        else:
            print_inbox(entries, now, store, terminal, options.section)
        for account, sentence in problems:
            terminal.err(sentence if account in sentence else f"{account}: {sentence}")
        _mention_unseen(session, store, names, terminal, problems)
    return SOME_FAILED if problems else FINE


def _without_provider(session: Session, names: Sequence[str], said: Sequence[Problem]) -> tuple[Problem, ...]:
    """Accounts that nobody asked, because their provider cannot be had."""
    tables = (table for table in session.config.providers if not names or table.name in names)
    known = {account for account, _ in said}
    return tuple(
        (table.name, ended(table.trouble)) for table in tables if table.trouble and table.name not in known
    )


async def freshen(session: Session, names: Sequence[str] = (), *, refresh: bool) -> tuple[Problem, ...]:
    """Bring the inbox up to date: with `refresh` from the networks, otherwise by what time has moved.

    Answers with what went wrong, by account.
    """
    providers = session.providers(names) if refresh else ()
    engine = Engine(session.store(), providers, session.sync_settings, unheard)
    try:
        if not refresh:
            await engine.settle()
            return ()
        troubles = await engine.refresh(explicit=True, whole=True)
    finally:
        await engine.close()
    return tuple((trouble.account, trouble.sentence) for trouble in troubles)


def inbox(session: Session, store: Store, moment: datetime | None = None) -> list[Entry]:
    """Every entry as it stands now, or stood at a moment, from what is cached."""
    reader = _reader(session, store)
    if moment is not None:
        return reader.inbox_as_of(moment)
    return [entry for section in Section for entry in reader.entries(section, limit=_ALL)]


def print_inbox(
    entries: Sequence[Entry], now: datetime, store: Store, terminal: Terminal, section: Section | None = None
) -> None:
    """Print entries for a person to read."""
    from connect_tui.commands.inbox_text import inbox_text

    if not Reader(store, None, AttentionSettings(), (), utcnow).gathered:
        terminal.out(NOTHING_YET)
    elif section in (None, Section.WAITING) and not any(e.section is Section.WAITING for e in entries):
        terminal.out(NOBODY)
        if entries:
            terminal.out()
    elif not entries:
        terminal.out("Nothing is here.")
    if entries:
        terminal.out(inbox_text(entries, now.astimezone(HERE), terminal.width, me(store)))


def _reader(session: Session, store: Store) -> Reader:
    return Reader(store, None, session.config.attention.settings, session.config.circles, utcnow)


def _asked_for(entry: Entry, options: Options) -> bool:
    if options.account and entry.account.name != options.account:
        return False
    if options.section is not None:
        return entry.section is options.section
    return entry.section is not Section.SETTLED


def _mention_unseen(
    session: Session, store: Store, names: Sequence[str], terminal: Terminal, problems: Sequence[Problem]
) -> None:
    """An empty inbox of an account that was never looked at means nothing."""
    seen = {account.name for account in me(store)} | {account for account, _ in problems}
    for table in session.config.providers:
        if table.name not in seen and (not names or table.name in names):
            terminal.err(f"{table.name} has not been looked at yet: add --refresh.")
