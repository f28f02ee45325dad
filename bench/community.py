"""A community of any size, the same every time: who says what, to whom, and what stands in the store for it.

Most of what arrives is not for me; some of it is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace

from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Boost, Copy, Mention, Post, PostId, Visibility
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.provider import Capabilities, Stance
from connect_tui.store.store import Store, StorePaths

HOST = "example.social"
ME = Account("home", f"@me@{HOST}", "mastodon", PersonId("home", "me"))
PEOPLE = 500
FOLLOWED = 200
SPAN = timedelta(days=60)
"""So far back the community goes, whatever its size."""
PAGE = 40
WORDS = (
    "tea", "rain", "garden", "letter", "bicycle", "harbour", "lantern", "quiet", "bread", "violin", "river",
    "window", "evening", "question", "answer", "paper", "mountain", "kettle", "bridge", "winter", "candle",
)  # fmt: skip


def paths(folder: Path) -> StorePaths:
    """Where the files of a community lie: as the program has them, in this home."""
    app = "connect-tui"
    return StorePaths(folder / "cache" / app / "cache.db", folder / "data" / app / "mine.db")


def handle(name: str) -> str:
    """The full handle behind a name."""
    return f"@{name}@{HOST}"


def chain(length: int, name: str) -> list[Post]:
    """A conversation in which every post answers the one before."""
    posts = []
    for number, post in enumerate(Town(length).posts(length)):
        parent = PostId("home", f"{name}-{number - 1}") if number else None
        copy = replace(post.copies[0], id=PostId("home", f"{name}-{number}"), parent=parent)
        posts.append(replace(post, uri=f"https://{HOST}/{name}-{number}", copies=(copy,)))
    return posts


def thread(length: int) -> list[Post]:
    """A thread by somebody I follow, to nobody; its last post is the newest of all."""
    posts = [
        replace(post, author=_person("person0"), mentions=(), visibility=Visibility.PUBLIC)
        for post in chain(length, "thread")
    ]
    now = datetime.now(UTC)
    return [*posts[:-1], replace(posts[-1], created=now, seen=now)]


class Town:
    """Posts, one after another; `size` of them until now, and then as many more as are asked for."""

    def __init__(self, size: int) -> None:
        self._chance = Random(7)
        self._end = datetime.now(UTC) - timedelta(minutes=5)
        self._step = SPAN / size
        self._size = size
        self._authors: list[str] = []

    def posts(self, until: int) -> Iterator[Post]:
        """The posts from where it stopped up to this number."""
        for number in range(len(self._authors), until):
            yield self._post(number)

    def boosts(self) -> Iterator[Boost]:
        """Every twelfth post is passed on by somebody."""
        for number in range(0, self._size, 12):
            who = f"person{self._chance.randrange(PEOPLE)}"
            moment = min(self._moment(number) + timedelta(hours=1), self._end.replace(microsecond=0))
            yield Boost(PostId("home", f"b{number}"), _uri(number), _person(who), moment, moment)

    def _post(self, number: int) -> Post:
        chance = self._chance.random
        author = "me" if chance() < 0.03 else f"person{int(PEOPLE * chance() * chance())}"
        parent = self._recent(number) if chance() < 0.55 else None
        named: list[str] = []
        if parent is not None and self._authors[parent] != author and chance() < 0.9:
            named.append(self._authors[parent])
        if author != "me" and chance() < 0.03:
            named.append("me")
        self._authors.append(author)
        text, spans = _text(self._chance, list(dict.fromkeys(named)))
        moment = self._moment(number)
        post = Post(
            uri=_uri(number),
            author=_person(author),
            created=moment,
            seen=moment,
            copies=(Copy(_id(number), None if parent is None else _id(parent), favourited=chance() < 0.02),),
            text=Text(text, spans),
            mentions=tuple(Mention(handle(name), name) for name in dict.fromkeys(named)),
            url=_uri(number),
            language="en",
        )
        private = "me" in named and chance() < 0.2
        return replace(post, visibility=Visibility.DIRECT) if private else post

    def _recent(self, number: int) -> int | None:
        return self._chance.randrange(max(0, number - 50), number) if number else None

    def _moment(self, number: int) -> datetime:
        # Whole seconds, as networks have them. What comes after the last comes at once after it.
        behind = (self._size - number) * self._step if number < self._size else timedelta(0)
        return (self._end - behind).replace(microsecond=0)


def fill(store: Store, town: Town, size: int) -> None:
    """Put so many posts into a store, with the people and me; nothing is judged yet."""
    cache = store.cache
    cache.set_account(ME, Capabilities(), datetime.now(UTC))
    cache.set_stances("home", Stance.FOLLOW, {handle(f"person{n}"): None for n in range(FOLLOWED)})
    posts = list(town.posts(size))
    for first in range(0, size, PAGE):
        cache.merge(posts[first : first + PAGE])
    cache.merge((), tuple(town.boosts()))


def _person(name: str) -> Person:
    return Person(handle(name), name.title(), PersonId("home", name), bot=name.endswith("99"))


def _id(number: int) -> PostId:
    # As servers number them: each after the one before.
    return PostId("home", f"{number:012}")


def _uri(number: int) -> str:
    return f"https://{HOST}/posts/{number:012}"


def _text(chance: Random, named: list[str]) -> tuple[str, tuple[Span, ...]]:
    spans: list[Span] = []
    words = ""
    for name in named:
        spans.append(Span(SpanKind.MENTION, len(words), len(words) + len(name) + 1, handle(name)))
        words += f"@{name} "
    words += " ".join(chance.choices(WORDS, k=chance.randint(5, 40)))
    return words + chance.choice((".", ".", "?")), tuple(spans)
