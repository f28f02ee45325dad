"""Whoever works beside the screen lets it go first."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from connect_tui.sync.courtesy import AWAY, LITTER, LONGEST, REST, SHARE, SPELL, Courtesy, courteous_loop


@dataclass
class Scene:
    """A clock that only sleeping moves, and what was slept and swept."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    swept: list[int] = field(default_factory=list)
    awake: Callable[[], object] = lambda: None

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.awake()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def polite(scene: Scene) -> Courtesy:
    made = Courtesy(scene.clock, scene.sleep, scene.swept.append)
    scene.now += AWAY
    return made


def test_where_nobody_asks_nobody_waits(scene: Scene, polite: Courtesy) -> None:
    polite.give_way()
    assert scene.slept == []


def test_who_asks_goes_first_for_a_moment(scene: Scene, polite: Courtesy) -> None:
    polite.ask()
    scene.now += SPELL / 3
    polite.give_way()
    assert scene.slept == [pytest.approx(SPELL * 2 / 3)]
    polite.give_way()
    assert len(scene.slept) == 1


def test_whoever_asks_on_and_on_is_let_past_and_no_longer(scene: Scene, polite: Courtesy) -> None:
    scene.awake = polite.ask
    polite.ask()
    before = scene.now
    polite.give_way()
    assert scene.now - before == pytest.approx(LONGEST)


def test_who_stepped_aside_gets_on_before_it_does_so_again(scene: Scene, polite: Courtesy) -> None:
    polite.ask()
    polite.give_way()
    polite.ask()
    scene.now += 0.9 * SHARE * SPELL
    polite.give_way()
    assert len(scene.slept) == 1
    scene.now += 0.2 * SHARE * SPELL
    polite.give_way()
    assert len(scene.slept) == 2


@pytest.mark.parametrize("step", [0.0002, 0.002, 0.02])
def test_whoever_works_has_a_third_of_the_time_at_least(scene: Scene, polite: Courtesy, step: float) -> None:
    """However often somebody asks."""
    scene.awake = polite.ask
    began, worked = scene.now, 0.0
    while scene.now - began < 2.0:
        polite.ask()
        polite.give_way()
        scene.now += step
        worked += step
    assert worked > (scene.now - began - LONGEST) / 3 - step


@pytest.fixture
def litter() -> Iterator[list[list[None]]]:
    """Much that could be garbage."""
    was = gc.isenabled()
    gc.disable()
    yield [[] for _ in range(LITTER + 100)]
    if was:
        gc.enable()


@pytest.mark.parametrize(
    ("quiet", "swept"), [(0.0, []), (REST * 0.9, []), (REST, [1]), (AWAY * 0.9, [1]), (AWAY, [2])]
)
def test_garbage_is_looked_for_when_nobody_is_at_the_keys(
    scene: Scene, polite: Courtesy, litter: list[list[None]], quiet: float, swept: list[int]
) -> None:
    polite.ask()
    scene.now += quiet
    polite.rest()
    assert scene.swept == swept
    assert litter


def test_a_little_of_it_may_lie(scene: Scene, polite: Courtesy) -> None:
    gc.collect()
    polite.rest()
    assert scene.swept == []


def test_a_loop_gives_way_between_two_steps(scene: Scene, polite: Courtesy) -> None:
    """The screen asks in the middle of some work: the rest of it waits."""
    steps: list[float] = []

    async def work() -> None:
        for step in range(3):
            steps.append(scene.now)
            if step == 1:
                polite.ask()
            await asyncio.sleep(0)

    loop = courteous_loop(polite)
    loop.run_until_complete(work())
    loop.close()
    assert steps == [1000 + AWAY, 1000 + AWAY, pytest.approx(1000 + AWAY + SPELL)]


def test_a_loop_that_has_nothing_to_do_looks_for_garbage(
    scene: Scene, polite: Courtesy, litter: list[list[None]]
) -> None:
    loop = courteous_loop(polite)
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
    assert 2 in scene.swept
    assert litter


def test_where_it_begins_garbage_is_looked_for_again() -> None:
    was, thresholds = gc.isenabled(), gc.get_threshold()
    try:
        gc.disable()
        Courtesy().begin()
        assert gc.isenabled()
    finally:
        (gc.enable if was else gc.disable)()
        gc.set_threshold(*thresholds)
        gc.unfreeze()
