"""In which language is it written? My own first; others by typing their name."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.domain.languages import LANGUAGES, find_languages, is_language, language_name
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.pieces import Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, LineRow, Row
from connect_tui.tui.screens.narrowing import Narrowing
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note

_TALL = 8


class LanguageList(Narrowing):
    """The languages that fit. The first is another than the one it is in now."""

    def __init__(self, desk: Desk, now: str) -> None:
        super().__init__(desk, line="language", placeholder="type its name or its code")
        mine = dict.fromkeys((*desk.settings.languages, "en"))
        self._mine = [code for code in mine if code != now] + ([now] if now else [])
        self._now = now

    def fitting(self, typed: str) -> Sequence[Row]:
        """My own first; or that none is called so."""
        others = [code for code in LANGUAGES if code not in self._mine]
        codes = find_languages(typed) if typed.strip() else (*self._mine, *others)
        if codes:
            return [AnswerRow(code, self._words(code)) for code in codes]
        shown = safe_line(typed.strip())
        said = f"No language is called “{shown}”. Type its name in English or its code, “de”."
        return [LineRow("none", said)]

    def tall(self, rows: Sequence[Row]) -> int:  # noqa: ARG002 # as in every such list
        """Always the same: nothing moves while one types."""
        return _TALL

    def choose(self) -> None:
        """Take it."""
        if is_language(self.stream.cursor):
            self.screen.dismiss(self.stream.cursor)

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
