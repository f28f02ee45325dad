"""In which language is it written? My own first; others by typing their name."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.domain.languages import LANGUAGES, find_languages, is_language, language_name
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.pieces import Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, LineRow, Row
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_TALL = 8


class LanguageList(Part):
    """A line to type in over the languages that fit. The first is another than the one it is in now."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, now: str) -> None:
        super().__init__(desk.keymap, id="choices")
        mine = dict.fromkeys((*desk.settings.languages, "en"))
        self._mine = [code for code in mine if code != now] + ([now] if now else [])
        self._now = now
        self.stream = Stream(desk.view(), id="answers")
        self.line = TypedLine(placeholder="type its name or its code", id="language", compact=True)

    def compose(self) -> ComposeResult:
        """The line over the list."""
        yield self.line
        yield self.stream

    def on_mount(self) -> None:
        """Show my own."""
        self._show("")
        self.line.focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        return self.stream.go(action) or super().act(action)

    def types(self, event: events.Key) -> bool:
        """What can be typed is typed, and entered after it; the other keys go through the list meanwhile."""
        return self.line.takes(event)

    def deeds(self) -> Deeds:
        """Choose one, or leave it as it is."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss("")}

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._show(message.value)

    @on(Input.Submitted)
    def _choose(self) -> None:
        if is_language(self.stream.cursor):
            self.screen.dismiss(self.stream.cursor)

    @on(Opened)
    def _clicked(self, message: Opened) -> None:
        message.stop()
        self._choose()

    def _show(self, typed: str) -> None:
        others = [code for code in LANGUAGES if code not in self._mine]
        codes = find_languages(typed) if typed.strip() else (*self._mine, *others)
        rows: list[Row] = [AnswerRow(code, self._words(code)) for code in codes]
        if not rows:
            shown = safe_line(typed.strip())
            rows = [
                LineRow(
                    "none", f"No language is called “{shown}”. Type its name in English or its code, “de”."
                )
            ]
        self.stream.show_rows(rows, rows[0].key)
        self.stream.styles.height = _TALL

    def _words(self, code: str) -> str:
        return language_name(code) + ("  · as it is now" if code == self._now else "")


class LanguageChoice(Sheet[str]):
    """Answers a code; empty where it stays as it is."""

    def __init__(self, desk: Desk, now: str) -> None:
        super().__init__()
        self._desk = desk
        self._now = now

    def compose(self) -> ComposeResult:
        """The question over the languages."""
        question = Piece("In which language do you write?", Role.TITLE, Shape.STRONG)
        with Vertical(classes="card"):
            yield Note([(question,)], id="question")
            yield LanguageList(self._desk, self._now)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_keys(Where.CHOICE)
