"""Done, put off, muted: what a mark closes, what opens it again, and where it can be taken back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from world import World

from connect_tui.domain.entry import Section
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.post import Copy, PostId, Visibility
from connect_tui.sync.events import InboxChanged


async def asked(world: World, words: str = "@me are you there?") -> str:
    """Ben asks me something; the post's URI."""
    key = world.network.post("ben", words, names=("me",))
    await world.refresh()
    return world.network.uri(key)


async def mark(world: World, kind: MarkKind, uri: str) -> bool:
    match kind:
        case MarkKind.DONE:
            return await world.engine.done(uri)
        case MarkKind.LATER:
            return await world.engine.put_off(uri, world.clock() + timedelta(hours=5))
        case MarkKind.MUTED:
            return await world.engine.mute(uri)


PLACES = {MarkKind.DONE: Section.SETTLED, MarkKind.LATER: Section.SETTLED, MarkKind.MUTED: None}


@pytest.mark.parametrize("kind", list(MarkKind))
async def test_a_mark_moves_the_entry_says_so_and_outlives_the_program(world: World, kind: MarkKind) -> None:
    uri = await asked(world)
    key = uri.rsplit("/", 1)[1]
    world.events.clear()
    assert await mark(world, kind, uri)
    assert InboxChanged(frozenset({uri})) in world.events
    for _ in range(2):
        assert world.section_of(key) is PLACES[kind]
        assert world.waiting() == []
        (row,) = world.reader.marked(kind)
        assert (row.mark.posts, row.mark.addressed) == (frozenset({uri}), frozenset({uri}))
        assert row.entry is not None
        assert row.entry.uri == uri
        world.restart()
        await world.engine.settle()


@pytest.mark.parametrize("kind", list(MarkKind))
async def test_what_comes_after_a_mark_is_open_unless_it_is_muted(world: World, kind: MarkKind) -> None:
    uri = await asked(world)
    await mark(world, kind, uri)
    # Its own date is before the mark: what counts is that it was not known.
    earlier = world.clock() - timedelta(hours=3)
    key = world.network.post("ben", "@me hello?", uri.rsplit("/", 1)[1], names=("me",), at=earlier)
    await world.refresh()
    assert world.waiting() == ([] if kind is MarkKind.MUTED else [key])


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [
        ((), ("me",), True),
        (("me",), ("me",), False),
        (("me",), (), False),
    ],
)
@pytest.mark.parametrize("kind", [MarkKind.DONE, MarkKind.LATER])
async def test_an_edit_opens_only_what_it_addresses_to_me(
    world: World, kind: MarkKind, before: tuple[str, ...], after: tuple[str, ...], opens: bool
) -> None:
    top = world.network.post("ana", "@me look", names=("me",))
    key = world.network.post("ana", "what do you think?", top, names=before)
    await world.refresh()
    await mark(world, kind, world.network.uri(top))
    assert world.waiting() == []
    world.clock.forward(minutes=10)
    world.network.edit(key, "and you?", after)
    await world.refresh()
    assert world.waiting() == ([key] if opens else [])


async def test_put_off_comes_back_by_time_and_leaves_its_view(world: World) -> None:
    uri = await asked(world)
    assert await world.engine.put_off(uri, world.clock() + timedelta(hours=5))
    world.clock.forward(hours=4, minutes=59)
    await world.engine.settle()
    assert world.waiting() == []
    assert [row.mark.until for row in world.reader.marked(MarkKind.LATER)]
    world.clock.forward(minutes=1)
    await world.engine.settle()
    assert world.waiting() == [uri.rsplit("/", 1)[1]]
    assert world.reader.marked(MarkKind.LATER) == []


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=-1)])
async def test_nothing_is_put_off_into_the_past(world: World, away: timedelta) -> None:
    uri = await asked(world)
    assert not await world.engine.put_off(uri, world.clock() + away)
    assert world.store.mine.all_marks() == ()
    assert await world.engine.undo() is None


async def test_a_post_that_did_not_stand_on_the_screen_is_not_closed(world: World) -> None:
    uri = await asked(world)
    entry = world.reader.entry(uri)
    assert entry is not None
    assert entry.conversation is not None
    shown = frozenset(entry.conversation.by_uri)
    key = world.network.post("ben", "@me one more thing, urgent", uri.rsplit("/", 1)[1], names=("me",))
    await world.refresh()
    assert await world.engine.done(uri, shown)
    assert world.waiting() == [key]
    assert not await world.engine.done(uri, ())


@pytest.mark.parametrize("uri", ["https://net.example/notes/999", "follow-request:@ben@net.example", ""])
async def test_what_is_not_known_cannot_be_marked(world: World, uri: str) -> None:
    await asked(world)
    until = world.clock() + timedelta(hours=1)
    assert not await world.engine.done(uri)
    assert not await world.engine.put_off(uri, until)
    assert not await world.engine.mute(uri)
    assert not await world.engine.unmute(uri)
    assert not await world.engine.lift(99)
    assert world.store.mine.all_marks() == ()


@pytest.mark.parametrize("kind", list(MarkKind))
async def test_a_mark_is_lifted_from_its_view(world: World, kind: MarkKind) -> None:
    uri = await asked(world)
    key = uri.rsplit("/", 1)[1]
    await mark(world, kind, uri)
    (row,) = world.reader.marked(kind)
    assert row.number is not None
    assert await world.engine.lift(row.number)
    assert world.waiting() == [key]
    assert world.reader.marked(kind) == []
    assert not await world.engine.lift(row.number)
    assert await world.engine.undo() is not None
    assert world.waiting() == []
    assert [found.number for found in world.reader.marked(kind)] == [row.number]


async def test_a_conversation_that_was_done_twice_is_one_row_and_lifted_whole(world: World) -> None:
    uri = await asked(world)
    await world.engine.done(uri)
    again = world.network.post("ben", "@me hello?", uri.rsplit("/", 1)[1], names=("me",))
    await world.refresh()
    await world.engine.done(uri)
    (row,) = world.reader.marked(MarkKind.DONE)
    assert row.number is not None
    assert await world.engine.lift(row.number)
    entry = world.reader.entry(uri)
    assert entry is not None
    assert entry.section is Section.WAITING
    assert await world.engine.undo() == "That is done again."
    assert world.section_of(again) is Section.SETTLED


async def test_marks_are_listed_newest_first_also_those_of_which_nothing_is_cached(world: World) -> None:
    first = await asked(world)
    second = await asked(world, "@me and this?")
    gone = Mark(MarkKind.DONE, world.clock(), frozenset({"https://elsewhere.example/1"}))
    for uri in (first, second):
        await world.engine.done(uri)
    world.store.mine.add_mark(gone)
    rows = world.reader.marked(MarkKind.DONE)
    assert [row.entry and row.entry.uri for row in rows] == [None, second, first]
    assert rows[0].number is not None
    assert await world.engine.lift(rows[0].number)
    assert await world.engine.undo() == "That is done again."


async def test_a_direct_message_is_marked_like_anything_else(world: World) -> None:
    key = world.network.post("ben", "@me psst", names=("me",), visibility=Visibility.DIRECT)
    await world.refresh(explicit=True)
    assert world.waiting() == [key]
    assert await world.engine.done(world.network.uri(key))
    assert world.waiting() == []


async def test_a_conversation_of_more_than_a_thousand_is_marked_in_one_go(world: World) -> None:
    top = await asked(world)
    first = world.store.cache.post(top)
    assert first is not None
    parent = first.copies[0].id
    posts = [
        replace(first, uri=f"{top}/{number}", copies=(Copy(PostId("home", f"a{number}"), parent),))
        for number in range(1200)  # more than SQLite takes variables, or terms, in its smallest builds
    ]
    world.store.cache.merge(posts)
    await world.engine._standing.rejudge_posts([top])
    for kind in MarkKind:
        assert world.waiting()
        assert await mark(world, kind, f"{top}/77")
        assert world.waiting() == []
        assert await world.engine.undo() == "Ben is waiting again."


async def test_what_is_put_off_gets_another_time_and_has_one_only(world: World) -> None:
    uri = await asked(world)
    key = uri.rsplit("/", 1)[1]
    begun = world.clock()
    assert await world.engine.put_off(uri, begun + timedelta(days=5))
    assert await world.engine.put_off(uri, begun + timedelta(hours=1))
    assert world.reader.put_off_until(uri) == begun + timedelta(hours=1)
    assert len(world.reader.marked(MarkKind.LATER)) == 1
    world.clock.forward(hours=1)
    await world.engine.settle()
    assert world.waiting() == [key]
    assert world.reader.put_off_until(uri) is None


async def test_another_time_is_taken_back_to_the_one_before(world: World) -> None:
    uri = await asked(world)
    begun = world.clock()
    for days in (5, 1):
        assert await world.engine.put_off(uri, begun + timedelta(days=days))
    world.restart()
    assert await world.engine.undo() == "That is put off as it was before."
    assert world.reader.put_off_until(uri) == begun + timedelta(days=5)
    assert await world.engine.undo() == "Ben is waiting again."
    assert world.reader.put_off_until(uri) is None
    assert await world.engine.undo() is None


async def test_what_came_since_is_put_off_with_what_was_put_off_before(world: World) -> None:
    uri = await asked(world)
    begun = world.clock()
    assert await world.engine.put_off(uri, begun + timedelta(days=5))
    later = world.network.post("ben", "@me hello?", uri.rsplit("/", 1)[1], names=("me",))
    await world.refresh()
    assert world.waiting() == [later]
    # Only the new one was on the screen; the other one is not forgotten for it.
    assert await world.engine.put_off(uri, begun + timedelta(days=1), {world.network.uri(later)})
    (row,) = world.reader.marked(MarkKind.LATER)
    assert row.mark.posts == {uri, world.network.uri(later)}
    assert row.mark.until == begun + timedelta(days=1)
    assert world.waiting() == []


async def test_what_is_put_off_can_be_done_with(world: World) -> None:
    uri = await asked(world)
    assert await world.engine.put_off(uri, world.clock() + timedelta(days=5))
    assert await world.engine.done(uri)
    assert world.reader.marked(MarkKind.LATER) == []
    assert len(world.reader.marked(MarkKind.DONE)) == 1
    assert await world.engine.undo() == "That is put off as it was before."
    assert len(world.reader.marked(MarkKind.LATER)) == 1


async def test_what_is_put_off_and_not_here_can_have_another_time(world: World) -> None:
    uri = "https://net.example/notes/999"
    begun = world.clock()
    mark = Mark(MarkKind.LATER, begun, frozenset({uri}), frozenset({uri}), begun + timedelta(days=3))
    await world.engine.add_mark(mark)
    assert await world.engine.put_off(uri, begun + timedelta(days=1), ())
    assert world.reader.put_off_until(uri) == begun + timedelta(days=1)
    assert not await world.engine.done("https://net.example/notes/1000", ())
