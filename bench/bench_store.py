"""The store: a large cache against a small one."""

from pathlib import Path

from community import PAGE, Town, fill, paths
from table import Row
from timing import ratio

from connect_tui.domain.query import Query
from connect_tui.store.store import PlaceRow, Store


class Filled:
    """A store with so many posts in it, and a place for each conversation."""

    def __init__(self, folder: Path, size: int) -> None:
        self.paths = paths(folder)
        self.store = Store.open(self.paths)
        self._town = Town(size)
        fill(self.store, self._town, size)
        groups = self.store.cache.all_groups()
        self.store.cache.put_places(PlaceRow(g, (g % 5, 0, 0, 0, float(g), str(g))) for g in groups)
        self._next = size
        self._middle = float(groups[len(groups) // 2])
        self._known = list(Town(size).posts(min(PAGE, size)))

    def new_post(self) -> object:
        """One new post arrives."""
        self._next += 1
        return self.store.cache.merge(self._town.posts(self._next))

    def known_page(self) -> object:
        """A page arrives that is known."""
        return self.store.cache.merge(self._known)

    def first_page(self) -> object:
        """The first page of the inbox, as conversations."""
        return self.store.cache.conversations(self.store.cache.places())

    def middle_page(self) -> object:
        """Where a page in the middle of the inbox stands."""
        return self.store.cache.places(2, (2, 0, 0, 0, self._middle, ""))

    def common_word(self) -> object:
        """Somebody looks for what many say."""
        return self.store.cache.search(Query(("garden",)))

    def two_letters(self) -> object:
        """Somebody has begun to type."""
        return self.store.cache.search(Query(("ga",)))

    def open(self) -> None:
        """The files are opened once more, and closed."""
        Store.open(self.paths).close()


def rows(folder: Path, small: int, large: int, rounds: int) -> list[Row]:
    """How much more a large cache costs than a small one."""
    few, many = Filled(folder / "few", small), Filled(folder / "many", large)
    try:
        pairs = {
            "one new post": (many.new_post, few.new_post),
            f"{PAGE} posts that are known": (many.known_page, few.known_page),
            "reading the conversations of the first page": (many.first_page, few.first_page),
            "finding a page in the middle": (many.middle_page, few.middle_page),
            "opening the files": (many.open, few.open),
        }
        seldom = {
            "finding a common word": (many.common_word, few.common_word),
            "finding how words begin": (many.two_letters, few.two_letters),
        }
        return [
            Row(f"store: {what}, {large:,} posts cached | {small:,} cached", ratio(one, other, times))
            for those, times in ((pairs, rounds), (seldom, max(3, rounds // 20)))
            for what, (one, other) in those.items()
        ]
    finally:
        few.store.close()
        many.store.close()
