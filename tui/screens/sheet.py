"""What lies over the room: however fast keys come, none is lost on its way in, and it is taken away once."""

from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType

LOW = [(0, "-lowest"), (9, "-low"), (14, "-high")]
"""Where there are few lines, what is written has all of them."""


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
