"""Several accounts, trouble with one of them, and the loop that keeps them fresh."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fake_network import START, FakeProvider, Network
from world import World

from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    NoSecret,
    NotAllowed,
    Offline,
    RateLimited,
    ServerFault,
)
from connect_tui.sync.events import AccountChanged, InboxChanged, Refreshing, TroubleKind
from connect_tui.sync.settings import SyncSettings


@pytest.fixture
def other(world: World) -> FakeProvider:
    """A second account, on a network of its own."""
    provider = FakeProvider(Network(world.clock, "other.example"), "other", "myself")
    world.providers.append(provider)
    world.restart()
    return provider


@pytest.mark.parametrize(
    ("error", "sentence", "standing", "kind"),
    [
        (
            Offline("does not answer"),
            "home does not answer. You can read and write; what you send waits here.",
            True,
            TroubleKind.OFFLINE,
        ),
        (
            AuthExpired("no longer takes the token"),
            "home asks you to log in again: connect-tui login home",
            True,
            TroubleKind.LOGIN,
        ),
        (
            NoSecret("has no secret: the environment variable TOKEN is not set"),
            "home has no secret: the environment variable TOKEN is not set.",
            True,
            TroubleKind.LOGIN,
        ),
        (
            RateLimited("wants a pause", START + timedelta(minutes=10)),
            "home asks for a pause until 12:10. It will be tried again then.",
            False,
            TroubleKind.OTHER,
        ),
        (ServerFault("failed"), "home failed. It will be tried again.", False, TroubleKind.OTHER),
        (
            BadResponse("said something odd"),
            "home said something odd. It will be tried again.",
            False,
            "other",
        ),
        (ValueError("a bug"), "home could not be read: a fault of this program (ValueError)", False, "other"),
    ],
)
async def test_trouble_is_said_and_taken_back(
    world: World, error: Exception, sentence: str, standing: bool, kind: str
) -> None:
    await world.refresh()
    world.provider.fail("timeline", error)
    (trouble,) = await world.engine.refresh(explicit=False)
    assert trouble.sentence.startswith(sentence)
    assert (trouble.account, trouble.standing, trouble.kind) == ("home", standing, kind)
    assert AccountChanged("home", trouble) in world.events
    world.clock.forward(minutes=11)
    await world.refresh()
    assert world.events[-2] == AccountChanged("home", None)
    assert world.events[-1] == Refreshing("home", False)


async def test_one_account_that_is_down_holds_up_no_other(world: World, other: FakeProvider) -> None:
    world.provider.down = True
    key = other.network.post("ben", "@myself are you there?", names=("myself",))
    troubles = await world.engine.refresh()
    assert [trouble.account for trouble in troubles] == ["home"]
    assert world.waiting() == [key]


async def test_one_step_that_fails_does_not_hold_up_the_next(world: World) -> None:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    for step in ("mine", "timeline", "facts", "relations"):
        world.provider.fail(step, ServerFault("failed"))
    (trouble,) = await world.engine.refresh()
    assert trouble.kind is TroubleKind.OTHER
    assert world.waiting() == [key]


async def test_a_server_that_asks_for_a_pause_is_left_alone(world: World) -> None:
    world.provider.fail("mine", RateLimited("wants a pause", START + timedelta(minutes=10)))
    await world.engine.refresh()
    world.provider.calls.clear()
    world.clock.forward(minutes=9)
    assert await world.engine.refresh(explicit=True)
    assert world.provider.calls == []
    world.clock.forward(minutes=2)
    await world.refresh()
    assert world.provider.calls


async def test_who_i_am_is_asked_again_after_a_login(world: World) -> None:
    await world.refresh()
    world.provider.fail("mine", AuthExpired("no longer takes the token"))
    await world.engine.refresh()
    world.provider.calls.clear()
    await world.refresh()
    assert world.provider.calls[0] == "verify"


async def test_two_who_ask_at_once_get_one_refresh(world: World) -> None:
    found = await asyncio.gather(*(world.engine.refresh(explicit=False) for _ in range(4)))
    assert found == [(), (), (), ()]
    assert world.provider.counted["timeline"] == 1


async def test_who_stops_waiting_does_not_end_it_for_others(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    gate = asyncio.Event()
    _hold(world, gate)
    first = asyncio.create_task(world.engine.refresh())
    second = asyncio.create_task(world.engine.refresh())
    await asyncio.sleep(0.01)
    first.cancel()
    gate.set()
    assert await second == ()
    assert world.waiting() == [key]


async def test_asking_for_all_while_a_refresh_runs_is_answered_behind_it(world: World) -> None:
    await world.refresh()
    world.provider.calls.clear()
    gate = asyncio.Event()
    _hold(world, gate)
    quiet = asyncio.create_task(world.engine.refresh(explicit=False))
    await asyncio.sleep(0.01)
    asked = asyncio.create_task(world.engine.refresh(explicit=True))
    await asyncio.sleep(0.01)
    gate.set()
    await asyncio.gather(quiet, asked)
    assert world.provider.counted["facts"] == 1 + 8
    assert world.provider.counted["timeline"] == 1 + 1


async def test_a_post_seen_from_two_accounts_is_one_and_an_answer_from_either_closes(world: World) -> None:
    second = FakeProvider(world.network, "second", "also")
    world.providers.append(second)
    world.restart()
    key = world.network.post("ben", "@me @also shall we?", names=("me", "also"))
    await world.refresh()
    assert world.waiting() == [key]
    post = world.store.cache.post(world.network.uri(key))
    assert post is not None
    assert {copy.id.account for copy in post.copies} == {"home", "second"}
    world.clock.forward(minutes=1)
    world.network.post("also", "@ben yes", key, ("ben",))
    await world.refresh()
    assert world.waiting() == []


async def test_the_loop_refreshes_sends_and_ends_cleanly(world: World, other: FakeProvider) -> None:
    world.settings = SyncSettings(undo_send=timedelta(0), pace=timedelta(milliseconds=50))
    world.restart()
    other.down = True
    key = world.network.post("ben", "@me are you there?", names=("me",))
    running = asyncio.create_task(world.engine.run())
    await _until(lambda: world.waiting() == [key])
    world.draft("k", "yes", key, ("ben",))
    await world.engine.send("k")
    await _until(lambda: world.waiting() == [])
    later = world.network.post("ana", "@me hello", names=("me",))
    await _until(lambda: world.waiting() == [later])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_loop_catches_up_between_refreshes(world: World) -> None:
    world.settings = SyncSettings(pace=timedelta(milliseconds=60))
    world.restart()
    keys = [world.network.post("ana", f"@me {number}", names=("me",), home=None) for number in range(200)]
    running = asyncio.create_task(world.engine.run())
    await _until(lambda: all(world.store.cache.post(world.network.uri(key)) for key in keys))
    running.cancel()


async def test_what_was_written_offline_goes_when_the_network_is_back(world: World) -> None:
    world.settings = SyncSettings(undo_send=timedelta(0), pace=timedelta(milliseconds=50))
    world.restart()
    await world.refresh()
    world.provider.down = True
    world.draft("k", "from the train")
    await world.engine.send("k")
    await world.engine.deliver()
    assert "waits" not in world.sent("k").problem
    world.restart()
    world.provider.down = False
    running = asyncio.create_task(world.engine.run())
    world.clock.forward(minutes=10)
    await _until(lambda: world.network.written_by("me") != [])
    await _until(lambda: world.sent("k").state == "sent")
    running.cancel()


async def test_nothing_that_happened_is_lost_when_a_refresh_breaks_off(world: World) -> None:
    await world.refresh()
    keys = [world.network.post("ana", f"@me {number}", names=("me",)) for number in range(130)]
    for step in ("addressed", "timeline", "conversation", "mine"):
        world.provider.fail(step, Offline("does not answer"), after=True)
        await world.engine.refresh(explicit=False)
    for _ in range(4):
        world.clock.forward(minutes=1)
        await world.refresh()
    assert all(world.store.cache.post(world.network.uri(key)) for key in keys)


async def test_listeners_hear_of_busy_accounts_and_changed_conversations(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    assert world.events[0] == InboxChanged(frozenset())
    assert Refreshing("home", True) in world.events
    assert InboxChanged(frozenset({world.network.uri(key)})) in world.events
    world.events.clear()
    await world.refresh()
    assert world.events == [Refreshing("home", True), Refreshing("home", False)]


async def test_opening_a_conversation_that_the_server_keeps_back_is_said(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    for error in (NotAllowed("you may not see it"), Offline("does not answer")):
        world.events.clear()
        world.provider.fail("conversation", error)
        await world.engine.complete(world.network.uri(key))
        (said,) = world.events
        assert str(error) in str(said)


def _hold(world: World, gate: asyncio.Event) -> None:
    """Let every page that is merged wait at this gate."""
    real = world.engine._standing.merge

    async def waiting(*values: Any) -> frozenset[int]:
        await gate.wait()
        return await real(*values)

    world.engine._standing.merge = waiting  # type: ignore[assignment,method-assign] # a gate


async def _until(holds: Callable[[], bool]) -> None:
    """Wait for this, in real time."""
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to pass")


async def test_a_clock_that_is_put_back_makes_no_pause_longer(world: World) -> None:
    await world.refresh()
    world.provider.fail("mine", RateLimited("wants a pause", world.clock() + timedelta(minutes=10)))
    (trouble,) = await world.engine.refresh()
    assert "pause" in trouble.sentence
    world.clock.forward(hours=-30)
    ben = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    assert ben in "".join(world.waiting())
