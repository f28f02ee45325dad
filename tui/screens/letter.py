"""Writing something new, over everything else."""

from collections.abc import Sequence

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import DescendantFocus, Key
from textual.timer import Timer

from connect_tui.domain.draft import Draft
from connect_tui.sync import composing
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Say
from connect_tui.tui.render.pieces import short
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.screens.writing import Writing
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Part
from connect_tui.tui.widgets.status import StatusLine

_LOOKS_AGAIN = 0.2
"""Seconds."""
_ON = "on:"
"""What the answer begins with that goes on with a draft."""


class NewLetter(Sheet[None]):
    """Asks first which account speaks, where there are several, or whether to go on with what was begun.
    With `draft` it goes on with that; where that answers something, this is not here any more.
    """

    AUTO_FOCUS = ""
    """Keys are for the text, once it begins."""

    def __init__(self, desk: Desk, draft: Draft | None, preferred: str) -> None:
        super().__init__()
        self._desk = desk
        self._draft = draft
        self._preferred = preferred
        self._typed = ""
        """What was typed before anybody was known who could say it."""
        self._waiting: Timer | None = None
        self.composer = Composer(desk.keymap, desk.view())
        self._writing = Writing(desk, self.composer, self._written, self._say_here)

    def compose(self) -> ComposeResult:
        """The composer, the quiet line, the footer."""
        with Vertical(classes="sheet"):
            yield self.composer
            yield StatusLine(id="status")
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Begin to write."""
        self._name_keys()
        self._start()

    def _start(self) -> None:
        usable = [account for account, can in self._desk.accounts() if can.publish]
        usable.sort(key=lambda account: account.name != self._preferred)
        begun = self._desk.draft_for("")
        if self._draft is not None:
            self._writing.begin(self._draft, None)
            if self._draft.answers:
                self._say_here("What this answers is not here any more. It can be sent as something new.")
        elif begun is not None or len(usable) > 1:
            answers = [(account.name, f"as {account.handle}") for account in usable]
            if begun is not None:
                words = short(begun.text, 40)
                answers.insert(0, (_ON + begun.key, f"go on with “{words}”"))
            self.app.push_screen(Choice(self._desk, "Who speaks?", answers), self._begin)
        elif usable:
            self._begin(usable[0].name)
        elif self._waiting is None:
            self._say_here("No account of yours can write yet. What you type is kept until one can.")
            self._waiting = self.set_interval(_LOOKS_AGAIN, self._look_again)
            self.begin()

    def _look_again(self) -> None:
        """At the first start it takes a moment until it is known who I am."""
        if self._waiting is not None and any(can.publish for _, can in self._desk.accounts()):
            self._waiting.stop()
            self._waiting = None
            self._say_here("")
            self._start()

    def flush(self) -> None:
        """Have what is being written kept."""
        self.composer.flush()

    def here(self) -> Part:
        """The composer: there is nothing else."""
        return self.composer

    def on_key(self, event: Key) -> None:
        """With nobody to write as yet, the words wait; `escape` leads back."""
        if self._waiting is None:
            return
        event.stop()
        if event.key == "escape":
            self.dismiss()
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key == "enter":
            self._typed += "\n"
        elif event.is_printable:
            self._typed += event.character or ""

    @on(Composer.Wanted)
    def _wanted(self, message: Composer.Wanted) -> None:
        message.stop()
        self._writing.hear(message)

    @on(Say)
    def _said(self, message: Say) -> None:
        message.stop()
        self.query_one(StatusLine).hear(message)

    @on(DescendantFocus)
    def _name_keys(self) -> None:
        self.query_one(Footer).offer(self.composer, self.composer.hints())

    def _say_here(self, sentence: str) -> None:
        self.query_one(StatusLine).say(sentence)

    def _begin(self, answer: str | None) -> None:
        if answer and answer.startswith(_ON):
            begun = self._desk.reader.draft(answer.removeprefix(_ON))
            if begun is not None:
                return self._writing.begin(begun, None)
        account = self._desk.account(answer or "")
        if account is None:
            self.dismiss()
            return None
        languages = self._desk.settings.languages
        draft = composing.fresh(*account, languages=languages, now=self._desk.clock())
        return self._writing.begin(replace(draft, text=self._typed), None)

    def _written(self, sent: Sequence[Draft]) -> None:
        self.dismiss()
        if sent:
            self.app.screen_stack[0].post_message(Say("On its way." + self._desk.way_back()))
