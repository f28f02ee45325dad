"""A line to type in over a list that it narrows; the keys that type nothing go through the list meanwhile."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.rows import Row
from connect_tui.tui.screens.sheet import lines_for
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine


class Narrowing(Part):
    """`fitting` answers the rows for what is typed, `tall` how many lines they get, `choose` takes the one
    under the cursor.
    """

    where = Where.CHOICE

    def __init__(self, desk: Desk, *, line: str, placeholder: str) -> None:
        super().__init__(desk.keymap, id="choices")
        self.stream = Stream(desk.view(), id="answers")
        self.line = TypedLine(placeholder=placeholder, id=line, compact=True, max_length=80)

    def fitting(self, typed: str) -> Sequence[Row]:
        """The rows whose names fit."""
        raise NotImplementedError

    def tall(self, rows: Sequence[Row]) -> int:
        """The lines that these get."""
        raise NotImplementedError

    def choose(self) -> None:
        """Take what is under the cursor."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The line over the list."""
        yield self.line
        yield self.stream

    def on_mount(self) -> None:
        """Begin with everything."""
        self._show("")
        self.line.focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        if self.stream.go(action):
            self.line.go_through(self.stream)
            return True
        return super().act(action)

    def read_line(self, action: str) -> bool:
        """First the one under the cursor, which enter would take; then through its lines."""
        if not self.stream.view.plain or not self.stream.cursor:
            return False
        read = not self.line.goes_through or self.stream.read(action)
        if read:
            self.line.go_through(self.stream)
        return read

    def types(self, event: events.Key) -> bool:
        """What can be typed is typed."""
        return self.line.takes(event)

    def deeds(self) -> Deeds:
        """Choose, or choose nothing."""
        return {"choose": self.choose, "cancel": lambda: self.screen.dismiss(None)}

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._show(message.value)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self.choose()

    @on(Opened)
    def _clicked(self, message: Opened) -> None:
        message.stop()
        self.choose()

    def _show(self, typed: str) -> None:
        rows = self.fitting(typed)
        self.stream.show_rows(rows, next((row.key for row in rows if row.selectable), ""))
        self.stream.styles.height = lines_for(self.tall(rows), self.app.size.height)
