"""What lies over the room: however fast keys come, none is lost on its way in, and it is taken away once."""

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Sheet(ModalScreen[ScreenResultType]):
    """A screen over another one. Until something in it has the focus, what is typed waits for that."""

    ready = False
    """Whether keys have somewhere to go; true from the beginning where the sheet itself takes them."""
    _early: tuple[events.Key, ...] = ()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Take it away. The second of two fast keys finds it gone, and takes nothing else with it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def holds(self, key: events.Key) -> bool:
        """Keep a key that comes too early; false where it is in time."""
        if not self.ready:
            self._early = (*self._early, key)
        return not self.ready

    def on_descendant_focus(self) -> None:
        """Hand out what came too early."""
        self.begin()

    def begin(self) -> None:
        """From now on keys are taken."""
        self.ready = True
        early, self._early = self._early, ()
        for key in early:
            (self.focused or self)._forward_event(key)  # noqa: SLF001 # as the app does with one in time
