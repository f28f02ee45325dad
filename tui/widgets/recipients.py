"""To whom I write: names that can be unticked; beside or under them who speaks, and who can read it."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct
from textual import events
from textual.geometry import Offset
from textual.message import Message

from connect_tui.domain.draft import Draft
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.composing import Recipient
from connect_tui.tui.render.compose import send_line, to_line
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, safe_line, spread, width_of
from connect_tui.tui.render.wrap import wrap
from connect_tui.tui.widgets.note import Note

_ROWS = 3
"""So many rows of names are shown while nobody is being ticked."""
_SIGNS = ("✓", "–")
"""What stands behind a name."""
_MORE = Piece("and others", Role.SOFT)


class Letter(Struct, frozen=True):
    """What is shown beside the text of a draft: the people it may name, the handle that speaks, and what the
    server of that account takes, where it is known.
    """

    draft: Draft
    recipients: tuple[Recipient, ...] = ()
    handle: str = ""
    can: Capabilities | None = None


class RecipientsBar(Note, can_focus=True):
    """The lines above the text. Focused, arrows go from name to name and space unticks."""

    @dataclass
    class Ticked(Message):
        """Other people are to be named now."""

        handles: tuple[str, ...]

    def __init__(self, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__((), id=id)
        self._letter: Letter | None = None
        self._at = 0

    @property
    def place(self) -> Offset:
        """Where the terminal's own cursor stands: on the name under it."""
        for y, line in enumerate(self._heard(self.size.width)):
            x = 0
            for piece in line:
                if Shape.UNDERLINE in piece.shape:
                    return self.content_region.offset + Offset(x, y)
                x += width_of((piece,))
        return self.content_region.offset

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

    def on_click(self, event: events.Click) -> None:
        """A click on a name does what space does."""
        at = self._name_at(event.get_content_offset_capture(self))
        if at is not None:
            self._at = at
            self._renew()
            self._tick()

    def _name_at(self, place: Offset) -> int | None:
        """Whose name, or whose sign behind it, stands there."""
        count = len(self._letter.recipients) if self._letter else 0
        at = 0
        for y, line in enumerate(self._lines(self.size.width)):
            x = 0
            for piece in line:
                x += width_of((piece,))
                if (y, x) > (place.y, place.x):
                    return at if y == place.y and at < count and piece.text != "To " else None
                at += piece.text.strip() in _SIGNS
        return None

    def _step(self, way: int) -> None:
        if self._letter is not None and self._letter.recipients:
            self._at = (self._at + way) % len(self._letter.recipients)
            self._renew()

    def _tick(self) -> None:
        if self._letter is None or not self._letter.recipients:
            return
        person = self._letter.recipients[self._at]
        if self._stays(self._letter, person):
            return
        wanted = {*self._letter.draft.recipients} ^ {person.handle}
        self.post_message(self.Ticked(tuple(r.handle for r in self._letter.recipients if r.handle in wanted)))

    def _stays(self, letter: Letter, person: Recipient) -> bool:
        """Whether this one cannot be left out."""
        reached = letter.can is not None and letter.can.reaches_author
        return person.kept and (person.handle in letter.draft.recipients or reached)

    def _tick_line(self, letter: Letter, at: int) -> Line:
        """What can be done with the one under the cursor."""
        person = letter.recipients[at]
        name = safe_line(person.name)
        if self._stays(letter, person):
            return (Piece(f"you answer {name}", Role.SOFT),)
        there = person.handle in letter.draft.recipients
        does = f" leaves {name} out" if there else f" names {name}"
        return (Piece("space", Role.ACCENT), Piece(does, Role.SOFT))

    def _renew(self) -> None:
        self.refresh(layout=True)

    def _lines(self, width: int) -> list[Line]:
        """Names and sender side by side; where both do not fit, one under the other."""
        if self._letter is None:
            return [NOTHING]
        letter = self._letter
        at = self._at if self.has_focus else None
        to = to_line(letter.recipients, letter.draft, at, letter.can)
        sender = send_line(letter.draft, letter.handle) if at is None else self._tick_line(letter, at)
        if width_of(to) + 2 + width_of(sender) <= width:
            return [spread(to, sender, width)]
        rows = wrap(to, width)
        if len(rows) > _ROWS and at is None:
            rows = [*rows[: _ROWS - 1], *wrap([*rows[_ROWS - 1], _MORE], width)[:1]]
        return [*rows, *wrap(sender, width)]
