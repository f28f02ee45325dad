"""What lies over the room: it is taken away once, however fast the keys come."""

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Sheet(ModalScreen[ScreenResultType]):
    """A screen over another one."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Take it away. The second of two fast keys finds it gone, and takes nothing else with it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
