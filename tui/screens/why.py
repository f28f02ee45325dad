"""Why an entry stands where it stands: a few lines over the footer, until any key leads back."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.tui.render.pieces import Piece, Role
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note


class Why(Sheet[None]):
    """Says these sentences, each on lines of its own."""

    ready = True

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self._sentences = sentences

    def compose(self) -> ComposeResult:
        """The sentences, and how to leave."""
        first, *more = self._sentences or ("",)
        with Vertical(classes="note"):
            yield Note([(Piece(first),), *((Piece(sentence, Role.SOFT),) for sentence in more)])
            yield LineBar(id="footer")

    def on_mount(self) -> None:
        """Say how to leave."""
        self.query_one(LineBar).show((Piece("any key", Role.ACCENT), Piece(" back", Role.SOFT)))

    def on_key(self, event: events.Key) -> None:
        """Any key leads back, and does nothing else."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)

    def on_click(self) -> None:
        """So does the mouse."""
        self.dismiss(None)
