"""Looking aside: the terminal's own cursor goes to what is said around a list or a text, and comes back."""

from textual import events
from textual.app import App
from textual.geometry import Offset

from connect_tui.tui.keys import Keymap, normal
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note

_FIRST = {"status": 0, "footer": 1}
"""What is looked at before the rest, by the names of the widgets."""


class Aside:
    """What has the focus keeps it: any key but those that lead here does what it always does."""

    def __init__(self, app: App[None], keymap: Keymap) -> None:
        self._app = app
        self._keymap = keymap
        sequences = map(normal, keymap.every("aside"))
        self._keys = {keys[0] for keys in sequences if len(keys) == 1}
        self._at: LineBar | Note | None = None
        self._before: LineBar | Note | None = None
        """Where it was before a sequence of keys began."""

    @property
    def place(self) -> Offset | None:
        """Where on the screen the cursor stands; `None` where it is with what has the focus."""
        if self._at is not None and self._at.screen is self._app.screen:
            return self._at.content_region.offset
        return None

    def takes(self, event: events.Key) -> bool:
        """Whether this key leads here; with any other the cursor goes back."""
        if event.key in self._keys:
            self._look()
            return True
        if not self._keymap.begun:
            self._before = self._at
        self._at = None
        return False

    def look(self) -> None:
        """Look on from where it was before the keys that ask for it, which were more than one."""
        self._at = self._before
        self._look()

    def _look(self) -> None:
        """To the quiet line, from there to the hints, then to whatever else is said, from above; from there
        back.
        """
        widgets = self._app.screen.query("LineBar, Note")
        quiet = [bar for bar in widgets if isinstance(bar, LineBar | Note) and bar.speaks]
        bars = sorted(quiet, key=lambda bar: (_FIRST.get(bar.id or "", len(_FIRST)), bar.region.y))
        at = bars.index(self._at) + 1 if self._at in bars else 0
        self._at = bars[at] if at < len(bars) else None
        self._app.screen.refresh()
