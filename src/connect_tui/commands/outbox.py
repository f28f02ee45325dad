"""`connect-tui outbox`: what is written and not sent yet; send it again, or let it go."""

from collections.abc import Iterator

from connect_tui.commands.desk import Desk
from connect_tui.commands.options import FINE, SOME_FAILED, Options, UsageError
from connect_tui.commands.sending import SHOWN, name_of, outcome, send
from connect_tui.commands.session import Session, unheard, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.domain import clean
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.store import Store
from connect_tui.sync import composing
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.checking import faults
from connect_tui.sync.engine import Engine
from connect_tui.sync.reading import Reader
from connect_tui.sync.threads import run_in_loop

_STATES = {
    DraftState.WRITING: "a draft",
    DraftState.QUEUED: "waits to be sent",
    DraftState.SENDING: "being sent",
    DraftState.UNSURE: "may be posted already",
    DraftState.FAILED: "not sent",
}
_UNSENT = frozenset(DraftState) - {DraftState.WRITING, DraftState.SENT}


def run(options: Options, terminal: Terminal) -> int:
    """List, retry or drop."""
    session = Session.open(terminal.environ, options.config)
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        if options.deed == "list":
            return _list(session, store, terminal)
        drafts = _named(store, options)
        if options.deed == "drop":
            return _drop(drafts, store, terminal)
        return run_in_loop(_retry(drafts, session, store, options, terminal))


def _list(session: Session, store: Store, terminal: Terminal) -> int:
    config = session.config
    reader = Reader(store, None, config.attention.settings, config.circles, utcnow)
    drafts = reader.drafts()
    if not drafts:
        terminal.out("Nothing is waiting to be sent, and no draft is kept.")
    for draft in drafts:
        terminal.out(f"{name_of(draft)}  {_STATES[draft.state]} · {draft.account}{_whom(draft, reader)}")
        terminal.out(f"  {_beginning(draft, terminal.width - 2)}")
        if draft.problem:
            terminal.say(f"  {clean.line(draft.problem)}")
    return FINE


def _drop(drafts: tuple[Draft, ...], store: Store, terminal: Terminal) -> int:
    status = FINE
    for draft in drafts:
        if store.mine.drop_draft(draft.key):
            terminal.out(f"{name_of(draft)} is thrown away.")
        else:
            terminal.err(f"{name_of(draft)} is just being sent, and can no longer be thrown away.")
            status = SOME_FAILED
    return status


async def _retry(
    drafts: tuple[Draft, ...], session: Session, store: Store, options: Options, terminal: Terminal
) -> int:
    strangers = sorted({draft.account for draft in drafts} - {t.name for t in session.config.providers})
    if strangers:
        raise UsageError(f"There is no account “{strangers[0]}” any more, so this cannot be sent.")
    providers = session.providers()
    for draft in drafts:
        if draft.state is DraftState.WRITING and (
            why := await _unfit(draft, Desk(session, store, providers), options)
        ):
            raise UsageError(f"{name_of(draft)} stays a draft. {why}")
    engine = Engine(session.store(), providers, session.sync_settings, unheard)
    status = FINE
    try:
        for draft in _in_order(drafts):
            if _is_held_up(draft, drafts, store):
                ended = outcome(store.mine.draft(draft.key), terminal)
            else:
                # Whoever names what may have arrived was asked to look, and has.
                looked = bool(options.keys) and draft.state is DraftState.UNSURE
                ended = await send(draft.key, engine, store, terminal, wait=options.wait, looked=looked)
            status = max(status, ended)
    finally:
        await engine.close()
    return status


def _in_order(drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    """Each of these after the one that it continues."""
    keys = {draft.key for draft in drafts}
    left = [draft for draft in drafts if draft.follows not in keys]
    while left:
        draft = left.pop(0)
        yield draft
        left[:0] = [part for part in drafts if part.follows == draft.key]


def _is_held_up(draft: Draft, drafts: tuple[Draft, ...], store: Store) -> bool:
    """Whether it continues one of these that did not go: sent alone it would stand for itself."""
    if draft.follows not in {other.key for other in drafts}:
        return False
    before = store.mine.draft(draft.follows)
    return before is not None and before.state is not DraftState.SENT


async def _unfit(draft: Draft, desk: Desk, options: Options) -> str:
    """Why what was never sent cannot be sent as it is; empty where it can."""
    account, can = await desk.account(draft.account)
    wrong = (*faults(draft, can), *file_faults(draft, can))
    parent = desk.store.cache.post(draft.answers) if draft.answers else None
    if wrong or parent is None or options.wider:
        return " ".join(wrong)
    people = composing.recipients_of(parent, desk.me, desk.above(parent))
    if composing.is_wider(draft, parent) or composing.newly_named(draft, people, desk.me, account.handle):
        return "More people could read it than what it answers. If that is what you want, add --yes-wider."
    return ""


def _named(store: Store, options: Options) -> tuple[Draft, ...]:
    """The drafts that were named by the beginnings of their keys; to retry, else all that were to be sent.

    Raises:
        UsageError: there is none like that, or more than one.
    """
    drafts = store.mine.drafts(set(DraftState) - {DraftState.SENT})
    if not options.keys:
        if options.deed == "drop":
            raise UsageError("Which one? Name it as “connect-tui outbox” lists it.")
        unsent = tuple(draft for draft in reversed(drafts) if draft.state in _UNSENT)
        if not unsent:
            raise UsageError("Nothing failed and nothing waits, so there is nothing to send again.")
        return unsent
    return tuple(_by_name(name, drafts) for name in dict.fromkeys(options.keys))


def _by_name(name: str, drafts: tuple[Draft, ...]) -> Draft:
    fitting = [draft for draft in drafts if name and draft.key.startswith(name)]
    exact = [draft for draft in fitting if draft.key == name]
    if len(exact or fitting) != 1:
        what = "There are several drafts" if fitting else "There is no draft"
        raise UsageError(f"{what} “{clean.line(name, 40)}”. They are listed by: connect-tui outbox")
    return (exact or fitting)[0]


def _whom(draft: Draft, reader: Reader) -> str:
    """Whom it answers, or what it changes, where that is known."""
    if draft.edits:
        return " · changes a post"
    conversation = reader.conversation(draft.answers) if draft.answers else None
    parent = conversation.by_uri.get(draft.answers) if conversation is not None else None
    if parent is not None:
        return f" · to {parent.author.name}"
    return " · an answer" if draft.answers or draft.follows else ""


def _beginning(draft: Draft, width: int) -> str:
    text = clean.line(draft.text) or "(no words)"
    return text if len(text) <= width else f"{text[: max(width - 1, SHOWN)]}…"
