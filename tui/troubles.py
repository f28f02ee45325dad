"""Which of my accounts are in trouble, as sync told. Pure."""

from collections.abc import Sequence

from connect_tui.sync.events import Trouble
from connect_tui.tui.render.names import listed


class Troubles:
    """One trouble for each account. They keep their order while they last: what is read stands still."""

    def __init__(self) -> None:
        self._troubles: dict[str, Trouble] = {}

    def put(self, account: str, trouble: Trouble | None) -> None:
        """An account is in trouble, or fine again."""
        if trouble is None:
            self._troubles.pop(account, None)
        else:
            self._troubles[account] = trouble

    @property
    def sentences(self) -> Sequence[str]:
        """What to say about each; what is the same for all of them, once."""
        return list(dict.fromkeys(trouble.sentence for trouble in self._troubles.values()))

    def sentence(self, key: str) -> str:
        """All that is in trouble, in short. Where that is not the same everywhere, `key` tells more."""
        sentences, names = self.sentences, list(self._troubles)
        if len(sentences) < 2:
            return "".join(sentences)
        if len({trouble.sentence.removeprefix(name) for name, trouble in self._troubles.items()}) == 1:
            return f"{sentences[0]} The same with {listed(names[1:])}."
        return f"{listed(names)} are in trouble" + (f": {key} says why." if key else ".")
