"""What part of the inbox is looked at: all of it, one circle of people, some accounts of mine. Pure."""

from msgspec import Struct

from connect_tui.domain.entry import Entry, Section
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import safe_line

_TO_ME = frozenset({Section.WAITING, Section.ASIDE})


class Sight(Struct, frozen=True):
    """`circle` and `account` are names, empty for everybody and for all accounts; `members` are the handle
    keys of the circle. `hidden` are accounts that are left out, unless one of them is looked at alone.
    """

    circle: str = ""
    account: str = ""
    members: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.circle and not self.account and not self.hidden

    def shows(self, account: str) -> bool:
        """Whether what belongs to this account is in sight."""
        return account == self.account if self.account else account not in self.hidden

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry is part of it: of an account in sight, with somebody of the circle in it. What is
        left out with one account and not addressed to that stays where another one sees it.
        """
        if not self.shows(entry.account.name) and (
            self.account or entry.section in _TO_ME or not self._seen(entry)
        ):
            return False
        people = (*entry.people, *entry.others)
        return not self.circle or any(person.key in self.members for person in people)

    def holds(self, key: str, account: str) -> bool:
        """Whether somebody is in sight who is known through this account."""
        return (not self.circle or key in self.members) and self.shows(account)

    def shows_stretch_of(self, account: str) -> bool:
        """Whether what is missing from an account's timeline is missing here."""
        return not self.circle and self.shows(account)

    @property
    def sentence(self) -> str:
        """What is in sight, in words; empty for everything."""
        parts = []
        if self.circle:
            parts.append(f"only with people in “{safe_line(self.circle)}”")
        if self.account:
            parts.append(f"only {safe_line(self.account)}")
        elif self.hidden:
            parts.append(f"without {self._left_out}")
        sentence = ", ".join(parts)
        return sentence[:1].upper() + sentence[1:]

    @property
    def nobody(self) -> str:
        """That nobody is waiting there."""
        who = f"Nobody in “{safe_line(self.circle)}”" if self.circle else "Nobody"
        where = f" on {safe_line(self.account)}" if self.account else ""
        if self.hidden and not self.account:
            where = f"; {self._left_out} {'is' if len(self.hidden) == 1 else 'are'} out of sight"
        return f"{who} is waiting for you{where}."

    @property
    def _left_out(self) -> str:
        return listed([safe_line(name) for name in sorted(self.hidden)])

    def _seen(self, entry: Entry) -> bool:
        return entry.post is not None and any(self.shows(copy.id.account) for copy in entry.post.copies)


EVERYTHING = Sight()
"""All of it."""
