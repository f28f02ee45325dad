"""Looking at a part of the inbox alone: one circle, one account."""

from collections.abc import Callable

from msgspec.structs import replace
from textual.widget import Widget

from connect_tui.domain.people import with_same
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.pieces import Piece, Role
from connect_tui.tui.sight import EVERYTHING, Sight
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.part import Deeds, Reasons


class SightDeeds:
    """Remembers what is in sight, says so in `bar`, and asks what shall be. `changed` is called when that is
    something else.
    """

    def __init__(
        self, desk: Desk, widget: Widget, changed: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        self.sight = replace(EVERYTHING, hidden=desk.reader.hidden_accounts())
        self.bar = LineBar(id="sight")
        self.bar.display = False
        self._desk = desk
        self._widget = widget
        self._changed = changed
        self._say = say

    def deeds(self) -> Deeds:
        """By the names of actions."""
        return {
            "only": self._choose,
            "only_account": self._next_account,
            "hide_accounts": self._choose_accounts,
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            "only_account": self._why_one,
            # What is the matter with an account is told there, also of one that is not known yet.
            "hide_accounts": lambda: "" if self._desk.troubles.sentences else self._why_one(),
        }

    def _why_one(self) -> str:
        return "" if len(self._accounts()) > 1 else "You have one account here."

    def begin(self) -> None:
        """Look at what was looked at the last time."""
        if self.sight.hidden:
            self._tell()

    def look(self, circle: str, account: str) -> None:
        """Look at this circle, or this account, alone; at everything where none is named."""
        self._look_at(Sight(circle, account, hidden=self.sight.hidden))

    def circles_changed(self) -> None:
        """Others may be in the circle now."""
        if self.sight.circle:
            self._look_at(self.sight)

    def _choose(self) -> None:
        from connect_tui.tui.screens.choice import Choice

        answers = [("all", "Everybody")]
        for circle in self._desk.circles():
            whose = f", a list on {circle.account}" if circle.account else ""
            answers.append((f"circle {circle.name}", f"Only with people in “{circle.name}”{whose}"))
        names = self._accounts()
        if len(names) > 1:
            answers += [(f"account {name}", f"Only {name}") for name in names]
        self._widget.app.push_screen(Choice(self._desk, "Whom do you want to see?", answers), self._chosen)

    def _chosen(self, answer: str | None) -> None:
        kind, _, name = (answer or "").partition(" ")
        if kind == "circle":
            self._look_at(replace(self.sight, circle=name))
        elif kind == "account":
            self._look_at(replace(self.sight, account=name))
        elif kind == "all":
            self._look_at(replace(EVERYTHING, hidden=self.sight.hidden))

    def _next_account(self) -> None:
        """The next account alone; after the last, all of them."""
        names = self._accounts()
        here = names.index(self.sight.account) + 1 if self.sight.account in names else 0
        self._look_at(replace(self.sight, account=[*names, ""][here]))

    def _look_at(self, sight: Sight) -> None:
        members = {circle.name: circle.members for circle in self._desk.circles()}
        found = members.get(sight.circle, frozenset[str]())
        self.sight = replace(sight, members=with_same(found, self._desk.same))
        self._tell()
        self._changed()

    def _choose_accounts(self) -> None:
        """Several accounts: each is shown or left out."""
        from connect_tui.tui.screens.accounts import ChooseAccounts

        accounts = [account for account, _ in self._desk.accounts()]
        self._widget.app.push_screen(ChooseAccounts(self._desk, accounts, self.sight.hidden, self._hide))

    def _hide(self, names: frozenset[str]) -> None:
        self._desk.hide_accounts(names)
        self._look_at(replace(self.sight, account="", hidden=names))

    def _tell(self) -> None:
        """What is in sight, and the key that changes it."""
        self.bar.display = not self.sight.whole
        some = self.sight.circle or self.sight.account
        wide = self._desk.keymap.first("only" if some else "hide_accounts")
        hint = (Piece(f"  {wide}", Role.ACCENT), Piece(" changes it", Role.SOFT)) if wide else ()
        self.bar.show((Piece(" "), Piece(self.sight.sentence, Role.TITLE), *hint))

    def _accounts(self) -> list[str]:
        return [account.name for account, _ in self._desk.accounts()]
