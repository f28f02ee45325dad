"""Waking: noticing that the machine, or this process, slept while time went on."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

LOOK_EVERY = timedelta(seconds=15)
ASLEEP = timedelta(seconds=30)
"""So much more time than was waited for was not lived through."""


async def watch_sleep(clock: Callable[[], datetime], woke: Callable[[], None]) -> None:
    """Call `woke` after every time of sleep; until cancelled.

    The clock on the wall tells: others stand still while a machine is suspended.
    """
    while True:
        before = clock()
        await asyncio.sleep(LOOK_EVERY.total_seconds())
        if clock() - before > LOOK_EVERY + ASLEEP:
            woke()
