"""`connect-tui reply` and `post`: through the same drafts and the same outbox as the screen."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec.structs import replace

from connect_tui.commands.desk import Desk
from connect_tui.commands.options import Options, UsageError
from connect_tui.commands.sending import send
from connect_tui.commands.session import Session, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.commands.words import Words, taken
from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.domain.post import Post, Visibility
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync import composing
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.checking import faults
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import Event, Uploading
from connect_tui.sync.threads import run_in_loop

Write = Callable[[Desk, Options, Words], Awaitable[Draft]]


def reply(options: Options, terminal: Terminal) -> int:
    """Answer a post."""
    return _take_and_send(_reply, options, terminal)


def post(options: Options, terminal: Terminal) -> int:
    """Write something new."""
    return _take_and_send(_post, options, terminal)


def _take_and_send(write: Write, options: Options, terminal: Terminal) -> int:
    with taken(options, terminal) as words:
        session = Session.open(terminal.environ, options.config)
        if not session.config.providers:
            raise UsageError("There is no account yet. Log in: connect-tui login")
        if options.account:
            session.table(options.account)
        with session.store() as store:
            for notice in store.notices:
                terminal.err(notice)
            if words.text:  # before anybody is asked: from here on nothing takes them away
                words.keep(_sketch(session, options, words.text), store)
            desk = Desk(session, store, session.providers())
            return run_in_loop(_write_and_send(write, words, desk, options, terminal))


async def _write_and_send(
    write: Write, words: Words, desk: Desk, options: Options, terminal: Terminal
) -> int:
    session, providers = desk.session, tuple(desk.providers.values())
    engine = Engine(session.store(), providers, session.sync_settings, _teller(terminal))
    try:
        draft = await write(desk, options, words)
        for name in (Path(medium.path).name for medium in draft.media if not medium.alt):
            terminal.err(
                f"{name} goes without words for those who cannot see it; --alt TEXT says what it shows."
            )
        return await send(draft.key, engine, desk.store, terminal, wait=options.wait)
    finally:
        await engine.close()


async def _reply(desk: Desk, options: Options, words: Words) -> Draft:
    parent = await desk.parent(options)
    draft, account, can = await desk.reply(parent, options)
    draft = _with_options(draft, options)
    # Nobody should write first and hear afterwards that it may not be sent.
    _mind_width(draft, parent, options)
    draft = _with_words(desk, draft, can, words)
    people = composing.recipients_of(parent, desk.me, desk.above(parent))
    strangers = composing.newly_named(draft, people, desk.me, account.handle)
    if strangers and not options.wider:
        raise UsageError(
            f"This is a private conversation, and {' and '.join(strangers)} could read your answer."
            " If that is what you want, add --yes-wider."
        )
    return draft


async def _post(desk: Desk, options: Options, words: Words) -> Draft:
    draft, _account, can = await desk.fresh(options)
    return _with_words(desk, _with_options(draft, options), can, words)


def _mind_width(draft: Draft, parent: Post, options: Options) -> None:
    """Never wider than what it answers, without a yes."""
    if composing.is_wider(draft, parent) and not options.wider:
        raise UsageError(
            f"More people could read this answer ({draft.visibility}) than what it answers"
            f" ({parent.visibility}). If that is what you want, add --yes-wider."
        )


def _with_options(draft: Draft, options: Options) -> Draft:
    """The draft with what was asked for."""
    media = tuple(DraftMedia(str(Path(path).absolute()), alt) for path, alt in options.media)
    poll = None
    if options.poll:
        poll = DraftPoll(tuple(options.poll), options.multiple, options.closes)
    return replace(
        draft,
        visibility=options.visibility or draft.visibility,
        warning=draft.warning if options.warning is None else options.warning,
        language=draft.language if options.language is None else options.language,
        media=media,
        poll=poll,
    )


def _with_words(desk: Desk, draft: Draft, can: Capabilities, words: Words) -> Draft:
    """The draft with its words, kept, and found fit to be sent."""
    try:
        if words.text is None:
            words.edit(desk.session.config.general.editor)
    finally:  # an editor that fails can leave words too
        draft = replace(draft, text=words.text or "", changed=utcnow())
        if draft.text or draft.media:
            draft = words.keep(draft, desk.store)
    if not draft.text and not draft.media:
        raise UsageError("Nothing was written, so nothing is sent.")
    if wrong := (*faults(draft, can), *file_faults(draft, can)):
        raise UsageError(" ".join(wrong))
    return draft


def _sketch(session: Session, options: Options, text: str) -> Draft:
    """What is kept of words that may never become a whole draft: as narrow as can be."""
    draft = Draft(
        key="",
        account=options.account or session.config.providers[0].name,
        text=text,
        changed=utcnow(),
        answers=options.uri,
        visibility=Visibility.DIRECT,
    )
    wished = _with_options(draft, options)
    return replace(wished, visibility=Visibility.DIRECT) if options.uri else wished


def _teller(terminal: Terminal) -> Callable[[Event], None]:
    """Tells somebody who looks on that files are on their way."""
    told: set[str] = set()

    def tell(event: Event) -> None:
        if isinstance(event, Uploading) and terminal.interactive and event.key not in told:
            told.add(event.key)
            terminal.err("Bringing the files to the server…")

    return tell
