"""Networks that are only read, without being anybody: their timelines forget, and parts of them fail alone."""

import asyncio

import pytest
from world import World

from connect_tui.domain.entry import Section
from connect_tui.provider import Capabilities, Page
from connect_tui.store.errors import StoreError


@pytest.fixture
def reading(world: World) -> World:
    """The account `home` is nobody now."""
    world.provider._capabilities = Capabilities(
        anonymous=True,
        publish=False,
        visibilities=(),
        stances=(),
        follow_requests=False,
        complete_timelines=False,
    )
    return world


def show(world: World, *keys: str, troubles: tuple[str, ...] = ()) -> None:
    """The timeline shows these, and nothing else."""
    posts = tuple(world.provider.see(key) for key in keys)

    async def timeline(cursor: str | None = None, *, now: bool = False) -> Page:
        return Page(posts, troubles=troubles)

    world.provider.timeline = timeline  # type: ignore[method-assign]
    world.restart()


@pytest.mark.parametrize("explicit", [False, True])
async def test_a_network_is_told_whether_somebody_asked(reading: World, explicit: bool) -> None:
    told: list[bool] = []

    async def timeline(cursor: str | None = None, *, now: bool = False) -> Page:
        told.append(now)
        return Page()

    reading.provider.timeline = timeline  # type: ignore[method-assign]
    await reading.refresh(explicit=explicit)
    assert told == [explicit]


async def test_who_asks_while_it_is_looked_at_by_itself_is_answered_afterwards(reading: World) -> None:
    told: list[bool] = []
    asked: list[asyncio.Task[object]] = []

    async def timeline(cursor: str | None = None, *, now: bool = False) -> Page:
        told.append(now)
        if not asked:
            asked.extend(asyncio.create_task(reading.engine.refresh(explicit=True)) for _ in range(2))
            await asyncio.sleep(0.01)
        return Page()

    reading.provider.timeline = timeline  # type: ignore[method-assign]
    await reading.engine.refresh(explicit=False)
    assert told == [False, True]
    await asyncio.gather(*asked)
    assert told == [False, True]


async def test_nothing_is_asked_that_such_a_network_has_not(reading: World) -> None:
    reading.network.post("ben", "The beans are up.")
    for explicit in (False, True, False):
        await reading.refresh(explicit=explicit)
        await reading.engine._accounts["home"].go_on()
    assert set(reading.provider.counted) == {"verify", "timeline"}


async def test_what_a_timeline_forgets_is_kept(reading: World) -> None:
    first, second = reading.network.post("ben", "One."), reading.network.post("ben", "Two.")
    show(reading, first, second)
    await reading.refresh()
    show(reading)
    await reading.refresh(explicit=True)
    reading.network.notes.pop(first)
    await reading.engine.complete(reading.network.uri(first))
    await reading.refresh(explicit=True)
    assert sorted(reading.keys(Section.BROADCAST)) == sorted([first, second])
    assert not any(call.startswith("post ") for call in reading.provider.calls)


async def test_what_could_not_be_read_is_named_and_the_rest_is_there(reading: World) -> None:
    said = reading.network.post("ben", "One.")
    show(
        reading, said, troubles=("pond.example cannot be reached", "lake.example is gone", "sea.example too")
    )
    (trouble,) = await reading.engine.refresh()
    assert trouble.sentence == (
        "home: pond.example cannot be reached; lake.example is gone; and others. The rest was read."
    )
    assert not trouble.standing
    assert reading.keys(Section.BROADCAST) == [said]
    show(reading, said)
    assert await reading.engine.refresh() == ()


async def test_what_a_provider_remembers_is_given_back(reading: World) -> None:
    await reading.refresh()
    reading.provider.memory = b"since yesterday"
    await reading.refresh()
    reading.provider.memory = b""
    reading.restart()
    assert reading.provider.memory == b"since yesterday"


async def test_what_is_remembered_goes_with_the_cache(reading: World) -> None:
    await reading.refresh()
    reading.provider.memory = b"since yesterday"
    await reading.refresh()
    reading.store.cache.forget_account("home")
    assert reading.store.cache.fact("home", "memory") is None


async def test_nothing_is_remembered_of_what_did_not_reach_the_store(reading: World) -> None:
    show(reading, reading.network.post("ben", "One."))
    reading.provider.memory = b"since today"
    reading.store.cache.merge = _full  # type: ignore[assignment,method-assign]
    assert await reading.engine.refresh() != ()
    assert reading.store.cache.fact("home", "memory") is None


def _full(*_: object) -> None:
    raise StoreError("The disk is full.")
