"""The terminal's own cursor: Textual hides it; who listens to the screen, or feels it, needs it."""

from typing import Protocol, runtime_checkable

from textual.driver import Driver
from textual.geometry import Offset

_SHOW = "\x1b[?25h"


@runtime_checkable
class Placed(Protocol):
    """What can have the focus, and says itself where on the screen the cursor stands then."""

    @property
    def place(self) -> Offset:
        """Where that is."""


def with_cursor(driver: type[Driver]) -> type[Driver]:
    """The same driver with the cursor shown; it stands wherever the app says (`App.cursor_position`)."""

    class Showing(driver):  # type: ignore[valid-type, misc] # the platform's own, known at run time alone
        def start_application_mode(self) -> None:
            super().start_application_mode()
            self.write(_SHOW)
            self.flush()

    return Showing
