"""Muted conversations are kept in step with the servers that know such a thing."""

from datetime import timedelta

import pytest
from fake_network import FakeProvider
from msgspec.structs import replace
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.marks import MarkKind
from connect_tui.provider import Capabilities, NotAllowed, Offline, ProviderError
from connect_tui.sync.events import Said

LATER = timedelta(minutes=30)


async def asked(world: World) -> str:
    """Ben asks me something; the key of the post."""
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    return key


async def more(world: World, key: str) -> str:
    """Ben says more, and it arrives."""
    added = world.network.post("ben", "@me hello?", key, names=("me",))
    await world.refresh()
    return added


def second_account(world: World, capabilities: Capabilities | None = None) -> FakeProvider:
    provider = FakeProvider(world.network, "second", "also", capabilities)
    world.providers.append(provider)
    world.restart()
    return provider


def asked_of(provider: FakeProvider) -> list[str]:
    return [call for call in provider.calls if call.startswith("mute_conversation")]


async def test_muting_tells_the_server_and_lifting_takes_it_back(world: World) -> None:
    key = await asked(world)
    uri = world.network.uri(key)
    assert await world.engine.mute(uri)
    assert world.network.top(key).muted == {"me"}
    await more(world, key)
    assert world.waiting() == []
    (row,) = world.reader.marked(MarkKind.MUTED)
    assert row.servers == ("home",)
    assert row.number is not None
    assert await world.engine.lift(row.number)
    assert world.network.top(key).muted == set()
    assert len(world.waiting()) == 1
    await world.refresh(explicit=True)
    assert len(world.waiting()) == 1


async def test_undo_takes_it_back_on_the_server_too(world: World) -> None:
    key = await asked(world)
    await world.engine.mute(world.network.uri(key))
    assert await world.engine.undo() == "Ben is waiting again."
    assert world.network.top(key).muted == set()
    await world.refresh(explicit=True)
    assert world.waiting() == [key]


async def test_every_account_that_sees_it_mutes_it_if_its_server_can(world: World) -> None:
    can_not = second_account(world, Capabilities(favourite=True))
    third = FakeProvider(world.network, "third", "too")
    world.providers.append(third)
    unseeing = FakeProvider(world.network, "fourth", "nobody")
    world.providers.append(unseeing)
    world.restart()
    key = world.network.post("ben", "@me @also @too look", names=("me", "also", "too"))
    await world.engine.refresh(["home", "second", "third"])
    assert await world.engine.mute(world.network.uri(key))
    assert world.network.top(key).muted == {"me", "too"}
    assert asked_of(can_not) == asked_of(unseeing) == []
    assert await world.engine.undo() is not None
    assert world.network.top(key).muted == set()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotAllowed("does not allow that"), "home would not mute the conversation: it does not allow that."),
        (Offline("does not answer"), "home does not answer, so it could not mute the conversation."),
    ],
)
async def test_a_server_that_does_not_mute_is_said_and_the_mark_stands(
    world: World, error: ProviderError, sentence: str
) -> None:
    key = await asked(world)
    world.provider.fail("mute_conversation", error)
    assert await world.engine.mute(world.network.uri(key))
    assert world.events[-1] == Said(sentence)
    world.clock.forward(hours=1)
    await more(world, key)
    # The server never said that it is muted: what it says of the posts takes nothing back.
    assert world.waiting() == []
    assert [row.servers for row in world.reader.marked(MarkKind.MUTED)] == [()]


async def test_a_server_that_does_not_unmute_is_said_and_the_conversation_stays_hidden(world: World) -> None:
    key = await asked(world)
    await world.engine.mute(world.network.uri(key))
    await more(world, key)
    (row,) = world.reader.marked(MarkKind.MUTED)
    assert row.number is not None
    world.provider.fail("mute_conversation", Offline("does not answer"))
    assert await world.engine.lift(row.number)
    assert world.events[-1] == Said("home does not answer, so it could not unmute the conversation.")
    assert world.waiting() == []
    (row,) = world.reader.marked(MarkKind.MUTED)
    assert (row.number, row.servers) == (None, ("home",))
    assert row.entry is not None
    assert await world.engine.unmute(row.entry.uri)
    assert len(world.waiting()) == 1
    assert world.reader.marked(MarkKind.MUTED) == []


async def test_a_mute_made_elsewhere_is_honoured_listed_and_can_be_taken_back_here(world: World) -> None:
    key = await asked(world)
    world.network.mute("me", key, True)
    await world.refresh()
    assert world.waiting() == []
    (row,) = world.reader.marked(MarkKind.MUTED)
    assert (row.number, row.servers, row.mark.posts) == (None, ("home",), frozenset({world.network.uri(key)}))
    assert row.entry is not None
    assert row.entry.people[0].name == "Ben"
    assert await world.engine.unmute(world.network.uri(key))
    assert world.network.top(key).muted == set()
    assert world.waiting() == [key]
    assert await world.engine.undo() == "That is muted again."
    assert world.network.top(key).muted == {"me"}
    await world.refresh()
    assert world.waiting() == []


async def test_undoing_leaves_what_was_muted_elsewhere_before(world: World) -> None:
    second_account(world)
    key = world.network.post("ben", "@me @also look", names=("me", "also"))
    world.network.mute("also", key, True)
    await world.refresh()
    assert world.waiting() == []
    assert await world.engine.mute(world.network.uri(key))
    assert world.network.top(key).muted == {"me", "also"}
    assert await world.engine.undo() == "That is no longer muted."
    assert world.network.top(key).muted == {"also"}
    assert world.waiting() == []


@pytest.mark.parametrize("made_here", [False, True])
async def test_what_is_unmuted_elsewhere_comes_back(world: World, made_here: bool) -> None:
    key = await asked(world)
    below = [world.network.post("ben", "@me hello?", key, names=("me",)) for _ in range(3)]
    await world.refresh()
    if made_here:
        await world.engine.mute(world.network.uri(key))
    else:
        world.network.mute("me", key, True)
    await world.refresh()
    assert world.waiting() == []
    world.clock.forward(hours=1)
    # One post of it is all that is fetched again.
    world.network.mute("me", key, False)
    post = await world.provider.post(world.provider.id(below[-1]))
    await world.engine._standing.merge([post])
    assert len(world.waiting()) == 1
    assert world.reader.marked(MarkKind.MUTED) == []


@pytest.mark.parametrize("made_here", [False, True])
async def test_an_explicit_refresh_asks_about_what_is_muted(world: World, made_here: bool) -> None:
    key = await asked(world)
    if made_here:
        await world.engine.mute(world.network.uri(key))
    else:
        world.network.mute("me", key, True)
        await world.refresh()
    # So much was said since that no feed shows it again.
    for number in range(300):
        world.network.post("cat", f"{number}")
        world.network.post("cat", f"@me {number}", names=("me",), home=None)
    world.network.notices["me"].remove(key)
    world.network.home.remove(key)
    world.clock.forward(hours=1)
    world.network.mute("me", key, False)
    await world.refresh()
    assert world.section_of(key) is None
    await world.refresh(explicit=True)
    assert world.section_of(key) is Section.WAITING
    assert world.reader.marked(MarkKind.MUTED) == []


async def test_a_new_post_of_what_was_unmuted_elsewhere_brings_it_back(world: World) -> None:
    key = await asked(world)
    world.network.mute("me", key, True)
    await world.refresh()
    world.network.mute("me", key, False)
    added = world.network.post("ben", "@me hello?", key, names=("me",))
    await world.engine._standing.merge([await world.provider.post(world.provider.id(added))])
    assert len(world.waiting()) == 1


async def test_what_another_account_still_mutes_stays_hidden(world: World) -> None:
    second_account(world)
    key = world.network.post("ben", "@me @also look", names=("me", "also"))
    for user in ("me", "also"):
        world.network.mute(user, key, True)
    await world.refresh()
    world.network.mute("me", key, False)
    await world.refresh()
    assert world.waiting() == []
    world.network.mute("also", key, False)
    await world.refresh()
    assert world.waiting() == [key]


async def test_a_page_from_before_a_mute_does_not_take_it_back(world: World) -> None:
    key = await asked(world)
    page = await world.provider.post(world.provider.id(key))
    await world.engine.mute(world.network.uri(key))
    await world.refresh()
    await world.engine._standing.merge([page])
    assert world.waiting() == []
    assert world.reader.marked(MarkKind.MUTED)[0].number is not None
    world.clock.forward(hours=1)
    await world.refresh()
    assert world.waiting() == []


async def test_a_server_that_mutes_single_posts_takes_no_mark_back(world: World) -> None:
    """There are servers that say of other posts of a muted conversation that they are not muted."""
    key = await asked(world)
    other = await more(world, key)
    await world.engine.mute(world.network.uri(key))
    world.clock.forward(hours=1)
    one, two = [await world.provider.post(world.provider.id(k)) for k in (key, other)]
    two = replace(two, copies=tuple(replace(copy, muted=False) for copy in two.copies))
    for _ in range(2):
        await world.engine._standing.merge([one])
        await world.engine._standing.merge([two])
        assert world.waiting() == []
    assert world.reader.marked(MarkKind.MUTED)[0].number is not None


async def test_reacting_in_a_muted_conversation_leaves_it_muted(world: World) -> None:
    key = await asked(world)
    other = await more(world, key)
    world.network.mute("me", key, True)
    post = await world.provider.post(world.provider.id(key))
    await world.engine._standing.merge([post])
    known = world.store.cache.post(world.network.uri(other))
    assert known is not None
    await world.engine._standing.merge([known])
    assert world.waiting() == []
