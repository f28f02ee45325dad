"""The four or five keys that matter now."""

from collections.abc import Sequence

from connect_tui.tui.actions import BY_NAME, FOOTERS, Hint, Where
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.pieces import Line, Piece, Role, width_of
from connect_tui.tui.widgets.linebar import LineBar

_GAPS = ("   ", "  ")


class Footer(LineBar):
    """Names the keys of the part of the screen in which one is."""

    def __init__(self, keymap: Keymap, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._keymap = keymap
        self._names: Sequence[Hint] = ()

    def name_keys(self, where: Where) -> None:
        """The keys for this part of the screen."""
        self.name_actions(FOOTERS[where])

    def name_actions(self, names: Sequence[Hint]) -> None:
        """The keys of these actions, as many as fit; the way to all others at the right."""
        self._names = names
        hints = [hint for name in names if name != "help" and (hint := self._hint(name))]
        right = self._hint("help") if "help" in names else ()
        for gap in _GAPS:
            left = _joined(hints, gap)
            if width_of(left) + width_of(right) < self.size.width - 1:
                break
        while len(hints) > 1 and width_of(left) + width_of(right) >= self.size.width - 1:
            hints.pop()
            left = _joined(hints, _GAPS[-1])
        self.show(left, right)

    def on_resize(self) -> None:
        """More or fewer fit now."""
        self.name_actions(self._names)

    def _hint(self, hint: Hint) -> Line:
        name, words = (hint, BY_NAME[hint].title) if isinstance(hint, str) else hint
        key = self._keymap.first(name)
        if not key:
            return ()
        return (Piece(key, Role.ACCENT), Piece(f" {words}", Role.SOFT))


def _joined(hints: list[Line], gap: str) -> Line:
    """The hints in a row."""
    line: list[Piece] = []
    for hint in hints:
        line += [Piece(gap), *hint] if line else hint
    return tuple(line)
