"""`connect-tui reply` and `post`: through the same drafts and the same outbox as the screen."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from connect_tui.commands import words
from connect_tui.commands.desk import Desk
from connect_tui.commands.options import USAGE, AccountError, Options, UsageError
from connect_tui.commands.sending import name_of, send
from connect_tui.commands.session import Session, utcnow
from connect_tui.commands.terminal import Terminal
from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.domain.post import Post, Visibility
from connect_tui.provider import Capabilities
from connect_tui.store.errors import StoreError
from connect_tui.sync import composing
from connect_tui.sync.attaching import file_faults
from connect_tui.sync.checking import faults
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import Event, Uploading
from connect_tui.sync.threads import run_in_loop
from connect_tui.tui.outside import EditorFailed

Write = Callable[[Desk, Options, str | None], Awaitable[Draft]]


class Unfit(Exception):
    """What was written cannot be sent as it is. `str()` says why; `draft` is what to keep."""

    def __init__(self, draft: Draft, why: str) -> None:
        super().__init__(why)
        self.draft = draft


def reply(options: Options, terminal: Terminal) -> int:
    """Answer a post."""
    return run_in_loop(_with_engine(_reply, options, terminal))


def post(options: Options, terminal: Terminal) -> int:
    """Write something new."""
    return run_in_loop(_with_engine(_post, options, terminal))


async def _with_engine(write: Write, options: Options, terminal: Terminal) -> int:
    session = Session.open(terminal.environ, options.config)
    if not session.config.providers:
        raise UsageError("There is no account yet. Log in: connect-tui login")
    if options.account:
        session.table(options.account)
    with session.store() as store:
        for notice in store.notices:
            terminal.err(notice)
        providers = session.providers()
        engine = Engine(session.store(), providers, session.sync_settings, _teller(terminal))
        try:
            draft = await _written(write, Desk(session, store, providers), options, terminal)
            if draft is None:
                return USAGE
            for name in (Path(medium.path).name for medium in draft.media if not medium.alt):
                terminal.err(
                    f"{name} goes without words for those who cannot see it; --alt TEXT says what it shows."
                )
            _keep(engine.save_draft, draft, terminal)
            try:
                return await send(draft.key, engine, store, terminal, wait=options.wait)
            except StoreError as error:
                raise StoreError(
                    f"{error} Your words are kept, {name_of(draft)}: connect-tui outbox."
                ) from error
        finally:
            await engine.close()


async def _written(write: Write, desk: Desk, options: Options, terminal: Terminal) -> Draft | None:
    """The draft that is to be sent. Whatever stands in the way, words that were written are kept."""
    given = words.given(options, terminal)
    try:
        return await write(desk, options, given)
    except Unfit as unfit:
        kept, why = unfit.draft, str(unfit)
    except (UsageError, AccountError) as error:
        if not given:
            raise
        kept, why = _sketch(desk, options, given), str(error)
        if isinstance(error, AccountError):
            _keep(desk.store.mine.save_draft, kept, terminal)
            raise AccountError(f"{why} {_kept(kept)}") from error
    except BaseException:  # a fault, or Ctrl-C
        if given:
            kept = _sketch(desk, options, given)
            _keep(desk.store.mine.save_draft, kept, terminal)
            terminal.err(_kept(kept))
        raise
    _keep(desk.store.mine.save_draft, kept, terminal)
    terminal.err(f"connect-tui: {why}")
    terminal.err(_kept(kept))
    return None


async def _reply(desk: Desk, options: Options, given: str | None) -> Draft:
    parent = await desk.parent(options)
    draft, account, can = await desk.reply(parent, options)
    draft = _with_options(draft, options)
    # Nobody should write first and hear afterwards that it may not be sent.
    _mind_width(draft, parent, options)
    draft = _with_words(desk, draft, can, given)
    people = composing.recipients_of(parent, desk.me, desk.above(parent))
    strangers = composing.newly_named(draft, people, desk.me, account.handle)
    if strangers and not options.wider:
        why = f"This is a private conversation, and {' and '.join(strangers)} could read your answer."
        raise Unfit(draft, f"{why} If that is what you want, add --yes-wider.")
    return draft


async def _post(desk: Desk, options: Options, given: str | None) -> Draft:
    draft, _account, can = await desk.fresh(options)
    return _with_words(desk, _with_options(draft, options), can, given)


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


def _with_words(desk: Desk, draft: Draft, can: Capabilities, given: str | None) -> Draft:
    """The draft with its words, found fit to be sent."""
    try:
        text = words.edited(desk.session.config.general.editor) if given is None else given
    except EditorFailed as failed:
        why = f"Your editor {failed}, so nothing is sent."
        if failed.text.strip():
            raise Unfit(replace(draft, text=failed.text.strip(), changed=utcnow()), why) from failed
        raise UsageError(why) from failed
    draft = replace(draft, text=text, changed=utcnow())
    if not text and not draft.media:
        raise UsageError("Nothing was written, so nothing is sent.")
    if wrong := (*faults(draft, can), *file_faults(draft, can)):
        raise Unfit(draft, " ".join(wrong))
    return draft


def _sketch(desk: Desk, options: Options, given: str) -> Draft:
    """What is kept of words that never became a whole draft: as narrow as can be."""
    draft = Draft(
        key=uuid4().hex,
        account=options.account or next(iter(desk.providers)),
        text=given,
        changed=utcnow(),
        answers=options.uri,
        visibility=Visibility.DIRECT,
    )
    wished = _with_options(draft, options)
    return replace(wished, visibility=Visibility.DIRECT) if options.uri else wished


def _keep(save: Callable[[Draft], object], draft: Draft, terminal: Terminal) -> None:
    """Keep what was written; where that cannot be done, nobody should have to write it again.

    Raises:
        StoreError: it cannot be kept.
    """
    try:
        save(draft)
    except StoreError:
        terminal.err(f"What you wrote could not be kept. Here it is again:\n{draft.text}")
        raise


def _kept(draft: Draft) -> str:
    return f"Your words are kept as a draft, {name_of(draft)}: connect-tui shows it."


def _teller(terminal: Terminal) -> Callable[[Event], None]:
    """Tells somebody who looks on that files are on their way."""
    told: set[str] = set()

    def tell(event: Event) -> None:
        if isinstance(event, Uploading) and terminal.interactive and event.key not in told:
            told.add(event.key)
            terminal.err("Bringing the files to the server…")

    return tell
