"""Places to type in, which leave the keys with alt to the screen.

Many terminals send alt as an escape before the letter. Textual then hands on the letter as something to be
typed as well, and it would stand in the text.
"""

from collections.abc import Callable
from typing import Protocol

from textual import events
from textual.binding import Binding
from textual.css.scalar import Unit
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widgets import Input, TextArea

from connect_tui.tui.cursor import Placed
from connect_tui.tui.render.pieces import safe


class _Writable(Protocol):
    """What both of Textual's places to type in have."""

    _through: Placed | None

    @property
    def cursor_screen_offset(self) -> Offset: ...

    def refresh(self) -> object: ...


class _Typed:
    """What is typed in, perhaps over a list that keys go through. No widget by itself: Textual takes the
    styles of the first one that a class is made of.
    """

    _through: Placed | None = None

    @property
    def place(self: _Writable) -> Offset:
        """Where the terminal's own cursor stands: where the next letter goes, or in the list."""
        return self._through.place if self._through else self.cursor_screen_offset

    @property
    def goes_through(self: _Writable) -> bool:
        """Whether keys go through a list meanwhile."""
        return self._through is not None

    def go_through(self: _Writable, rows: Placed | None) -> None:
        """Keys went through a list: the terminal's cursor stands there until the next letter."""
        if rows is not None or self._through is not None:
            self._through = rows
            # It moves with what is drawn.
            self.refresh()


class TypedText(_Typed, TextArea):
    """Several lines to write on. `first` gets every key before, and says whether it was meant for it. Nothing
    moves by itself here, not even the cursor.
    """

    cursor_blink = reactive(False)

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 # Textual's own name for it
        compact: bool = False,
        highlight_cursor_line: bool = True,
        first: Callable[[str], bool] = lambda _: False,
    ) -> None:
        super().__init__(id=id, compact=compact, highlight_cursor_line=highlight_cursor_line)
        self._first = first

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Textual looks for the cursor already while it undoes, and fails where its line has just gone; it
        looks again once the cursor is in its place.
        """
        if self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text takes, up to its share of the window: Textual forgets such a limit where
        it measures what stands around.
        """
        height = super().get_content_height(container, viewport, width)
        most = self.styles.max_height
        if most is None or most.unit is not Unit.VIEW_HEIGHT:
            return height
        return min(height, int(most.resolve(container, viewport)))

    async def _on_key(self, event: events.Key) -> None:
        self.go_through(None)
        if self._first(event.key):
            event.stop()
            event.prevent_default()
        else:
            _type_no_letter_of(event)

    async def _on_paste(self, event: events.Paste) -> None:
        # Whatever was copied elsewhere: here it is words and nothing that could steer a terminal.
        event.text = _words(event.text)


class TypedLine(_Typed, Input):
    """One line to write on."""

    cursor_blink = reactive(False)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next letter goes. Textual is a cell further at the end, to have room for it."""
        return super().cursor_screen_offset - Offset(int(self.cursor_at_end), 0)

    def takes(self, event: events.Key) -> bool:
        """Whether a key is the line's own while it has the cursor: it types, or edits."""
        own = (key for binding in Input.BINDINGS for key in Binding.make_bindings([binding]))
        return self.has_focus and (event.is_printable or any(event.key == key.key for key in own))

    async def _on_key(self, event: events.Key) -> None:
        if self.takes(event):
            self.go_through(None)
        _type_no_letter_of(event)

    def _on_paste(self, event: events.Paste) -> None:
        event.text = _words(event.text)


def _words(text: str) -> str:
    return safe(text.replace("\r\n", "\n").replace("\r", "\n"))


def _type_no_letter_of(event: events.Key) -> None:
    # Textual calls the handler of the class above after this one, with the same event.
    if event.key.startswith("alt+"):
        event.character = None
