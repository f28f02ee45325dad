"""Which accounts are in sight: a small list to show them and to leave them out, and what is the matter with
them.
"""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.domain.people import Account
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.person import HandleRow
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_TALL = 12
Hide = Callable[[frozenset[str]], None]
"""Told the names of the accounts that are left out, whenever they are others."""


class AccountList(Part):
    """My accounts, and a mark at each that is in sight; one of them always is."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, accounts: Sequence[Account], hidden: frozenset[str], hide: Hide) -> None:
        super().__init__(desk.keymap, id="choices")
        self._accounts = accounts
        self._hidden = hidden & {account.name for account in accounts}
        self._hide = hide
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The list, over why something was not done."""
        yield self._stream
        yield Note((), id="meaning")

    def on_mount(self) -> None:
        """Begin on the first."""
        self._show()
        self._stream.styles.height = lines_for(min(len(self._accounts), _TALL), self.app.size.height)
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, show, leave out, or go back."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Enter shows and leaves out."""
        return {"choose": self._turn, "cancel": lambda: self.screen.dismiss(None)}

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._turn()

    def _turn(self) -> None:
        hidden = self._hidden ^ {self._stream.cursor}
        last = len(hidden) == len(self._accounts)
        words = "One account stays in sight." if last else ""
        self.query_one(Note).show([(Piece(words, Role.SOFT),)] if words else ())
        if not last:
            self._hidden = hidden
            self._hide(hidden)
            self._show()

    def _show(self) -> None:
        self._stream.show_rows(
            [HandleRow(a.name, a.name, a.name not in self._hidden, a.handle) for a in self._accounts]
        )


class ChooseAccounts(Sheet[None]):
    """Over everything else, until a key leads back; what is marked holds at once."""

    def __init__(self, desk: Desk, accounts: Sequence[Account], hidden: frozenset[str], hide: Hide) -> None:
        super().__init__()
        self._desk = desk
        self._list = AccountList(desk, accounts, hidden, hide)

    def compose(self) -> ComposeResult:
        """The question over the accounts."""
        with Vertical(classes="card"):
            question = Piece("Which accounts do you want to see?", Role.TITLE, Shape.STRONG)
            yield Note([(question,)], id="question")
            yield self._list
            if said := self._desk.troubles.sentences:
                yield Note([(Piece(sentence, Role.TROUBLE),) for sentence in said], id="troubles")
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_keys(Where.CHOICE)
