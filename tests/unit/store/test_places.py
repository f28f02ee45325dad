"""The inbox as a table: in order, page by page, moved by time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_tui.domain.entry import Place
from connect_tui.domain.post import Post
from connect_tui.store.store import PlaceRow, Store

MakePost = Callable[..., Post]


@pytest.fixture
def groups(store: Store, make_post: MakePost) -> list[int]:
    return sorted(store.cache.merge([make_post(name) for name in "abcdefghijkl"]))


def place(section: int, moment: float, uri: str = "u") -> Place:
    return (section, 0, 0, 0, moment, uri)


def test_in_order_and_by_section(store: Store, groups: list[int]) -> None:
    a, b, c, d, e, f, *_ = groups
    store.cache.put_places(
        [
            PlaceRow(a, place(1, -5.5)),
            PlaceRow(b, place(0, 9.25)),
            PlaceRow(c, place(1, -7.5)),
            PlaceRow(d, None),
            PlaceRow(e, place(1, -7.5, "t")),
            PlaceRow(f, (0, 1, 0, 0, 0.0, "u")),
        ]
    )
    assert store.cache.places() == [b, f, e, c, a]
    assert store.cache.places(section=1) == [e, c, a]
    assert store.cache.places(section=3) == []
    assert store.cache.places(limit=2) == [b, f]
    assert store.cache.places(section=1, after=place(1, -7.5, "t"), limit=1) == [c]


places = st.tuples(*(st.integers(0, 2) for _ in range(4)), st.floats(-9, 9), st.sampled_from("uvw"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(places, max_size=12, unique=True))
def test_pages_follow_each_other(store: Store, groups: list[int], drawn: list[Place]) -> None:
    store.cache._db.run("PRAGMA synchronous = OFF")
    store.cache._db.run("DELETE FROM places")
    rows = [PlaceRow(groups[0] + number, where) for number, where in enumerate(drawn)]
    store.cache.put_places(rows)
    found: list[PlaceRow] = []
    while page := store.cache.place_rows(after=found[-1].place if found else None, limit=3):
        found.extend(page)
    assert [row.place for row in found] == sorted(drawn)


def test_a_row_that_is_as_it_was_is_no_news(store: Store, groups: list[int], noon: datetime) -> None:
    first = [PlaceRow(groups[0], place(0, 1.5), noon), PlaceRow(groups[1], None)]
    assert store.cache.put_places(first) == set(groups[:2])
    assert store.cache.put_places(first) == frozenset()
    moved = PlaceRow(groups[0], place(0, 1.5), noon + timedelta(microseconds=1))
    assert store.cache.put_places([moved, first[1]]) == {groups[0]}
    assert store.cache.places_of(groups) == {groups[0]: moved, groups[1]: first[1]}


def test_due_by_time(store: Store, groups: list[int], noon: datetime) -> None:
    assert store.cache.next_due() is None
    hour = timedelta(hours=1)
    store.cache.put_places(
        [
            PlaceRow(groups[0], place(0, 1), noon + hour),
            PlaceRow(groups[1], None, noon),
            PlaceRow(groups[2], place(0, 2), None),
        ]
    )
    assert store.cache.next_due() == noon
    assert store.cache.due(noon - timedelta(microseconds=1)) == []
    assert store.cache.due(noon) == [groups[1]]
    assert store.cache.due(noon + hour) == [groups[1], groups[0]]


def test_a_group_that_was_joined_loses_its_place(
    store: Store, groups: list[int], make_post: MakePost
) -> None:
    store.cache.put_places(PlaceRow(group, place(0, group)) for group in groups)
    (joined,) = store.cache.merge([make_post("b", "a")])
    (vanished,) = {*groups} - {*store.cache.all_groups()}
    assert joined in store.cache.places()
    assert vanished not in store.cache.places()
    assert store.cache.put_places([PlaceRow(vanished, place(0, 1))]) == frozenset()
    assert vanished not in store.cache.places()


def test_stale_until_built_for_these_settings(store: Store) -> None:
    assert store.cache.stale("48h")
    store.cache.set_stale(False, "48h")
    assert not store.cache.stale("48h")
    assert store.cache.stale("24h")
    store.cache.set_stale(True)
    assert store.cache.stale("48h")


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            "SELECT grp FROM places WHERE section = 0 AND (section, p1, p2, p3, time, uri) > (0, 0, 0, 0, 0, '')"
            " ORDER BY section, p1, p2, p3, time, uri LIMIT 50",
            "places_in_order",
        ),
        ("SELECT grp FROM places WHERE due <= 5 ORDER BY due, grp", "places_due"),
        ("SELECT id FROM posts WHERE grp IN (SELECT value FROM json_each('[1]'))", "posts_by_group"),
        ("SELECT post FROM links WHERE account = 'a' AND key = 'k'", "links_by_parent"),
        ("SELECT max(post) FROM copies WHERE account = 'a' AND key = 'k'", "PRIMARY KEY"),
    ],
)
def test_what_is_asked_often_needs_no_scan(store: Store, sql: str, index: str) -> None:
    plan = " / ".join(str(row[3]) for row in store.cache._db.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert index in plan
    assert "SCAN places" not in plan.replace("SCAN places USING", "")
    assert "TEMP B-TREE" not in plan
