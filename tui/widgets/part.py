"""A part of the screen that understands keys, by the registry of actions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from textual import events

from connect_tui.tui.actions import EVERYWHERE, FOOTERS, LINES, Hint, Where
from connect_tui.tui.keys import Keymap
from connect_tui.tui.messages import Say
from connect_tui.tui.widgets.ground import BareColumn
from connect_tui.tui.widgets.stream import Stream

Deeds = Mapping[str, Callable[[], object]]
"""What a part does for an action, by the action's name."""
Reasons = Mapping[str, Callable[[], str]]
"""Why an action cannot be done now, by its name: a sentence, empty where it can. Others always can."""


@runtime_checkable
class Writes(Protocol):
    """A screen on which something can be written."""

    def flush(self) -> None:
        """Have everything that is being written kept."""

    def here(self) -> "Part":
        """The part in which one is."""


class Part(BareColumn):
    """Turns keys that nothing inside it took into actions, and does those that it can do.

    `deeds` answers what it can do; `attentive` whether keys mean anything to it now.
    """

    where: Where

    def __init__(self, keymap: Keymap, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._keymap = keymap

    def deeds(self) -> Deeds:
        """What can be done here."""
        raise NotImplementedError

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {}

    def why_not(self, action: str) -> str:
        """Why this cannot be done now; empty where it can."""
        reason = self.reasons().get(action)
        return reason() if reason is not None else ""

    def hints(self) -> Sequence[Hint]:
        """The actions that the footer names while one is here."""
        return FOOTERS[self.where]

    def typing(self) -> bool:
        """Whether letters are typed here now."""
        return False

    def types(self, event: events.Key) -> bool:  # noqa: ARG002 # for parts that hold a line to type on
        """Whether a key types something here, or edits what was typed."""
        return False

    def attentive(self) -> bool:
        """Whether keys mean anything here now."""
        return True

    def act(self, action: str) -> bool:
        """Do this, or say why that cannot be done now; false where it is never done here."""
        deed = self.deeds().get(action)
        if deed is None:
            return False
        if said := self.why_not(action):
            self.post_message(Say(said))
        else:
            # What was said of the deed before, such as how to take it back, holds no longer.
            self.post_message(Say(""))
            deed()
        return True

    def read_line(self, action: str) -> bool:
        """Go to the next line of what is read, or to the one before; false where there is none, or where
        lines are not read one after another.
        """
        focused = self.screen.focused
        return isinstance(focused, Stream) and focused.read(action)

    def perform(self, action: str) -> bool:
        """What a key or a click asks for; false where it is not done here."""
        if action in LINES:
            return self.read_line(action) or self.act(LINES[action])
        return self.act(action)

    def on_key(self, event: events.Key) -> None:
        """A key that nothing inside took. What means the same everywhere is the app's to do."""
        if not self.attentive() or self.types(event):
            return
        action = self._keymap.press(event.key, self.where)
        if action is None:
            return
        if action in EVERYWHERE:
            # In the app's own turn: a part that waits for the end would not hear what is still to be kept.
            self.app.call_later(self.app.run_action, f"act('{action}')")
        elif action and not self.perform(action):
            return
        event.stop()
        event.prevent_default()
