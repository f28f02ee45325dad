"""A small question with a few answers to choose from."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.render.rows import AnswerRow
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

Answers = Sequence[tuple[str, str]]
"""What can be chosen: each with the name that is answered, and the words for it."""


class ChoiceList(Part):
    """The answers, and a cursor on one of them."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, answers: Answers, first: str = "") -> None:
        super().__init__(desk.keymap, id="choices")
        self._answers = answers
        self._first = first
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The answers."""
        yield self._stream

    def on_mount(self) -> None:
        """Begin on the first, or on the one that was asked for."""
        self._stream.show_rows([AnswerRow(name, words) for name, words in self._answers], self._first)
        self._stream.styles.height = lines_for(min(len(self._answers), 12), self.app.size.height)

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Choose, or choose nothing."""
        return {
            "choose": lambda: self.screen.dismiss(self._stream.cursor),
            "cancel": lambda: self.screen.dismiss(""),
        }

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        self.screen.dismiss(message.key)


class Choice(Sheet[str]):
    """Asks a question; answers the name of what was chosen, empty where nothing was. The cursor begins on
    the answer named `first`; `about` are lines between the question and the answers.
    """

    def __init__(
        self, desk: Desk, question: str, answers: Answers, first: str = "", about: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._desk = desk
        self._question = question
        self._answers = answers
        self._first = first
        self._about = about

    def compose(self) -> ComposeResult:
        """The question over its answers."""
        with Vertical(classes="card"):
            about = [(Piece(line, Role.SOFT),) for line in self._about]
            yield Note([(Piece(self._question, Role.TITLE, Shape.STRONG),), *about], id="question")
            yield ChoiceList(self._desk, self._answers, self._first)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Ask."""
        self.query_one(Footer).name_keys(Where.CHOICE)
        self.query_one(Stream).focus()


async def ask(widget: Widget, desk: Desk, question: str, answers: Answers, first: str = "") -> str:
    """Ask, and wait for the answer; empty where none was given. For a worker of the screen's own loop."""
    return await widget.app.push_screen_wait(Choice(desk, question, answers, first))
