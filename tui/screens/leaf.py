"""Something to read over everything else, and to say yes to or not."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.render.rows import Row
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream


class _Rows(Part):
    """The rows; moving the cursor goes through them."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, rows: Sequence[Row]) -> None:
        super().__init__(desk.keymap, id="leaf")
        self._rows = rows
        self._stream = Stream(desk.view(), id="lines")

    def compose(self) -> ComposeResult:
        """What there is to read."""
        yield self._stream

    def on_mount(self) -> None:
        """From the beginning."""
        self._stream.show_rows(self._rows)
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, say yes, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Yes, or not."""
        return {
            "choose": lambda: self.screen.dismiss(True),
            "cancel": lambda: self.screen.dismiss(False),
        }


class Leaf(Sheet[bool]):
    """Shows rows under a title. True where the key that chooses was pressed; `hints` say what that means."""

    def __init__(self, desk: Desk, title: str, rows: Sequence[Row], hints: Sequence[Hint]) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._rows = rows
        self._hints = hints

    def compose(self) -> ComposeResult:
        """The title, the rows, the keys."""
        with Vertical(classes="sheet"):
            yield Note([(Piece(self._title, Role.TITLE, Shape.STRONG),)], id="question")
            yield _Rows(self._desk, self._rows)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_actions(self._hints)
