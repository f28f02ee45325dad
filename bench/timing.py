"""How time is taken: processor time, of several things in turn, so that a busy machine slows all of them."""

import statistics
import time
from collections.abc import Callable, Sequence


def processor_time(action: Callable[[], object]) -> float:
    """Seconds of processor time that something takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def medians(actions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median of each, done in turn."""
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for times, action in zip(taken, actions, strict=True):
            times.append(processor_time(action))
    return [statistics.median(times) for times in taken]


def ratio(one: Callable[[], object], other: Callable[[], object], rounds: int) -> float:
    """How many times as long the first takes as the second."""
    first, second = medians((one, other), rounds)
    return first / second
