"""What part of the inbox is looked at: all of it, one circle of people, one account of mine. Pure."""

from dataclasses import dataclass

from connect_tui.domain.entry import Entry
from connect_tui.tui.render.pieces import safe_line


@dataclass(frozen=True, slots=True)
class Sight:
    """`circle` and `account` are names, empty for everybody and for all accounts; `members` are the handle
    keys of the circle.
    """

    circle: str = ""
    account: str = ""
    members: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.circle and not self.account

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry is part of it: addressed to the account, with somebody of the circle in it."""
        if self.account and entry.account.name != self.account:
            return False
        people = (*entry.people, *entry.others)
        return not self.circle or any(person.key in self.members for person in people)

    def holds(self, key: str, account: str) -> bool:
        """Whether somebody is in sight who is known through this account."""
        return (not self.circle or key in self.members) and self.account in ("", account)

    @property
    def sentence(self) -> str:
        """What is in sight, in words; empty for everything."""
        parts = []
        if self.circle:
            parts.append(f"only with people in “{safe_line(self.circle)}”")
        if self.account:
            parts.append(f"only {safe_line(self.account)}")
        sentence = ", ".join(parts)
        return sentence[:1].upper() + sentence[1:]

    @property
    def nobody(self) -> str:
        """That nobody is waiting there."""
        who = f"Nobody in “{safe_line(self.circle)}”" if self.circle else "Nobody"
        where = f" on {safe_line(self.account)}" if self.account else ""
        return f"{who} is waiting for you{where}."


EVERYTHING = Sight()
"""All of it."""
