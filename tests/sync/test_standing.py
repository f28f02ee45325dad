"""What moves entries besides posts: time, marks, circles, settings, accounts."""

from datetime import timedelta

from fake_network import START
from world import World

from connect_tui.domain.entry import AttentionSettings, Section
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.people import Circle
from connect_tui.sync.events import InboxChanged
from connect_tui.sync.settings import SyncSettings


def marked(world: World, kind: MarkKind, key: str, until: timedelta | None = None) -> Mark:
    uri = frozenset({world.network.uri(key)})
    return Mark(kind, world.clock(), uri, uri, world.clock() + until if until else None)


async def test_time_alone_moves_an_entry(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    world.network.post("me", "@ben hello", key, ("ben",))
    await world.refresh()
    assert world.section_of(key) is Section.ACTIVE
    assert world.keys(Section.ACTIVE)
    world.clock.forward(hours=49)
    await world.engine.settle()
    assert world.keys(Section.ACTIVE) == []
    assert len(world.keys(Section.SETTLED)) == 1


async def test_done_and_its_undoing_survive_a_restart(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    number = await world.engine.add_mark(marked(world, MarkKind.DONE, key))
    assert world.waiting() == []
    world.restart()
    assert world.waiting() == []
    assert await world.engine.remove_mark(number) is not None
    world.restart()
    assert world.waiting() == [key]
    assert await world.engine.remove_mark(number) is None


async def test_later_comes_back_at_its_time_and_earlier_on_a_new_message(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    await world.engine.add_mark(marked(world, MarkKind.LATER, key, timedelta(hours=3)))
    world.clock.forward(hours=2)
    await world.engine.settle()
    assert world.waiting() == []
    world.clock.forward(hours=2)
    await world.engine.settle()
    assert world.waiting() == [key]
    await world.engine.add_mark(marked(world, MarkKind.LATER, key, timedelta(hours=3)))
    world.clock.forward(minutes=1)
    more = world.network.post("ben", "@me are you there?", key, ("me",))
    await world.refresh()
    assert world.waiting() == [more]


async def test_a_muted_conversation_stays_away_whatever_is_said_in_it(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    await world.engine.add_mark(marked(world, MarkKind.MUTED, key))
    for _ in range(20):
        world.clock.forward(minutes=1)
        key = world.network.post("ben", "@me and?", key, ("me",))
    await world.refresh()
    assert [world.keys(section) for section in Section] == [[]] * 5


async def test_other_settings_and_circles_judge_everything_anew(world: World) -> None:
    first = world.network.post("ben", "@me hello", names=("me",))
    world.clock.forward(minutes=1)
    second = world.network.post("cat", "@me hello", names=("me",))
    await world.refresh()
    assert world.waiting() == [first, second]
    world.settings = SyncSettings(attention=AttentionSettings(newest_first=True))
    world.restart()
    await world.engine.settle()
    assert world.waiting() == [second, first]
    world.settings = SyncSettings(circles=(Circle("friends", frozenset({"@cat@net.example"})),))
    world.restart()
    world.events.clear()
    await world.engine.settle()
    assert world.waiting() == [second, first]
    assert world.events[-1] == InboxChanged(frozenset())


async def test_putting_somebody_into_a_circle_moves_only_them(world: World) -> None:
    first = world.network.post("ben", "@me hello", names=("me",))
    world.clock.forward(minutes=1)
    second = world.network.post("cat", "@me hello", names=("me",))
    await world.refresh()
    world.events.clear()
    await world.engine.set_circle_member("friends", "@cat@net.example", True)
    assert world.waiting() == [second, first]
    assert world.events == [InboxChanged(frozenset({world.network.uri(second)}))]
    world.restart()
    world.events.clear()
    await world.engine.settle()
    assert world.events == []
    await world.engine.set_circle_member("friends", "@cat@net.example", False)
    assert world.waiting() == [first, second]


async def test_an_inbox_that_was_left_half_built_is_built_again(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    await world.refresh()
    world.store.cache.set_stale(True)
    world.restart()
    await world.engine.settle()
    assert world.waiting() == [key]
    assert not world.store.cache.stale(world.engine._standing._bench.fingerprint())


async def test_how_it_would_have_stood(world: World) -> None:
    key = world.network.post("ben", "@me hello", names=("me",))
    world.clock.forward(hours=1)
    world.network.post("me", "@ben hello", key, ("ben",))
    await world.refresh()
    assert world.waiting() == []
    (entry,) = world.reader.inbox_as_of(START + timedelta(minutes=30))
    assert entry.section is Section.WAITING
    (entry,) = world.reader.inbox_as_of(START + timedelta(hours=2))
    assert entry.section is Section.ACTIVE


async def test_people_with_whom_it_has_gone_quiet(world: World) -> None:
    for name in ("ana", "ben", "cat", "dan", "eve"):
        mine = world.network.post("me", f"@{name} how are you?", names=(name,))
        world.clock.forward(hours=1)
        key = world.network.post(name, f"fine, says {name}", mine, ("me",))
        world.clock.forward(hours=1)
        world.network.post("me", f"@{name} good", key, (name,))
        world.clock.forward(hours=30)
    await world.refresh()
    await world.until_complete()
    found = world.reader.quiet_people()
    assert [person.name for person, _ in found] == ["Dan", "Cat", "Ben"]
    assert [post.text.plain for _, post in found] == [
        "fine, says dan",
        "fine, says cat",
        "fine, says ben",
    ]


async def test_a_draft_is_found_again_from_anywhere_in_the_conversation(world: World) -> None:
    start = world.network.post("ben", "@me hello", names=("me",))
    below = world.network.post("cat", "hello", start)
    await world.refresh()
    draft = world.draft("k", "half a", below)
    assert world.reader.draft_for(world.network.uri(start)) == draft
    world.restart()
    assert world.reader.draft_for(world.network.uri(start)) == draft
    assert world.engine.drop_draft("k")
    assert world.reader.draft_for(world.network.uri(start)) is None
    assert not world.engine.drop_draft("k")
