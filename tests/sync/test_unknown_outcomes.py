"""Where an answer was lost and nobody can tell what came of it, the program asks; it never says "not sent"."""

from collections.abc import Callable

import pytest
from fake_network import FakeProvider
from msgspec.structs import replace
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.domain.post import Visibility
from connect_tui.provider import AuthExpired, Capabilities, NoSecret, Offline, Unreachable

Servers = Callable[[World], None]


def honours(world: World) -> None:
    """Keys make a repetition harmless."""
    can = replace(world.provider.capabilities, visibilities=tuple(Visibility))
    world.provider._capabilities = can


def ignores(world: World) -> None:
    """Keys are ignored, and the server says so."""
    world.provider.ignores_key = True
    world.provider._capabilities = Capabilities(direct_messages=True, visibilities=tuple(Visibility))


def keeps_sources(world: World) -> None:
    """As GoToSocial: no keys, but what I wrote can be read as I wrote it."""
    ignores(world)
    world.provider._capabilities = replace(world.provider.capabilities, edit=True)


def forgets(world: World) -> None:
    """Keys are ignored, and nobody says so."""
    honours(world)
    world.provider.ignores_key = True
    world.provider._capabilities = replace(world.provider.capabilities, edit=True)


def texts(world: World) -> list[str]:
    return [world.network.notes[key].text for key in reversed(world.network.written_by("me"))]


def lists_nothing(provider: FakeProvider) -> None:
    """My own posts do not show what I have just written."""
    provider.mine = provider.addressed  # type: ignore[method-assign] # where nothing of mine is


async def asked(world: World) -> str:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    return key


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
@pytest.mark.parametrize("arrived", [True, False])
async def test_an_answer_whose_parent_is_gone_and_that_is_not_listed(
    world: World, server: Servers, arrived: bool
) -> None:
    server(world)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=arrived)
    await world.send("k", "yes", key, ("ben",))
    world.network.delete(key)
    lists_nothing(world.provider)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert draft.problem == (
        "It may be posted already. home cannot find the post that you answer; it may be gone."
    )
    assert await world.engine.send_again("k", looked=True)
    draft = await world.deliver_until_settled("k")
    assert (draft.state, draft.problem) == (
        DraftState.FAILED,
        "home cannot find the post that you answer; it may be gone.",
    )
    assert len(texts(world)) == arrived


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
async def test_nobody_is_asked_where_nothing_can_have_arrived(world: World, server: Servers) -> None:
    server(world)
    key = await asked(world)
    world.provider.fail("publish", Unreachable("does not answer"))
    assert (await world.send("k", "yes", key, ("ben",))).first_tried is None
    world.network.delete(key)
    lists_nothing(world.provider)
    assert (await world.deliver_until_settled("k")).state is DraftState.FAILED
    assert texts(world) == []


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
@pytest.mark.parametrize("method", ["post", "mine", "conversation"])
@pytest.mark.parametrize(
    ("error", "says"),
    [
        (AuthExpired("no longer takes the login"), "home asks you to log in again: connect-tui login home"),
        (NoSecret("has no secret: pass ended"), "home has no secret: pass ended."),
    ],
)
async def test_a_login_that_ends_before_anybody_has_looked(
    world: World, server: Servers, method: str, error: AuthExpired, says: str
) -> None:
    server(world)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    if method == "conversation":
        lists_nothing(world.provider)
    world.provider.fail(method, error)
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert draft.problem == f"It may be posted already. {says}"
    assert await world.engine.send("k")
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert texts(world) == ["@ben yes"]


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("answers", [True, False])
async def test_other_words_after_an_answer_was_lost(
    world: World, server: Servers, arrived: bool, answers: bool
) -> None:
    server(world)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=arrived)
    await world.send("k", "on my way", key if answers else "")
    assert world.engine.take_back("k")
    world.clock.forward(minutes=1)
    world.restart()
    changed = replace(world.sent("k"), text="Something else entirely.", changed=world.clock())
    assert world.engine.save_draft(changed)
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    if not arrived:
        assert draft.state is DraftState.SENT
        assert texts(world) == ["Something else entirely."]
        return
    assert draft.state is DraftState.UNSURE
    assert draft.problem == "An earlier version of this is already posted. Look at it before you send again."
    assert texts(world) == ["on my way"]
    assert await world.engine.send_again("k", looked=True)
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert texts(world) == ["on my way", "Something else entirely."]


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
async def test_a_clock_that_was_put_back_does_not_make_the_earlier_words_the_new_ones(
    world: World, server: Servers
) -> None:
    server(world)
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "on my way")
    assert world.engine.take_back("k")
    world.clock.forward(days=-20)
    assert world.engine.save_draft(replace(world.sent("k"), text="Not coming.", changed=world.clock()))
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    assert (draft.state, "earlier version" in draft.problem) == (DraftState.UNSURE, True)
    assert texts(world) == ["on my way"]


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
@pytest.mark.parametrize("arrived", [True, False])
async def test_another_account_after_an_answer_was_lost(world: World, server: Servers, arrived: bool) -> None:
    """Two of mine on one network: what one has said is not taken for the other's, nor said twice."""
    server(world)
    world.providers.append(FakeProvider(world.network, "work", "me2", world.provider.capabilities))
    world.restart()
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=arrived)
    await world.send("k", "yes", key, ("ben",))
    assert world.engine.take_back("k")
    assert world.engine.save_draft(replace(world.sent("k"), account="work"))
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.UNSURE
    assert draft.problem == "It may be posted already. It went out from home before. Look there first."
    assert await world.engine.send_again("k", looked=True)
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert [world.network.notes[key].text for key in world.network.written_by("me2")] == ["@ben yes"]


async def test_another_account_after_nothing_can_have_arrived(world: World) -> None:
    world.providers.append(FakeProvider(world.network, "work", "me2", world.provider.capabilities))
    world.restart()
    await world.refresh()
    world.provider.fail("publish", Unreachable("cannot be reached"))
    await world.send("k", "good morning")
    assert world.engine.take_back("k")
    assert world.engine.save_draft(replace(world.sent("k"), account="work"))
    world.providers[1].fail("publish", Offline("does not answer"), after=True)
    assert await world.engine.send("k")
    assert (await world.deliver_until_settled("k")).state is DraftState.SENT
    assert texts(world) == []
    assert len(world.network.written_by("me2")) == 1


@pytest.mark.parametrize("published", [True, False])
async def test_a_fault_of_the_program_says_no_more_than_is_known(
    world: World, published: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await asked(world)

    async def broken(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as faulty:
        faulty.setattr(world.provider, "publish" if published else "post", broken)
        draft = await world.send("k", "yes", key)
    assert draft.state is (DraftState.UNSURE if published else DraftState.FAILED)
    assert ("may be posted" in draft.problem, "nothing was sent" in draft.problem) == (
        published,
        not published,
    )


@pytest.mark.parametrize("server", [honours, ignores, keeps_sources, forgets])
async def test_what_arrived_for_more_people_than_it_is_meant_for_now_is_said(
    world: World, server: Servers
) -> None:
    server(world)
    key = await asked(world)
    world.provider.fail("publish", Offline("does not answer"), after=True)
    await world.send("k", "yes", key, ("ben",))
    assert world.engine.take_back("k")
    world.clock.forward(minutes=1)
    narrower = replace(world.sent("k"), visibility=Visibility.DIRECT, changed=world.clock())
    assert world.engine.save_draft(narrower)
    assert await world.engine.send("k")
    draft = await world.deliver_until_settled("k")
    assert (draft.state, "earlier version" in draft.problem) == (DraftState.UNSURE, True)
    assert len(texts(world)) == 1


@pytest.mark.parametrize("server", [ignores, keeps_sources, forgets])
@pytest.mark.parametrize("known", [True, False])
async def test_a_list_that_is_empty_although_i_have_posts_there_is_not_believed(
    world: World, server: Servers, known: bool
) -> None:
    server(world)
    if known:
        world.network.post("me", "hello everybody")
    await world.refresh()
    world.provider.fail("publish", Offline("does not answer"))
    await world.send("k", "good morning")
    lists_nothing(world.provider)
    draft = await world.deliver_until_settled("k")
    assert draft.state is (DraftState.UNSURE if known else DraftState.SENT)
    assert ("home shows none of your posts" in draft.problem) is known
