"""Whoever opens a conversation finds in it what belongs to it, without asking."""

import pytest
from fake_network import FakeProvider, Fault
from world import World

from connect_tui.port.failures import NotAllowed, Offline, ServerFault
from connect_tui.sync.events import Said


def keys_in(world: World, key: str) -> set[str]:
    conversation = world.reader.conversation(world.network.uri(key))
    return {post.uri.rsplit("/", 1)[1] for post in conversation.posts} if conversation else set()


@pytest.fixture
async def around(world: World) -> str:
    """Something that stands around me, of which nobody's answers have come."""
    key = world.network.post("ana", "we begin with the old loom")
    await world.refresh()
    return key


@pytest.fixture
def answer(world: World, around: str) -> str:
    return world.network.post("yan", "which one?", around, home=None)


async def test_answers_come_when_it_is_opened(world: World, around: str, answer: str) -> None:
    await world.engine.opened(world.network.uri(around))
    assert keys_in(world, around) == {around, answer}


async def test_opened_again_it_is_fetched_again_after_a_while(world: World, around: str) -> None:
    for forward, fetched in ((0, 1), (2, 1), (2, 2), (-60, 3)):
        world.clock.forward(minutes=forward)
        await world.engine.opened(world.network.uri(around))
        assert world.provider.counted["conversation"] == fetched


@pytest.mark.parametrize("error", [Offline("does not answer"), ServerFault("500"), NotAllowed("403")])
async def test_where_it_cannot_be_had_nothing_is_said(
    world: World, around: str, answer: str, error: Exception
) -> None:
    world.provider.faults["conversation"] = [Fault(error)]
    await world.engine.opened(world.network.uri(around))
    assert keys_in(world, around) == {around}
    assert not [event for event in world.events if isinstance(event, Said)]
    await world.engine.opened(world.network.uri(around))
    assert keys_in(world, around) == {around, answer}


async def test_an_account_in_trouble_is_left_alone(world: World, around: str) -> None:
    world.provider.down = True
    assert await world.engine.refresh()
    before = len(world.provider.calls)
    await world.engine.opened(world.network.uri(around))
    assert len(world.provider.calls) == before


async def test_another_account_that_sees_it_is_asked_instead(world: World, around: str, answer: str) -> None:
    world.providers.append(FakeProvider(world.network, "second", "other"))
    world.restart()
    await world.refresh()
    world.provider.faults["conversation"] = [Fault(ServerFault("500"))]
    await world.engine.opened(world.network.uri(around))
    assert keys_in(world, around) == {around, answer}


async def test_what_nobody_has_is_asked_of_nobody(world: World, around: str) -> None:
    before = len(world.provider.calls)
    await world.engine.opened("https://nowhere.example/1")
    assert len(world.provider.calls) == before
