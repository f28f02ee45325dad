"""The runner: an engine in a thread and an event loop of its own, so that no screen ever waits for it."""

import asyncio
import concurrent.futures
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from connect_tui.sync.courtesy import Courtesy, courteous_loop
from connect_tui.sync.events import Event

if TYPE_CHECKING:
    # Whoever makes the engine imports it, in the runner's thread: the first frame does without.
    from connect_tui.sync.engine import Engine

T = TypeVar("T")
Make: TypeAlias = "Callable[[Callable[[Event], None]], Engine]"

_log = logging.getLogger(__name__)


class Runner:
    """Starts, feeds and stops the thread.

    `emit` is called in that thread for every event. `ended` is called there, once, if the engine ends by
    itself, with what ended it: the store that could not be opened, or a fault.
    """

    def __init__(
        self, emit: Callable[[Event], None], ended: Callable[[BaseException], None] | None = None
    ) -> None:
        self._emit = emit
        self._ended = ended
        self._courtesy = Courtesy()
        self._loop = courteous_loop(self._courtesy)
        self._engine: asyncio.Future[Engine] = self._loop.create_future()
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event = asyncio.Event()
        self._closing = threading.Lock()
        self._closed = False

    def start(self, make: Make) -> None:
        """Start the thread; `make` is called in it, so what it imports and opens keeps nobody waiting."""
        self._thread = threading.Thread(target=self._run, args=(make,), name="sync", daemon=True)
        self._thread.start()
        self._courtesy.begin()

    def go_first(self) -> None:
        """Somebody waits for what the caller is about to do: the engine steps aside for a moment."""
        self._courtesy.ask()

    def submit(self, work: "Callable[[Engine], Awaitable[T]]") -> concurrent.futures.Future[T]:
        """Have this done by the engine; the future holds its answer or its error.

        It is cancelled where the engine has ended.
        """
        with self._closing:
            if not self._closed:
                return asyncio.run_coroutine_threadsafe(self._do(work), self._loop)
        ended: concurrent.futures.Future[T] = concurrent.futures.Future()
        ended.cancel()
        return ended

    def call(self, work: "Callable[[Engine], T]") -> concurrent.futures.Future[T]:
        """As `submit`, for what the engine does at once: drafts."""

        async def at_once(engine: "Engine") -> T:
            return work(engine)

        return self.submit(at_once)

    def stop(self, patience: float = 10.0) -> None:
        """End the engine, and wait until nothing of it is left; at most `patience` seconds."""
        if self._thread is None:
            self._end_what_is_left()
            self._loop.close()
            return
        with contextlib.suppress(RuntimeError):  # it may have ended by itself
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(patience)

    def _run(self, make: Make) -> None:
        from connect_tui.sync.threads import Threads

        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(Threads())
        try:
            life = self._loop.create_task(self._live(make))
            life.add_done_callback(self._note_end)
            self._loop.run_until_complete(asyncio.wait({life}))
        finally:
            self._end_what_is_left()
            self._loop.close()

    def _note_end(self, life: asyncio.Task[None]) -> None:
        error = None if life.cancelled() else life.exception()
        if error is not None:
            _log.error("sync ended", exc_info=error)
            if self._ended is not None:
                self._ended(error)

    async def _live(self, make: Make) -> None:
        engine = make(self._emit)
        engine.between_steps(self._courtesy.give_way)
        self._engine.set_result(engine)
        try:
            running = asyncio.create_task(engine.run())
            stopping = asyncio.create_task(self._stopping.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        finally:
            await engine.close()

    def _take_no_more(self) -> None:
        """Whatever is submitted from now on is cancelled at once."""
        with self._closing:
            self._closed = True

    def _end_what_is_left(self) -> None:
        """Cancel what was submitted and is not done, and take no more."""
        self._take_no_more()
        self._loop.run_until_complete(_end_others())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())

    async def _do(self, work: "Callable[[Engine], Awaitable[T]]") -> T:
        return await work(await asyncio.shield(self._engine))


async def _end_others() -> None:
    """Cancel every task but this one, and wait until they are over."""
    await asyncio.sleep(0)  # what was submitted just now becomes a task
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
