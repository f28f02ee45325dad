"""What a long sleep leaves missing: said where it is, and fetched, what is addressed to me first."""

from datetime import timedelta

from world import World

from connect_tui.domain.entry import Section
from connect_tui.sync.events import MissingChanged
from connect_tui.sync.missing import Missing


async def night(world: World, posts: int = 700, mentions: int = 0) -> list[str]:
    """Somebody wrote before; then a night with much talk; the keys of the night, oldest first."""
    world.network.post("ana", "good night")
    await world.refresh()
    await world.until_complete()
    keys = []
    for number in range(posts):
        world.clock.forward(minutes=1)
        keys.append(world.network.post("ben", f"night {number}"))
        if number < mentions:
            world.network.post("cat", f"@me {number}?", names=("me",), home=None)
    return keys


async def test_nothing_is_missing_at_first(world: World) -> None:
    for number in range(500):
        world.network.post("ana", f"long ago {number}")
    await world.refresh()
    assert world.reader.missing() == ()


async def test_a_gap_is_said_with_its_times(world: World) -> None:
    before = world.clock()
    keys = await night(world)
    world.clock.forward(hours=1)
    await world.refresh()
    (stretch,) = world.reader.missing()
    assert (stretch.account, stretch.since) == ("home", before)
    shown = [key for key in keys if world.section_of(key)]
    assert stretch.until == world.network.notes[shown[0]].created
    assert len(shown) < len(keys)


async def test_it_survives_a_restart_and_a_refresh(world: World) -> None:
    await night(world)
    await world.refresh()
    (before,) = world.reader.missing()
    world.restart()
    assert world.reader.missing() == (before,)
    await world.refresh()
    assert [stretch.since for stretch in world.reader.missing()] == [before.since]


async def test_it_is_fetched_when_somebody_asks(world: World) -> None:
    keys = await night(world)
    await world.refresh()
    world.events.clear()
    await world.engine.fill("home")
    assert all(world.section_of(key) is Section.BROADCAST for key in keys)
    assert world.reader.missing() == ()
    assert MissingChanged("home") in world.events
    world.provider.calls.clear()
    await world.engine.fill("home")
    await world.engine.fill("nobody")
    assert world.provider.calls == []


async def test_it_is_fetched_bit_by_bit_when_nobody_does(world: World) -> None:
    keys = await night(world)
    await world.refresh()
    await world.until_complete()
    assert all(world.section_of(key) is Section.BROADCAST for key in keys)
    assert world.reader.missing() == ()


async def test_what_is_addressed_to_me_comes_first(world: World) -> None:
    await night(world, posts=600, mentions=300)
    await world.refresh()
    assert world.reader.missing(), "of what is said to everybody something is still missing"
    account = world.engine._accounts["home"]
    for _ in range(12):
        asked = len(world.provider.calls)
        await account.go_on()
        waits = "addressed" not in world.provider.calls[asked:]
        if waits and "timeline" in world.provider.calls[asked:]:
            break
    mentions = [note.key for note in world.network.notes.values() if note.author == "cat"]
    assert all(world.section_of(key) is Section.WAITING for key in mentions)
    assert world.reader.missing(), "and is fetched after that"


async def test_a_boost_may_stand_at_its_edge(world: World) -> None:
    far = world.network.post("dan", "from afar", home=None, at=world.clock() - timedelta(days=3))
    world.network.post("ana", "good night")
    await world.refresh()
    for number in range(700):
        world.clock.forward(minutes=1)
        world.network.boost("ben", far) if number % 7 == 3 else world.network.post("ben", f"night {number}")
    await world.refresh()
    (stretch,) = world.reader.missing()
    assert isinstance(stretch, Missing)
    assert stretch.since is not None
    assert stretch.since < stretch.until
