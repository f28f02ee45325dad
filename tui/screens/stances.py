"""What I have to do with somebody: to follow, mute or block them, or to take that back."""

from collections.abc import Mapping

from textual.widget import Widget

from connect_tui.domain.people import Person
from connect_tui.port.capabilities import Stance
from connect_tui.sync.relating import holds, said_of
from connect_tui.tui.desk import Accounts, Desk
from connect_tui.tui.messages import Say
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.screens.choice import Choice

_OFFERED: Mapping[tuple[Stance, bool], str] = {
    (Stance.FOLLOW, True): "Follow them: what they post comes to you",
    (Stance.FOLLOW, False): "Unfollow them: what they post comes no longer",
    (Stance.MUTE, True): "Mute them: you see nothing of them",
    (Stance.MUTE, False): "Unmute them: you see them again",
    (Stance.BLOCK, True): "Block them: neither sees the other",
    (Stance.BLOCK, False): "Unblock them: you see each other again",
}
"""What can be done, and what comes of it."""
_SURE = (("no", "No, leave it"), ("yes", "Yes, block them"))
_BLOCKED = ("Neither of you sees the other then.", "Following may end, and does not come back by itself.")
_AS = "as "
"""What the name of an answer begins with that leads to another account of mine; no stance does."""


class Stances:
    """Asks what to do about somebody, as one of these accounts of mine, and does it."""

    def __init__(self, desk: Desk, widget: Widget, person: Person, mine: Accounts) -> None:
        self._desk = desk
        self._widget = widget
        self._person = person
        self._mine = mine

    def ask(self) -> None:
        """As the account that has most to do with them: what holds is what can be taken back."""
        account, _ = max(self._mine, key=lambda pair: self._closeness(pair[0].name))
        self._ask_as(account.name)

    def _closeness(self, account: str) -> tuple[bool, bool, bool]:
        relation = self._desk.reader.relation(account, self._person)
        hidden = relation.muted or relation.blocked
        return hidden, relation.followed, account == self._person.id.account

    def _ask_as(self, name: str) -> None:
        me, can = next(pair for pair in self._mine if pair[0].name == name)
        relation = self._desk.reader.relation(name, self._person)
        turned = {stance: not holds(relation, stance) for stance in can.stances}
        answers = [(stance.value, _OFFERED[stance, on]) for stance, on in turned.items()]
        hidden = [stance for stance in (Stance.BLOCK, Stance.MUTE) if not turned.get(stance, True)]
        about = [safe_line(self._person.handle)]
        if len(self._mine) > 1:
            about.append(f"you are {safe_line(me.handle)} here")
            others = (other for other, _ in self._mine if other is not me)
            answers += [(f"{_AS}{o.name}", f"Be {safe_line(o.handle)} instead") for o in others]

        def chosen(answer: str | None) -> None:
            if not answer:
                return
            if answer.startswith(_AS):
                self._ask_as(answer.removeprefix(_AS))
            elif answer == Stance.BLOCK and turned[Stance.BLOCK]:
                self._make_sure(name)
            else:
                self._do(name, Stance(answer), turned[Stance(answer)])

        question, first = name_of(self._person), hidden[0] if hidden else ""
        self._widget.app.push_screen(Choice(self._desk, question, answers, first, about), chosen)

    def _make_sure(self, account: str) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "yes":
                self._do(account, Stance.BLOCK, True)

        question = f"Block {name_of(self._person)}?"
        self._widget.app.push_screen(Choice(self._desk, question, _SURE, about=_BLOCKED), chosen)

    def _do(self, account: str, stance: Stance, on: bool) -> None:
        said = safe_line(said_of(self._person, stance, on))
        self._widget.post_message(Say(said + self._desk.way_back("that")))
        self._desk.relate(account, self._person, stance, on)
