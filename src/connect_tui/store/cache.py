"""`cache.db`: what the networks told. It can be thrown away, and is rebuilt from them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from connect_tui.store.accounts import Accounts
from connect_tui.store.boosts import Boosts
from connect_tui.store.cache_schema import SCRIPTS
from connect_tui.store.database import Database
from connect_tui.store.folk import Folk
from connect_tui.store.opening import Kind, look_over
from connect_tui.store.places import Places
from connect_tui.store.posts import Posts
from connect_tui.store.relations import Relations
from connect_tui.store.search import FUNCTIONS, Search
from connect_tui.store.strangers import Strangers
from connect_tui.store.timelines import Timelines

KIND = Kind(SCRIPTS, precious=False, functions=FUNCTIONS)


class Cache(Posts, Boosts, Folk, Search, Strangers, Places, Timelines, Accounts, Relations):
    """Everything that was fetched, and the inbox made from it. One thread's own; raises `StoreError`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)

    def transaction(self) -> AbstractContextManager[None]:
        """What is done inside happens together, or not at all."""
        return self._db.transaction()

    def look_over(self, stopped: Callable[[], bool]) -> None:
        """As `connect_tui.store.opening.look_over`; in any thread.

        Raises:
            DamagedError: the file is damaged.
        """
        look_over(self._db.path, stopped)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
