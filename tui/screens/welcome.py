"""The first screen: where is your account? Or look around in the demo."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen

from connect_tui.port.login import LoginAsk
from connect_tui.sync.threads import Threads
from connect_tui.tui.actions import FOOTERS, Hint, Where
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.typing import TypedLine

Attempt = Callable[[str, LoginAsk], Awaitable[str]]
"""Logs in to what was typed; a sentence of what was in the way, empty where nothing was."""
DEMO, ACCOUNT = "demo", "account"
"""What the welcome leads to."""
_PATIENCE = 2.0
"""Seconds that stopping waits for what is under way."""
_LOOKING = 0.5
_WELCOME: tuple[Line, ...] = (
    (Piece("Welcome to connect-tui", Role.TITLE, Shape.STRONG),),
    (Piece("For people who are on social networks to talk.", Role.WORDS),),
)
_HELP: tuple[Line, ...] = (
    (Piece("Which network that is will be found out.", Role.SOFT),),
    NOTHING,
    (
        Piece(
            "With nothing typed, enter shows the demo: a small community on this computer that answers "
            "back. Nothing of yours is touched by it.",
            Role.SOFT,
        ),
    ),
)
_FIRST = "Where is your account?"
_FURTHER = "Another account, or a feed?"
_ANY = "a handle, a server, or the address of a feed"
"""What can be typed where one of these is asked."""
_IN = "With nothing typed, enter opens your inbox."


class Welcome(Screen[str]):
    """Logs in, as often as somebody likes; ends with `DEMO` or `ACCOUNT`.

    An attempt runs in a thread of its own, because it looks for keyrings and loads the network; it tells what
    happens by messages.
    """

    @dataclass
    class Told(Message):
        """The login says something."""

        sentence: str

    @dataclass
    class Asked(Message):
        """The login asks for a line."""

        question: str
        secret: bool
        answer: "concurrent.futures.Future[str]"

    @dataclass
    class Ended(Message):
        """An attempt is over; `problem` is empty where it worked."""

        attempt: "_Attempt"
        problem: str

    def __init__(self, keymap: Keymap, attempt: Attempt, opens: Callable[[str], bool]) -> None:
        super().__init__()
        self._keymap = keymap
        self._login = attempt
        self._opens = opens
        self._trying: _Attempt | None = None
        self._asked: concurrent.futures.Future[str] | None = None
        self._said: list[Line] = []
        self._address = ""
        self._logged_in = False

    def compose(self) -> ComposeResult:
        """The words, the line to write on, and what is said about it."""
        with Vertical(id="welcome"):
            yield Note((), id="above")
            yield Note(_WELCOME, id="words")
            yield Note((), id="question")
            # One wrong letter is mended where it stands.
            yield TypedLine(id="answer", select_on_focus=False)
            with VerticalScroll(id="said", can_focus=False):
                yield Note(_HELP, id="sentences")
        yield Footer(self._keymap, id="footer")

    def on_mount(self) -> None:
        """Ask."""
        self._ask(_FIRST)

    def on_unmount(self) -> None:
        """Nothing goes on behind a screen that is gone."""
        if self._trying is not None:
            self._trying.stop()

    def on_key(self, event: events.Key) -> None:
        """Stop, or copy the address; everything else is typed."""
        match self._keymap.press(event.key, Where.WELCOME):
            case "stop" if self._trying is not None:
                self._trying.stop()
            case "copy_address" if self._address:
                self.app.copy_to_clipboard(self._address)
                self._say("The address is copied.", Role.SOFT)

    @on(Footer.Pressed)
    def _clicked(self, message: Footer.Pressed) -> None:
        match message.action:
            case "go_on":
                self.query_one(TypedLine).post_message(TypedLine.Submitted(self.query_one(TypedLine), ""))
            case "quit":
                self.app.exit()
            case "stop" if self._trying is not None:
                self._trying.stop()

    @on(TypedLine.Submitted)
    def _typed(self, message: TypedLine.Submitted) -> None:
        written = message.value.strip()
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self._ask("")
            asked.set_result(written)
        elif self._trying is not None:
            return
        elif written:
            self._begin(written)
        else:
            self.dismiss(ACCOUNT if self._logged_in else DEMO)

    def _begin(self, written: str) -> None:
        self._said, self._address = [], ""
        self._show()
        self._trying = _Attempt(self, self._login, self._opens, written)
        self._ask("")
        self.set_timer(_LOOKING, self._looking)

    def _looking(self) -> None:
        if self._trying is not None and not self._said:
            self.query_one("#sentences", Note).show([(Piece("looking…", Role.SOFT),)])

    @on(Told)
    def _was_told(self, message: Told) -> None:
        if message.sentence.startswith(("https://", "http://")):
            self._address = message.sentence
            self._name_keys()
        self._say(message.sentence)

    @on(Asked)
    def _was_asked(self, message: Asked) -> None:
        self._asked = message.answer
        self._ask(message.question, secret=message.secret)

    @on(Ended)
    def _has_ended(self, message: Ended) -> None:
        if message.attempt is not self._trying:
            return
        self._trying, self._asked, self._address = None, None, ""
        if message.problem:
            self._say(message.problem, Role.TROUBLE)
        else:
            self._logged_in = True
            self._say(_IN, Role.SOFT)
        self._ask(_FURTHER if self._logged_in else _FIRST)
        if message.problem:
            # Nobody types it all again for one wrong letter.
            line = self.query_one(TypedLine)
            line.value = message.attempt.written
            line.action_end()

    def _ask(self, question: str, *, secret: bool = False) -> None:
        """Ask for a line; without a question, there is nothing to type now."""
        line = self.query_one(TypedLine)
        line.value, line.password, line.disabled = "", secret, not question
        line.placeholder = _ANY if question in (_FIRST, _FURTHER) else ""
        self.query_one("#question", Note).show(
            [(Piece(question, Role.PEOPLE, Shape.STRONG),)] if question else ()
        )
        if question:
            line.focus()
        self._name_keys()

    def _name_keys(self) -> None:
        names: tuple[Hint, ...] = FOOTERS[Where.WELCOME]
        if self._trying is not None:
            names = (*(("copy_address",) if self._address else ()), "stop", "quit")
        self.query_one(Footer).name_actions(names, typing=True)

    def _say(self, sentence: str, role: Role = Role.WORDS) -> None:
        self._said.append((Piece(sentence, role),))
        self._show()

    def _show(self) -> None:
        self.query_one("#sentences", Note).show(self._said)
        self.query_one("#said", VerticalScroll).scroll_end(animate=False)


class _Attempt:
    """One login under way, in its own thread. What it is asked and told goes to the screen by messages."""

    def __init__(self, screen: Welcome, login: Attempt, opens: Callable[[str], bool], written: str) -> None:
        self._screen = screen
        self._login = login
        self._opens = opens
        self.written = written
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[str] | None = None
        self._thread = threading.Thread(target=self._run, name="login", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give it up."""
        with suppress(RuntimeError):  # it may have ended meanwhile
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(_PATIENCE)

    def say(self, sentence: str) -> None:
        """Tell them something."""
        self._screen.post_message(Welcome.Told(sentence))

    def open(self, url: str) -> bool:
        """Open a page in their browser; false where that cannot be done."""
        return self._opens(url)

    async def ask(self, question: str, secret: bool = False) -> str:
        """Ask them for a line; a secret is not shown."""
        answer: concurrent.futures.Future[str] = concurrent.futures.Future()
        self._screen.post_message(Welcome.Asked(question, secret, answer))
        return await asyncio.wrap_future(answer)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(Threads())
        try:
            problem = self._loop.run_until_complete(self._whole())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
        self._screen.post_message(Welcome.Ended(self, problem))

    async def _whole(self) -> str:
        self._task = asyncio.ensure_future(self._login(self.written, self))
        try:
            return await self._task
        except asyncio.CancelledError:
            return "Stopped. Nothing was changed."
