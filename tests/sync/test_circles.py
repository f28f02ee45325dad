"""Circles: the configuration, what the screen changed about it, and the lists of my servers behind them."""

import pytest
from fake_network import FakeProvider
from msgspec.structs import replace
from world import World

from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.people import Circle
from connect_tui.store.store import CircleChange
from connect_tui.sync.circles import moved, my_circles, read_lists, with_lists, write_lists
from connect_tui.sync.events import InboxChanged, Said
from connect_tui.sync.reading import InboxPage

ANA, BEN, CAT = (f"@{name}@net.example" for name in ("ana", "ben", "cat"))


def circle(name: str, *members: str, account: str = "") -> Circle:
    return Circle(name, frozenset(members), account)


@pytest.mark.parametrize(
    ("configured", "changes", "expected"),
    [
        ([circle("friends", ANA)], [], [circle("friends", ANA)]),
        ([circle("friends", ANA)], [("friends", BEN, True)], [circle("friends", ANA, BEN)]),
        # What the screen took out stays out, whatever the configuration says.
        ([circle("friends", ANA)], [("friends", ANA, False)], [circle("friends")]),
        ([circle("friends", ANA)], [("choir", BEN, True)], [circle("friends", ANA), circle("choir", BEN)]),
        ([circle("friends")], [("friends", BEN, False)], [circle("friends")]),
        ([], [], []),
    ],
)
def test_what_the_screen_changed_wins(
    configured: list[Circle], changes: list[tuple[str, str, bool]], expected: list[Circle]
) -> None:
    assert my_circles(configured, (CircleChange(*change) for change in changes)) == tuple(expected)


def test_lists_stand_behind_my_own_and_no_two_have_one_name() -> None:
    mine = (circle("friends", ANA), circle("choir"))
    lists = {
        "sky": write_lists([circle("friends", BEN), circle("work", BEN)]),
        "home": write_lists([circle("work", CAT), circle("choir", CAT)]),
    }
    assert with_lists(mine, lists) == (
        *mine,
        circle("work", CAT, account="home"),
        circle("choir (home)", CAT, account="home"),
        circle("friends (sky)", BEN, account="sky"),
        circle("work (sky)", BEN, account="sky"),
    )


def test_lists_of_one_name_are_one_and_what_cannot_be_read_is_none() -> None:
    assert read_lists(write_lists([circle("a", ANA), circle("a", BEN), circle("b")])) == (
        circle("a", ANA, BEN),
        circle("b"),
    )
    for stored in (b"", b"{}", b'{"a":["@ana@a"]}', b"[[1,2]]", b"\xff"):
        assert read_lists(stored) == ()


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ([circle("a", ANA)], [circle("a", ANA)], set()),
        ([circle("a", ANA)], [circle("a", ANA, BEN)], {BEN}),
        ([circle("a", ANA), circle("b", BEN)], [circle("b", BEN), circle("a", ANA)], {ANA, BEN}),
        ([], [circle("a", CAT)], {CAT}),
    ],
)
def test_whose_place_may_have_changed(before: list[Circle], after: list[Circle], changed: set[str]) -> None:
    assert moved(before, after) == changed


def with_circles(world: World, *circles: Circle) -> None:
    world.settings = replace(world.settings, circles=circles)
    world.restart()


async def three_ask(world: World) -> dict[str, str]:
    """Ana, Ben and Cat ask me something, one after another; the keys by name. All of them are known."""
    world.network.followed.update(("ana", "ben", "cat"))
    keys = {}
    for name in ("ana", "ben", "cat"):
        keys[name] = world.network.post(name, "@me are you there?", names=("me",))
        world.clock.forward(minutes=5)
    await world.refresh(explicit=True)
    return keys


def page_by_page(world: World, size: int, circle: str | None = None) -> list[Entry]:
    page = world.reader.page(None, size, circle)
    found = list(page.entries)
    while page.behind is not None:
        page = world.reader.page(page.behind, size, circle)
        found += page.entries
    return found


def names_waiting(world: World, circle: str | None = None) -> list[str]:
    found = world.reader.page(circle=circle).entries
    return [entry.people[0].name for entry in found if entry.section is Section.WAITING]


async def test_the_order_follows_the_circles_and_undo_puts_it_back(world: World) -> None:
    with_circles(world, circle("close", CAT), circle("choir", BEN))
    await three_ask(world)
    assert names_waiting(world) == ["Cat", "Ben", "Ana"]
    world.events.clear()
    assert await world.engine.set_circle_member("close", CAT, False)
    assert any(isinstance(event, InboxChanged) for event in world.events)
    assert names_waiting(world) == ["Ben", "Ana", "Cat"]
    assert await world.engine.set_circle_member("close", "@Ana@net.example", True)
    assert names_waiting(world) == ["Ana", "Ben", "Cat"]
    world.restart()
    await world.engine.settle()
    assert [found.members for found in world.reader.circles()] == [{ANA}, {BEN}]
    assert await world.engine.undo() == "@Ana@net.example is no longer in “close”."
    assert await world.engine.undo() == f"{CAT} is again in “close”."
    assert names_waiting(world) == ["Cat", "Ben", "Ana"]
    assert world.store.mine.circle_changes() == ()


@pytest.mark.parametrize(("who", "present"), [(CAT, True), (ANA, False)])
async def test_what_changes_nothing_is_no_step(world: World, who: str, present: bool) -> None:
    with_circles(world, circle("close", CAT))
    assert not await world.engine.set_circle_member("close", who, present)
    assert await world.engine.undo() is None


async def test_a_list_of_a_server_is_a_circle_behind_mine_and_is_not_changed_here(world: World) -> None:
    with_circles(world, circle("choir", BEN))
    await three_ask(world)
    assert names_waiting(world) == ["Ben", "Ana", "Cat"]
    world.network.lists["Neighbours"] = {"cat"}
    world.clock.forward(minutes=1)
    await world.refresh(explicit=True)
    assert names_waiting(world) == ["Ben", "Cat", "Ana"]
    assert world.reader.circles() == (circle("choir", BEN), circle("Neighbours", CAT, account="home"))
    assert not await world.engine.set_circle_member("Neighbours", ANA, True)
    assert world.events[-1] == Said("“Neighbours” is a list on home and can only be changed there.")
    # Everything was judged on the way: nothing is left to be rebuilt.
    assert not world.store.cache.stale(world.engine._standing._bench.fingerprint())
    world.network.lists.clear()
    await world.refresh(explicit=True)
    assert names_waiting(world) == ["Ben", "Ana", "Cat"]


async def test_a_view_of_one_circle(world: World) -> None:
    world.network.requests.append("cat")
    with_circles(world, circle("close", CAT, ANA), circle("nobody", "@no@where.example"))
    await three_ask(world)
    boosted = world.network.boost("ana", world.network.post("dan", "look at this"))
    world.network.post("dan", "and at this")
    await world.refresh(explicit=True)
    assert boosted
    assert names_waiting(world, "close") == ["Ana", "Cat"]
    everything = world.reader.page(circle="close", limit=200).entries
    assert {person.name for entry in everything for person in entry.people} == {"Ana", "Cat", "Dan"}
    assert [entry.section for entry in everything] == sorted(
        (entry.section for entry in everything), key=list(Section).index
    )
    assert {entry.uri for entry in everything} >= {f"follow-request:{CAT}"}
    assert world.reader.page(circle="nobody") == world.reader.page(circle="unheard of") == InboxPage(())


async def test_a_view_of_one_circle_comes_in_pages(world: World) -> None:
    with_circles(world, circle("close", CAT))
    for number in range(12):
        key = world.network.post("cat" if number % 3 == 0 else "ben", f"@me and {number}?", names=("me",))
        # Where somebody of the circle wrote and it was taken back, they are not in the entry any more.
        if number % 2:
            world.network.delete(world.network.post("cat", "@me hm", key, names=("me",)))
    await world.refresh()
    whole = world.reader.page(circle="close").entries
    assert len(whole) == 4
    assert [entry.uri for entry in page_by_page(world, 2, "close")] == [entry.uri for entry in whole]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
async def test_it_is_read_to_its_end_though_time_has_changed_it(world: World, size: int) -> None:
    """What was alive has settled since it was placed; that is no sign that nothing stands behind it."""
    for number in range(4):
        asked = world.network.post("ana", f"@me and {number}?", names=("me",))
        world.network.post("me", "@ana yes", asked, names=("ana",))
    around = {world.network.uri(world.network.post("dan", f"look {number}")) for number in range(3)}
    await world.refresh(explicit=True)
    assert {entry.section for entry in page_by_page(world, 50)} == {Section.ACTIVE, Section.BROADCAST}
    world.clock.forward(days=30)
    found = page_by_page(world, size)
    assert Section.ACTIVE not in {entry.section for entry in found}
    assert {entry.uri for entry in found if entry.section is Section.BROADCAST} == around


async def test_a_second_account_brings_its_own_lists(world: World) -> None:
    world.network.lists["Neighbours"] = {"cat"}
    world.providers.append(FakeProvider(world.network, "second", "also"))
    world.restart()
    await world.refresh(explicit=True)
    await world.refresh(explicit=True)
    names = [(found.name, found.account) for found in world.reader.circles()]
    assert names == [("Neighbours", "home"), ("Neighbours (second)", "second")]
    world.end()
    world.start()
    world.store.cache.forget_account("second")
    assert [found.account for found in world.reader.circles()] == ["home"]
