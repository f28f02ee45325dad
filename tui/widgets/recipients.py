"""To whom I write: a row of names that can be unticked, and at its right who can read it."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.message import Message

from connect_tui.domain.draft import Draft
from connect_tui.sync.composing import Recipient
from connect_tui.tui.render.compose import send_line, to_line
from connect_tui.tui.widgets.linebar import LineBar


@dataclass(frozen=True, slots=True)
class Letter:
    """What is shown beside the text of a draft: the people it may name, and the handle that speaks."""

    draft: Draft
    recipients: tuple[Recipient, ...] = ()
    handle: str = ""


class RecipientsBar(LineBar, can_focus=True):
    """The line above the text. Focused, arrows go from name to name and space unticks."""

    @dataclass
    class Ticked(Message):
        """Other people are to be named now."""

        handles: tuple[str, ...]

    def __init__(self, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._letter: Letter | None = None
        self._at = 0

    def address(self, letter: Letter) -> None:
        """Show to whom this goes."""
        self._letter = letter
        self.can_focus = bool(letter.recipients)
        self._at = min(self._at, max(0, len(letter.recipients) - 1))
        self._renew()

    def on_focus(self) -> None:
        """The name under the cursor shows."""
        self._renew()

    def on_blur(self) -> None:
        """No name is under the cursor."""
        self._renew()

    def on_key(self, event: events.Key) -> None:
        """Arrows and space; everything else is for the composer."""
        moves: dict[str, Callable[[], None]] = {
            "left": lambda: self._step(-1),
            "right": lambda: self._step(1),
            "space": self._tick,
            "enter": self._tick,
        }
        if move := moves.get(event.key):
            event.stop()
            move()

    def _step(self, way: int) -> None:
        if self._letter is not None and self._letter.recipients:
            self._at = (self._at + way) % len(self._letter.recipients)
            self._renew()

    def _tick(self) -> None:
        if self._letter is None or not self._letter.recipients:
            return
        person = self._letter.recipients[self._at]
        named = self._letter.draft.recipients
        if person.kept and person.handle in named:
            return
        wanted = {*named} ^ {person.handle}
        self.post_message(self.Ticked(tuple(r.handle for r in self._letter.recipients if r.handle in wanted)))

    def _renew(self) -> None:
        if self._letter is not None:
            letter = self._letter
            at = self._at if self.has_focus else None
            self.show(
                to_line(letter.recipients, letter.draft.recipients, at, not letter.draft.answers),
                send_line(letter.draft, letter.handle),
            )
