"""`connect-tui`: the screen, on the user's own accounts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from connect_tui.commands.here import here_and_now
from connect_tui.commands.options import FINE, AccountError, Options, UsageError
from connect_tui.commands.session import Session, utcnow
from connect_tui.commands.terminal import Asking, Terminal, open_page
from connect_tui.plugins import PluginError
from connect_tui.store.opening import PAGES_TO_READ
from connect_tui.store.store import Store, StoreError
from connect_tui.sync.events import Event
from connect_tui.sync.finder import Finder
from connect_tui.sync.reading import Reader
from connect_tui.sync.trouble import Fault, guarded
from connect_tui.tui.palette import ThemeError, find
from connect_tui.tui.settings import ScreenSettings

if TYPE_CHECKING:
    from connect_tui.port.login import LoginAsk
    from connect_tui.sync.engine import Engine
    from connect_tui.tui.app import ConnectApp

_WELCOME = """\
Welcome to connect-tui. For people who are on social networks to talk.

Type or paste a handle, a server, or the address of a feed or a page; \
which network that is will be found out. With nothing typed, enter shows \
the demo: a small community on this computer that answers back. Nothing \
of yours is touched by it.
"""
_FIRST = "Where is your account?"
_FURTHER = "Another account or feed? With nothing typed, enter opens your inbox:"


def run(options: Options, terminal: Terminal) -> int:
    """Open the screen; the first time, help with the first account."""
    session = Session.open(terminal.environ, options.config)
    if not terminal.interactive:
        raise UsageError(_without_terminal(session))
    if session.config.providers:
        return show(session, terminal, plain=options.plain)
    if options.plain or session.config.general.plain:
        return _welcome_in_lines(options, terminal)
    return _welcome(options, terminal)


def show(session: Session, terminal: Terminal, *, plain: bool = False) -> int:
    """The cached inbox at once; the network stack is loaded behind it, in the engine's thread.

    Raises:
        Exception: what ended the screen, where that was a fault of the program.
    """
    with session.store(PAGES_TO_READ) as store:
        app = compose(session, store, terminal, plain=plain)
        app.run()
        for draft in app.desk.in_hand.left():
            store.mine.save_draft(draft)
        for notice in store.notices:
            terminal.err(notice)
    if app.fault is not None:
        raise app.fault
    return app.return_code or FINE


def compose(session: Session, store: Store, terminal: Terminal, *, plain: bool = False) -> "ConnectApp":
    """The screen on these accounts; `store` belongs to the thread that it runs in."""
    from connect_tui.tui.app import ConnectApp

    return ConnectApp(
        Reader(store, None, session.config.attention.settings, session.config.circles, utcnow),
        lambda emit: _engine(session, emit),
        settings=_screen_settings(session, store, terminal, plain=plain),
        accounts=store.cache.accounts,
        clock=here_and_now,
        finder=Finder(lambda: Store.open(session.paths)),
    )


def _engine(session: Session, emit: Callable[[Event], None]) -> "Engine":
    """Runs in the engine's own thread, and is imported there: the first frame does not wait for it."""
    from connect_tui.sync.engine import Engine

    return Engine(session.store(), session.providers(), session.sync_settings, emit)


def _screen_settings(session: Session, store: Store, terminal: Terminal, *, plain: bool) -> ScreenSettings:
    general = session.config.general
    try:
        find(general.theme, session.locations.themes)
    except ThemeError as error:
        raise UsageError(str(error)) from error
    return ScreenSettings(
        theme=store.mine.preferred("theme", general.theme),
        configured_theme=general.theme,
        themes=session.locations.themes,
        keys=session.config.keys,
        plain=plain or general.plain,
        undo_send=general.undo_send,
        remind_alt=general.remind_alt,
        languages=general.languages,
        editor=general.editor,
        browser=terminal.environ.get("BROWSER", ""),
        accounts=tuple(table.name for table in session.config.providers),
    )


def _welcome_in_lines(options: Options, terminal: Terminal) -> int:
    """As `_welcome`, by a question and an answer at a time."""
    from connect_tui.commands import demo
    from connect_tui.commands.login import until_told_to_end
    from connect_tui.sync.threads import run_in_loop

    terminal.say(_WELCOME)
    if status := run_in_loop(until_told_to_end(_asked_until_enough(options, terminal))):
        return status
    session = Session.open(terminal.environ, options.config)
    if session.config.providers:
        return show(session, terminal, plain=True)
    return demo.run(replace(options, plain=True), terminal)


async def _asked_until_enough(options: Options, terminal: Terminal) -> int:
    """Log in to what is typed, until nothing is; what was in the way is said, and it is asked again."""
    ask, question = Asking(terminal, options.browser), _FIRST
    while where := await ask.ask(question):
        if problem := await _attempted(Session.open(terminal.environ, options.config), where, ask):
            terminal.say(problem)
        else:
            question = _FURTHER
        terminal.out()
    return FINE


def _welcome(options: Options, terminal: Terminal) -> int:
    """Log in, or show the demo."""
    from connect_tui.tui.screens.welcome import ACCOUNT, DEMO
    from connect_tui.tui.welcome import WelcomeApp

    async def attempt(where: str, ask: "LoginAsk") -> str:
        return await _attempted(Session.open(terminal.environ, options.config), where, ask)

    chosen = WelcomeApp(attempt, lambda url: open_page(url, terminal.environ)).run()
    if chosen == DEMO:
        from connect_tui.commands.demo import run as demo

        return demo(options, terminal)
    if chosen == ACCOUNT:
        return show(Session.open(terminal.environ, options.config), terminal, plain=options.plain)
    return FINE


async def _attempted(session: Session, where: str, ask: "LoginAsk") -> str:
    """Log in; what was in the way as a sentence, empty where nothing was."""
    from connect_tui.commands.signing_in import sign_in

    known = (UsageError, AccountError, PluginError, OSError)
    try:
        await guarded(lambda: sign_in(session, where, ask), *known)
    except (*known, StoreError) as error:
        return str(error)
    except Fault as fault:
        return f"A fault of this program ({fault}), not of yours. The log says more: {session.locations.log}"
    return ""


def _without_terminal(session: Session) -> str:
    if not session.config.providers:
        return "There is no account yet. Log in: connect-tui login. Or look around first: connect-tui --demo"
    return "The screen needs a terminal. Without one there are the commands: connect-tui inbox"
