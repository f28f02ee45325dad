"""The finder answers the last question, in a thread of its own."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.query import Query, parse
from connect_tui.domain.text import Text
from connect_tui.store.store import Store, StoreError, StorePaths
from connect_tui.sync.finder import Finder, Found

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 20.0


class Told:
    """Takes answers, and waits for them."""

    def __init__(self) -> None:
        self.answers: list[Found] = []
        self._came = threading.Semaphore(0)

    def __call__(self, found: Found) -> None:
        self.answers.append(found)
        self._came.release()

    def wait(self) -> Found:
        assert self._came.acquire(timeout=PATIENCE)
        return self.answers[-1]


def post(number: int, text: str) -> Post:
    author = Person("@ana@example", "Ana", PersonId("home", "ana"))
    moment = NOON + timedelta(minutes=number)
    return Post(
        uri=f"https://example/{number}", author=author, created=moment, seen=moment,
        copies=(Copy(PostId("home", str(number))),), text=Text(text),
    )  # fmt: skip


@pytest.fixture
def paths(tmp_path: Path) -> StorePaths:
    paths = StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")
    with Store.open(paths) as store:
        store.cache.merge(post(number, f"tea and letter {number}") for number in range(300))
    return paths


@pytest.fixture
def finder(paths: StorePaths) -> Iterator[Finder]:
    finder = Finder(lambda: Store.open(paths))
    yield finder
    finder.close()


def test_finds_people_and_what_they_said(finder: Finder) -> None:
    told = Told()
    finder.ask(parse("ana tea", NOON), 2, told)
    found = told.wait()
    assert [post.text.plain for post in found.posts] == ["tea and letter 299", "tea and letter 298"]
    assert not found.whole
    finder.ask(parse("from:ana 299", NOON), 2, told)
    assert told.wait().whole
    finder.ask(parse("ana", NOON), 2, told)
    assert [person.name for person in told.wait().people] == ["Ana"]


def test_the_last_question_is_answered_whatever_was_asked_before(finder: Finder) -> None:
    told = Told()
    for number in range(300):
        finder.ask(Query((f"letter {number}",)), 5, told)
    while told.wait().query != Query(("letter 299",)):
        pass
    assert [post.text.plain for post in told.answers[-1].posts] == ["tea and letter 299"]


def test_a_finder_that_was_never_asked_opens_nothing() -> None:
    def fail() -> Store:
        raise AssertionError("opened")

    Finder(fail).close()


def test_what_comes_in_meanwhile_is_found(finder: Finder, paths: StorePaths) -> None:
    told = Told()
    finder.ask(Query(("owl",)), 5, told)
    assert told.wait().posts == ()
    with Store.open(paths) as store:
        store.cache.merge([post(999, "an owl")])
    finder.ask(Query(("owl",)), 5, told)
    assert len(told.wait().posts) == 1


def test_what_could_not_be_opened_is_tried_again_at_the_next_question(paths: StorePaths) -> None:
    tries: list[int] = []

    def open_store() -> Store:
        tries.append(1)
        if len(tries) == 1:
            raise StoreError("The disk is away.")
        return Store.open(paths)

    finder = Finder(open_store)
    told = Told()
    finder.ask(Query(("tea",)), 5, told)
    until = time.monotonic() + PATIENCE
    while finder._thread is not None and time.monotonic() < until:
        time.sleep(0.01)
    finder.ask(Query(("tea",)), 5, told)
    assert len(told.wait().posts) == 5
    finder.close()
