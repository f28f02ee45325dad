"""The circles that somebody is in: a small list to put them in and take them out."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.domain import clean
from connect_tui.domain.people import Circle, Person, handles_of
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.person import CircleRow
from connect_tui.tui.render.pieces import Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_NEW = "new:"
"""The key of the line that makes a circle. No circle's row has it: theirs begin otherwise."""
_TALL = 10
_LONGEST = 40
"""Characters of a circle's name."""


class CircleList(Part):
    """The circles, a mark at each that somebody is in, and a line to begin another."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(desk.keymap, id="choices")
        self._desk = desk
        self._person = person
        self._handles = handles_of(person.key, desk.same)
        self._circles = list(desk.circles())
        self._stream = Stream(desk.view(), id="answers")
        self._naming = TypedLine(placeholder="its name", id="name", compact=True, max_length=_LONGEST)

    def compose(self) -> ComposeResult:
        """The list over the name of a new one."""
        yield self._stream
        yield self._naming

    def on_mount(self) -> None:
        """Begin on the first."""
        self._naming.display = False
        self._show()
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, mark, or leave."""
        return self._stream.go(action) or super().act(action)

    def attentive(self) -> bool:
        """While a name is written, keys are letters."""
        return not self._naming.has_focus

    def deeds(self) -> Deeds:
        """Enter puts in and takes out."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss(None)}

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._choose()

    def on_key(self, event: events.Key) -> None:
        """Escape leaves the name first."""
        if self._naming.has_focus and event.key == "escape":
            event.stop()
            self._end_naming()
        else:
            super().on_key(event)

    @on(Input.Submitted)
    def _named(self, message: Input.Submitted) -> None:
        message.stop()
        name = " ".join(clean.line(message.value).split())
        self._end_naming()
        if not name:
            return
        known = next((c for c in self._circles if c.name.casefold() == name.casefold()), None)
        if known is None:
            known = Circle(name, frozenset())
            lists = next((i for i, c in enumerate(self._circles) if c.account), len(self._circles))
            self._circles.insert(lists, known)
        if not known.account and not self._inside(known):
            self._turn(known)
        self._show(known.name)

    def _choose(self) -> None:
        if self._stream.cursor == _NEW:
            self._naming.display = True
            self._naming.value = ""
            self._naming.focus()
            return
        circle = next((c for c in self._circles if _key(c) == self._stream.cursor), None)
        if circle is not None and not circle.account:
            self._turn(circle)
            self._show()

    def _turn(self, circle: Circle) -> None:
        """Put them in, or take them out."""
        index = self._circles.index(circle)
        present = not self._inside(circle)
        members = circle.members | {self._person.key} if present else circle.members - self._handles
        self._circles[index] = Circle(circle.name, members)
        self._desk.set_circle_member(circle.name, self._person.handle, present)

    def _inside(self, circle: Circle) -> bool:
        return not self._handles.isdisjoint(circle.members)

    def _show(self, name: str = "") -> None:
        rows: list[Row] = [
            CircleRow(_key(circle), circle.name, self._inside(circle), circle.account)
            for circle in self._circles
        ]
        rows.append(AnswerRow(_NEW, "  A new circle …"))
        self._stream.show_rows(rows, f"circle:{name}" if name else "")
        self._stream.styles.height = min(len(rows), _TALL)

    def _end_naming(self) -> None:
        self._naming.display = False
        self._stream.focus()


class ChooseCircles(Sheet[None]):
    """Over everything else, until a key leads back; what is marked holds at once."""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__()
        self._desk = desk
        self._person = person

    def compose(self) -> ComposeResult:
        """Who, over the circles."""
        with Vertical(classes="card"):
            yield Note((), id="question")
            yield CircleList(self._desk, self._person)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Say who."""
        name = Piece(f"Which circles is {name_of(self._person)} in?", Role.TITLE, Shape.STRONG)
        handle = Piece(safe_line(self._person.handle), Role.SOFT)
        self.query_one("#question", Note).show([(name, Piece("  "), handle)])
        self.query_one(Footer).name_keys(Where.CHOICE)


def _key(circle: Circle) -> str:
    return f"circle:{circle.name}"
