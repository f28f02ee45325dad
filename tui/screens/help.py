"""All keys, as they are now."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.tui.actions import ACTIONS, GROUPS, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.keys import Keymap
from connect_tui.tui.render.rows import KeyRow, Row, SpaceRow, TitleRow
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream


def key_rows(keymap: Keymap, here: Where) -> Iterator[Row]:
    """Every action with its keys, by the places in which they mean something: what is meant for `here` alone
    first, what means nothing here last.
    """
    for title, places in sorted(GROUPS, key=lambda group: (here not in group[1], len(group[1]))):
        yield TitleRow(f"title:{title}", title)
        for action in ACTIONS:
            if action.where == places:
                keys = "  ".join(keymap.every(action.name)) or "no key"
                yield KeyRow(f"{title}:{action.name}", keys, action.help)
        yield SpaceRow(f"space:{title}")


class HelpList(Part):
    """The keys."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, here: Where) -> None:
        super().__init__(desk.keymap, id="keys")
        self._place = here
        self._stream = Stream(desk.view(), id="help")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self._stream

    def on_mount(self) -> None:
        """Show them."""
        self._stream.show_rows(list(key_rows(self._keymap, self._place)))
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Everything leads back."""
        return {"choose": lambda: self.screen.dismiss(None), "cancel": lambda: self.screen.dismiss(None)}


class Help(Sheet[None]):
    """Over everything else, until a key leads back. It begins with the keys for where one comes from."""

    def __init__(self, desk: Desk, here: Where) -> None:
        super().__init__()
        self._desk = desk
        self._place = here

    def compose(self) -> ComposeResult:
        """The list of keys."""
        with Vertical(classes="sheet"):
            yield HelpList(self._desk, self._place)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """How to leave."""
        self.query_one(Footer).name_actions((("line_down", "further"), "cancel"))
