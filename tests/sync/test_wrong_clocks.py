"""Clocks that are put back, or were ahead for a while: nothing waits for years."""

from datetime import timedelta

import pytest
from world import World

from connect_tui.provider import RateLimited

YEARS = timedelta(days=3 * 365)


@pytest.mark.parametrize("ahead", [YEARS, timedelta(hours=3)])
async def test_a_pause_that_a_wrong_clock_set(world: World, ahead: timedelta) -> None:
    await world.refresh()
    right = world.clock.now
    world.clock.now = right + ahead
    world.provider.fail("mine", RateLimited("asks to wait", world.clock.now + timedelta(minutes=30)))
    assert await world.engine.refresh(explicit=False) != ()
    assert await world.engine.refresh(explicit=False) != ()
    world.clock.now = right + timedelta(minutes=5)
    key = world.network.post("ana", "@me are you there?", names=("me",))
    await world.refresh()
    assert world.waiting() == [key]


async def test_a_pause_that_a_server_asked_for_is_kept(world: World) -> None:
    await world.refresh()
    world.provider.fail("mine", RateLimited("asks to wait", world.clock.now + timedelta(minutes=30)))
    await world.engine.refresh(explicit=False)
    world.provider.calls.clear()
    world.clock.forward(minutes=29)
    await world.engine.refresh(explicit=False)
    assert world.provider.calls == []
    world.clock.forward(minutes=2)
    await world.refresh()


@pytest.mark.parametrize("by", [YEARS, -YEARS, timedelta(days=-2)])
async def test_days_on_a_clock_that_was_wrong(world: World, by: timedelta) -> None:
    """What was written, read and put in order then is there when the clock is right again, and so is what follows."""
    before = world.network.post("ana", "@me before?", names=("me",))
    await world.refresh()
    right = world.clock.now
    world.clock.now = right + by
    meanwhile = world.network.post("ben", "@me meanwhile?", names=("me",))
    await world.refresh()
    world.clock.now = right + timedelta(hours=1)
    after = world.network.post("cat", "@me after?", names=("me",))
    await world.refresh()
    world.restart()
    await world.refresh()
    assert set(world.waiting()) == {before, meanwhile, after}
    world.provider.calls.clear()
    world.clock.forward(days=2)
    await world.refresh()
    assert "verify" in world.provider.calls
