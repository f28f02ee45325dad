"""Faults at every step of sending: nothing is lost, nothing is doubled."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from fake_network import Killed
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.provider import BadResponse, Capabilities, Offline, ServerFault
from connect_tui.store.store import StoreError
from connect_tui.sync.engine import Engine

SETTLED = (DraftState.SENT, DraftState.FAILED, DraftState.UNSURE)


def without_keys(world: World) -> None:
    world.provider.ignores_key = True
    world.provider._capabilities = Capabilities(direct_messages=True)


def break_step(world: World, step: str, error: BaseException, *, after: bool) -> None:
    """Let one step of the store fail once, before or after it has had its effect."""
    part = world.store.cache if hasattr(world.store.cache, step) else world.store.mine
    real: Callable[..., object] = getattr(part, step)
    left = [error]

    def failing(*values: object, **named: object) -> object:
        if not left:
            return real(*values, **named)
        left.clear()
        if after:
            real(*values, **named)
        raise error

    setattr(part, step, failing)


async def survive(world: World, work: Callable[[Engine], Awaitable[object]]) -> None:
    """Do this; a killed process is followed by another."""
    try:
        await work(world.engine)
    except (Killed, StoreError):
        world.restart()


async def settle(world: World, *keys: str) -> None:
    for _ in range(200):
        if all(world.sent(key).state in SETTLED for key in keys):
            return
        world.clock.forward(minutes=2)
        await survive(world, Engine.deliver)
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("honours_key", [True, False])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [Killed(), StoreError("The disk is full.")])
@pytest.mark.parametrize(
    "step", ["set_fact", "claim", "publish", "merge", "put_places", "save_draft", "wrote_to", "ready"]
)
async def test_a_process_that_ends_between_two_steps(
    world: World, step: str, error: BaseException, after: bool, honours_key: bool
) -> None:
    if not honours_key:
        without_keys(world)
    asked = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    world.draft("k", "yes", asked, ("ben",))
    await world.engine.send("k")
    if step == "publish":
        world.provider.fail("publish", error, after=after)
    else:
        break_step(world, step, error, after=after)
    await survive(world, Engine.deliver)
    await settle(world, "k")
    await world.refresh()
    assert world.sent("k").state is DraftState.SENT
    assert len(world.network.written_by("me")) == 1
    assert world.waiting() == []
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]


@pytest.mark.parametrize("honours_key", [True, False])
@pytest.mark.parametrize("seed", range(16))
async def test_many_faults_in_a_row(world: World, seed: int, honours_key: bool) -> None:
    """Over forty faults a run: connections cut, answers lost, 500 after success, kills, clocks that jump."""
    if not honours_key:
        without_keys(world)
    chance = random.Random(seed)
    asked = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    written = []
    for number in range(6):
        key, answers = f"k{number}", chance.choice([asked, ""])
        world.draft(key, f"words {chance.choice('ab')}", answers, ("ben",) if answers else ())
        written.append((world.sent(key).text, answers))
        await world.engine.send(key)
        for _ in range(4):
            error = chance.choice([Offline("away"), ServerFault("failed"), BadResponse("odd"), Killed()])
            world.provider.fail("publish", error, after=chance.random() < 0.5)
            if chance.random() < 0.4:
                world.provider.fail("mine", chance.choice([Offline("away"), ServerFault("failed")]))
            if chance.random() < 0.3:
                break_step(
                    world, chance.choice(["merge", "save_draft"]), Killed(), after=chance.random() < 0.5
                )
            await survive(world, Engine.deliver)
            world.clock.now += timedelta(minutes=chance.choice([1, 1, 2, 5, 90, -80]))
            if chance.random() < 0.3:
                await survive(world, Engine.refresh)
        world.restart()
    world.provider.faults.clear()
    keys = [f"k{number}" for number in range(6)]
    await settle(world, *keys)
    assert {world.sent(key).state for key in keys} == {DraftState.SENT}
    notes = [world.network.notes[key] for key in world.network.written_by("me")]
    arrived = sorted((note.text.split("@ben ")[-1], note.parent or "") for note in notes)
    assert arrived == sorted(written)
    assert len({world.sent(key).sent_uri for key in keys}) == 6
