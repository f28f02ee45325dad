"""People who are on several networks count as one known person, until they are parted."""

import pytest
from fake_network import FakeProvider, Network
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.people import handle_key, namesakes
from connect_tui.sync.events import Said

HERE, THERE = "@ben@net.example", "@ben@sky.example"


@pytest.fixture
def two(world: World) -> Network:
    """A second network, with my account `sky` on it; Ben and Zoe are on both."""
    sky = Network(world.clock, "sky.example")
    world.providers.append(FakeProvider(sky, "sky", "me"))
    world.end()
    world.start()
    return sky


def newcomers(world: World) -> dict[str, bool]:
    """Who waits, in order, and whether they are new to me."""
    return {entry.people[0].handle: entry.newcomer for entry in world.reader.entries(Section.WAITING)}


async def both_ask(world: World, sky: Network) -> None:
    """Zoe asks first, then Ben, both on the second network; I follow Ben on the first."""
    world.network.followed.add("ben")
    world.network.post("ben", "hello", names=())
    sky.post("zoe", "@me shall we?", names=("me",))
    world.clock.forward(minutes=1)
    sky.post("ben", "@me and we?", names=("me",))
    for _ in range(3):
        world.clock.forward(hours=7)
        await world.refresh()
        for account in world.engine._accounts.values():
            await account.go_on()
            await account.go_on()


async def test_who_is_known_here_is_known_there(world: World, two: Network) -> None:
    await both_ask(world, two)
    assert newcomers(world) == {"@zoe@sky.example": True, THERE: True}
    assert await world.engine.join(HERE, THERE)
    for _ in range(2):
        assert list(newcomers(world).items()) == [(THERE, False), ("@zoe@sky.example", True)]
        world.restart()
        await world.engine.settle()
    assert await world.engine.part(THERE)
    assert newcomers(world) == {"@zoe@sky.example": True, THERE: True}
    assert world.reader.same_people() == {}


async def test_what_was_joined_and_parted_is_taken_back(world: World, two: Network) -> None:
    await both_ask(world, two)
    assert await world.engine.join(HERE, THERE)
    assert await world.engine.part(HERE)
    assert await world.engine.undo() == "They are one person again."
    assert not newcomers(world)[THERE]
    assert await world.engine.undo() == "They are two people again."
    assert newcomers(world)[THERE]
    assert await world.engine.undo() is None


async def test_three_are_one_and_one_leaves(world: World) -> None:
    third = "@ben.third.example"
    assert await world.engine.join(HERE, THERE)
    assert await world.engine.join(THERE, third)
    everybody = {handle_key(handle) for handle in (HERE, THERE, third)}
    assert world.reader.same_people() == dict.fromkeys(everybody, everybody)
    assert not await world.engine.join(third, HERE)
    assert await world.engine.part(HERE)
    assert world.reader.same_people().keys() == {handle_key(THERE), handle_key(third)}
    assert await world.engine.undo() == "They are one person again."
    assert world.reader.same_people() == dict.fromkeys(everybody, everybody)
    assert not await world.engine.part("@zoe@sky.example")


async def test_i_am_nobody_else(world: World) -> None:
    await world.refresh()
    world.events.clear()
    assert not await world.engine.join("@me@net.example", HERE)
    assert Said("One of the two is you.") in world.events
    assert not await world.engine.join(HERE, HERE.upper())
    assert world.reader.same_people() == {}


async def test_a_circle_holds_the_whole_person_and_lets_go_of_them_whole(world: World, two: Network) -> None:
    await both_ask(world, two)
    assert await world.engine.set_circle_member("friends", "@zoe@sky.example", True)
    assert await world.engine.set_circle_member("friends", HERE, True)
    assert await world.engine.join(HERE, THERE)
    assert not await world.engine.set_circle_member("friends", THERE, True)
    # Both are in the first circle now: who has waited longer comes first.
    assert list(newcomers(world)) == ["@zoe@sky.example", THERE]
    (circle,) = world.reader.circles()
    assert [e.people[0].handle for e in world.reader.page(circle=circle.name).entries][1:2] == [THERE]
    assert await world.engine.set_circle_member("friends", THERE, False)
    (circle,) = world.reader.circles()
    assert circle.members == {"@zoe@sky.example"}
    assert await world.engine.undo() == f"{THERE} is again in “friends”."
    (circle,) = world.reader.circles()
    assert circle.members == {"@zoe@sky.example", handle_key(HERE)}


async def test_to_write_to_one_is_to_know_the_other_at_once(world: World, two: Network) -> None:
    await both_ask(world, two)
    world.network.followed.clear()
    world.store.cache.set_relations("home", ())
    assert await world.engine.join("@zoe@net.example", "@zoe@sky.example")
    top = world.network.post("zoe", "@me here as well?", names=("me",))
    await world.refresh()
    assert newcomers(world)["@zoe@sky.example"]
    world.network.post("me", "@zoe yes", top, names=("zoe",))
    await world.refresh()
    assert not newcomers(world)["@zoe@sky.example"]
    # It is remembered of the one I wrote to alone: parted, the other is new again.
    assert world.store.mine.written_to() == {"@zoe@net.example"}


async def test_with_whom_it_went_quiet_is_one_person(world: World, two: Network) -> None:
    for network in (world.network, two):
        key = network.post("zoe", "@me did you like it?", names=("me",))
        network.post("me", "@zoe very much", key, names=("zoe",))
    await world.refresh()
    world.clock.forward(days=5)
    await world.engine.settle()
    assert len(world.reader.quiet_people()) == 2
    assert await world.engine.join("@zoe@net.example", "@zoe@sky.example")
    assert len(world.reader.quiet_people()) == 1
    two.post("zoe", "@me and now?", names=("me",))
    await world.refresh()
    assert world.reader.quiet_people() == []


async def test_who_goes_by_the_same_name_elsewhere_is_offered(world: World, two: Network) -> None:
    await both_ask(world, two)
    ben = world.reader.person(HERE)
    assert ben is not None
    assert [person.handle for person in world.reader.namesakes(ben)] == [THERE]
    assert world.reader.person("@nobody@net.example") is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("@ben@a.example", "@ben@b.example", True),
        ("@ben@a.example", "@ben.b.example", True),
        ("@ben@a.example", "@ben@a.example", False),
        ("@ben@a.example", "@benny@b.example", False),
        ("@benjamin@a.example", "@benjaminwrites.example", True),
        ("@ben@a.example", "@ana@b.example", False),
        ("@ben", "@ana", False),
        ("@", "@ben.example", False),
    ],
)
def test_names_that_are_alike(one: str, other: str, alike: bool) -> None:
    assert namesakes(one, other) is namesakes(other, one) is alike
