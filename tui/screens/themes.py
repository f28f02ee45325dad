"""Other colours: the whole screen wears the theme under the cursor until one is taken, or none."""

from textual.app import App, ComposeResult
from textual.containers import Vertical

from connect_tui.tui.actions import Where
from connect_tui.tui.contrast import faint
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import CursorMoved, Opened
from connect_tui.tui.palette import Palette, ThemeError, palettes
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.theme import theme_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_AROUND = 14
"""Lines that a card takes around the list, where it says what is wrong with a theme."""
_BROKEN = "cannot be worn"


class ThemeList(Part):
    """The themes; whatever the cursor stands on is worn at once. What is wrong with it stands above the list,
    where it moves nothing.
    """

    where = Where.CHOICE

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.keymap, id="choices")
        self._folder = desk.settings.themes
        self._before = ""
        self._faults: dict[str, Line] = {}
        self._wrong = Note([], id="wrong")
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The list, and what is wrong with the one under the cursor."""
        yield self._wrong
        yield self._stream

    def on_mount(self) -> None:
        """Begin with the one that is worn."""
        self._before = self.app.theme
        self._wrong.display = False
        found = sorted(palettes(self._folder), key=_dark_ones_first)
        self._faults = {name: self._wrong_with(palette) for name, palette in found}
        rows: list[Row] = []
        for name, palette in found:
            if isinstance(palette, Palette):
                self._register(palette)
                rows.append(AnswerRow(name, palette.title))
            else:
                rows.append(AnswerRow(name, name, _BROKEN))
        height = self.app.size.height
        room = max(3, height - _AROUND) if any(self._faults.values()) else len(rows)
        self._stream.styles.height = lines_for(min(len(rows), room), height)
        self._stream.show_rows(rows, self._before)
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Keep it, or wear what was worn before."""
        return {"choose": lambda: self._keep(self._stream.cursor), "cancel": self._give_back}

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Wear it, and say what is wrong with it."""
        message.stop()
        if message.key in self.app.available_themes:
            self.app.theme = message.key
        said = self._faults.get(message.key, NOTHING)
        self._wrong.show([said])
        self._wrong.display = bool(said)

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._keep(message.key)

    def _keep(self, name: str) -> None:
        """What stands under the cursor; one that cannot be worn is none to keep."""
        if name == self.app.theme:
            self.screen.dismiss(name)

    def _wrong_with(self, found: Palette | ThemeError) -> Line:
        """What is wrong first of all; of one that can be worn it is a hint, and no trouble."""
        if isinstance(found, ThemeError):
            said = found.faults[0].removeprefix(f"{self._folder}/")
            return (Piece(safe_line(said), Role.TROUBLE),)
        for unseen in faint(found):
            said = f"“{unseen.role}” can hardly be seen on “{unseen.ground}”. connect-tui check says more."
            return (Piece(said),)
        return NOTHING

    def _register(self, palette: Palette) -> None:
        """Know it as its file is now; somebody may be writing the one that is worn."""
        before, theme = self.app.get_theme(palette.name), theme_for(self.app, palette)
        self.app.register_theme(theme)
        if palette.name == self.app.theme and theme != before:
            self.app.mutate_reactive(App.theme)

    def _give_back(self) -> None:
        self.app.theme = self._before
        self.screen.dismiss("")


def _dark_ones_first(named: tuple[str, Palette | ThemeError]) -> tuple[int, str]:
    """By title, but first the dark ones, then the light ones: one walks through them without a flash at each
    step. What cannot be worn stands at the end.
    """
    name, found = named
    return (int(not found.dark), found.title) if isinstance(found, Palette) else (2, name)


class ChooseTheme(Sheet[str]):
    """Stands at the side, so that the room can be seen; answers the theme that was taken, or nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """The list under its question."""
        with Vertical(classes="card"):
            yield Note([(Piece("Which colours?", Role.TITLE, Shape.STRONG),)], id="question")
            yield ThemeList(self._desk)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_actions((("choose", "keep these"), "cancel"))
