"""Other colours: the whole screen wears the theme under the cursor until one is taken, or none."""

from textual.app import App, ComposeResult
from textual.containers import Vertical

from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import CursorMoved, Opened
from connect_tui.tui.palette import Palette, palettes
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.render.rows import AnswerRow, LineRow, Row
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.theme import theme_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_TALL = 14


class ThemeList(Part):
    """The themes; whatever the cursor stands on is worn at once."""

    where = Where.CHOICE

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.keymap, id="choices")
        self._folder = desk.settings.themes
        self._before = ""
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self._stream

    def on_mount(self) -> None:
        """Begin with the one that is worn."""
        self._before = self.app.theme
        rows: list[Row] = []
        broken: list[Row] = []
        for found in palettes(self._folder):
            if isinstance(found, Palette):
                self._register(found)
                rows.append(AnswerRow(found.name, found.title))
            else:
                broken += [LineRow(f"broken:{said}", said, role=Role.TROUBLE) for said in found.faults]
        wanted = min(len(rows) + 4 * len(broken), _TALL)
        self._stream.styles.height = lines_for(wanted, self.app.size.height)
        self._stream.show_rows([*rows, *broken], self._before)
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Keep it, or wear what was worn before."""
        return {"choose": lambda: self.screen.dismiss(self.app.theme), "cancel": self._give_back}

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Wear it."""
        message.stop()
        if message.key in self.app.available_themes:
            self.app.theme = message.key

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self.screen.dismiss(self.app.theme)

    def _register(self, palette: Palette) -> None:
        """Know it as its file is now; somebody may be writing the one that is worn."""
        before, theme = self.app.get_theme(palette.name), theme_for(self.app, palette)
        self.app.register_theme(theme)
        if palette.name == self.app.theme and theme != before:
            self.app.mutate_reactive(App.theme)

    def _give_back(self) -> None:
        self.app.theme = self._before
        self.screen.dismiss("")


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
