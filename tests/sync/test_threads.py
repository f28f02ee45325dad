"""What hangs in a thread keeps nobody waiting."""

import asyncio
import subprocess
import sys
import threading

import pytest

from connect_tui.sync.threads import Threads, run_in_loop

_HANGS = """
import asyncio, threading
from connect_tui.sync.threads import run_in_loop

async def main():
    asking = asyncio.create_task(asyncio.to_thread(threading.Event().wait))
    await asyncio.sleep(0.1)
    asking.cancel()

run_in_loop(main())
print("done")
"""


def test_a_program_ends_although_what_it_asked_hangs() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HANGS], capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout == "done\n"


def test_many_that_hang_keep_no_other_waiting() -> None:
    go_on = threading.Event()

    async def ask() -> str:
        hanging = [asyncio.create_task(asyncio.to_thread(go_on.wait)) for _ in range(40)]
        try:
            async with asyncio.timeout(20):
                return await asyncio.to_thread(lambda: threading.current_thread().name)
        finally:
            go_on.set()
            await asyncio.gather(*hanging)

    assert run_in_loop(ask()) != threading.current_thread().name


def test_a_fault_comes_to_whoever_asked() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        run_in_loop(asyncio.to_thread(fail))


def test_what_is_just_being_written_comes_to_its_end() -> None:
    began, written = threading.Event(), threading.Event()

    def keep() -> None:
        began.set()
        threading.Event().wait(0.3)
        written.set()

    async def ask() -> None:
        keeping = asyncio.create_task(asyncio.to_thread(keep))
        await asyncio.to_thread(began.wait)
        keeping.cancel()

    run_in_loop(ask())
    assert written.is_set()


def test_after_the_end_there_is_nothing_to_give_it_to() -> None:
    threads = Threads()
    threads.shutdown()
    with pytest.raises(RuntimeError):
        threads.submit(lambda: None)
