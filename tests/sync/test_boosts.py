"""Boosts and what I did to posts, taken back elsewhere."""

import pytest
from world import World

from connect_tui.domain.entry import Reason, Section
from connect_tui.provider import Reaction
from connect_tui.sync.events import InboxChanged


@pytest.mark.parametrize("reaction", list(Reaction))
async def test_what_i_took_back_elsewhere_is_taken_back_here(world: World, reaction: Reaction) -> None:
    key = world.network.post("ben", "look")
    note = world.network.notes[key]
    who, field = {
        Reaction.FAVOURITE: (note.favourited, "favourited"),
        Reaction.BOOST: (note.boosted, "boosted"),
        Reaction.BOOKMARK: (note.bookmarked, "bookmarked"),
    }[reaction]
    for on in (True, False, True):
        (who.add if on else who.discard)("me")
        await world.refresh()
        assert getattr(world.store.cache.post(world.network.uri(key)), field) is on


def boosted(world: World) -> dict[str, set[str | None]]:
    """Who boosted which post, as the inbox has it."""
    return {
        entry.post.id.key: {person.name for person in entry.others}
        for entry in world.reader.entries(Section.BROADCAST, limit=100)
        if entry.post and entry.reason is Reason.BOOSTED
    }


async def test_a_boost_that_was_taken_back_goes_with_its_entry(world: World) -> None:
    world.network.post("ana", "before")
    far = world.network.post("stranger", "look", home=None)
    boost = world.network.boost("ana", far)
    world.network.post("ana", "after")
    await world.refresh()
    assert boosted(world) == {far: {"Ana"}}
    world.network.take_back(boost)
    world.events.clear()
    await world.refresh()
    assert boosted(world) == {}
    assert world.section_of(far) is None
    assert InboxChanged(frozenset({world.network.uri(far)})) in world.events
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]
    world.provider.calls.clear()
    await world.refresh()
    assert world.provider.counted["post"] == 0


async def test_of_two_boosts_the_other_stays(world: World) -> None:
    far = world.network.post("stranger", "look", home=None)
    boosts = [world.network.boost(name, far) for name in ("ana", "cat")]
    world.network.post("ana", "after")
    await world.refresh()
    world.network.take_back(boosts[1])
    await world.refresh()
    assert boosted(world) == {far: {"Ana"}}


@pytest.mark.parametrize("place", ["the newest", "the only one"])
async def test_wherever_it_stood(world: World, place: str) -> None:
    if place == "the newest":
        world.network.post("ana", "before")
    boost = world.network.boost("ana", world.network.post("stranger", "look", home=None))
    await world.refresh()
    world.network.take_back(boost)
    await world.refresh()
    assert boosted(world) == {}


async def test_a_post_that_stands_for_itself_stays(world: World) -> None:
    own = world.network.post("ben", "look")
    named = world.network.post("cat", "@me look", names=("me",), home=None)
    mine = world.network.post("me", "look", home=None)
    liked = world.network.post("dev", "look", home=None)
    world.network.notes[liked].favourited.add("me")
    boosts = [world.network.boost("ana", key) for key in (own, named, mine, liked)]
    await world.refresh()
    for boost in boosts:
        world.network.take_back(boost)
    await world.refresh()
    assert boosted(world) == {}
    kept = {key: world.section_of(key) for key in (own, named, mine, liked)}
    assert None not in kept.values(), kept


async def test_a_boost_that_only_left_the_feed_stays(world: World) -> None:
    far = world.network.post("stranger", "look", home=None)
    boost = world.network.boost("ana", far)
    world.network.post("ana", "after")
    await world.refresh()
    world.network.home.remove(boost)
    for _ in range(3):
        await world.refresh()
    assert boosted(world) == {far: {"Ana"}}
    assert world.provider.counted["post"] == 1
