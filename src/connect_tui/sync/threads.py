"""Threads for what takes a while: a keyring, a command, a name server. What hangs keeps nobody waiting."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE = 2.0
"""Seconds that what is at work has, at the end, to come to its own."""


class Threads(ThreadPoolExecutor):
    """In the place of asyncio's own: a program that ends waits for all of those, and where a few hang,
    everything else waits for them too.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1)  # none of them is ever started
        self._ended = False
        self._at_work: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have this done in a thread of its own.

        Raises:
            RuntimeError: it is the end.
        """
        if self._ended:
            raise RuntimeError("no more threads are begun")
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # it cannot be called off, only forgotten

        def work() -> None:
            try:
                answer.set_result(fn(*args, **kwargs))
            except BaseException as fault:  # noqa: BLE001 - whoever waits for the answer gets it
                answer.set_exception(fault)

        self._at_work.add(answer)
        answer.add_done_callback(self._at_work.discard)
        Thread(target=work, name="beside", daemon=True).start()
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give what is at work a moment."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._ended = True
        if wait:
            wait_for(self._at_work.copy(), PATIENCE)


def run_in_loop(work: Coroutine[object, object, T]) -> T:
    """Do this in a loop of its own."""

    async def doing() -> T:
        asyncio.get_running_loop().set_default_executor(Threads())
        return await work

    return asyncio.run(doing())
