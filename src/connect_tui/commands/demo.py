"""`connect-tui --demo`: the same program on a small community in memory; it touches nothing of the user's."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from connect_tui.commands.inbox import inbox, print_inbox
from connect_tui.commands.inbox_text import said
from connect_tui.commands.options import FINE, SOME_FAILED, Options
from connect_tui.commands.session import Session, keys_of, me, unheard, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.config.locations import Locations
from connect_tui.config.model import Config, ProviderTable
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.post import Post
from connect_tui.domain.sentences import name_of
from connect_tui.store.store import Store
from connect_tui.sync import composing
from connect_tui.sync.engine import Engine
from connect_tui.sync.threads import run_in_loop

KIND = "demo"
NAMES = ("home", "sky")
"""The two parts of the community."""
ANSWER = "Thank you for asking. Let me think about it, and what would you do?"
_PATIENCE = timedelta(seconds=60)
_AGAIN = 0.5


def run(options: Options, terminal: Terminal) -> int:
    """Open the screen on the demo; without a terminal, play a short scene."""
    with tempfile.TemporaryDirectory(prefix="connect-tui-demo-") as folder:
        session = demo_session(Path(folder))
        if terminal.interactive:
            from connect_tui.commands.screen import show

            return show(session, terminal, plain=options.plain)
        return run_in_loop(_play(session, terminal))


def demo_session(folder: Path) -> Session:
    """A session on the demo whose files are all in this directory."""
    locations = Locations.inside(folder)
    tables = tuple(
        ProviderTable(name=name, kind=KIND, file=locations.config, values={"account": name}) for name in NAMES
    )
    return Session(locations, Config(providers=tables), environ={})


async def _play(session: Session, terminal: Terminal) -> int:
    """Print the inbox, answer whoever waits first, wait for what they say, and print it again."""
    # Nobody sits here to take it back.
    settings = replace(session.sync_settings, undo_send=timedelta())
    engine = Engine(session.store(), session.providers(), settings, unheard)
    try:
        with session.store() as store:
            await engine.refresh()
            entry = await _show(session, engine, store, terminal)
            if entry is None or entry.post is None:
                return SOME_FAILED
            draft = _answer(entry, entry.reply_to or entry.post, store)
            terminal.out(
                f"\nYou answer {name_of(entry.post.author)}:\n\n{said(draft.text, terminal.width)}\n"
            )
            engine.save_draft(draft)
            await engine.send(draft.key)
            words = await _answered(engine, store, draft)
            if words is None:
                terminal.err("Nobody answered in time.")
                return SOME_FAILED
            terminal.out(f"{name_of(words.author)} answers:\n\n{said(words.text.plain, terminal.width)}\n")
            await _show(session, engine, store, terminal)
    finally:
        await engine.close()
    return FINE


async def _show(session: Session, engine: Engine, store: Store, terminal: Terminal) -> Entry | None:
    """Print the inbox; answers with the entry that waits first."""
    await engine.settle()
    entries = [entry for entry in inbox(session, store) if entry.section is not Section.SETTLED]
    print_inbox(entries, utcnow(), store, terminal)
    return next((e for e in entries if e.section is Section.WAITING and e.post is not None), None)


def _answer(entry: Entry, parent: Post, store: Store) -> Draft:
    stored = {stored.account.name: stored for stored in store.cache.accounts()}[entry.account.name]
    draft = composing.reply(
        parent, stored.account, stored.capabilities, me=keys_of(me(store)), languages=("en",), now=utcnow()
    )
    return replace(draft, text=ANSWER)


async def _answered(engine: Engine, store: Store, draft: Draft) -> Post | None:
    """What somebody says to my answer, once it has arrived."""
    until = utcnow() + _PATIENCE
    while utcnow() < until:
        await engine.deliver()
        await engine.refresh([draft.account], explicit=False)
        sent = store.mine.draft(draft.key)
        if sent is not None and sent.state is DraftState.SENT:
            group = store.cache.group_of(sent.sent_uri)
            conversation = store.cache.conversation(group) if group is not None else None
            below = conversation.below(sent.sent_uri) if conversation is not None else iter(())
            words = next((post for post in below if post.author.key not in keys_of(me(store))), None)
            if words is not None:
                return words
        await asyncio.sleep(_AGAIN)
    return None
