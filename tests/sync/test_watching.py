"""What one connect-tui does, another that is open beside it shows soon."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.store.store import Store
from connect_tui.sync.engine import Engine
from connect_tui.sync.events import DraftChanged, InboxChanged
from connect_tui.sync.watching import Watching


@pytest.fixture
def other(world: World) -> Iterator[Engine]:
    """Another process."""
    store = Store.open(world.paths)
    yield Engine(store, world.providers, world.settings, lambda _: None, world.clock)
    store.close()


async def test_what_another_has_sent_is_told(world: World, other: Engine) -> None:
    asked = world.network.post("ben", "@me tea?", names=("me",))
    await world.refresh()
    watching = Watching(world.store, world.engine._standing, world.events.append)
    watching.look()
    world.draft("k", "yes", asked, ("ben",))
    assert await world.engine.send("k")
    world.events.clear()
    watching.look()
    assert world.events == []
    await other.deliver()
    watching.look()
    assert DraftChanged("k") in world.events
    assert InboxChanged(frozenset()) in world.events
    assert world.sent("k").state is DraftState.SENT
    world.events.clear()
    watching.look()
    assert world.events == []


async def test_what_is_done_here_is_not_told_twice(world: World) -> None:
    await world.refresh()
    watching = Watching(world.store, world.engine._standing, world.events.append)
    watching.look()
    await world.send("k", "hello")
    world.events.clear()
    watching.look()
    assert world.events == []


@pytest.mark.parametrize("back", [timedelta(minutes=30), timedelta(days=3)])
async def test_a_clock_that_is_set_back_keeps_nothing_waiting(world: World, back: timedelta) -> None:
    await world.refresh()
    world.draft("k", "hello")
    assert await world.engine.send("k")
    world.clock.now -= back
    await world.engine.deliver()
    world.clock.forward(seconds=10)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
