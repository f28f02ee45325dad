"""What servers find can be read, and stands nowhere in the inbox until it comes by itself."""

import pytest
from fake_network import FakeProvider, Network
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.query import Query, parse
from connect_tui.provider import Unreachable


@pytest.fixture
def two(world: World) -> World:
    """Besides `home` there is `sky`, on a network of its own."""
    world.providers.append(FakeProvider(Network(world.clock, "sky.example"), "sky", "me"))
    world.restart()
    return world


async def test_servers_find_what_is_not_here(world: World) -> None:
    key = world.network.post("zoe", "owls at night")
    found = await world.engine.discover(Query(("owls",)))
    assert [post.uri for post in found.posts] == [world.network.uri(key)]
    assert found.asked == ("home",)
    assert [person.name for person in (await world.engine.discover(Query(("zoe",)))).people] == ["Zoe"]


async def test_what_was_found_can_be_read_and_found_again_and_is_in_no_section(world: World) -> None:
    await world.refresh()
    key = world.network.post("zoe", "owls at night")
    await world.engine.discover(Query(("owls",)))
    conversation = world.reader.conversation(world.network.uri(key))
    assert conversation is not None
    assert len(world.store.cache.search(Query(("owls",)))) == 1
    assert world.reader.entries() == []
    assert world.section_of(key) is Section.SETTLED
    await world.engine.settle()
    world.restart()
    assert world.reader.entries() == []


async def test_the_conversation_around_it_can_be_fetched_and_stays_out_of_the_inbox(world: World) -> None:
    await world.refresh()
    key = world.network.post("zoe", "owls at night")
    world.network.post("yan", "and moths", key)
    await world.engine.discover(Query(("owls",)))
    await world.engine.complete(world.network.uri(key))
    conversation = world.reader.conversation(world.network.uri(key))
    assert conversation is not None
    assert len(conversation.posts) == 2
    assert world.reader.entries() == []


async def test_once_it_comes_by_itself_it_stands_where_it_belongs(world: World) -> None:
    key = world.network.post("zoe", "owls at night @me?", names=("me",))
    await world.engine.discover(Query(("owls",)))
    assert world.reader.entries() == []
    await world.refresh()
    assert world.waiting() == [key]


async def test_what_was_here_already_stays_where_it_is(world: World) -> None:
    key = world.network.post("zoe", "owls at night @me?", names=("me",))
    await world.refresh()
    await world.engine.discover(Query(("owls",)))
    assert world.waiting() == [key]


async def test_my_answer_brings_it_in(world: World) -> None:
    await world.refresh()
    key = world.network.post("zoe", "owls at night")
    await world.engine.discover(Query(("owls",)))
    await world.send("draft", "@zoe where?", answers=key, to=("zoe",))
    assert world.section_of(key) is Section.ACTIVE


async def test_one_server_that_is_down_keeps_nobody(two: World) -> None:
    world = two
    key = world.network.post("zoe", "owls at night")
    two.providers[1].down = True
    found = await two.engine.discover(Query(("owls",)))
    assert [post.uri for post in found.posts] == [world.network.uri(key)]
    assert [sentence for sentence in found.refused if sentence.startswith("sky ")]
    assert found.asked == ("home", "sky")


async def test_a_server_that_cannot_search_may_know_people(world: World) -> None:
    world.network.post("zoe", "zoe and owls")
    world.provider.fail("search", Unreachable("cannot be reached"))
    found = await world.engine.discover(Query(("zoe",)))
    assert [person.name for person in found.people] == ["Zoe"]
    assert found.posts == ()
    assert len(found.refused) == 1


@pytest.mark.parametrize(("query", "fits"), [("from:zoe owls", True), ("from:yan owls", False),
                                             ("owls before:2026-01-01", False), ("owls since:2026-01-01", True),
                                             ("owls -from:yan", True), ("owls -from:zoe", False),
                                             ("owls -NIGHT", False), ("owls -day", True),
                                             ("owls -ig", True), ("owls -NI", False), ("owls -a", False),
                                             ("owls -t", True), ("owls -igh", False)])  # fmt: skip
async def test_people_and_days_hold_for_servers_too(world: World, query: str, fits: bool) -> None:
    world.network.post("zoe", "owls at night")
    found = await world.engine.discover(parse(query, world.clock()))
    assert bool(found.posts) is fits
