"""Posts that answer what is not known: their parents are fetched, many at once where a network can."""

from datetime import timedelta

import pytest
from fake_network import START
from msgspec.structs import replace
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.post import Visibility
from connect_tui.provider import RateLimited, ServerFault, Unreachable

STRANGERS = 24


def can_many(world: World) -> None:
    world.provider._capabilities = replace(world.provider.capabilities, many_posts=True)


def named_under(world: World, depth: int = 1, count: int = STRANGERS) -> dict[str, str]:
    """Many people name me under strangers' posts: what they said, and where that conversation began."""
    network = world.network
    began = {}
    for number in range(count):
        start = above = network.post(f"host{number}", "a question to all", home=None)
        for step in range(depth - 1):
            above = network.post(f"other{number}", f"and on {step}", above, home=None)
        began[network.post(f"guest{number}", "@me and you?", above, ("me",), home=None)] = start
        world.clock.forward(minutes=1)
    return began


def torn(world: World, keys: dict[str, str]) -> set[str]:
    """Those of them whose beginning is missing."""
    found = {key: world.reader.conversation(world.network.uri(key)) for key in keys}
    assert None not in found.values()
    return {key for key, it in found.items() if it is not None and it.uri != world.network.uri(keys[key])}


@pytest.mark.parametrize("explicit", [False, True])
async def test_the_first_look_asks_for_many_at_once(world: World, explicit: bool) -> None:
    can_many(world)
    began = named_under(world)
    await world.refresh(explicit)
    assert world.provider.requests <= 20
    assert torn(world, began) == set()
    assert world.provider.counted["posts"] == 2
    assert set(world.waiting()) == began.keys()


async def test_parents_of_parents_too(world: World) -> None:
    can_many(world)
    began = named_under(world, depth=3, count=10)
    await world.refresh()
    assert world.provider.requests <= 20
    assert torn(world, began) == set()
    assert (world.provider.counted["posts"], world.provider.counted["conversation"]) == (3, 0)


async def test_what_reaches_far_up_is_fetched_as_a_conversation(world: World) -> None:
    can_many(world)
    began = named_under(world, depth=12, count=3)
    assert await world.engine.refresh(whole=True) == ()
    assert torn(world, began) == set()
    assert (world.provider.counted["posts"], world.provider.counted["conversation"]) == (5, 3)


async def test_a_single_parent_is_fetched_with_its_conversation(world: World) -> None:
    can_many(world)
    began = named_under(world, count=1)
    await world.refresh()
    assert torn(world, began) == set()
    assert (world.provider.counted["posts"], world.provider.counted["conversation"]) == (0, 1)


async def test_what_is_addressed_to_me_comes_before_news(world: World) -> None:
    can_many(world)
    for number in range(50):
        above = world.network.post("host", f"a thing {number}", home=None)
        world.network.post("ana", "so it is", above)
    began = named_under(world, count=20)
    await world.refresh()
    first = next(call for call in world.provider.calls if call.startswith("posts"))
    assert set(first.split()[1:]) == set(began.values())
    await world.until_complete()
    news = world.reader.entries(Section.BROADCAST, limit=100)
    assert len(news) == 50
    assert not any(entry.conversation.gap for entry in news if entry.conversation)


@pytest.mark.parametrize("many", [False, True])
async def test_a_parent_that_the_server_keeps_back_is_asked_for_once(world: World, many: bool) -> None:
    if many:
        can_many(world)
    for number in range(6):
        above = world.network.post("host", "among us", home=None, visibility=Visibility.DIRECT)
        world.network.post("ana", f"@me {number}", above, ("me",), home=None)
    await world.refresh()
    await world.until_complete()
    for _ in range(3):
        world.clock.forward(minutes=1)
        world.provider.calls.clear()
        await world.refresh()
        await world.until_complete()
        assert world.provider.counted["posts"] == world.provider.counted["conversation"] == 0
    if many:
        world.restart()
        world.provider.calls.clear()
        await world.refresh(explicit=True)
        # The answered conversations themselves are looked at again, as on every such refresh.
        assert world.provider.counted["posts"] == 1


async def test_a_server_that_turns_out_not_to_know_it_is_not_asked_again(world: World) -> None:
    can_many(world)
    world.provider.gives_many = False
    began = named_under(world)
    await world.refresh()
    assert world.provider.counted["posts"] == 1
    assert not world.store.cache.accounts()[0].capabilities.many_posts
    await world.until_complete()
    assert torn(world, began) == set()


async def test_a_server_that_fails_to_give_many_gives_conversations(world: World) -> None:
    can_many(world)
    world.provider.fail("posts", ServerFault("failed"))
    began = named_under(world, count=4)
    await world.refresh()
    assert torn(world, began) == set()
    assert (world.provider.counted["posts"], world.provider.counted["conversation"]) == (1, 4)
    later = named_under(world, count=3)
    world.clock.forward(minutes=20)
    await world.refresh()
    assert world.provider.counted["posts"] == 2
    assert torn(world, later) == set()


@pytest.mark.parametrize("many", [False, True])
async def test_who_asks_for_the_whole_gets_it(world: World, many: bool) -> None:
    if many:
        can_many(world)
    began = named_under(world)
    world.network.post("me", "something of mine")
    assert await world.engine.refresh(whole=True) == ()
    assert torn(world, began) == set()
    assert world.provider.requests <= (20 if many else 60)
    world.provider.calls.clear()
    world.clock.forward(minutes=1)
    await world.refresh()
    assert world.provider.requests <= 4


async def test_the_whole_has_an_end(world: World) -> None:
    began = named_under(world, count=80)
    world.provider.page = 80
    assert await world.engine.refresh(whole=True) == ()
    assert world.provider.requests <= 60
    left = torn(world, began)
    assert 0 < len(left) <= 40
    world.provider.calls.clear()
    assert await world.engine.refresh(whole=True) == ()
    assert torn(world, began) == set()


async def test_one_conversation_that_cannot_be_had_keeps_no_other(world: World) -> None:
    began = named_under(world)
    world.provider.fail("conversation", ServerFault("failed"), times=3)
    (trouble,) = await world.engine.refresh(whole=True)
    assert trouble.sentence == "home failed. It will be tried again."
    assert 0 < len(torn(world, began)) <= 3


@pytest.mark.parametrize(
    "error", [RateLimited("wants a pause", START + timedelta(days=1)), Unreachable("does not answer")]
)
async def test_a_server_that_wants_no_more_is_asked_no_more(world: World, error: Exception) -> None:
    named_under(world)
    await world.refresh()
    before = world.provider.counted["conversation"]
    world.restart()
    world.provider.calls.clear()
    world.provider.fail("conversation", error)
    assert await world.engine.refresh(whole=True) != ()
    assert 0 < before < STRANGERS
    assert world.provider.counted["conversation"] == 1
