"""Follow requests: a look at somebody, an answer, and what becomes of it."""

import pytest
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.people import PersonId
from connect_tui.provider import NotFound, Offline, ProviderError
from connect_tui.sync.events import InboxChanged, Said

KIT = PersonId("home", "kit")
URI = "follow-request:@kit@net.example"


async def kit_asks(world: World) -> None:
    world.network.requests += ["kit", "lou"]
    world.network.post("kit", "I like radios", home=None)
    await world.refresh(explicit=True)


def asking(world: World) -> list[str]:
    return [entry.people[0].name for entry in world.reader.entries(Section.ASIDE)]


@pytest.mark.parametrize("accept", [True, False])
async def test_an_answer_is_given_and_the_entry_is_gone_at_once(world: World, accept: bool) -> None:
    await kit_asks(world)
    assert asking(world) == ["Kit", "Lou"]
    seen: list[list[str]] = []
    real = world.provider.answer_request

    async def watched(person: PersonId, accept: bool) -> None:
        seen.append(asking(world))
        await real(person, accept)

    world.provider.answer_request = watched  # type: ignore[method-assign] # to look in the middle
    world.events.clear()
    assert await world.engine.answer_request("home", KIT, accept)
    assert seen == [["Lou"]]
    assert world.events == [InboxChanged(frozenset({URI}))]
    assert world.provider.calls[-1] == f"answer_request kit {accept}"
    await world.refresh(explicit=True)
    assert asking(world) == ["Lou"]
    # It cannot be taken back: nobody can ask for somebody else.
    assert await world.engine.undo() is None


@pytest.mark.parametrize(
    ("error", "accept", "said"),
    [
        (
            Offline("does not answer"),
            True,
            "home does not answer, so it could not accept the follow request.",
        ),
        (
            Offline("does not answer"),
            False,
            "home does not answer, so it could not decline the follow request.",
        ),
    ],
)
async def test_a_refused_answer_puts_the_person_back_where_they_stood(
    world: World, error: ProviderError, accept: bool, said: str
) -> None:
    await kit_asks(world)
    before = world.reader.entries(Section.ASIDE)
    world.clock.forward(hours=1)
    world.provider.fail("answer_request", error)
    assert not await world.engine.answer_request("home", KIT, accept)
    assert world.events[-2:] == [InboxChanged(frozenset({URI})), Said(said)]
    assert [entry.since for entry in world.reader.entries(Section.ASIDE)] == [entry.since for entry in before]
    assert asking(world) == ["Kit", "Lou"]


async def test_a_request_that_is_gone_is_said_and_gone(world: World) -> None:
    await kit_asks(world)
    world.network.requests.remove("kit")
    assert await world.engine.answer_request("home", KIT, True)
    assert world.events[-1] == Said("Kit asks no longer.")
    assert asking(world) == ["Lou"]


@pytest.mark.parametrize(
    ("account", "person"), [("home", PersonId("home", "nobody")), ("gone", PersonId("gone", "kit"))]
)
async def test_nobody_asked(world: World, account: str, person: PersonId) -> None:
    await kit_asks(world)
    assert not await world.engine.answer_request(account, person, True)
    assert world.network.requests == ["kit", "lou"]


async def test_a_look_at_somebody_brings_nothing_into_the_inbox(world: World) -> None:
    await kit_asks(world)
    before = world.index()
    profile = await world.engine.profile("home", KIT)
    assert profile is not None
    assert (profile.person.name, profile.note.plain) == ("Kit", "I am kit.")
    assert [post.text.plain for post in await world.engine.look_at("home", KIT)] == ["I like radios"]
    assert world.index() == before


async def test_a_look_at_somebody_brings_what_is_known_up_to_date(world: World) -> None:
    key = world.network.post("kit", "@me hello", names=("me",))
    await world.refresh()
    world.network.edit(key, "@me hello?")
    assert await world.engine.look_at("home", KIT)
    post = world.store.cache.post(world.network.uri(key))
    assert post is not None
    assert post.text.plain == "@me hello?"


@pytest.mark.parametrize(
    ("error", "look", "wrote"),
    [
        (
            NotFound("cannot find it"),
            "home would not show who they are: it cannot find it.",
            "home would not show what they wrote: it cannot find it.",
        ),
        (
            Offline("does not answer"),
            "home does not answer, so it could not show who they are.",
            "home does not answer, so it could not show what they wrote.",
        ),
    ],
)
async def test_what_cannot_be_shown_is_said(
    world: World, error: ProviderError, look: str, wrote: str
) -> None:
    await kit_asks(world)
    world.provider.fail("profile", error)
    world.provider.fail("posts_by", error)
    assert await world.engine.profile("home", KIT) is None
    assert world.events[-1] == Said(look)
    assert await world.engine.look_at("home", KIT) == ()
    assert world.events[-1] == Said(wrote)
    assert await world.engine.profile("gone", KIT) is None
    assert await world.engine.look_at("gone", KIT) == ()
