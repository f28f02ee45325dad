"""A list of rows of different heights, drawn line by line; only what is in sight is measured."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from connect_tui.tui.actions import LINES
from connect_tui.tui.messages import CursorMoved, NearEnd, Opened
from connect_tui.tui.render.pieces import Role
from connect_tui.tui.render.rows import Row, SpaceRow
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.painter import Painter
from connect_tui.tui.widgets.reel import Reel
from connect_tui.tui.widgets.viewport import ALL

_NEAR_END = 15
"""Rows from the end at which more are asked for."""
_WHEEL = 3
_APART = 16
"""Lines among which there is one with words, where words follow at all."""
_MEASURE = 96
"""Cells beyond which lines grow no longer: the eye would lose its way back."""


class Stream(Widget, can_focus=True):
    """The rows, and a cursor on one of them. Rows that arrive do not move what is read."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"role--{role.value}" for role in Role}

    def __init__(self, view: View, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._view = replace(view, focused=False)
        self._painter = Painter(self._role_style, lambda: self.rich_style)
        self._reel = Reel(self._height, self._stands)
        self._frame: list[Strip] | None = None
        self._line = 0
        """The line of the window at which the row under the cursor begins; negative above its top."""
        self._read = 0
        """The line of that row which is read, where lines are read one after another."""
        self.shown: set[str] = set()
        """The keys of the rows that stood on the screen to their end, since somebody emptied this."""
        self._fitted: Size | None = None
        self.touched = False
        """Whether the cursor was put somewhere, by somebody or for them."""
        self._pressed = Offset()
        self._clicked = ""
        """The row of the click before, as long as the keys go here."""

    @property
    def view(self) -> View:
        """How rows are drawn; the stream itself looks after width and height."""
        return self._view

    @view.setter
    def view(self, view: View) -> None:
        here = self._view
        self._view = replace(view, width=here.width, tall=here.tall, focused=here.focused)
        self._renew()

    @property
    def cursor(self) -> str:
        """The key of the row under the cursor; empty where there is none."""
        return self._reel.cursor

    @property
    def place(self) -> Offset:
        """Where on the screen the row under the cursor begins, or the line of it that is read."""
        line = min(max(0, self._line + self._read), max(0, self.size.height - 1))
        return self.content_region.offset + Offset(0, line)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._reel.row

    @property
    def at_top(self) -> bool:
        """Whether the cursor stands on the first row on which it can stand; also where there is none."""
        return self.cursor == next((row.key for row in self.rows if self._stands(row)), "")

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in their order."""
        return self._reel.rows

    def show_rows(self, rows: Sequence[Row], cursor: str = "") -> None:
        """Show these rows. The cursor stays on its row, or goes to `cursor`, or to the nearest."""
        before = self.cursor
        self._reel.replace(rows, cursor)
        self._moved(before)

    def go(self, action: str) -> bool:
        """Move as an action of the registry says; false where that is none that moves."""
        before = self.cursor
        match action:
            case "up" | "down":
                self._reel.move(1 if action == "down" else -1)
            case "page_up" | "page_down":
                self._reel.page(1 if action == "page_down" else -1)
            case "top" | "bottom":
                self._reel.jump(end=action == "bottom")
                self._read_at(0)
            case _:
                return False
        self.touch()
        self._moved(before)
        return True

    def read(self, action: str) -> bool:
        """Go to the next line of what is under the cursor (`line_down`), or to the one before; over its end
        to what stands there. False where lines are not read one after another, and where nothing is left.
        """
        if not self._view.plain or not self.cursor:
            return False
        down = action == "line_down"
        if (line := self._words(down=down)) is None:
            before = self.cursor
            self.go(LINES[action])
            if self.cursor == before:
                return False
            line = 0 if down else self._words(down=False, start=ALL)
        self.touched = True
        self._read_at(line or 0)
        self._renew()
        at = self._line + self._read
        self._reel.scroll(min(at, 0) + max(at - self.size.height + 1, 0))
        self._renew()
        return True

    def _read_at(self, line: int) -> None:
        if line != self._read:
            self._read = line
            self.refresh(Region(0, 0, self.size.width, 1))  # the cursor moves with what is drawn

    def _words(self, *, down: bool, start: int | None = None) -> int | None:
        """The next line with words in the row under the cursor, or the one before."""
        row = self._reel.row
        if row is None:
            return None
        here = self._read if start is None else start
        end = self._height(row, True, here + _APART if down else here)
        lines = range(here + 1, end) if down else reversed(range(min(here, end)))
        strips = self._painter.strips(row, self._view, selected=True, end=end)
        return next((line for line in lines if strips[line].text.strip()), None)

    def touch(self) -> None:
        """Somebody did something here; where there is nothing yet, nothing was chosen by that."""
        self.touched = self.touched or self.row is not None

    def go_to(self, key: str) -> None:
        """Put the cursor on this row."""
        self.touched, before = True, self.cursor
        self._reel.go_to(key)
        self._moved(before)

    def bring(self, key: str) -> None:
        """Put the cursor on this row, and the row where the one under the cursor stood."""
        before = self.cursor
        self._reel.bring(key)
        self._moved(before)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        if self._frame is None:
            self._fit(self.size)
            self._frame = self._compose_frame()
        return self._frame[y] if y < len(self._frame) else self._painter.blank()

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is drawn of the window; Textual would make every line of it anew, for borders that are not
        there.
        """
        strips = [self.render_line(y) for y in crop.line_range]
        _, ground = self.background_colors
        for net in self.get_line_filters():
            strips = [strip.apply_filter(net, ground) for strip in strips]
        return [strip.crop(*crop.column_span) for strip in strips]

    def on_focus(self) -> None:
        """The cursor shows where keys go."""
        self._light(True)

    def on_blur(self) -> None:
        """Keys go elsewhere."""
        self._clicked = ""
        self._light(False)

    def on_resize(self, event: events.Resize) -> None:
        """The stream has another size."""
        if self._fit(event.size):
            self._renew()

    def notify_style_update(self) -> None:
        """Another theme: every line gets its colours anew."""
        super().notify_style_update()
        self._painter.forget()
        self._frame = None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves what is seen, not the cursor."""
        self._wheel(event, _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves what is seen, not the cursor."""
        self._wheel(event, -_WHEEL)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Where a click, or something else, begins."""
        self._pressed = event.screen_offset

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; on the row under the cursor, or twice, it opens. What was drawn is
        no click, and the second of two that began elsewhere opens nothing here.
        """
        row = self._reel.at(event.get_content_offset_capture(self).y)
        across, down = event.screen_offset - self._pressed
        if row is None or not self._stands(row) or down or abs(across) > 1:
            return
        again = row.key == (self.cursor if event.chain == 1 else self._clicked)
        self._clicked = row.key
        self.go_to(row.key)
        if again:
            self._tell(Opened(self.id or "", row.key))

    def _light(self, focused: bool) -> None:
        # Textual notes who has the focus only after it was told here.
        self._view = replace(self._view, focused=focused)
        self._renew()

    def _wheel(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        self.touch()
        self._reel.scroll(lines)
        self._moved(self.cursor)

    def _moved(self, before: str) -> None:
        if self.cursor != before:
            self._read = 0
        self._renew()
        if self.cursor != before:
            self._tell(CursorMoved(self.id or "", self.cursor))
        if self._reel.left < _NEAR_END:
            self._tell(NearEnd(self.id or ""))

    def _tell(self, message: Message) -> None:
        # Made while a part around it has the floor, it would count as that part's and end there.
        self.post_message(message.set_sender(self))

    def _renew(self) -> None:
        """Draw anew what is different now."""
        before, self._frame = self._frame, None
        if before is None or self._fitted != self.size:
            self.refresh()
            return
        self._frame = self._compose_frame()
        changed = [y for y, (old, new) in enumerate(zip(before, self._frame, strict=True)) if old is not new]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _fit(self, size: Size) -> bool:
        """Lines break elsewhere where the size is another; the cursor stays in sight. False where it is not.
        The first frame is drawn before anybody was told of a size.
        """
        if size == self._fitted:
            return False
        if self._fitted is None or size.width != self._fitted.width:
            self._read = 0  # the lines of the row are others now
        self._fitted = size
        self._frame = None
        self._painter.width = size.width
        self._view = replace(self._view, width=min(size.width, _MEASURE), tall=size.height)
        self._reel.resize(size.height)
        return True

    def _stands(self, row: Row) -> bool:
        """Where lines are read one after another, the cursor comes to every one of them."""
        return row.selectable or (self._view.plain and not isinstance(row, SpaceRow))

    def _height(self, row: Row, selected: bool, most: int) -> int:
        return self._painter.height(row, self._view, selected=selected, most=most)

    def _compose_frame(self) -> list[Strip]:
        height = self.size.height
        frame = [self._painter.blank()] * height
        for row, start in self._reel.visible():
            selected = row.key == self.cursor
            room = height - start + 1  # the space below it need not be seen
            if self._height(row, selected, room + 1) <= room:
                self.shown.add(row.key)
            first = max(0, -start)
            strips = self._painter.strips(row, self._view, selected=selected, first=first, end=height - start)
            frame[start + first : start + first + len(strips)] = strips
            if row.key == self.cursor:
                self._line = start
        return frame

    def _role_style(self, role: Role) -> Style:
        return self.get_component_rich_style(f"role--{role.value}")
