"""What never ends: pages, cursors, a stream that says without a pause that something changed."""

import asyncio
from datetime import timedelta

import pytest
from fake_network import FakeProvider
from msgspec.structs import replace
from world import World, running, until

from connect_tui.provider import Arrived, Changed, Page, Removed, ServerFault, Timeline
from connect_tui.sync import feeds, keeping
from connect_tui.sync.feed_desk import FeedName
from connect_tui.sync.visit import ORDINARY


async def with_a_gap(world: World) -> None:
    """Much was written since the home timeline was read."""
    for number in range(5):
        world.network.post("ana", f"yesterday {number}")
    await world.refresh()
    for number in range(400):
        world.network.post("ben", f"night {number}")
    await world.refresh()
    assert world.engine._accounts["home"]._feeds.has_gaps


async def asked_until_it_rests(world: World, most: int) -> int:
    """Go on between refreshes until nothing is asked any more; how many requests that took."""
    for number in range(most):
        world.provider.calls.clear()
        await world.engine._accounts["home"].go_on()
        if not world.provider.calls:
            return number
    raise AssertionError("it goes on for ever")


async def test_a_page_that_comes_again_under_ever_new_cursors(world: World) -> None:
    await with_a_gap(world)
    newest = await FakeProvider.timeline(world.provider, None)
    asked = 0

    async def again(cursor: str | None = None, *, now: bool = False) -> Page:
        nonlocal asked
        asked += 1
        page = await FakeProvider.timeline(world.provider, None)
        return replace(page, posts=newest.posts, older=f"page-{asked}")

    world.provider.timeline = again  # type: ignore[method-assign]
    world.restart()
    assert await asked_until_it_rests(world, 60) <= feeds.IN_VAIN + 10


async def test_pages_that_go_on_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "DEEPEST", 1_000)
    await with_a_gap(world)

    async def more(cursor: str | None = None, *, now: bool = False) -> Page:
        page = await FakeProvider.timeline(world.provider, None)
        made = [world.network.post("ben", "and more", home=None) for _ in range(40)]
        return replace(page, posts=tuple(world.provider.see(key) for key in made), older=f"before-{made[-1]}")

    world.provider.timeline = more  # type: ignore[method-assign]
    world.restart()
    await asked_until_it_rests(world, 60)
    assert len(world.engine._accounts["home"]._feeds._load(FeedName.HOME).order) < 1_100


async def test_one_stale_page_loses_nothing(world: World) -> None:
    """What was answered to another question comes in between; what is missing is fetched all the same."""
    await with_a_gap(world)
    newest = await FakeProvider.timeline(world.provider, None)
    stale = 3

    async def now_and_then(cursor: str | None = None, *, now: bool = False) -> Page:
        nonlocal stale
        page = await FakeProvider.timeline(world.provider, cursor)
        if cursor is not None and stale:
            stale -= 1
            return newest
        return page

    world.provider.timeline = now_and_then  # type: ignore[method-assign]
    world.restart()
    await world.until_complete()
    assert all(
        world.store.cache.post(world.network.uri(key))
        for key, note in world.network.notes.items()
        if note.text
    )


async def test_a_page_of_yesterday_loses_nothing(world: World) -> None:
    """What was answered to another question is all known: it seems as if nothing were missing above it."""
    for number in range(5):
        world.network.post("ana", f"yesterday {number}")
    await world.refresh()
    yesterday = await FakeProvider.timeline(world.provider, None)
    for number in range(400):
        world.network.post("ben", f"night {number}")
    told = 0

    async def now_and_then(cursor: str | None = None, *, now: bool = False) -> Page:
        nonlocal told
        page = await FakeProvider.timeline(world.provider, cursor)
        told += cursor is not None
        return replace(page, posts=yesterday.posts) if cursor is not None and told % 3 == 1 else page

    world.provider.timeline = now_and_then  # type: ignore[method-assign]
    world.restart()
    await world.refresh()
    await world.until_complete()
    assert told > 3
    assert all(
        world.store.cache.post(world.network.uri(key))
        for key, note in world.network.notes.items()
        if note.text
    )


async def test_a_stream_that_says_without_a_pause_that_something_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "FOLLOWED_UP_EVERY", timedelta(milliseconds=200))
    world.provider._capabilities = replace(world.provider.capabilities, streaming=True)
    async with running(world):
        await until(lambda: world.engine._accounts["home"].arrivals.whole)
        world.provider.calls.clear()
        for _ in range(500):
            world.provider.tell(Changed())
            await asyncio.sleep(0.002)
        assert 1 <= world.provider.counted["timeline"] <= 8
        key = world.network.post("ana", "@me and this?", names=("me",))
        world.provider.tell(Changed())
        await until(lambda: world.waiting() == [key])


async def test_ten_thousand_events(world: World) -> None:
    """They are taken in, they cost no request, and nothing of them is kept beyond what is shown."""
    world.provider._capabilities = replace(world.provider.capabilities, streaming=True)
    for name in ("mine", "addressed", "timeline"):
        world.provider.fail(name, ServerFault("has a fault"), times=10_000)
    key = world.network.post("ana", "@me are you there?", names=("me",), home=None)
    async with running(world):
        account = world.engine._accounts["home"]
        await until(lambda: account.arrivals.opening)
        said = Arrived((world.provider.see(key),), (), (Timeline.HOME, Timeline.ADDRESSED))
        for number in range(5_000):
            world.provider.tell(said if number % 10 == 0 else Removed(world.provider.id(f"never-{number}")))
        await until(lambda: not world.provider.listening or world.provider.listening[0].empty())
        assert not account.arrivals.whole
        assert len(account.arrivals._on_top) <= 2 * feeds.REMEMBERED
        assert world.waiting() == [key]
        assert world.provider.requests < 3 * ORDINARY
