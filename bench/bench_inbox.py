"""The inbox: one new post, the first screen, all of it judged anew, and a very long conversation."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from community import ME, Town, chain, fill, paths
from table import Row
from timing import medians, processor_time, ratio

from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.post import Post
from connect_tui.store.codec import POST
from connect_tui.store.store import Store
from connect_tui.sync.events import Event
from connect_tui.sync.judging import Bench
from connect_tui.sync.reading import Reader
from connect_tui.sync.standing import Standing


def utcnow() -> datetime:
    return datetime.now(UTC)


def _unheard(event: Event) -> None:
    """Nobody looks at this inbox."""


class Inbox:
    """A cache of so many posts, all of them judged."""

    def __init__(self, folder: Path, size: int) -> None:
        self.paths = paths(folder)
        self.store = Store.open(self.paths)
        self._town = Town(size)
        self._next = size
        fill(self.store, self._town, size)
        bench = Bench(self.store, (ME,), AttentionSettings(), (), utcnow)
        self._standing = Standing(self.store, bench, _unheard)
        self._reader = Reader(self.store, (ME,), AttentionSettings(), (), utcnow)
        self._loop = asyncio.new_event_loop()
        self.rebuild()

    def rebuild(self) -> None:
        """Judge all posts anew."""
        self._loop.run_until_complete(self._standing.rebuild())

    def read(self) -> None:
        """Read all posts, and do nothing with them: the least that judging them takes."""
        with closing(sqlite3.connect(self.paths.cache)) as database:
            for (body,) in database.execute("SELECT body FROM posts"):
                POST.decode(body)

    def new_post(self) -> None:
        """One new post is merged, judged, and placed."""
        self._next += 1
        self.take_in(list(self._town.posts(self._next)))

    def take_in(self, posts: Sequence[Post]) -> None:
        """These are merged, judged, and placed."""
        self._loop.run_until_complete(self._standing.merge(posts))

    def first_screen(self) -> None:
        """What stands in the inbox when it is opened."""
        self._reader.entries()

    def close(self) -> None:
        """Let go of the files."""
        self._loop.close()
        self.store.close()


def rows(folder: Path, small: int, large: int, rounds: int) -> list[Row]:
    """How the inbox bears many posts."""
    few, many = Inbox(folder / "few", small), Inbox(folder / "many", large)
    try:
        return [
            Row(
                f"one new post merged, judged and placed, {large:,} posts cached | {small:,} cached",
                ratio(many.new_post, few.new_post, rounds),
                "≤ 1.5",
            ),
            Row(
                f"reading the first screen, {large:,} posts cached | {small:,} cached",
                ratio(many.first_screen, few.first_screen, max(3, rounds // 20)),
            ),
            Row(
                f"judging all of {large:,} posts anew | reading and decoding them",
                _least(many.rebuild) / _least(many.read),
                "≤ 18",
            ),
            _long_conversation(few, (500, 5000) if large > 1000 else (50, 100)),
        ]
    finally:
        few.close()
        many.close()


def _least(action: Callable[[], object]) -> float:
    return min(processor_time(action) for _ in range(3))


def _long_conversation(inbox: Inbox, lengths: tuple[int, int]) -> Row:
    short, long = lengths
    chains = iter([chain(length, f"chain-{length}-{turn}") for turn in range(3) for length in (long, short)])
    times = medians((lambda: inbox.take_in(next(chains)), lambda: inbox.take_in(next(chains))), 3)
    return Row(
        f"a conversation of {long:,} posts taken in, a post | one of {short:,}",
        times[0] / long / (times[1] / short),
    )
