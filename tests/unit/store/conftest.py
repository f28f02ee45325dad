"""A store in a folder of its own, and posts to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.store.store import Store, StorePaths

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

MakePost = Callable[..., Post]


@pytest.fixture
def paths(tmp_path: Path) -> StorePaths:
    return StorePaths(tmp_path / "cache" / "cache.db", tmp_path / "data" / "mine.db")


@pytest.fixture
def store(paths: StorePaths) -> Iterator[Store]:
    with Store.open(paths) as opened:
        yield opened


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def make_post() -> MakePost:
    def make(
        name: str, parent: str = "", *, account: str = "home", author: str = "@ana@example", text: str = ""
    ) -> Post:
        """A post `name` with the id `name`; the letters of names give its time."""
        minutes = sum(ord(letter) for letter in name)
        return Post(
            uri=f"https://example/{name}",
            author=Person(author, author.strip("@").split("@")[0].title(), PersonId(account, author)),
            created=NOON + timedelta(minutes=minutes),
            seen=NOON + timedelta(days=1),
            copies=(Copy(PostId(account, name), PostId(account, parent) if parent else None),),
            text=Text(text or f"this is {name}"),
        )

    return make
