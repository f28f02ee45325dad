"""Upkeep of the store while the program runs: its order as time goes on, and its health."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from connect_tui.store.store import DamagedError, Store, StoreError
from connect_tui.sync.events import Event, Said
from connect_tui.sync.standing import Standing

LOOK_AT_TIME = timedelta(seconds=60)
"""How often time is looked at, even where nothing seems due: clocks jump, and others write too."""


async def look_over(store: Store, emit: Callable[[Event], None]) -> None:
    """Look at a cache that was left unclean, in a thread of its own: nobody waits for that."""
    stopped = threading.Event()
    try:
        await asyncio.to_thread(store.cache.look_over, stopped.is_set)
    except DamagedError as error:
        emit(Said(str(error)))
    finally:
        stopped.set()


async def keep_in_order(
    store: Store, standing: Standing, clock: Callable[[], datetime], emit: Callable[[Event], None]
) -> None:
    """Judge anew what time moves, when it does; until cancelled."""
    while True:
        try:
            await standing.settle()
            due = store.cache.next_due()
        except StoreError as error:
            emit(Said(str(error)))
            due = None
        seconds = (due - clock()).total_seconds() if due else LOOK_AT_TIME.total_seconds()
        await asyncio.sleep(min(max(seconds, 1.0), LOOK_AT_TIME.total_seconds()))
