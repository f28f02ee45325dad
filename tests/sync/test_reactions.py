"""Reactions are shown at once, and put back where the server refuses."""

import pytest
from fake_network import FakeProvider
from world import World

from connect_tui.provider import NotAllowed, NotFound, Offline, ProviderError, Reaction
from connect_tui.sync.events import Said


@pytest.mark.parametrize("reaction", list(Reaction))
async def test_a_reaction_shows_before_the_server_answers(world: World, reaction: Reaction) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    seen: list[bool] = []
    real = world.provider.react

    def look() -> bool:
        post = world.store.cache.post(world.network.uri(key))
        assert post is not None
        return {
            Reaction.FAVOURITE: post.favourited,
            Reaction.BOOST: post.boosted,
            Reaction.BOOKMARK: post.bookmarked,
        }[reaction]

    async def watched(*values: object) -> object:
        seen.append(look())
        return await real(*values)  # type: ignore[arg-type] # passed through

    world.provider.react = watched  # type: ignore[assignment,method-assign] # to look in the middle
    await world.engine.react(world.network.uri(key), reaction, True)
    assert seen == [True]
    assert look()
    await world.engine.react(world.network.uri(key), reaction, False)
    assert seen == [True, False]
    assert not look()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotAllowed("refuses"), "home would not take the favourite: it refuses."),
        (NotFound("cannot find it"), "home would not take the favourite: it cannot find it."),
        (Offline("does not answer"), "home does not answer, so it could not take the favourite."),
    ],
)
async def test_a_refused_reaction_is_put_back_with_a_word(
    world: World, error: ProviderError, sentence: str
) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    world.provider.fail("react", error)
    await world.engine.react(world.network.uri(key), Reaction.FAVOURITE, True)
    post = world.store.cache.post(world.network.uri(key))
    assert post is not None
    assert not post.favourited
    assert world.events[-1] == Said(sentence)
    assert world.waiting() == [key]


async def test_a_favourite_acknowledges(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    await world.engine.react(world.network.uri(key), Reaction.FAVOURITE, True)
    assert world.waiting() == []
    await world.engine.react(world.network.uri(key), Reaction.FAVOURITE, False)
    assert world.waiting() == [key]


async def test_a_reaction_from_an_account_that_has_not_seen_the_post(world: World) -> None:
    second = FakeProvider(world.network, "second", "also")
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    world.providers.append(second)
    world.restart()
    await world.engine.react(world.network.uri(key), Reaction.FAVOURITE, True, "second")
    assert world.network.notes[key].favourited == {"also"}


async def test_deleting_my_answer_opens_the_entry_again(world: World) -> None:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    await world.send("k", "yes", key, ("ben",))
    mine = world.network.written_by("me")[0]
    world.provider.fail("delete", NotAllowed("refuses"))
    await world.engine.delete(world.network.uri(mine))
    assert world.events[-1] == Said("home would not delete it: it refuses.")
    assert world.waiting() == []
    await world.engine.delete(world.network.uri(mine))
    assert world.network.written_by("me") == []
    assert world.waiting() == [key]
