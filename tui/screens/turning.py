"""A list of what somebody is in or not, over a line for anything else; what is marked holds at once."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.domain.people import Person
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.pieces import Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_OTHER = "other:"
"""The key of the row that leads to the line. No other row has it: circles and handles begin otherwise."""
_TALL = 10


class Turning(Part):
    """`marked` answers the rows with their marks, `turn` puts one in or takes it out, `take` reads what was
    typed on the line.
    """

    where = Where.CHOICE

    def __init__(self, desk: Desk, *, other: str, placeholder: str, longest: int) -> None:
        super().__init__(desk.keymap, id="choices")
        self.stream = Stream(desk.view(), id="answers")
        self.line = TypedLine(placeholder=placeholder, id="name", compact=True, max_length=longest)
        self._other = AnswerRow(_OTHER, f"  {other}")

    def marked(self) -> Sequence[Row]:
        """The rows, as they are marked now."""
        raise NotImplementedError

    def turn(self, key: str) -> None:
        """Put it in, or take it out."""
        raise NotImplementedError

    def take(self, typed: str) -> None:
        """Do what was typed."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The list over the line."""
        yield self.stream
        yield self.line

    def on_mount(self) -> None:
        """Begin on the first."""
        self.line.display = False
        self.show()
        self.stream.focus()

    def act(self, action: str) -> bool:
        """Move, mark, or leave."""
        return self.stream.go(action) or super().act(action)

    def attentive(self) -> bool:
        """While something is typed, keys are letters."""
        return not self.line.has_focus

    def deeds(self) -> Deeds:
        """Enter puts in and takes out."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss(None)}

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._choose()

    def on_key(self, event: events.Key) -> None:
        """Escape leaves the line first."""
        if self.line.has_focus and event.key == "escape":
            event.stop()
            self.end_typing()
        else:
            super().on_key(event)

    def show(self, cursor: str = "") -> None:
        """Show the rows, with the cursor on this one, or where it is."""
        rows = [*self.marked(), self._other]
        self.stream.show_rows(rows, cursor)
        self.stream.styles.height = lines_for(min(len(rows), _TALL), self.app.size.height)

    def begin_typing(self) -> None:
        """To the line."""
        self.line.display = True
        self.line.value = ""
        self.line.focus()

    def end_typing(self) -> None:
        """Back to the list."""
        self.line.display = False
        self.stream.focus()

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        self.take(message.value)

    def _choose(self) -> None:
        if self.stream.cursor == _OTHER:
            self.begin_typing()
        elif self.stream.cursor:
            self.turn(self.stream.cursor)
            self.show()


class AboutPerson(Sheet[None]):
    """Such a list about somebody, over everything else, until a key leads back."""

    def __init__(self, desk: Desk, person: Person, question: str, choices: Turning) -> None:
        super().__init__()
        self._desk = desk
        self._person = person
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Who, over the list."""
        with Vertical(classes="card"):
            yield Note((), id="question")
            yield self._choices
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Say who."""
        asked = Piece(self._question, Role.TITLE, Shape.STRONG)
        handle = Piece(safe_line(self._person.handle), Role.SOFT)
        self.query_one("#question", Note).show([(asked, Piece("  "), handle)])
        self.query_one(Footer).name_keys(Where.CHOICE)
