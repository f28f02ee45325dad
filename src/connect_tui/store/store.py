"""The store: two files, opened together."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from connect_tui.store import cache, mine
from connect_tui.store.accounts import StoredAccount
from connect_tui.store.acquaintances import CircleChange
from connect_tui.store.cache import Cache
from connect_tui.store.errors import DamagedError, NewerError, StoreError
from connect_tui.store.mine import Mine
from connect_tui.store.opening import PAGES_KEPT, open_database
from connect_tui.store.places import PlaceRow

__all__ = [
    "Cache", "CircleChange", "DamagedError", "Mine", "NewerError",
    "PlaceRow", "Store", "StoreError", "StorePaths", "StoredAccount",
]  # fmt: skip


class StorePaths(Struct, frozen=True):
    """Where the two files are; folders that are missing are made."""

    cache: Path
    mine: Path


class Store:
    """Both files, open. A store belongs to the thread that opened it; open another for another thread.

    `notices` are sentences about what had to be done to open it.
    """

    def __init__(self, cache: Cache, mine: Mine, notices: tuple[str, ...] = ()) -> None:
        self.cache = cache
        self.mine = mine
        self.notices = notices

    @classmethod
    def open(cls, paths: StorePaths, kept: int = PAGES_KEPT) -> Self:
        """Open both files, making or migrating them. `kept` KiB of each stay in memory.

        Raises:
            StoreError: one of them cannot be used; the sentence says which, why, and what to do.
        """
        own, said_of_mine = open_database(paths.mine, mine.KIND, kept)
        try:
            cached, said_of_cache = open_database(paths.cache, cache.KIND, kept)
        except StoreError:
            own.close()
            raise
        return cls(Cache(cached), Mine(own), tuple(filter(None, (said_of_mine, said_of_cache))))

    def before_each(self, step: Callable[[], object]) -> None:
        """Have this called before each question to the files."""
        self.cache.before_each(step)
        self.mine.before_each(step)

    def close(self) -> None:
        """Close both files."""
        self.cache.close()
        self.mine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
