"""Searching the cache in a thread of its own, so that nobody waits while a query runs; the latest wins."""

import logging
import threading
from collections.abc import Callable

from msgspec import Struct

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.store.errors import InterruptedQueryError
from connect_tui.store.store import Store, StoreError

PEOPLE = 5
"""So many people are named beside what was said."""

_log = logging.getLogger(__name__)


class Found(Struct, frozen=True):
    """What the cache holds for a query: people by name, and what was said, newest first. `whole` is true
    where there is no more of it.
    """

    query: Query
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    whole: bool = True


Told = Callable[[Found], object]
"""Takes what was found, in the finder's thread."""


class _Question(Struct, frozen=True):
    query: Query
    limit: int
    told: Told


class Finder:
    """Answers the last question that was asked; those before it are given up. `open_store` is called in the
    finder's thread, when the first question comes.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        self._next: _Question | None = None
        self._store: Store | None = None
        self._ending = False

    def ask(self, query: Query, limit: int, told: Told) -> None:
        """Look for this, and for nothing that was asked before."""
        with self._changed:
            self._next = _Question(query, limit, told)
            if self._store is not None:
                self._store.cache.interrupt()
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="finder", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End the thread, and wait for it."""
        with self._changed:
            self._ending = True
            if self._store is not None:
                self._store.cache.interrupt()
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            with self._open_store() as store:
                with self._changed:
                    self._store = store
                while (question := self._wait()) is not None:
                    self._answer(store, question)
        except StoreError as error:
            _log.warning("the search ended: %s", error)
        finally:
            # The next question begins anew: what was in the way may be gone.
            with self._changed:
                self._store = self._thread = None

    def _wait(self) -> _Question | None:
        """The next question; `None` at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ending or self._next is not None)
            question, self._next = self._next, None
            return None if self._ending else question

    def _answer(self, store: Store, question: _Question) -> None:
        try:
            found = _found(store, question)
        except InterruptedQueryError:
            return
        with self._changed:
            current = self._next is None and not self._ending
        if current:
            question.told(found)


def _found(store: Store, question: _Question) -> Found:
    query = question.query
    me = {stored.account.key for stored in store.cache.accounts()}
    names = (*query.words, *query.by)
    people = store.cache.persons(names, PEOPLE) if names and not (query.since or query.before) else []
    posts = store.cache.search(query, question.limit + 1, me)
    return Found(
        query,
        tuple(person for person in people if person.key not in me),
        tuple(posts[: question.limit]),
        whole=len(posts) <= question.limit,
    )
