"""`connect-tui reply` and `post`: through the same drafts and the same outbox as the screen."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from connect_tui.commands.options import FINE, SOME_FAILED, AccountError, Options, UsageError
from connect_tui.commands.session import Session, keys_of, me, unheard, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Account, handle_key
from connect_tui.domain.post import Post
from connect_tui.provider import Capabilities, Provider, ProviderError
from connect_tui.store.store import Store
from connect_tui.sync import composing
from connect_tui.sync.engine import Engine
from connect_tui.sync.measuring import excess
from connect_tui.sync.reading import Reader
from connect_tui.sync.trouble import ended
from connect_tui.tui import outside

PATIENCE = timedelta(seconds=15)
"""How long another connect-tui, which is the one that sends, is given."""
_AGAIN = 0.5
_HANDLES = re.compile(r"(?<![\w/@.])@\w[\w.-]*\w(?:@\w[\w.-]*\w)?|(?<![\w/@.])@\w\b")
_ON_ITS_WAY = frozenset({DraftState.QUEUED, DraftState.SENDING})


def reply(options: Options, terminal: Terminal) -> int:
    """Answer a post."""
    return asyncio.run(_with_engine(_reply, options, terminal))


def post(options: Options, terminal: Terminal) -> int:
    """Write something new."""
    return asyncio.run(_with_engine(_post, options, terminal))


class _Desk:
    """What writing needs."""

    def __init__(self, session: Session, store: Store, providers: Sequence[Provider]) -> None:
        self.session = session
        self.store = store
        self.providers = {provider.name: provider for provider in providers}

    async def account(self, name: str) -> tuple[Account, Capabilities]:
        """One of my accounts and what its server can do; it is asked who I am where that is not known."""
        for stored in self.store.cache.accounts():
            if stored.account.name == name:
                return stored.account, stored.capabilities
        provider = self.providers[name]
        try:
            account = await provider.verify()
        except ProviderError as error:
            raise AccountError(
                f"{name} {ended(str(error))} It has to be reached once before you can write."
            ) from error
        self.store.cache.set_account(account, provider.capabilities, utcnow())
        return account, provider.capabilities

    async def find(self, uri: str, names: Sequence[str]) -> Post:
        """The post with this URI or address, from the cache or through one of the accounts."""
        found = self.store.cache.post(uri)
        said: list[str] = []
        for name in names if found is None else ():
            try:
                # A post is judged by who I am: without that the inbox could not place it.
                await self.account(name)
                found = await self.providers[name].post_at(uri)
            except AccountError as error:
                said.append(str(error))
            except ProviderError as error:
                said.append(ended(f"{name} {error}"))
            else:
                self.store.cache.merge([found])
                break
        if found is None or found.deleted:
            raise UsageError(" ".join([f"There is no post {uri} that can be answered.", *said]))
        return found


_Write = Callable[[_Desk, Options, Terminal], Awaitable[Draft]]


async def _with_engine(write: _Write, options: Options, terminal: Terminal) -> int:
    session = Session.open(terminal.environ, options.config)
    if not session.config.providers:
        raise UsageError("There is no account yet. Log in: connect-tui login")
    if options.account:
        session.table(options.account)
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        providers = session.providers()
        # Nobody sits here to take it back.
        settings = replace(session.sync_settings, undo_send=timedelta())
        engine = Engine(session.store(), providers, settings, unheard)
        try:
            draft = await write(_Desk(session, store, providers), options, terminal)
            return await _send(draft, engine, store, options, terminal)
        finally:
            await engine.close()


async def _reply(desk: _Desk, options: Options, terminal: Terminal) -> Draft:
    names = (options.account,) if options.account else tuple(desk.providers)
    parent = await desk.find(options.uri, names)
    account, can = await desk.account(options.account or _addressed(desk, parent))
    draft = composing.reply(
        parent,
        account,
        can,
        me=keys_of(me(desk.store)),
        languages=desk.session.config.general.languages,
        now=utcnow(),
    )
    wished = options.visibility
    if wished is not None and wished.wider_than(parent.visibility) and not options.wider:
        raise UsageError(
            f"More people could read this answer ({wished}) than what it answers ({parent.visibility}). "
            "If that is what you want, add --yes-wider."
        )
    draft = _written(desk, _with_options(draft, can, options), can, options, terminal)
    strangers = _strangers(draft, parent, account)
    if strangers and not options.wider:
        raise UsageError(
            f"This is a private conversation, and {' and '.join(strangers)} could read your answer. "
            "If that is what you want, add --yes-wider."
        )
    return draft


def _strangers(draft: Draft, parent: Post, account: Account) -> list[str]:
    """Whom a private answer names who could not read what it answers; without a host, on my own server."""
    if not (parent.direct and draft.visibility is parent.visibility):
        return []
    host = account.handle.rpartition("@")[2]
    inside = {account.key, parent.author.key, *(mention.key for mention in parent.mentions)}
    named = (found if "@" in found[1:] else f"{found}@{host}" for found in _HANDLES.findall(draft.text))
    return [handle for handle in dict.fromkeys(named) if handle_key(handle) not in inside]


async def _post(desk: _Desk, options: Options, terminal: Terminal) -> Draft:
    if not options.account and len(desk.providers) > 1:
        raise UsageError(f"Which account speaks? Add --account: {', '.join(desk.providers)}")
    account, can = await desk.account(options.account or next(iter(desk.providers)))
    languages = desk.session.config.general.languages
    draft = composing.fresh(account, can, languages=languages, now=utcnow())
    return _written(desk, _with_options(draft, can, options), can, options, terminal)


def _addressed(desk: _Desk, parent: Post) -> str:
    """The account that the inbox would answer with, or one that sees the post."""
    config = desk.session.config
    reader = Reader(desk.store, None, config.attention.settings, config.circles, utcnow)
    entry = reader.entry(parent.uri)
    names = [entry.account.name] if entry is not None else []
    names += [copy.id.account for copy in parent.copies]
    return next((name for name in names if name in desk.providers), next(iter(desk.providers)))


def _with_options(draft: Draft, can: Capabilities, options: Options) -> Draft:
    """The draft with what was asked for, where the server can do it."""
    if options.visibility is not None and options.visibility not in can.visibilities:
        raise UsageError(
            f"{draft.account} cannot post as {options.visibility}. It can: {', '.join(can.visibilities)}"
        )
    if options.warning and not can.content_warnings:
        raise UsageError(f"{draft.account} knows no content warnings.")
    return replace(
        draft,
        visibility=options.visibility or draft.visibility,
        warning=draft.warning if options.warning is None else options.warning,
        language=draft.language if options.language is None else options.language,
    )


def _written(desk: _Desk, draft: Draft, can: Capabilities, options: Options, terminal: Terminal) -> Draft:
    """The draft with its words: from the argument, standard input, or an editor."""
    if options.text not in (None, "-"):
        text = options.text or ""
    elif options.text == "-" or not terminal.typed:
        text = terminal.read()
    else:
        text = _edited(desk.session.config.general.editor)
    if not text.strip():
        raise UsageError("Nothing was written, so nothing is sent.")
    draft = replace(draft, text=text.strip(), changed=utcnow())
    if excess(draft, can) > 0:
        raise UsageError(f"This is longer than {draft.account} takes.")
    return draft


def _edited(editor: str) -> str:
    """What was written in the user's editor; nothing where the editor failed."""
    try:
        return outside.edit("", editor)
    except (OSError, ValueError) as error:
        raise UsageError(f"Your editor cannot be started: {error}") from error


async def _send(draft: Draft, engine: Engine, store: Store, options: Options, terminal: Terminal) -> int:
    """Put it into the outbox, and see what becomes of it."""
    engine.save_draft(draft)
    await engine.send(draft.key)
    until = utcnow() + PATIENCE
    while True:
        await engine.deliver()
        now = store.mine.draft(draft.key)
        if now is None or now.state not in _ON_ITS_WAY:
            break
        # With a problem it was tried; without one another connect-tui has the sending to do.
        if not options.wait and (now.problem or utcnow() > until):
            break
        await asyncio.sleep(_AGAIN)
    return _outcome(now or draft, terminal)


def _outcome(draft: Draft, terminal: Terminal) -> int:
    if draft.state is DraftState.SENT:
        terminal.out(draft.sent_uri)
        return FINE
    said = draft.problem if draft.account in draft.problem else f"{draft.account}: {draft.problem}".strip()
    said = said if said.endswith(":") else ended(said)
    match draft.state:
        case DraftState.UNSURE:
            rest = "It may have been published, or not: look before you send it again."
        case DraftState.QUEUED | DraftState.SENDING:
            rest = "It is kept, and sent as soon as that works; connect-tui does it."
        case _:
            rest = "It was not sent. It is kept as a draft; connect-tui shows it."
    terminal.err(f"{said} {rest}")
    return SOME_FAILED
