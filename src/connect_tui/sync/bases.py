"""What a post said when a change of it was begun: whoever changed it elsewhere since is not overwritten
without a word.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from connect_tui.domain.draft import DraftState
from connect_tui.port.answers import Source
from connect_tui.store.store import Store

_FACT = "changed from"
Said = tuple[str, str]
"""The text and the warning of a post."""


class Bases:
    """By the keys of drafts that change a post. Without a memory of one, as in a cache that was rebuilt,
    nothing is known of it.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def remember(self, account: str, key: str, source: Source) -> None:
        """Keep what the draft with this key is to change."""
        open_still = {draft.key for draft in self._store.mine.drafts(set(DraftState) - {DraftState.SENT})}
        bases = {known: said for known, said in self._all(account).items() if known in open_still}
        bases[key] = (source.text, source.warning)
        self._store.cache.set_fact(account, _FACT, msgspec.json.encode(bases), self._clock())

    def differs(self, account: str, key: str, source: Source) -> bool:
        """Whether the post says something else now."""
        base = self._all(account).get(key)
        return base is not None and base != (source.text, source.warning)

    def _all(self, account: str) -> dict[str, Said]:
        stored = self._store.cache.fact(account, _FACT)
        if stored is None:
            return {}
        try:
            return msgspec.json.decode(stored[0], type=dict[str, Said])
        except msgspec.DecodeError:
            return {}
