"""What lies over the room: however fast keys come, none is lost on its way in, and it is taken away once."""

from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.events import Resize
from textual.message import Message
from textual.screen import ModalScreen, Screen, ScreenResultType

from connect_tui.tui.widgets.part import Part

LEAST = 14
"""Lines from which on there are enough of them."""
LOW = [(0, "-lowest"), (9, "-low"), (LEAST, "-high")]
"""Where there are few lines, what is written has all of them."""

ASIDE = "-aside"
"""What has no cursor for as long as one types elsewhere."""


def height_class(height: int) -> str:
    """Which of them fits a screen of this height."""
    return next(name for least, name in reversed(LOW) if height >= least)


def lines_for(wanted: int, height: int) -> int:
    """The lines that a list gets in a card on a screen of this height: what stands around it has room too."""
    return min(wanted, max(3, height * 6 // 10))


class Sheet(ModalScreen[ScreenResultType]):
    """A screen over another one. Until something in it has the focus, what is typed waits for that."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 # as Textual has it
    """Where there is little room, what is long takes all of it: nothing peeps out beside it."""

    VERTICAL_BREAKPOINTS = LOW

    class Ready(Message):
        """From now on keys are taken."""

    ready = False
    """Whether keys have somewhere to go; true from the beginning where the sheet itself takes them."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Take it away. The second of two fast keys finds it gone, and takes nothing else with it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def on_descendant_focus(self) -> None:
        """Something has the focus."""
        self.begin()

    def begin(self) -> None:
        """Keys have somewhere to go."""
        if not self.ready:
            self.ready = True
            self.post_message(self.Ready())


class Drawer(Vertical):
    """A small form under what is written. What lies below makes room for it where it has any, so that one
    still sees the words; its quiet line and its keys are covered, the form has its own.
    """

    _COVERED = 2

    _below: Screen[object] | None = None

    def on_resize(self) -> None:
        """As high as it is now."""
        if self._below is None:
            self._lie_over()
        has_room = self.app.size.height >= LEAST and not self.app.has_class("-plain")
        self._make_room(max(0, self.outer_size.height - self._COVERED) if has_room else 0)

    def on_unmount(self) -> None:
        """Give the room back."""
        self._make_room(0)
        if self._below is not None and self._below.focused is not None:
            self._below.focused.remove_class(ASIDE)

    def _lie_over(self) -> None:
        """It begins in the column of what is written. Two cursors, and nobody knows where they type."""
        stack = self.app.screen_stack
        self._below = stack[stack.index(self.screen) - 1]
        if (focused := self._below.focused) is None:
            return
        focused.add_class(ASIDE)
        written = next((part for part in focused.ancestors if isinstance(part, Part)), focused)
        if not self.app.has_class("-plain"):
            self.styles.padding = (1, 3, 0, written.region.x)

    def _make_room(self, lines: int) -> None:
        below = self._below
        if below is None or below.styles.padding.bottom == lines:
            return
        below.styles.padding = (0, 0, lines, 0)
        # Textual lays out what is uppermost, and the others only where the terminal has another size.
        below.post_message(Resize(self.app.size, self.app.size))
        below.call_later(self.screen.refresh)
