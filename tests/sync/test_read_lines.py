"""How far I have read: kept here, told to the network, and taken from it where another program read on."""

import asyncio
from datetime import datetime, timedelta

import pytest
from world import World

from connect_tui.domain.post import Post
from connect_tui.provider import NotAllowed, Offline, Timeline
from connect_tui.sync.events import ReadOn

HOME, ADDRESSED = (Timeline.HOME, "home"), (Timeline.ADDRESSED, "home")


def posted(world: World, *texts: str, names: tuple[str, ...] = ()) -> list[str]:
    """Ana says these things, a minute apart; their keys."""
    keys = []
    for text in texts:
        world.clock.forward(minutes=1)
        keys.append(world.network.post("ana", text, names=names))
    return keys


def post(world: World, key: str) -> Post:
    found = world.store.cache.post(world.network.uri(key))
    assert found is not None
    return found


def when(world: World, key: str) -> datetime:
    return post(world, key).time


async def ask(world: World) -> None:
    """The turn of every fact comes once."""
    for _ in range(12):
        world.clock.forward(minutes=16)
        await world.refresh()


@pytest.mark.parametrize("timeline", list(Timeline))
async def test_what_i_read_here_is_told_and_outlives_the_program(world: World, timeline: Timeline) -> None:
    first, second, _ = posted(world, "one", "two", "three", names=("me",))
    await world.refresh()
    for key in (first, second):
        await world.engine.read_on({(timeline, "home"): when(world, key)})
        assert world.network.markers == {("me", timeline): key}
        world.restart()
        assert world.reader.read_up_to(timeline) == {"home": when(world, key)}
    assert ReadOn() in world.events


async def test_the_network_is_never_told_to_go_back(world: World) -> None:
    first, second = posted(world, "one", "two")
    await world.refresh()
    await world.engine.read_on({HOME: when(world, second)})
    await world.engine.read_on({HOME: when(world, first)}, by_hand=True)
    assert world.network.markers == {("me", Timeline.HOME): second}
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, first)}
    await ask(world)
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, first)}


async def test_what_another_program_read_is_read_here(world: World) -> None:
    first, second = posted(world, "one", "two")
    await world.refresh()
    await world.engine.read_on({HOME: when(world, first)})
    world.network.markers["me", Timeline.HOME] = second
    world.events.clear()
    await ask(world)
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, second)}
    assert ReadOn() in world.events


async def test_a_first_marker_is_taken_from_the_network(world: World) -> None:
    first, second = posted(world, "one", "two")
    world.network.markers["me", Timeline.HOME] = first
    await ask(world)
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, first)}
    world.network.markers["me", Timeline.HOME] = second
    # Before anything is told, it is heard: another program was further than I am.
    await world.engine.read_on({HOME: when(world, first) + timedelta(seconds=1)})
    assert world.network.markers["me", Timeline.HOME] == second


@pytest.mark.parametrize("error", [Offline("did not answer in time"), NotAllowed("refuses")])
async def test_what_could_not_be_told_is_told_later(world: World, error: Exception) -> None:
    (key,) = posted(world, "one")
    await world.refresh()
    world.provider.fail("set_marker", error)
    await world.engine.read_on({HOME: when(world, key)})
    assert world.network.markers == {}
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, key)}
    await ask(world)
    assert world.network.markers == {("me", Timeline.HOME): key}


async def test_a_network_that_is_away_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = posted(world, "one")
    await world.refresh()

    async def stall(timeline: Timeline) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr("connect_tui.sync.markers._PATIENCE", 0.05)
    monkeypatch.setattr(world.provider, "marker", stall)
    await asyncio.wait_for(world.engine.read_on({HOME: when(world, key)}), 2)
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, key)}


async def test_a_network_without_markers_is_not_asked(world: World) -> None:
    (key,) = posted(world, "one")
    world.provider.keeps_markers = False
    await ask(world)
    world.provider.calls.clear()
    await ask(world)
    await world.engine.read_on({HOME: when(world, key)})
    assert not {"marker", "set_marker"} & world.provider.counted.keys()
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, key)}


async def test_a_boost_is_no_marker(world: World) -> None:
    older = world.network.post("dev", "zero", home=None)
    (key,) = posted(world, "one")
    world.clock.forward(minutes=1)
    world.network.boost("ben", older)
    await world.refresh()
    await world.engine.read_on({HOME: world.clock()})
    assert world.network.markers == {("me", Timeline.HOME): key}


async def test_where_i_said_that_i_read_can_be_taken_back(world: World) -> None:
    first, second = posted(world, "one", "two")
    await world.refresh()
    await world.engine.read_on({HOME: when(world, first)})
    await world.engine.read_on({HOME: when(world, second), ADDRESSED: when(world, first)}, by_hand=True)
    await world.engine.read_in(world.network.uri(first), world.clock(), by_hand=True)
    assert world.reader.read_in(talk(world, first)) == world.clock()
    assert await world.engine.undo() == "The line is where it was before."
    assert world.reader.read_in(talk(world, first)) is None
    assert await world.engine.undo() == "The line is where it was before."
    assert world.reader.read_up_to(Timeline.HOME) == {"home": when(world, first)}
    assert world.reader.read_up_to(Timeline.ADDRESSED) == {}
    # What moved by my leaving is nothing that I did.
    assert await world.engine.undo() is None


def talk(world: World, key: str):  # type: ignore[no-untyped-def] # a conversation, as the reader gives it
    conversation = world.reader.conversation(world.network.uri(key))
    assert conversation is not None
    return conversation


def new_in(world: World, key: str) -> set[str]:
    found = world.reader.news(talk(world, key))
    return {uri.rsplit("/", 1)[1] for uri in found.posts} if found else set()


async def test_what_comes_after_i_left_a_conversation_is_new(world: World) -> None:
    (top,) = posted(world, "@me one", names=("me",))
    await world.refresh()
    assert new_in(world, top) == set()
    await world.engine.read_in(world.network.uri(top), world.clock())
    world.clock.forward(hours=1)
    reply = world.network.post("ben", "two", top)
    mine = world.network.post("me", "three", top)
    await world.refresh()
    await world.engine.complete(world.network.uri(top))
    assert {mine, reply} <= {p.uri.rsplit("/", 1)[1] for p in talk(world, top).posts}
    assert new_in(world, top) == {reply}
    world.restart()
    assert new_in(world, top) == {reply}


async def test_the_line_stays_when_the_beginning_becomes_known(world: World) -> None:
    (top,) = posted(world, "one")
    world.network.home.remove(top)
    middle = world.network.post("ben", "@me two", top, names=("me",))
    world.network.notes[top].gone = True
    await world.refresh()
    assert talk(world, middle).gap
    world.network.notes[top].gone = False
    await world.engine.read_in(world.network.uri(middle), world.clock())
    world.clock.forward(hours=1)
    last = world.network.post("ben", "@me three", middle, names=("me",))
    await world.refresh()
    await world.engine.complete(world.network.uri(middle))
    assert talk(world, middle).uri == world.network.uri(top)
    assert last in new_in(world, middle)
    assert middle not in new_in(world, middle)
    await world.engine.read_in(world.network.uri(last), world.clock())
    assert new_in(world, middle) == set()
    (rows,) = world.store.mine._db.rows("SELECT place FROM read_lines WHERE place GLOB 'talk *'")
    assert rows == (f"talk {world.network.uri(middle)}",)


async def test_what_was_read_in_another_program_is_not_new_in_a_conversation(world: World) -> None:
    (top,) = posted(world, "@me one", names=("me",))
    await world.refresh()
    await world.engine.read_in(world.network.uri(top), world.clock())
    world.clock.forward(minutes=1)
    first = world.network.post("ana", "@me two", top, names=("me",))
    world.clock.forward(minutes=1)
    second = world.network.post("ana", "@me three", top, names=("me",))
    await world.refresh()
    assert new_in(world, top) == {first, second}
    world.network.markers["me", Timeline.ADDRESSED] = first
    await ask(world)
    assert new_in(world, top) == {second}
    # What I told the network myself says nothing of what I read in conversations.
    await world.engine.read_on({ADDRESSED: when(world, second)})
    await ask(world)
    assert new_in(world, top) == {second}


async def test_lines_of_long_ago_are_forgotten(world: World) -> None:
    old, new = posted(world, "one", "two")
    await world.refresh()
    await world.engine.read_in(world.network.uri(old), world.clock())
    world.clock.forward(days=500)
    await world.engine.read_in(world.network.uri(new), world.clock())
    assert world.reader.read_in(talk(world, old)) is None
    assert world.reader.read_in(talk(world, new)) == world.clock()
