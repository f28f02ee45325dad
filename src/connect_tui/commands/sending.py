"""Handing a draft to the outbox, and saying what became of it."""

import asyncio
from datetime import timedelta

from connect_tui.commands.options import FINE, SOME_FAILED
from connect_tui.commands.session import utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.store import Store
from connect_tui.sync.engine import Engine
from connect_tui.sync.trouble import ended

PATIENCE = timedelta(seconds=15)
"""How long another connect-tui, which is the one that sends, is given."""
SHOWN = 8
"""So many characters of a key are enough to name a draft."""
_AGAIN = 0.5
_ON_ITS_WAY = frozenset({DraftState.QUEUED, DraftState.SENDING})


async def send(
    key: str, engine: Engine, store: Store, terminal: Terminal, *, wait: bool, looked: bool = False
) -> int:
    """Put a draft into the outbox and see what becomes of it; its address is printed once it has one. `wait`:
    go on until it is sent, or somebody has to do something. `looked`: it is certain that it did not arrive.
    """
    await engine.send_again(key, looked=looked)
    before = store.mine.draft(key)
    until = utcnow() + PATIENCE
    told = ""
    while True:
        await engine.deliver()
        now = store.mine.draft(key)
        if now is None or now.state not in _ON_ITS_WAY:
            break
        if not wait and (_was_tried(now, before) or max(now.not_before or until, utcnow()) > until):
            break
        if now.problem and now.problem != told:
            told = now.problem
            terminal.err(f"{_named(now)} Waiting…")
        await asyncio.sleep(_AGAIN)
    return outcome(now, terminal)


def name_of(draft: Draft) -> str:
    """The beginning of a draft's key, by which it can be named."""
    return draft.key[:SHOWN]


def outcome(draft: Draft | None, terminal: Terminal) -> int:
    """Say what has become of a draft."""
    if draft is None:
        terminal.err("It was thrown away meanwhile, so nothing was sent.")
        return SOME_FAILED
    if draft.state is DraftState.SENT:
        terminal.out(draft.sent_uri)
        return FINE
    match draft.state:
        case DraftState.UNSURE:
            rest = "It may have been published, or not: look before you send it again."
        case DraftState.QUEUED | DraftState.SENDING:
            rest = "It is kept, and sent as soon as that works; connect-tui does it."
        case _:
            rest = "It was not sent. It is kept as a draft; connect-tui shows it."
    terminal.err(f"{_named(draft)} {rest}")
    terminal.err(f"To send it again: connect-tui outbox retry {name_of(draft)}")
    return SOME_FAILED


def _was_tried(now: Draft, before: Draft | None) -> bool:
    """Whether a try has failed since. Without one another connect-tui has the sending to do."""
    return now.state is DraftState.QUEUED and bool(now.problem) and now != before


def _named(draft: Draft) -> str:
    """What stands in the way, with the account's name."""
    if not draft.problem:
        return f"{draft.account} has not got it yet."
    return ended(draft.problem if draft.account in draft.problem else f"{draft.account}: {draft.problem}")
