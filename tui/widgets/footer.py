"""The four or five keys that matter now."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from connect_tui.tui.actions import BY_NAME, FOOTERS, Hint, Where, hinted
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.pieces import Line, Piece, Role, width_of
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.part import Part

_GAPS = ("   ", "  ")
_Named = tuple[str, Line]
"""An action, and its hint."""


class Footer(LineBar):
    """Names the keys of the part of the screen in which one is; each can be clicked."""

    @dataclass
    class Pressed(Message):
        """An action was clicked."""

        action: str

    def __init__(self, keymap: Keymap, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._keymap = keymap
        self._names: Sequence[Hint] = ()
        self._typing = False
        self._places: list[tuple[int, int, str]] = []

    def name_keys(self, where: Where) -> None:
        """The keys for this part of the screen."""
        self.name_actions(FOOTERS[where])

    def offer(self, part: Part, hints: Sequence[Hint]) -> None:
        """Those of a part that can be done now."""
        done = [hint for hint in hints if not part.why_not(hinted(hint))]
        self.name_actions(done, typing=part.typing())

    def name_actions(self, names: Sequence[Hint], *, typing: bool = False) -> None:
        """The keys of these actions, as many as fit; the way to all others at the right. Where there is none,
        the last is kept, which leads out or further. While `typing`, keys that are no letters.
        """
        self._names, self._typing = names, typing
        hints = [
            (hinted(hint), line) for hint in names if hinted(hint) != "help" and (line := self._hint(hint))
        ]
        right = self._hint("help") if "help" in names else ()
        room = self.size.width - (width_of(right) + 2 if right else 0)
        hints = list(_fitting(hints, room, kept=not right))
        # Read line by line, there is a comma between all of them, as wide as the least gap.
        gaps = _GAPS[-1:] if self.app.has_class("-plain") else _GAPS
        gap = next((gap for gap in gaps if _width(hints, gap) <= room), gaps[-1])
        self._place(hints, gap, right)
        self.show(_joined([line for _, line in hints], gap), right)

    def on_resize(self) -> None:
        """More or fewer fit now."""
        self.name_actions(self._names, typing=self._typing)

    def on_click(self, event: events.Click) -> None:
        """A click on a hint does what it says."""
        x = event.get_content_offset_capture(self).x
        action = next((name for start, end, name in self._places if start <= x < end), None)
        if action is not None:
            self.post_message(self.Pressed(action))

    def _place(self, hints: Sequence[_Named], gap: str, right: Line) -> None:
        """Remember which hint stands where."""
        self._places, start = [], 0
        for name, line in hints:
            self._places.append((start, start + width_of(line), name))
            start += width_of(line) + len(gap)
        if right:
            at = start if self.app.has_class("-plain") else self.size.width - width_of(right)
            self._places.append((at, at + width_of(right), "help"))

    def _hint(self, hint: Hint) -> Line:
        name, words = (hint, BY_NAME[hint].title) if isinstance(hint, str) else hint
        key = self._keymap.first(name, typing=self._typing)
        if not key:
            return ()
        return (Piece(key, Role.ACCENT), Piece(f" {words}", Role.SOFT))


def _fitting(hints: Sequence[_Named], room: int, *, kept: bool) -> Sequence[_Named]:
    """As many as have room, the first ones first; `kept`: the last in any case."""
    last = hints[-1:] if kept else ()
    shown: list[_Named] = []
    for hint in hints[: len(hints) - len(last)]:
        if not (shown or last) or _width([*shown, hint, *last], _GAPS[-1]) <= room:
            shown.append(hint)
    return [*shown, *last]


def _width(hints: Sequence[_Named], gap: str) -> int:
    return width_of(_joined([line for _, line in hints], gap))


def _joined(hints: Sequence[Line], gap: str) -> Line:
    """The hints in a row."""
    line: list[Piece] = []
    for hint in hints:
        line += [Piece(gap), *hint] if line else hint
    return tuple(line)
