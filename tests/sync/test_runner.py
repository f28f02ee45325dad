"""The engine in a thread of its own."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from fake_network import Clock, FakeProvider, Network

from connect_tui.store.store import Store, StoreError, StorePaths
from connect_tui.sync.courtesy import SPELL
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import Event, InboxChanged, Refreshing
from connect_tui.sync.runner import Runner
from connect_tui.sync.settings import SyncSettings


def until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to pass")


@pytest.fixture
def provider() -> FakeProvider:
    network = Network(Clock())
    network.post("ben", "@me hello", names=("me",))
    return FakeProvider(network, "home", "me")


def test_events_come_work_is_done_and_nothing_is_left(tmp_path: Path, provider: FakeProvider) -> None:
    events: list[Event] = []
    threads: set[str] = set()
    ended: list[BaseException] = []

    def make(emit: Callable[[Event], None]) -> Engine:
        threads.add(threading.current_thread().name)
        store = Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db"))
        return Engine(store, [provider], SyncSettings(), emit, Clock())

    runner = Runner(events.append, ended.append)
    runner.start(make)
    until(lambda: Refreshing("home", False) in events)
    assert any(isinstance(event, InboxChanged) for event in events)
    assert runner.submit(lambda engine: engine.refresh()).result(5) == ()
    assert runner.call(lambda engine: engine.take_back("none")).result(5) is False
    assert threads == {"sync"}
    runner.stop()
    assert provider.closed
    assert ended == []
    assert "sync" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(CancelledError):
        runner.submit(lambda engine: engine.refresh()).result(1)


def test_a_question_to_the_store_lets_the_screen_go_first(tmp_path: Path, provider: FakeProvider) -> None:
    stores: list[Store] = []

    def make(emit: Callable[[Event], None]) -> Engine:
        stores.append(Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")))
        return Engine(stores[0], [provider], SyncSettings(), emit, Clock())

    def asked(engine: Engine) -> float:
        began = time.monotonic()
        runner.go_first()
        stores[0].cache.group_of("https://home.example/1")
        return time.monotonic() - began

    runner = Runner(lambda event: None)
    runner.start(make)
    try:
        assert runner.call(asked).result(5) > SPELL / 2
    finally:
        runner.stop()


def test_an_engine_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    ended: list[BaseException] = []

    def make(emit: Callable[[Event], None]) -> Engine:
        raise StoreError("mine.db is damaged; it was left as it is.")

    runner = Runner(lambda event: None, ended.append)
    runner.start(make)
    work = runner.submit(lambda engine: engine.refresh())
    until(lambda: bool(ended))
    assert isinstance(ended[0], StoreError)
    with pytest.raises(CancelledError):
        work.result(2)
    runner.stop()


def test_whatever_is_submitted_while_it_ends_is_cancelled() -> None:
    def make(emit: Callable[[Event], None]) -> Engine:
        raise StoreError("mine.db is damaged; it was left as it is.")

    for _ in range(20):
        runner = Runner(lambda event: None)
        runner.start(make)
        works = [runner.submit(lambda engine: engine.refresh())]
        while not works[-1].done() or len(works) < 200:
            works.append(runner.submit(lambda engine: engine.refresh()))
            time.sleep(0.00001)
        runner.stop()
        assert all(work.cancelled() for work in works)


def test_work_under_way_is_ended_with_it(tmp_path: Path, provider: FakeProvider) -> None:
    def make(emit: Callable[[Event], None]) -> Engine:
        store = Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db"))
        return Engine(store, [provider], SyncSettings(), emit, Clock())

    async def for_ever(engine: Engine) -> None:
        await asyncio.sleep(3600)

    runner = Runner(lambda event: None)
    runner.start(make)
    work = runner.submit(for_ever)
    runner.stop()
    with pytest.raises(CancelledError):
        work.result(2)


def test_a_runner_that_never_started_stops() -> None:
    Runner(lambda event: None).stop()


def test_what_was_asked_of_a_runner_that_never_started_is_cancelled(recwarn: pytest.WarningsRecorder) -> None:
    runner = Runner(lambda event: None)
    asked = runner.call(lambda engine: None)
    runner.stop()
    assert asked.cancelled()
    del asked, runner
    gc.collect()
    assert not recwarn.list  # such as that a job was never begun, which Python would say on the terminal
