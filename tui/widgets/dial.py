"""One line that shows a choice out of a few; left and right turn it."""

from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Offset
from textual.message import Message

from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.widgets.linebar import LineBar


class Dial(LineBar, can_focus=True):
    """Shows one of the `choices` in words, behind a label."""

    class Turned(Message):
        """Another one is chosen now."""

    def __init__(self, label: str, choices: Sequence[str], at: int, *, id: str) -> None:  # noqa: A002 # Textual's
        super().__init__(id=id)
        self._label = label
        self._choices = choices
        self.at = at

    @property
    def place(self) -> Offset:
        """Where the terminal's own cursor stands: at its beginning."""
        return self.content_region.offset

    def on_mount(self) -> None:
        """Show what is chosen."""
        self._renew()

    def watch_has_focus(self, has_focus: bool) -> None:
        """It can be turned, or cannot any more, and shows that."""
        super().watch_has_focus(has_focus)
        self._renew()

    def on_key(self, event: events.Key) -> None:
        """Left, right and space."""
        turns: dict[str, Callable[[], None]] = {
            "left": lambda: self._turn(-1),
            "right": lambda: self._turn(1),
            "space": lambda: self._turn(1),
        }
        if turn := turns.get(event.key):
            event.stop()
            turn()

    def on_click(self) -> None:
        """So does the mouse."""
        self._turn(1)

    def _turn(self, way: int) -> None:
        self.at = (self.at + way) % len(self._choices)
        self._renew()
        self.post_message(self.Turned())

    def _renew(self) -> None:
        choice = self._choices[self.at]
        if not self.has_focus:
            self.show((Piece(f"{self._label}   ", Role.SOFT), Piece(choice)))
            return
        self.show(
            (
                Piece(f"{self._label} ", Role.SOFT),
                Piece("‹ ", Role.ACCENT),
                Piece(choice, Role.WORDS, Shape.UNDERLINE),
                Piece(" ›", Role.ACCENT),
            )
        )
