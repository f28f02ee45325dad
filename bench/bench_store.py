"""How long the store takes: one new post into small and large caches, pages of the inbox, reading all back.

python bench/bench_store.py
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.store.store import PlaceRow, Store, StorePaths

SMALL, LARGE = 1_000, 100_000
ROUNDS = 300
PAGE = 40
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = (
    "tea",
    "rain",
    "garden",
    "letter",
    "bicycle",
    "harbour",
    "lantern",
    "quiet",
    "bread",
    "violin",
    "river",
)


def post(number: int, random: Random) -> Post:
    """A post that answers an earlier one in two cases of three, as people do: a recent one."""
    parent = random.randrange(max(0, number - 50), number) if number and random.random() < 0.66 else None
    author = f"person{random.randrange(500)}"
    moment = START + timedelta(seconds=20 * number)
    return Post(
        uri=f"https://example.social/posts/{number}",
        author=Person(f"@{author}@example.social", author.title(), PersonId("home", author)),
        created=moment,
        seen=moment + timedelta(minutes=1),
        copies=(Copy(PostId("home", str(number)), None if parent is None else PostId("home", str(parent))),),
        text=Text(" ".join(random.choices(WORDS, k=25))),
    )


def fill(store: Store, up_to: int, random: Random) -> float:
    """Put posts in by pages; seconds taken."""
    posts = [post(number, random) for number in range(up_to)]
    start = time.perf_counter()
    for first in range(0, up_to, PAGE):
        store.cache.merge(posts[first : first + PAGE])
    return time.perf_counter() - start


def each(action: Callable[[], object]) -> Iterator[float]:
    """Milliseconds of every round."""
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        yield (time.perf_counter() - start) * 1000


def report(what: str, times: Iterator[float]) -> float:
    """Print and answer the median."""
    median = statistics.median(times)
    print(f"  {what:<46} {median:8.3f} ms")
    return median


def measure(size: int) -> float:
    """All measurements at one size; the time of one new post."""
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        paths = StorePaths(Path(folder) / "cache.db", Path(folder) / "mine.db")
        with Store.open(paths) as store:
            print(f"{size} posts")
            print(f"  filled, posts a second {size / fill(store, size, random):>32.0f}")
            fresh = iter([post(size + number, random) for number in range(ROUNDS)])
            one = report("one new post", each(lambda: store.cache.merge([next(fresh)])))
            known = [post(number, Random(number)) for number in range(PAGE)]
            store.cache.merge(known)
            report(f"a page of {PAGE} that is known", each(lambda: store.cache.merge(known)))
            groups = store.cache.all_groups()
            store.cache.put_places(PlaceRow(g, (g % 5, 0, 0, 0, float(g), str(g))) for g in groups)
            report(
                "the first page of the inbox", each(lambda: store.cache.conversations(store.cache.places()))
            )
            report("a page in the middle", each(lambda: store.cache.places(2, (2, 0, 0, 0, size / 6, ""))))
            report("a search", each(lambda: store.cache.search("violin river garden")))
            start = time.perf_counter()
            for first in range(0, len(groups), 500):
                store.cache.conversations(groups[first : first + 500])
            print(f"  read back, posts a second {size / (time.perf_counter() - start):>29.0f}")
        opening = []
        for _ in range(20):
            start = time.perf_counter()
            Store.open(paths).close()
            opening.append((time.perf_counter() - start) * 1000)
        report("open and close", iter(opening))
    return one


if __name__ == "__main__":
    small, large = measure(SMALL), measure(LARGE)
    print(f"one new post, large to small: {large / small:.2f}")
