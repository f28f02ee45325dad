"""When shall it come back? A few moments to choose from, and a line for any other."""

from collections.abc import Sequence
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.domain.later import LaterError, later, suggestions
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape
from connect_tui.tui.render.rows import AnswerRow
from connect_tui.tui.render.times import coming
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_COLUMN = 16
"""Cells for the words, before the moment that they mean."""


class Moments(Part):
    """The moments over a line to type in. Typing begins by itself; up and down lead from one to the other."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, offered: Sequence[tuple[str, datetime]]) -> None:
        super().__init__(desk.keymap, id="choices")
        self._desk = desk
        # On a Sunday, tomorrow is next week: said once.
        moments = {until: words for words, until in reversed(offered)}
        self._offered = {words: until for words, until in offered if moments[until] == words}
        self.stream = Stream(desk.view(), id="answers")
        self.line = TypedLine(
            placeholder="or when? “fri 18:30”, “in 2 hours”", id="when", compact=True, select_on_focus=False
        )

    def compose(self) -> ComposeResult:
        """What is offered, the line, and what the line means."""
        yield self.stream
        yield self.line
        yield Note((), id="meaning")

    def on_mount(self) -> None:
        """Begin on the first."""
        now = self._desk.clock()
        self.stream.show_rows(
            [AnswerRow(words, words, coming(until, now), _COLUMN) for words, until in self._offered.items()]
        )
        self.stream.styles.height = len(self._offered)
        (self.stream if self._offered else self.line).focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave; below the last is the line."""
        if self.line.has_focus:
            if action == "up" and self._offered:
                self.stream.focus()
            return action == "up" or super().act(action)
        if action == "down" and self.stream.cursor == list(self._offered)[-1]:
            self.line.focus()
            return True
        return self.stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Choose, or choose nothing."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss(None)}

    def on_key(self, event: events.Key) -> None:
        """What means nothing else begins a word."""
        if self.stream.has_focus and (event.key == "tab" or self._begins_a_word(event)):
            self.line.focus()
            if event.is_printable and event.character:
                self.line.insert_text_at_cursor(event.character)
        elif self.line.has_focus and event.key in ("tab", "shift+tab") and self._offered:
            self.stream.focus()
        else:
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()

    @on(Input.Changed)
    def _read(self, message: Input.Changed) -> None:
        message.stop()
        self.query_one(Note).show([self._meaning(message.value)])

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._choose()

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self.screen.dismiss(self._offered[message.key])

    def _choose(self) -> None:
        if self.stream.has_focus:
            self.screen.dismiss(self._offered[self.stream.cursor])
            return
        try:
            self.screen.dismiss(later(self.line.value, self._desk.clock()))
        except LaterError:
            self.query_one(Note).show([self._meaning(self.line.value)])

    def _meaning(self, words: str) -> Line:
        if not words.strip():
            return NOTHING
        now = self._desk.clock()
        try:
            return (Piece(coming(later(words, now), now), Role.ACCENT),)
        except LaterError as error:
            return (Piece(f"{error}.", Role.SOFT),)

    def _begins_a_word(self, event: events.Key) -> bool:
        known = self._keymap.press(event.key, self.where) if event.is_printable else ""
        return known is None


class Later(Sheet[datetime | None]):
    """Asks until when somebody is put off; answers the moment, `None` where there is none."""

    def __init__(self, desk: Desk, question: str) -> None:
        super().__init__()
        self._desk = desk
        self._question = question

    def compose(self) -> ComposeResult:
        """The question over the moments."""
        with Vertical(classes="card"):
            yield LineBar(id="question")
            yield Moments(self._desk, suggestions(self._desk.clock()))
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Ask."""
        question = Piece(self._question, Role.TITLE, Shape.STRONG)
        self.query_one("#question", LineBar).show((question,))
        self.query_one(Footer).name_keys(Where.CHOICE)
