"""Who is the same person elsewhere: a small list to join handles and to part them."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.config.circles import is_handle
from connect_tui.domain import clean
from connect_tui.domain.people import Person, handle_key, handles_of
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened, Say
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.person import HandleRow
from connect_tui.tui.render.pieces import Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.marks import report
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_OTHER = "other:"
"""The key of the line that takes any handle. No person's row has it: theirs begin with @."""
_TALL = 10
_LONGEST = 300
"""Characters of a handle."""


class HandleList(Part):
    """The handles that are joined, those that may be, and a line for any other."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(desk.keymap, id="choices")
        self._desk = desk
        self._person = person
        self._joined = set(handles_of(person.key, desk.reader.same_people())) - {person.key}
        self._offered = {found.key: found for found in desk.reader.namesakes(person)}
        self._stream = Stream(desk.view(), id="answers")
        self._line = TypedLine(
            placeholder="@name@host or @name.example", id="name", compact=True, max_length=_LONGEST
        )

    def compose(self) -> ComposeResult:
        """The list, over the line and what is wrong with what stands in it."""
        yield self._stream
        yield self._line
        yield Note((), id="meaning")

    def on_mount(self) -> None:
        """Begin on the first."""
        self._line.display = False
        self._show()
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, join, part, or leave."""
        return self._stream.go(action) or super().act(action)

    def attentive(self) -> bool:
        """While a handle is written, keys are letters."""
        return not self._line.has_focus

    def deeds(self) -> Deeds:
        """Enter joins and parts."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss(None)}

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._choose()

    def on_key(self, event: events.Key) -> None:
        """Escape leaves the line first."""
        if self._line.has_focus and event.key == "escape":
            event.stop()
            self._end_typing()
        else:
            super().on_key(event)

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        handle = clean.line(message.value).strip()
        if not handle:
            return self._end_typing()
        if not is_handle(handle):
            return self._say("A person is written in full: @name@host, or @name.example.")
        key = handle_key(handle)
        if key in self._desk.me or key == self._person.key:
            return self._say("That is you." if key in self._desk.me else "That is the same handle.")
        self._end_typing()
        if key not in self._joined:
            self._turn(key)
        self._show(key)
        if self._desk.reader.person(key) is None:
            self._say("Nobody here has heard of that handle yet; it counts from when they write.")
        return None

    def _choose(self) -> None:
        key = self._stream.cursor
        if key == _OTHER:
            self._line.display = True
            self._line.value = ""
            self._say("")
            self._line.focus()
        elif key:
            self._turn(key)
            self._show()

    def _turn(self, key: str) -> None:
        """Join this handle, or part it; where nothing came of it, say so."""
        job = self._desk.part(key) if key in self._joined else self._desk.join(self._person.handle, key)
        self._joined ^= {key}
        report(job, self.app.screen_stack[0], lambda done: None if done else Say("Nothing was changed."))

    def _show(self, cursor: str = "") -> None:
        keys = [*sorted(self._joined), *(key for key in self._offered if key not in self._joined)]
        rows: list[Row] = [HandleRow(key, self._called(key), key in self._joined) for key in keys]
        rows.append(AnswerRow(_OTHER, "  Another handle …"))
        self._stream.show_rows(rows, cursor)
        self._stream.styles.height = min(len(rows), _TALL)

    def _called(self, key: str) -> str:
        person = self._offered.get(key) or self._desk.reader.person(key)
        return name_of(person) if person else ""

    def _end_typing(self) -> None:
        self._line.display = False
        self._say("")
        self._stream.focus()

    def _say(self, sentence: str) -> None:
        self.query_one(Note).show([(Piece(sentence, Role.SOFT),)] if sentence else ())


class JoinPeople(Sheet[None]):
    """Over everything else, until a key leads back; what is marked holds at once."""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__()
        self._desk = desk
        self._person = person

    def compose(self) -> ComposeResult:
        """Who, over the handles."""
        with Vertical(classes="card"):
            yield Note((), id="question")
            yield HandleList(self._desk, self._person)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Say who."""
        name = Piece(f"{name_of(self._person)} is also …", Role.TITLE, Shape.STRONG)
        handle = Piece(safe_line(self._person.handle), Role.SOFT)
        self.query_one("#question", Note).show([(name, Piece("  "), handle)])
        self.query_one(Footer).name_keys(Where.CHOICE)
