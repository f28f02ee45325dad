"""The four or five keys that matter now."""

from connect_tui.tui.actions import BY_NAME, FOOTERS, Where
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.pieces import Line, Piece, Role
from connect_tui.tui.widgets.linebar import LineBar


class Footer(LineBar):
    """Names the keys of the part of the screen in which one is."""

    def __init__(self, keymap: Keymap, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self._keymap = keymap

    def name_keys(self, where: Where) -> None:
        """The keys for this part of the screen; the way to all others stands at the right."""
        hints = [hint for name in FOOTERS[where] if (hint := self._hint(name))]
        if FOOTERS[where][-1] == "help" and hints:
            self.show(tuple(piece for hint in hints[:-1] for piece in hint), hints[-1][:-1])
        else:
            self.show(tuple(piece for hint in hints for piece in hint))

    def _hint(self, name: str) -> Line:
        key = self._keymap.first(name)
        if not key:
            return ()
        return (Piece(key, Role.ACCENT), Piece(f" {BY_NAME[name].title}", Role.SOFT), Piece("   "))
