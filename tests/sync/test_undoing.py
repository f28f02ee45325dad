"""One stack for everything that can be taken back, newest first, and never a step twice."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.domain.marks import MarkKind
from connect_tui.provider import NotFound, Offline, Reaction
from connect_tui.sync.events import DraftChanged, InboxChanged

ANA = "@ana@net.example"
SENT = "It is sent. Open it to change or delete it."


async def asked(world: World, by: str = "ben") -> str:
    """Somebody asks me something; the post's URI."""
    key = world.network.post(by, "@me are you there?", names=("me",))
    await world.refresh()
    return world.network.uri(key)


async def put_off(world: World, uri: str) -> None:
    assert await world.engine.put_off(uri, world.clock() + timedelta(days=2))


async def lift(world: World, uri: str) -> None:
    assert await world.engine.done(uri)
    assert await world.engine.undo() is not None
    assert await world.engine.done(uri)
    (row,) = world.reader.marked(MarkKind.DONE)
    assert row.number is not None
    assert await world.engine.lift(row.number)


async def favourite_off(world: World, uri: str) -> None:
    await world.engine.react(uri, Reaction.FAVOURITE, True)
    await world.engine.react(uri, Reaction.FAVOURITE, False)


Deed = Callable[[World, str], Coroutine[None, None, object]]
DEEDS: dict[str, tuple[Deed, str]] = {
    "done": (lambda world, uri: world.engine.done(uri), "Ben is waiting again."),
    "later": (put_off, "Ben is waiting again."),
    "mute": (lambda world, uri: world.engine.mute(uri), "Ben is waiting again."),
    "lift": (lift, "That is done again."),
    "favourite": (
        lambda world, uri: world.engine.react(uri, Reaction.FAVOURITE, True),
        "No longer a favourite of yours.",
    ),
    "no favourite": (favourite_off, "A favourite of yours again."),
    "boost": (lambda world, uri: world.engine.react(uri, Reaction.BOOST, True), "No longer boosted."),
    "bookmark": (
        lambda world, uri: world.engine.react(uri, Reaction.BOOKMARK, True),
        "No longer bookmarked.",
    ),
    "circle": (
        lambda world, uri: world.engine.set_circle_member("friends", ANA, True),
        f"{ANA} is no longer in “friends”.",
    ),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("restarted", [False, True])
async def test_what_was_done_is_taken_back_with_a_sentence(world: World, deed: str, restarted: bool) -> None:
    do, said = DEEDS[deed]
    uri = await asked(world)
    await do(world, uri)
    if restarted:
        world.restart()
        await world.engine.settle()
    world.events.clear()
    assert await world.engine.undo() == said
    if deed != "circle":
        assert InboxChanged(frozenset({uri})) in world.events


async def test_the_newest_comes_first_and_then_nothing_is_left(world: World) -> None:
    uri = await asked(world)
    for deed in ("favourite", "circle", "done"):
        await DEEDS[deed][0](world, uri)
    expected = [DEEDS[deed][1] for deed in ("done", "circle")]
    # It stays a favourite, which acknowledges nothing that asks.
    assert [await world.engine.undo() for _ in range(4)] == [*expected, DEEDS["favourite"][1], None]


@pytest.mark.parametrize(("who", "verb"), [(("ben", "ana"), "are"), (("ben", "ana", "cat"), "are")])
async def test_several_who_wait_are_named(world: World, who: tuple[str, ...], verb: str) -> None:
    top = world.network.post("me", "What do you say?")
    for name in who:
        world.network.post(name, "@me and you?", top, names=("me",))
    await world.refresh()
    await world.engine.done(world.network.uri(top))
    said = await world.engine.undo()
    assert said is not None
    assert said.startswith("Ben, Ana and others" if len(who) > 2 else "Ben and Ana")
    assert said.endswith(f" {verb} waiting again.")


async def test_a_send_is_taken_back_while_it_can(world: World) -> None:
    world.settings = world.settings.__class__(undo_send=timedelta(seconds=5))
    world.restart()
    uri = await asked(world)
    key = uri.rsplit("/", 1)[1]
    world.draft("k", "yes", key, ("ben",))
    assert await world.engine.send("k")
    world.events.clear()
    assert await world.engine.undo() == "Taken back: you can write on."
    assert DraftChanged("k") in world.events
    assert world.sent("k").state is DraftState.WRITING
    assert await world.engine.undo() is None
    await world.engine.send("k")
    world.clock.forward(seconds=6)
    await world.engine.deliver()
    assert world.sent("k").state is DraftState.SENT
    assert await world.engine.undo() == SENT
    assert await world.engine.undo() is None
    assert len(world.network.written_by("me")) == 1


async def test_what_has_left_stays_and_that_is_said_before_anything_older_is_undone(world: World) -> None:
    uri = await asked(world)
    other = await asked(world, "cat")
    await world.engine.done(other)
    await world.send("k", "yes", uri.rsplit("/", 1)[1], ("ben",))
    assert await world.engine.undo() == SENT
    assert await world.engine.undo() == "Cat is waiting again."
    assert len(world.network.written_by("me")) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Offline("does not answer"), "home does not answer, so it could not take back the favourite."),
        (NotFound("cannot find it"), "home would not take back the favourite: it cannot find it."),
    ],
)
async def test_what_a_server_refuses_is_said_and_blocks_nothing(
    world: World, error: Exception, said: str
) -> None:
    uri = await asked(world)
    await world.engine.done(uri)
    await world.engine.react(uri, Reaction.FAVOURITE, True)
    world.provider.fail("react", error)
    assert await world.engine.undo() == said
    post = world.store.cache.post(uri)
    assert post is not None
    assert post.favourited
    assert await world.engine.undo() == "Ben is waiting again."


async def test_a_reaction_that_was_refused_leaves_no_step(world: World) -> None:
    uri = await asked(world)
    world.provider.fail("react", Offline("does not answer"))
    await world.engine.react(uri, Reaction.BOOST, True)
    assert await world.engine.undo() is None


async def test_a_reaction_of_an_account_that_is_gone(world: World) -> None:
    uri = await asked(world)
    await world.engine.react(uri, Reaction.BOOST, True)
    world.providers.clear()
    world.restart()
    assert await world.engine.undo() == "home is not among your accounts any more."
    assert await world.engine.undo() is None


async def test_a_mark_that_is_gone_is_passed_over(world: World) -> None:
    uri = await asked(world)
    await world.engine.done(uri)
    await put_off(world, uri)
    ((_, _), (number, _)) = world.store.mine.all_marks()
    world.store.mine.remove_mark(number)
    assert await world.engine.undo() == "Ben is waiting again."


async def test_two_programs_share_one_stack(world: World) -> None:
    uri = await asked(world)
    for _ in range(5):
        await put_off(world, uri)
    one = world.engine
    world.start()
    said = await asyncio.gather(*(engine.undo() for engine in (one, world.engine) for _ in range(4)))
    # Each step once, whoever took it.
    assert len([sentence for sentence in said if sentence is not None]) == 5
    assert world.store.mine.all_marks() == ()
    assert world.waiting() == [uri.rsplit("/", 1)[1]]


async def test_an_undo_in_the_middle_of_a_reaction_has_the_last_word(world: World) -> None:
    uri = await asked(world)
    entered, go_on = asyncio.Event(), asyncio.Event()
    real = world.provider.react

    async def slow(*values: object) -> object:
        entered.set()
        await go_on.wait()
        return await real(*values)  # type: ignore[arg-type] # passed through

    world.provider.react = slow  # type: ignore[assignment,method-assign] # to come between
    doing = asyncio.create_task(world.engine.react(uri, Reaction.FAVOURITE, True))
    await entered.wait()
    undoing = asyncio.create_task(world.engine.undo())
    await asyncio.sleep(0)
    go_on.set()
    await doing
    assert await undoing == "No longer a favourite of yours."
    assert world.network.notes[uri.rsplit("/", 1)[1]].favourited == set()
    post = world.store.cache.post(uri)
    assert post is not None
    assert not post.favourited


def state(world: World) -> object:
    """Everything that marks, circles and reactions decide."""
    return (
        world.store.mine.all_marks(),
        world.store.mine.circle_changes(),
        world.index(),
        [(note.key, note.favourited, note.boosted, note.muted) for note in world.network.notes.values()],
    )


async def do_something(world: World, chance: random.Random) -> None:
    uris = [world.network.uri(key) for key in world.network.notes]
    uri = chance.choice(uris)
    match chance.choice(["done", "later", "mute", "lift", "unmute", "react", "circle", "undo", "restart"]):
        case "done":
            await world.engine.done(uri)
        case "later":
            await put_off(world, uri)
        case "mute":
            await world.engine.mute(uri)
        case "lift":
            rows = [row for kind in MarkKind for row in world.reader.marked(kind) if row.number is not None]
            for row in rows[:1]:
                assert row.number is not None
                await world.engine.lift(row.number)
        case "unmute":
            await world.engine.unmute(uri)
        case "react":
            reaction = chance.choice(list(Reaction))
            note = world.network.notes[uri.rsplit("/", 1)[1]]
            held = {
                Reaction.FAVOURITE: note.favourited,
                Reaction.BOOST: note.boosted,
                Reaction.BOOKMARK: note.bookmarked,
            }
            await world.engine.react(uri, reaction, "me" not in held[reaction])
        case "circle":
            who = world.network.handle(chance.choice(["ana", "ben"]))
            await world.engine.set_circle_member(chance.choice(["a", "b"]), who, chance.random() < 0.6)
        case "undo":
            await world.engine.undo()
        case "restart":
            world.restart()
            await world.engine.settle()


async def there_and_back(world: World, chance: random.Random, length: int) -> None:
    for name in ("ana", "ben", "cat"):
        top = world.network.post(name, "@me what do you say?", names=("me",))
        world.network.post("dan", "I say no", top)
        world.network.post(name, "@me and you?", top, names=("me",))
    await world.refresh(explicit=True)
    before = state(world)
    for _ in range(length):
        await do_something(world, chance)
    while await world.engine.undo() is not None:
        pass
    assert state(world) == before
    await world.engine.settle()
    assert world.index() == [(entry.uri, entry.place) for entry in world.plain_inbox()]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(1, 25))
def test_undoing_everything_ends_where_it_began(
    tmp_path_factory: pytest.TempPathFactory, seed: int, length: int
) -> None:
    world = World(Path(tmp_path_factory.mktemp("undo")))
    try:
        asyncio.run(there_and_back(world, random.Random(seed), length))
    finally:
        world.end()
