"""What networks do to a program: endless conversations, ids claimed twice, dates that cannot be, circles of nobody."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.people import Circle
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.tui.render.reading import with_news
from connect_tui.tui.render.thread import conversation_rows
from connect_tui.tui.render.view import View

LONG = 5_000
HANG = 60.0
"""Seconds after which a person would call it hanging, on any machine."""


def chain(world: World, length: int) -> list[Post]:
    """Ana and Ben go on and on, each under the other; now and then they name me."""
    posts = []
    start = world.clock() - timedelta(minutes=length)
    for number in range(length):
        key = world.network.post(
            "ana" if number % 2 else "ben",
            "@me is it?" if number % 500 == 0 else "and so on",
            names=("me",) if number % 500 == 0 else (),
            at=start + timedelta(minutes=number),
            noticed=False,
            home=None,
        )
        posts.append(world.provider.see(key))
    return [
        replace(post, copies=(Copy(post.id, posts[at - 1].id if at else None),))
        for at, post in enumerate(posts)
    ]


@pytest.mark.parametrize("deep", [True, False])
async def test_a_conversation_of_thousands_is_judged_marked_and_shown(world: World, deep: bool) -> None:
    await world.refresh()
    posts = chain(world, LONG)
    if not deep:
        posts = [replace(p, copies=(Copy(p.id, posts[0].id if i else None),)) for i, p in enumerate(posts)]
    begun = time.monotonic()
    await world.engine._standing.merge(posts)
    (entry,) = world.reader.entries(Section.WAITING)
    assert entry.conversation is not None
    assert len(entry.conversation.posts) == LONG
    (why,) = world.reader.why([entry])
    assert len(why) in (2, 3)
    rows = with_news(conversation_rows(entry.conversation, (), frozenset()), None, frozenset())
    view = View(width=80, now=world.clock())
    assert sum(len(list(row.lines(view))) for row in rows) >= LONG
    await world.engine.read_in(posts[0].uri, world.clock())
    assert world.reader.news(entry.conversation) is None
    assert await world.engine.done(posts[-1].uri)
    assert world.reader.entries(Section.WAITING) == []
    key = world.network.post("ana", "@me and now?", names=("me",), noticed=False, home=None)
    one_more = replace(world.provider.see(key), copies=(Copy(PostId("home", key), posts[-1].id),))
    world.clock.forward(minutes=1)
    await world.engine._standing.merge([replace(one_more, seen=world.clock())])
    assert world.waiting() == [key]
    assert await world.engine.undo() is not None
    assert time.monotonic() - begun < HANG


@pytest.mark.parametrize(
    "created",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(2600, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
async def test_a_date_that_cannot_be_counts_as_when_it_came(world: World, created: datetime) -> None:
    key = world.network.post("ana", "@me are you there?", names=("me",), at=created)
    other = world.network.post("ben", "@me and you?", names=("me",), at=world.clock() - timedelta(hours=1))
    await world.refresh()
    assert world.waiting() == [other, key]
    (entry,) = [e for e in world.reader.entries(Section.WAITING) if e.uri == world.network.uri(key)]
    assert entry.since == world.clock()


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
async def test_a_clock_that_jumps_and_comes_back_loses_nothing(world: World, jump: timedelta) -> None:
    key = world.network.post("ana", "@me are you there?", names=("me",))
    await world.refresh()
    put_off = world.network.post("ben", "@me and you?", names=("me",))
    await world.refresh()
    before = world.clock()
    assert await world.engine.put_off(world.network.uri(put_off), before + timedelta(days=2))
    world.clock.now += jump
    await world.refresh()
    expected = {key, put_off} if jump > timedelta(0) else {key}
    assert set(world.waiting()) == expected
    world.clock.now = before
    world.restart()
    await world.refresh()
    assert world.waiting() == [key]
    world.clock.forward(days=2)
    await world.engine.settle()
    assert set(world.waiting()) == {key, put_off}


async def test_a_circle_of_people_whom_nobody_knows_is_an_empty_one(world: World) -> None:
    nobody = Circle("friends", frozenset({"@nobody@nowhere.example", "@also.nobody.example"}))
    world.settings = replace(world.settings, circles=(nobody,))
    world.restart()
    key = world.network.post("ana", "@me are you there?", names=("me",))
    await world.refresh()
    assert world.waiting() == [key]
    assert world.reader.circles() == (nobody,)
    assert world.reader.page(circle="friends").entries == ()
    assert world.reader.page(circle="a circle that is none").entries == ()
    # They count from when they write.
    world.network.post("nobody", "hello", home=0)
    assert await world.engine.set_circle_member("friends", world.network.handle("ana"), True)
    assert [entry.uri for entry in world.reader.page(circle="friends").entries] == [world.network.uri(key)]
