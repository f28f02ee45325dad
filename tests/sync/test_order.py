"""The inbox that is kept bit by bit is the inbox that the rules alone would have."""

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from world import World

from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.post import PostId, Visibility
from connect_tui.domain.text import Text
from connect_tui.provider import Offline, Reaction, ServerFault

PEOPLE = ("ana", "ben", "cat", "dan")


def something_happens(world: World, chance: random.Random) -> None:
    """One more thing on the network."""
    network = world.network
    keys = [key for key in network.notes if network.stands(key)]
    what = chance.choice(
        ["post", "reply", "reply", "mine", "delete", "edit", "boost", "people", "late", "direct"]
    )
    who = chance.choice(PEOPLE)
    if what == "post" or not keys:
        network.post(who, chance.choice(["@me hello", "hello", "@me what?", "@me thanks"]), names=("me",))
    elif what == "reply":
        to = chance.choice(keys)
        network.post(who, "and you?", to, chance.choice([(), ("me",)]), noticed=chance.random() < 0.8)
    elif what == "mine":
        to = chance.choice(keys)
        network.post("me", "yes", to, (network.notes[to].author,))
    elif what == "delete":
        network.delete(chance.choice(keys))
    elif what == "edit":
        network.edit(chance.choice(keys), "what do you say?", chance.choice([(), ("me",)]))
    elif what == "boost":
        network.boost(who, chance.choice(keys))
    elif what == "late":
        at = world.clock() - timedelta(hours=chance.randint(0, 400))
        network.post(who, "late", chance.choice([*keys, None]), at=at, home=chance.randint(0, 5))
    elif what == "direct":
        network.post(who, "@me psst", names=("me",), visibility=Visibility.DIRECT)
    else:
        chance.choice([network.followed, network.blocked]).symmetric_difference_update({who})
        network.muted[who] = chance.choice([None, world.clock() + timedelta(hours=5), world.clock()])


async def i_do_something(world: World, chance: random.Random) -> None:
    """One more thing on this machine."""
    network = world.network
    known = [key for key in network.notes if world.store.cache.post(network.uri(key))]
    what = chance.choice(
        ["refresh", "all", "mark", "unmark", "react", "restart", "time", "complete", "send", "fault"]
    )
    if what in ("refresh", "all"):
        await world.engine.refresh(explicit=what == "all")
    elif what == "restart":
        world.restart()
    elif what == "time":
        world.clock.forward(hours=chance.choice([1, 30, 400]))
    elif what == "fault":
        error = chance.choice([Offline("away"), ServerFault("failed")])
        world.provider.fail(chance.choice(["mine", "addressed", "timeline", "conversation", "facts"]), error)
    elif what == "unmark":
        for number, _ in world.store.mine.all_marks()[:1]:
            await world.engine.remove_mark(number)
    elif known:
        key = chance.choice(known)
        if what == "mark":
            conversation = world.reader.conversation(network.uri(key))
            assert conversation is not None
            uris = frozenset(conversation.by_uri)
            kind = chance.choice(list(MarkKind))
            until = world.clock() + timedelta(hours=2) if kind is MarkKind.LATER else None
            await world.engine.add_mark(Mark(kind, world.clock(), uris, uris, until))
        elif what == "react":
            await world.engine.react(network.uri(key), chance.choice(list(Reaction)), chance.random() < 0.7)
        elif what == "complete":
            await world.engine.complete(network.uri(key))
        else:
            await world.send(f"k{world.clock()}{len(network.notes)}{chance.random()}", "yes", key)


async def live(world: World, chance: random.Random, length: int) -> None:
    await world.refresh()
    for _ in range(length):
        something_happens(world, chance)
        world.clock.forward(minutes=chance.choice([0, 1, 50]))
        if chance.random() < 0.6:
            await i_do_something(world, chance)
    await world.engine.settle()
    expected = [(entry.uri, entry.place) for entry in world.plain_inbox()]
    assert world.index() == expected
    named = world.reader.entries_named([*(uri for uri, _ in expected), "https://nobody.example/1"])
    assert [(uri, entry and entry.place) for uri, entry in named.items()] == [
        *expected,
        ("https://nobody.example/1", None),
    ]
    assert not world.store.cache.stale(world.engine._standing._bench.fingerprint())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(5, 45))
def test_the_index_is_the_inbox(tmp_path_factory: pytest.TempPathFactory, seed: int, length: int) -> None:
    world = World(Path(tmp_path_factory.mktemp("life")))
    try:
        asyncio.run(live(world, random.Random(seed), length))
    finally:
        world.end()


async def test_long_posts_are_taken_in_few_by_few(world: World) -> None:
    world.network.post("ben", "@me well?", names=("me",))
    await world.refresh()
    (post,) = world.store.cache.conversation(world.store.cache.all_groups()[0]).posts  # type: ignore[union-attr]
    long = [
        replace(
            post,
            uri=f"{post.uri}/{number}",
            text=Text("many words " * 1_800),
            copies=(replace(post.copies[0], id=PostId("home", f"long {number}")),),
        )
        for number in range(24)
    ]
    turns = 0

    async def go_on() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(go_on())
    await world.engine._standing.merge(long)
    other.cancel()
    assert turns >= 8
    assert {entry.uri for entry in world.reader.entries()} == {post.uri, *(one.uri for one in long)}


async def test_many_entries_take_no_more_questions_than_one(world: World) -> None:
    uris = [world.network.uri(world.network.post("ben", "@me well?", names=("me",))) for _ in range(20)]
    await world.refresh()
    asked: list[str] = []
    store = world.reader._store
    for database in (store.cache._db, store.mine._db):
        database._connection.set_trace_callback(asked.append)
    one = world.reader.entries_named(uris[:1])
    questions = len(asked)
    assert questions
    asked.clear()
    assert all(world.reader.entries_named(uris).values())
    assert len(asked) == questions
    assert one[uris[0]] == world.reader.entry(uris[0])
