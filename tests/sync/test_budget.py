"""What a refresh may cost."""

from datetime import timedelta

import pytest
from world import World

from connect_tui.domain.entry import Section
from connect_tui.provider import Fact


def fill(world: World) -> None:
    """200 posts at home, 40 of them addressed to me: alone, in threads of others, and answers to me."""
    network = world.network
    for number in range(159):
        network.post(f"writer{number % 30}", f"something {number}")
        world.clock.forward(minutes=5)
    mine = network.post("me", "what do you think?")
    for number in range(20):
        network.post(f"friend{number}", "I think so too", mine)
        world.clock.forward(minutes=3)
    start = network.post("host", "a question to all", home=None)
    for number in range(19):
        network.post(f"guest{number}", "@me what about you?", start, ("me",))
        world.clock.forward(minutes=3)
    network.post("host", "@me hello", names=("me",))


async def test_first_sync_costs_at_most_twenty(world: World) -> None:
    fill(world)
    await world.refresh()
    assert world.provider.requests <= 20
    assert world.provider.counted["timeline"] == 5
    assert world.store.cache.post(world.network.uri("101")) is not None


async def test_first_sync_on_request_costs_at_most_twenty(world: World) -> None:
    fill(world)
    world.provider.link_on_last_page = True
    await world.refresh(explicit=True)
    assert world.provider.requests <= 20


async def test_nothing_new_costs_at_most_four(world: World) -> None:
    fill(world)
    await world.refresh()
    for _ in range(40):
        world.clock.forward(minutes=1)
        world.provider.calls.clear()
        await world.refresh()
        assert world.provider.requests <= 4, world.provider.calls


async def test_in_the_end_nothing_but_feeds_and_due_facts_is_asked(world: World) -> None:
    fill(world)
    await world.refresh()
    await world.until_complete()
    costs = []
    for _ in range(15):
        world.clock.forward(minutes=1)
        world.provider.calls.clear()
        await world.refresh()
        costs.append(world.provider.requests)
        assert not world.provider.counted.keys() - {
            "timeline",
            "addressed",
            "mine",
            "facts",
            "relations",
            "marker",
        }
    assert 3 in costs


async def test_every_fact_is_asked_each_quarter_of_an_hour_and_no_more(world: World) -> None:
    await world.refresh()
    world.provider.calls.clear()
    for _ in range(30):
        world.clock.forward(minutes=1)
        await world.refresh()
    asked = [call for call in world.provider.calls if call.startswith("facts")]
    assert {call.split(" ", 1)[1] for call in asked} == set(Fact) - {Fact.FOLLOWS, Fact.LISTS}
    assert all(asked.count(call) <= 2 for call in asked)


async def test_explicit_refresh_asks_all_facts(world: World) -> None:
    await world.refresh()
    world.provider.calls.clear()
    await world.refresh(explicit=True)
    assert {call.split(" ", 1)[1] for call in world.provider.calls if call.startswith("facts")} == set(Fact)


async def test_who_i_am_is_asked_once_a_day(world: World) -> None:
    await world.refresh()
    world.restart()
    assert world.provider.resumed
    world.provider.calls.clear()
    await world.refresh()
    assert "verify" not in world.provider.calls
    world.clock.now += timedelta(days=1)
    await world.refresh()
    assert world.provider.counted["verify"] == 1


async def test_a_conversation_once_complete_is_left_alone(world: World) -> None:
    start = world.network.post("ana", "shall we?", home=None)
    world.network.post("ben", "@me come along", start, ("me",))
    await world.refresh()
    assert world.provider.counted["conversation"] == 1
    await world.until_complete()
    world.restart()
    world.provider.calls.clear()
    await world.refresh()
    assert world.provider.counted["conversation"] == 0


@pytest.mark.parametrize("pages", [8, 12])
async def test_a_gap_is_filled_bit_by_bit(world: World, pages: int) -> None:
    world.network.post("ana", "before the night")
    await world.refresh()
    keys = [world.network.post("ben", f"night {number}") for number in range(40 * (5 + pages) - 10)]
    await world.refresh()
    assert world.store.cache.post(world.network.uri(keys[0])) is None
    for _ in range(pages + 16):
        world.clock.forward(minutes=1)
        world.provider.calls.clear()
        await world.refresh()
        assert world.provider.requests <= 4
    assert all(world.store.cache.post(world.network.uri(key)) for key in keys)


async def test_long_ago_mentions_and_answers_are_gathered_to_the_end(world: World) -> None:
    keys = []
    for number in range(150):
        keys.append(world.network.post("ana", f"@me hello {number}", names=("me",), home=None))
        if number % 2:
            world.network.post("me", "@ana hello", keys[-1], ("ana",), home=None)
        world.clock.forward(minutes=7)
    await world.refresh()
    await world.until_complete()
    assert len(world.reader.entries(limit=1000)) == 150
    assert {world.section_of(key) for key in keys[::2]} == {Section.WAITING}
    assert Section.WAITING not in {world.section_of(key) for key in keys[1::2]}
