"""Who is the same person elsewhere: a small list to join handles and to part them."""

from collections.abc import Sequence

from textual.app import ComposeResult

from connect_tui.config.circles import is_handle
from connect_tui.domain import clean
from connect_tui.domain.people import Person, handle_key, handles_of
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Say
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.person import HandleRow
from connect_tui.tui.render.pieces import Piece, Role
from connect_tui.tui.render.rows import Row
from connect_tui.tui.screens.marks import report
from connect_tui.tui.screens.turning import AboutPerson, Turning
from connect_tui.tui.widgets.note import Note

_LONGEST = 300
"""Characters of a handle."""


class HandleList(Turning):
    """The handles that are joined, those that may be, and a line for any other."""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(
            desk, other="Another handle …", placeholder="@name@host or @name.example", longest=_LONGEST
        )
        self._desk = desk
        self._person = person
        self._joined = set(handles_of(person.key, desk.reader.same_people())) - {person.key}
        self._offered = {found.key: found for found in desk.reader.namesakes(person)}

    def compose(self) -> ComposeResult:
        """What is wrong with what stands in the line stands below it."""
        yield from super().compose()
        yield Note((), id="meaning")

    def marked(self) -> Sequence[Row]:
        """Those that are joined first."""
        keys = [*sorted(self._joined), *(key for key in self._offered if key not in self._joined)]
        return [HandleRow(key, self._called(key), key in self._joined) for key in keys]

    def turn(self, key: str) -> None:
        """Join this handle, or part it; where nothing came of it, say so."""
        job = self._desk.part(key) if key in self._joined else self._desk.join(self._person.handle, key)
        self._joined ^= {key}
        report(job, self.app.screen_stack[0], lambda done: None if done else Say("Nothing was changed."))

    def take(self, typed: str) -> None:
        """Join this handle, if it is one."""
        handle = clean.line(typed).strip()
        if not handle:
            return self.end_typing()
        if not is_handle(handle):
            return self._say("A person is written in full: @name@host, or @name.example.")
        key = handle_key(handle)
        if key in self._desk.me or key == self._person.key:
            return self._say("That is you." if key in self._desk.me else "That is the same handle.")
        self.end_typing()
        if key not in self._joined:
            self.turn(key)
        self.show(key)
        if self._desk.reader.person(key) is None:
            self._say("Nobody here has heard of that handle yet; it counts from when they write.")
        return None

    def begin_typing(self) -> None:
        """To the line, of which nothing is wrong yet."""
        super().begin_typing()
        self._say("")

    def end_typing(self) -> None:
        """Back to the list."""
        super().end_typing()
        self._say("")

    def _called(self, key: str) -> str:
        person = self._offered.get(key) or self._desk.reader.person(key)
        return name_of(person) if person else ""

    def _say(self, sentence: str) -> None:
        self.query_one(Note).show([(Piece(sentence, Role.SOFT),)] if sentence else ())


class JoinPeople(AboutPerson):
    """Who else is this person?"""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(desk, person, f"{name_of(person)} is also …", HandleList(desk, person))
