"""Until when a server wants to be sent nothing; in the cache, as another process may be the next to send."""

from collections.abc import Callable
from datetime import datetime

from connect_tui.port.failures import RateLimited
from connect_tui.store.store import Store
from connect_tui.sync.trouble import LONGEST_PAUSE

_FACT = "send nothing until"


class Pauses:
    """By the names of accounts."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def ask(self, account: str, until: datetime) -> None:
        """The server of this account asks for a pause."""
        self._store.cache.set_fact(account, _FACT, until.isoformat().encode(), self._clock())

    def until(self, account: str) -> datetime | None:
        """When it may be sent something again; `None` where it may at any time. What lies too far ahead was
        reckoned by a clock that was wrong.
        """
        stored = self._store.cache.fact(account, _FACT)
        if stored is None:
            return None
        try:
            until = datetime.fromisoformat(stored[0].decode())
            ahead = until - self._clock()
        except (ValueError, TypeError):
            return None
        return until if ahead <= LONGEST_PAUSE else None

    def check(self, account: str) -> None:
        """Go on, where the server of this account may be sent something.

        Raises:
            RateLimited: it may not, yet.
        """
        until = self.until(account)
        if until is not None and until > self._clock():
            raise RateLimited("asks to wait a little", until)
