"""A mark and the step that takes it back stand or fall together, wherever the program is killed."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from world import World

from connect_tui.domain.marks import MarkKind
from connect_tui.provider import Reaction

DO = """
import asyncio, os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from connect_tui.store.journal import Journal
from connect_tui.store.marks import MarkTable
from connect_tui.store.places import Places
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.standing import Standing

cache, mine, now, uri, deed, where = sys.argv[1:]
now = datetime.fromisoformat(now)
WHERE = {
    "before anything": (Places, "doubt"),
    "after the doubt": (Journal, "transaction"),
    "within the transaction": (Journal, "note_step" if deed != "undo" else "forget_step"),
    "at the end of the transaction": (Standing, "rejudge_posts"),
    "before it is judged": (Standing, "rejudge"),
    "nowhere": (Standing, "rebuild"),
}
DEEDS = {
    "done": lambda engine: engine.done(uri),
    "later": lambda engine: engine.put_off(uri, now + timedelta(hours=5)),
    "mute": lambda engine: engine.mute(uri),
    "lift": lambda engine: engine.lift(1),
    "undo": lambda engine: engine.undo(),
}

def die(*values):
    os.kill(os.getpid(), signal.SIGKILL)

engine = Engine(Store.open(StorePaths(Path(cache), Path(mine))), (), SyncSettings(), print, lambda: now)
setattr(*WHERE[where], die)
asyncio.run(DEEDS[deed](engine))
"""
NOWHERE = "nowhere"
KILLED = (
    "before anything",
    "after the doubt",
    "within the transaction",
    "at the end of the transaction",
    "before it is judged",
)


def do(world: World, uri: str, deed: str, where: str) -> None:
    """Do this in a program of its own, which is killed there."""
    paths = (str(world.paths.cache), str(world.paths.mine))
    arguments = (*paths, world.clock().isoformat(), uri, deed, where)
    ended = subprocess.run(
        [sys.executable, "-c", DO, *arguments], capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == (0 if where == NOWHERE else -signal.SIGKILL), ended.stderr.decode()


@pytest.mark.parametrize("where", [*KILLED, NOWHERE])
@pytest.mark.parametrize("deed", ["done", "later", "mute", "lift", "undo"])
async def test_killed(world: World, deed: str, where: str) -> None:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    uri = world.network.uri(key)
    makes = deed in ("done", "later", "mute")
    if not makes:
        await world.engine.done(uri)
    world.end()
    do(world, uri, deed, where)
    world.clock.forward(minutes=1)
    world.start()
    await world.engine.settle()

    happened = where in ("at the end of the transaction", "before it is judged", NOWHERE)
    assert bool(world.store.mine.all_marks()) is (happened if makes else not happened)
    assert world.waiting() == ([] if happened is makes else [key])
    # The index is what the rules make of the marks, also where nobody came to judge.
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]
    said = []
    while (sentence := await world.engine.undo()) is not None:
        said.append(sentence)
    assert world.waiting() == [key]
    assert world.store.mine.all_marks() == ()
    wait = "Ben is waiting again."
    if makes:
        assert said == ([wait] if happened else [])
    elif deed == "lift":
        assert said == (["That is done again.", wait] if happened else [wait])
    else:
        assert said == ([] if happened else [wait])


async def test_a_reaction_that_was_begun_can_be_taken_back(world: World) -> None:
    """The server may have heard of it: taking back what never was is harmless."""
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()

    class Killed(BaseException):
        pass

    world.provider.fail("react", Killed(), after=True)
    with pytest.raises(Killed):
        await world.engine.react(world.network.uri(key), Reaction.FAVOURITE, True)
    world.restart()
    assert world.network.notes[key].favourited == {"me"}
    assert await world.engine.undo() == "No longer a favourite of yours."
    assert world.network.notes[key].favourited == set()
    assert world.waiting() == [key]


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=-400)])
async def test_marks_under_a_clock_that_jumps(world: World, ahead: timedelta) -> None:
    key = world.network.post("ben", "@me are you there?", names=("me",))
    await world.refresh()
    uri, right = world.network.uri(key), world.clock()
    world.clock.now = right + ahead
    assert await world.engine.put_off(uri, world.clock() + timedelta(hours=1))
    assert await world.engine.done(uri)
    world.clock.now = right
    await world.engine.settle()
    assert world.waiting() == []
    assert [row.mark.kind for row in world.reader.marked(MarkKind.DONE)] == [MarkKind.DONE]
    while await world.engine.undo() is not None:
        pass
    assert world.waiting() == [key]
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]
