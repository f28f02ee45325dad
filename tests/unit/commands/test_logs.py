"""The log: where a fault was, never what was written."""

import asyncio
import gc
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect_tui.commands.logs import keep_log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    loggers = [logging.getLogger(name) for name in ("connect_tui", "asyncio")]
    before = [(logger, logger.handlers[:], logger.propagate) for logger in loggers]
    file = tmp_path / "cache" / "connect-tui.log"
    keep_log(file)
    yield file
    for logger, handlers, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate


def test_without_a_fault_there_is_no_file(log: Path) -> None:
    logging.getLogger("connect_tui.sync").warning("nothing much")
    assert not log.exists()


def test_a_fault_is_told_without_its_words(log: Path) -> None:
    try:
        raise ValueError("a private message, token s3cr3t")
    except ValueError:
        logging.getLogger("connect_tui.sync").exception("a worker failed")
    said = log.read_text()
    assert "connect_tui.sync: a worker failed" in said
    assert "test_logs.py" in said
    assert said.rstrip().endswith("ValueError")
    assert "a private message" not in said.replace('raise ValueError("a private message, token s3cr3t")', "")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_keeping_it_twice_writes_once(log: Path) -> None:
    keep_log(log)
    logging.getLogger("connect_tui").error("once")
    assert log.read_text().count("once") == 1


async def fails(words: str) -> None:
    raise LookupError(words)


def fails_at_once(words: str) -> None:
    raise LookupError(words)


def faults_of_the_loop() -> None:
    """One of a task that nobody waited for, one of a callback: asyncio tells both with all that they hold."""

    async def work() -> None:
        task = asyncio.create_task(fails("a private message, token s3cr3t"))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(fails_at_once, "a private message, token s3cr3t")
        await asyncio.sleep(0)
        del task

    asyncio.run(work())
    gc.collect()


def test_a_fault_of_the_loop_is_told_without_its_words_too(log: Path) -> None:
    faults_of_the_loop()
    said = log.read_text()
    assert said.count("asyncio: a fault in the loop") == 2
    assert said.count("\nLookupError") == 2
    assert "in fails_at_once" in said
    assert "s3cr3t" not in said


def test_where_no_log_can_be_written_nothing_is_said_instead(
    log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log.parent.write_text("a file where the folder should be")
    faults_of_the_loop()
    logging.getLogger("connect_tui.sync").error("a worker failed")
    assert capfd.readouterr() == ("", "")
