"""Following, muting and blocking: shown at once, put back where it is refused, and never left in doubt."""

import asyncio

import pytest
from fake_network import FakeProvider
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.people import Person, PersonId
from connect_tui.provider import Fact, NotAllowed, NotFound, Offline, ProviderError, Stance, Unreachable
from connect_tui.sync.events import InboxChanged, Said


class Killed(BaseException):
    pass


def ben(world: World) -> Person:
    return world.provider.person("ben")


def stances(world: World) -> set[Stance]:
    relation = world.reader.relation("home", ben(world))
    held = {Stance.FOLLOW: relation.followed, Stance.MUTE: relation.muted, Stance.BLOCK: relation.blocked}
    return {stance for stance, holds in held.items() if holds}


async def ben_asks(world: World) -> str:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    world.network.post("chloe", "Good morning")
    await world.refresh(explicit=True)
    world.events.clear()
    return key


def in_order(world: World) -> bool:
    """Whether the index is what the rules alone would make of everything."""
    return world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]


@pytest.mark.parametrize("stance", [Stance.MUTE, Stance.BLOCK])
async def test_somebody_is_gone_before_the_server_answers_and_comes_back(
    world: World, stance: Stance
) -> None:
    key = await ben_asks(world)
    seen: list[list[str]] = []
    real = world.provider.relate

    async def watched(person: PersonId, stance: Stance, on: bool) -> None:
        seen.append(world.waiting())
        await real(person, stance, on)

    world.provider.relate = watched  # type: ignore[method-assign] # to look in the middle
    assert await world.engine.relate("home", ben(world), stance, True)
    assert world.section_of(key) is None
    assert stances(world) == {stance}
    # Only what is by them was looked at again, and whether they ask to follow me.
    assert {uri for event in world.events if isinstance(event, InboxChanged) for uri in event.uris} == {
        world.network.uri(key),
        f"follow-request:{ben(world).key}",
    }
    await world.refresh(explicit=True)
    assert world.waiting() == []
    assert await world.engine.relate("home", ben(world), stance, False)
    assert seen == [[], [key]]
    assert world.waiting() == [key]
    assert stances(world) == set()
    await world.refresh(explicit=True)
    assert world.waiting() == [key]
    assert in_order(world)


async def test_whom_i_follow_i_know(world: World) -> None:
    key = world.network.post("ben", "Anybody here?", home=None)
    await world.refresh(explicit=True)
    del key
    assert await world.engine.relate("home", ben(world), Stance.FOLLOW, True)
    assert world.network.followed == {"ben"}
    assert stances(world) == {Stance.FOLLOW}
    assert world.store.cache.people().followed == {ben(world).key}
    assert [event for event in world.events if isinstance(event, Said)] == []


async def test_who_decides_about_followers_is_asked(world: World) -> None:
    world.network.locked.add("ben")
    assert await world.engine.relate("home", ben(world), Stance.FOLLOW, True)
    assert stances(world) == set()
    assert world.events[-1] == Said("Ben is asked whether you may follow them.")
    # Taking that back takes the question back.
    assert await world.engine.undo() == "You follow Ben no longer."
    assert world.provider.calls[-2] == "relate ben follow False"


async def test_whom_i_block_i_follow_no_longer(world: World) -> None:
    world.network.followed.add("ben")
    await world.refresh(explicit=True)
    assert await world.engine.relate("home", ben(world), Stance.BLOCK, True)
    assert stances(world) == {Stance.BLOCK}
    assert await world.engine.relate("home", ben(world), Stance.BLOCK, False)
    assert stances(world) == set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotAllowed("refuses"), "home would not mute Ben: it refuses."),
        (NotFound("cannot find it"), "home would not mute Ben: it cannot find it."),
        (Unreachable("does not answer"), "home does not answer, so it could not mute Ben."),
    ],
)
async def test_what_is_refused_is_put_back_with_a_word(world: World, error: ProviderError, said: str) -> None:
    key = await ben_asks(world)
    world.provider.fail("relate", error)
    assert not await world.engine.relate("home", ben(world), Stance.MUTE, True)
    assert world.events[-1] == Said(said)
    assert world.waiting() == [key]
    assert stances(world) == set()
    assert in_order(world)
    # There is nothing to take back.
    assert await world.engine.undo() is None


@pytest.mark.parametrize(
    ("stance", "sentences"),
    [
        (Stance.FOLLOW, ("You follow Ben no longer.", "You follow Ben.")),
        (Stance.MUTE, ("Ben is no longer muted.", "Ben is muted.")),
        (Stance.BLOCK, ("Ben is no longer blocked.", "Ben is blocked.")),
    ],
)
async def test_it_is_taken_back(world: World, stance: Stance, sentences: tuple[str, str]) -> None:
    key = await ben_asks(world)
    await world.engine.relate("home", ben(world), stance, True)
    world.restart()
    assert await world.engine.undo() == sentences[0]
    assert stances(world) == set()
    await world.engine.relate("home", ben(world), stance, True)
    await world.engine.relate("home", ben(world), stance, False)
    assert await world.engine.undo() == sentences[1]
    assert stances(world) == {stance}
    assert await world.engine.undo() == sentences[0]
    assert await world.engine.undo() is None
    assert world.waiting() == [key]


async def test_taking_back_offline_is_said(world: World) -> None:
    await ben_asks(world)
    await world.engine.relate("home", ben(world), Stance.MUTE, True)
    world.provider.down = True
    assert await world.engine.undo() == "home does not answer, so it could not unmute Ben."
    assert stances(world) == {Stance.MUTE}
    assert world.waiting() == []


@pytest.mark.parametrize("after", [False, True])
async def test_an_answer_that_was_lost_is_asked_for_first(world: World, after: bool) -> None:
    key = await ben_asks(world)
    world.provider.fail("relate", Offline("hung up"), after=after)
    assert not await world.engine.relate("home", ben(world), Stance.MUTE, True)
    assert world.waiting() == [key]
    world.provider.calls.clear()
    await world.refresh()
    assert f"facts {Fact.MUTES}" in world.provider.calls
    assert world.waiting() == ([] if after else [key])


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("stance", [Stance.MUTE, Stance.BLOCK])
async def test_where_the_program_is_killed_the_next_one_asks_how_it_stands(
    world: World, stance: Stance, after: bool
) -> None:
    key = await ben_asks(world)
    world.provider.fail("relate", Killed(), after=after)
    with pytest.raises(Killed):
        await world.engine.relate("home", ben(world), stance, True)
    world.restart()
    await world.refresh()
    assert world.waiting() == ([] if after else [key])
    assert in_order(world)
    # Taking back what never was is harmless.
    assert await world.engine.undo() == f"Ben is no longer {'muted' if stance is Stance.MUTE else 'blocked'}."
    assert world.waiting() == [key]


async def test_an_answer_about_one_says_nothing_of_another_who_was_asked_for_at_the_same_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ben_asks(world)
    await world.refresh(explicit=True)
    relate, chloe, goes_on = world.provider.relate, world.provider.person("chloe"), asyncio.Event()

    async def slow(person: PersonId, stance: Stance, on: bool) -> None:
        if person == chloe.id:
            raise Killed
        await goes_on.wait()
        await relate(person, stance, on)

    monkeypatch.setattr(world.provider, "relate", slow)
    first = asyncio.create_task(world.engine.relate("home", ben(world), Stance.MUTE, True))
    await asyncio.sleep(0)
    second = asyncio.create_task(world.engine.relate("home", chloe, Stance.MUTE, True))
    while not world.reader.relation("home", chloe).muted:  # noqa: ASYNC110 # both are under way
        await asyncio.sleep(0)
    goes_on.set()
    assert await first
    with pytest.raises(Killed):
        await second
    world.restart()
    await world.refresh()
    assert not world.reader.relation("home", chloe).muted
    assert world.reader.relation("home", ben(world)).muted


async def test_what_was_not_judged_before_the_end_is_judged_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await ben_asks(world)
    await world.engine.relate("home", ben(world), Stance.MUTE, True)

    async def die(groups: object) -> None:
        raise Killed

    monkeypatch.setattr(world.engine._standing, "rejudge", die)
    with pytest.raises(Killed):
        await world.engine.relate("home", ben(world), Stance.MUTE, False)
    world.restart()
    await world.engine.settle()
    assert world.waiting() == [key]
    assert in_order(world)


async def test_what_the_server_has_said_is_not_asked_again(world: World) -> None:
    await ben_asks(world)
    await world.refresh(explicit=True)
    await world.engine.relate("home", ben(world), Stance.FOLLOW, True)
    world.provider.calls.clear()
    for _ in range(5):
        await world.engine._accounts["home"].go_on()
    await world.refresh()
    assert f"facts {Fact.FOLLOWS}" not in world.provider.calls


async def test_whom_i_block_asks_to_follow_me_no_longer(world: World) -> None:
    world.network.requests.append("ben")
    await ben_asks(world)
    assert await world.engine.relate("home", ben(world), Stance.BLOCK, True)
    assert world.reader.entries(Section.ASIDE) == []
    assert InboxChanged(frozenset({f"follow-request:{ben(world).key}"})) in world.events


async def test_an_account_that_has_not_seen_them_looks_them_up(world: World) -> None:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    second = FakeProvider(world.network, "second", "also")
    world.providers.append(second)
    world.restart()
    await world.refresh()
    second.calls.clear()
    world.provider.calls.clear()
    assert await world.engine.relate("second", ben(world), Stance.MUTE, True)
    assert second.calls == [f"people {ben(world).handle}", "relate ben mute True", "relations"]
    assert world.provider.calls == []
    # Wherever it was said, they are gone everywhere.
    assert world.section_of(key) is None
    assert world.reader.relation("second", ben(world)).muted
    assert stances(world) == set()
    assert await world.engine.undo() == "Ben is no longer muted."
    assert world.waiting() == [key]
    # Of somebody who was never seen here no id is known.
    world.network.post("chloe", "Good morning")
    unseen = Person("@chloe@net.example", "", PersonId("home", ""))
    assert await world.engine.relate("home", unseen, Stance.MUTE, True)
    assert world.network.muted == {"chloe": None}
    ghost = Person("@ghost@net.example", "Ghost", PersonId("home", "ghost"))
    assert not await world.engine.relate("second", ghost, Stance.MUTE, True)
    assert world.events[-1] == Said("second would not mute Ghost: it cannot find them.")


async def test_an_account_that_is_gone(world: World) -> None:
    assert not await world.engine.relate("gone", ben(world), Stance.MUTE, True)
    assert world.events[-1] == Said("gone is not among your accounts any more.")
