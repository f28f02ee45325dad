"""Courtesy: whoever works beside the screen lets a key go first."""

import asyncio
import gc
import selectors
import time
from collections.abc import Callable

BREATH = 0.00005
"""Seconds between two steps in which others can take their turn. Without, whoever waits is woken by each
short pause and finds it over, again and again.
"""
SPELL = 0.006
"""Seconds that are enough to answer most keys. What changed is read every ten milliseconds, and keys that are
held down come not much later: between two of them the others need a turn too.
"""
LONGEST = 0.1
"""Seconds that others step aside at once, however many keys come: they have to get on."""
SHARE = 0.5
"""Whoever stepped aside has this part of that time for itself before it does so again."""
REST = 1.0
"""Seconds without a key after which nobody minds if something takes a few hundredths of a second."""
AWAY = 60.0
"""Seconds without a key after which nobody is there."""
LITTER = 5_000
"""Objects that came since garbage was looked for, and make it worth while to look again."""
_TOO_MUCH = 100_000
"""With so many it is looked for under somebody's hands."""


class Courtesy:
    """Python's threads run by turns: while one has much to do, the others wait for each of theirs. The screen
    says when it is about to do something that somebody waits for; others look between two steps of their
    work. That it is over need not be said.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        sweep: Callable[[int], object] = gc.collect,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._sweep = sweep
        self._asked = clock()
        self._own = self._asked

    def begin(self) -> None:
        """From now on garbage is looked for while nobody is at the keys."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(_TOO_MUCH, 10, 1_000)
        gc.enable()

    def ask(self) -> None:
        """The screen goes first for a moment."""
        self._asked = self._clock()

    def give_way(self) -> None:
        """In another thread, between two steps: wait until the screen has had its turn."""
        began = now = self._clock()
        latest = now + LONGEST
        if now < self._own:
            return
        while now < (until := min(self._asked + SPELL, latest)):
            self._sleep(until - now)
            now = self._clock()
        self._own = now + SHARE * (now - began)

    def rest(self) -> None:
        """In another thread that has nothing to do: look for garbage, unless somebody is at the keys."""
        quiet = self._clock() - self._asked
        if quiet >= REST and gc.get_count()[0] >= LITTER:
            self._sweep(2 if quiet >= AWAY else 1)


class _Selector(selectors.DefaultSelector):
    """Gives way before what has come is worked on."""

    def __init__(self, courtesy: Courtesy) -> None:
        super().__init__()
        self._courtesy = courtesy

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        working = timeout is not None and timeout <= 0
        if working:
            time.sleep(BREATH)
        else:
            self._courtesy.rest()
        found = super().select(timeout)
        self._courtesy.give_way()
        return found


def courteous_loop(courtesy: Courtesy) -> asyncio.AbstractEventLoop:
    """An event loop that gives way between any two of its steps."""
    return asyncio.SelectorEventLoop(_Selector(courtesy))
