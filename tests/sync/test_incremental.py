"""The index that is kept post by post is the inbox of all posts, after every step of every history.

`CONNECT_TUI_HISTORIES=5000 pytest tests/sync/test_incremental.py` lives through so many lives.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from sys import setprofile

import pytest
from history import History
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from town import NOW, at, boost, handle, person, say

from connect_tui.domain.entry import Section
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.people import Circle
from connect_tui.domain.post import Filter, FilterContext, Post, PostId
from connect_tui.provider import Stance
from connect_tui.store.store import StorePaths

LIVES = int(os.environ.get("CONNECT_TUI_HISTORIES", "70"))
ALL_ORDERS = 6 if LIVES >= 1000 else 4
"""So many posts arrive in every order and in every batching."""

NAMES = ("me", "worker", "ben", "chloe", "dev", "botty")
OTHERS = ("ben", "chloe", "dev", "botty", "groupies")
TEXTS = (
    "The beans are up.", "Which ones?", "Thank you!", "🙏", "", "hello @me", "@me @ben see", "@ben and @chloe",
    "What would @me do?", "@ana @ben @chloe @dev @eva hi", "@worker well?", "@ben yes", "@chloe @dev no",
)  # fmt: skip
CIRCLES = (Circle("choir", frozenset({handle("chloe")})), Circle("garden", frozenset({handle("dev")})))
HIDDEN = Filter("beans", True, frozenset({FilterContext.HOME}))
KEYS = tuple(f"p{number}" for number in range(12))
# From long ago to far ahead: nobody's date is to be trusted.
DATES = (
    datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC),
    NOW + timedelta(days=400), *(NOW - timedelta(minutes=minutes) for minutes in (1, 2, 50, 3000, 20_000, 50_000)),
)  # fmt: skip
TIMES = (timedelta(minutes=2), timedelta(hours=1), timedelta(hours=30), timedelta(days=9), timedelta(days=40))


@st.composite
def sightings(draw: st.DrawFn) -> Post:
    """A post as one account sees it at some time: any parent, itself and those that are not there included."""
    key = draw(st.sampled_from(KEYS))
    account = draw(st.sampled_from(("home", "home", "home", "work")))
    post = say(
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(TEXTS)),
        key,
        draw(st.sampled_from((None, None, *KEYS, *KEYS[: KEYS.index(key)], "gone"))),
        direct=draw(st.integers(0, 5)) == 0,
        quoting=draw(st.sampled_from((None, None, None, None, "me", "ben"))),
        account=account,
        favourited=draw(st.integers(0, 3)) == 0,
        muted=draw(st.integers(0, 15)) == 0,
        filters=(HIDDEN,) if draw(st.integers(0, 9)) == 0 else (),
        created=draw(st.sampled_from(DATES)),
        edited=draw(st.sampled_from((None, None, None, NOW - timedelta(hours=2), NOW + timedelta(hours=5)))),
        deleted=draw(st.integers(0, 12)) == 0,
    )
    if draw(st.integers(0, 15)) == 0:  # two posts with one id
        post = replace(
            post, copies=(replace(post.copies[0], id=PostId(account, draw(st.sampled_from(KEYS)))),)
        )
    return post


@dataclass(frozen=True)
class Step:
    """One thing that happens; `numbers` choose among what there is when it does."""

    name: str
    numbers: tuple[int, int, int]
    posts: tuple[Post, ...] = ()


STEPS: dict[str, Callable[[History, Step], None]] = {}


def step(*names: str) -> Callable[[Callable[[History, Step], None]], Callable[[History, Step], None]]:
    def named(act: Callable[[History, Step], None]) -> Callable[[History, Step], None]:
        STEPS.update(dict.fromkeys(names, act))
        return act

    return named


@step("posts", "more posts", "posts again")
def posts_arrive(history: History, step: Step) -> None:
    history.arrive(step.posts)


@step("boost")
def somebody_passes_something_on(history: History, step: Step) -> None:
    who, key, date = step.numbers
    passed = boost(NAMES[who % len(NAMES)], KEYS[key % len(KEYS)])
    history.arrive(step.posts[:1], [replace(passed, created=DATES[date % len(DATES)])])


@step("boost taken back")
def somebody_takes_a_boost_back(history: History, step: Step) -> None:
    for found in list(history.boosts.values())[: step.numbers[0] % 3]:
        history.unboost(found.id)


@step("gone")
def a_post_is_gone(history: History, step: Step) -> None:
    history.vanish(PostId("home", KEYS[step.numbers[0] % len(KEYS)]))


@step("stance")
def something_is_different_between_us(history: History, step: Step) -> None:
    stance = list(Stance)[step.numbers[0] % len(Stance)]
    account = ("home", "work")[step.numbers[1] % 2]
    ends = (None, timedelta(0), timedelta(hours=3), timedelta(days=20))
    held = {
        handle(name): None if until is None else history.clock() + until
        for place, name in enumerate(OTHERS)
        if step.numbers[2] >> place & 1
        for until in [ends[(step.numbers[1] + place) % len(ends)]]
    }
    history.hold(account, stance, held if stance is Stance.MUTE else dict.fromkeys(held))


@step("requests")
def somebody_asks_to_follow(history: History, step: Step) -> None:
    asking = [person(name) for place, name in enumerate(OTHERS) if step.numbers[1] >> place & 1]
    history.ask_to_follow(("home", "work")[step.numbers[0] % 2], asking)


@step("mark", "another mark")
def i_mark_a_conversation(history: History, step: Step) -> None:
    if history.posts:
        kind = list(MarkKind)[step.numbers[0] % len(MarkKind)]
        until = (
            history.clock() + TIMES[step.numbers[2] % len(TIMES)] - TIMES[1]
            if kind is MarkKind.LATER
            else None
        )
        history.mark(kind, list(history.posts)[step.numbers[1] % len(history.posts)], until)


@step("unmark")
def i_take_a_mark_back(history: History, step: Step) -> None:
    if history.marks:
        history.unmark(list(history.marks)[step.numbers[0] % len(history.marks)])


@step("circle")
def i_change_a_circle(history: History, step: Step) -> None:
    circle = ("choir", "garden", "new")[step.numbers[0] % 3]
    history.put_into_circle(circle, handle(OTHERS[step.numbers[1] % len(OTHERS)]), step.numbers[2] % 3 > 0)


@step("time", "more time")
def time_passes(history: History, step: Step) -> None:
    history.time(TIMES[step.numbers[0] % len(TIMES)])


@step("due")
def the_next_moment_comes(history: History, step: Step) -> None:
    """Nothing moves until something is due."""
    due = history.store.cache.next_due()
    if due is not None and due > history.clock():
        history.clock.now = due - timedelta(microseconds=1)
        history.check()
        history.time(timedelta(microseconds=1))


@step("clock set back")
def the_clock_is_set_back(history: History, step: Step) -> None:
    history.time(-TIMES[step.numbers[0] % len(TIMES)])


@step("restart")
def the_program_starts_anew(history: History, step: Step) -> None:
    history.restart(
        replace(
            history.settings,
            newest_first=step.numbers[0] % 4 == 0,
            favourite_acknowledges=step.numbers[1] % 4 > 0,
            active_for=timedelta(hours=(48, 48, 6)[step.numbers[2] % 3]),
        )
    )


@step("away")
def it_is_away_for_a_while(history: History, step: Step) -> None:
    history.clock.now += TIMES[step.numbers[0] % len(TIMES)]
    history.restart(history.settings)


steps = st.builds(
    Step,
    st.sampled_from(sorted(STEPS)),
    st.tuples(st.integers(0, 31), st.integers(0, 31), st.integers(0, 31)),
    st.lists(sightings(), min_size=1, max_size=4).map(tuple),
)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> StorePaths:
    """One pair of files for all histories: each begins by emptying them."""
    folder = tmp_path_factory.mktemp("histories")
    return StorePaths(folder / "cache.db", folder / "mine.db")


@pytest.fixture
def history(paths: StorePaths) -> Iterator[History]:
    history = History(paths)
    yield history
    history.end()


@settings(
    max_examples=LIVES,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)
@given(start=st.lists(sightings(), max_size=8), life=st.lists(steps, min_size=1, max_size=25))
def test_after_every_step_the_index_is_the_inbox(
    paths: StorePaths, start: list[Post], life: list[Step]
) -> None:
    history = History(paths, CIRCLES)
    try:
        history.arrive(start)
        history.check()
        for number, step in enumerate(life):
            STEPS[step.name](history, step)
            history.check(page=1 + number % 5)
        history.check_written()
    finally:
        history.end()


EDITED = {"edited": at("1h"), "when": "6h"}
ARRIVING = (
    say("ben", "hello", "a", when="6h"),
    say("me", "@ben yes", "b", "a", when="5h"),
    say("ben", "@me which ones?", "c", "b", when="4h"),
    say("ben", "@me hello?", "a", to=("me",), **EDITED),  # type: ignore[arg-type] # a time and a moment
    say("worker", "@ben these", "d", "c", when="2h", account="work"),
    say("chloe", "@me and these", "e", "c", when="1h"),
)[:ALL_ORDERS]


@pytest.mark.parametrize("cuts", list(product((False, True), repeat=ALL_ORDERS - 1)), ids=str)
def test_every_order_of_arrival_in_every_batching(history: History, cuts: tuple[bool, ...]) -> None:
    for order in permutations(ARRIVING):
        history.forget()
        batch: list[Post] = []
        for post, cut in zip(order, (*cuts, True), strict=True):
            batch.append(post)
            if cut:
                history.arrive(batch)
                history.check()
                batch = []


def test_a_clock_that_runs_ahead_and_is_put_right(history: History) -> None:
    history.time(timedelta(days=3650))
    history.arrive([say("ben", "@me hello", "a")])
    history.time(timedelta(days=-3650))
    history.check()
    history.restart()
    history.check()
    [entry] = history.index()
    assert entry.section is Section.WAITING


def test_a_clock_that_is_wrong_by_a_moment_costs_nothing(history: History) -> None:
    history.arrive([say("ben", "@me hello", "a")])
    judged: list[object] = []
    history.standing._emit = judged.append
    history.time(timedelta(seconds=-20))
    assert judged == []
    history.time(timedelta(seconds=-20))
    assert judged


@pytest.mark.parametrize("date", DATES[:4], ids=str)
def test_nobody_can_date_a_post_on_top_for_ever_or_out_of_sight(history: History, date: datetime) -> None:
    history.arrive([say("ben", "@me hello", "a", created=date)])
    history.check()
    history.time(timedelta(hours=1))
    history.arrive([say("chloe", "@me hello", "b", created=history.clock())])
    history.check()
    assert [entry.people[0].name for entry in history.index()] == ["Ben", "Chloe"]


def test_two_posts_with_one_id_are_two_posts(history: History) -> None:
    twin = replace(say("chloe", "@me hello", "b"), copies=say("ben", "", "a").copies)
    history.arrive([say("ben", "@me hello", "a"), twin, say("me", "@chloe yes", "c", "a")])
    history.check()
    assert {entry.section for entry in history.index()} == {Section.WAITING, Section.ACTIVE}


def chain(length: int) -> list[Post]:
    """Ben and I go back and forth, and Chloe with us."""
    who, words = ("ben", "me", "chloe"), ("@me so?", "@ben yes", "@me and?")
    return [said(who[n % 3], words[n % 3], n, n - 1, length) for n in range(length)]


def star(length: int) -> list[Post]:
    """Everybody answers the first post, and I now and then."""
    who = ("ben", "chloe", "dev", "me")
    return [
        said(who[n % 4], "@me so?" if n % 4 < 3 else "@ben yes", n, 0 if n else -1, length)
        for n in range(length)
    ]


def one_turn(length: int) -> list[Post]:
    """Ben does not stop asking me."""
    return [said("ben", "@me so?", n, n - 1, length) for n in range(length)]


def circle(length: int) -> list[Post]:
    """The first answers the last."""
    posts = chain(length)
    return [*posts[1:], said("ben", "@me so?", 0, length - 1, length)]


def said(who: str, text: str, number: int, parent: int, length: int) -> Post:
    under = f"p{parent:05}" if parent >= 0 else None
    return say(who, text, f"p{number:05}", under, when=f"{length - number}m")


@pytest.mark.parametrize("shape", [chain, star, one_turn, circle])
def test_a_conversation_of_thousands_costs_as_much_as_many_small_ones(
    history: History, shape: Callable[[int], list[Post]]
) -> None:
    """Ten times the posts may take twelve times the work to take in, judge and read: that is no hang."""
    short = work(lambda: take_in_and_read(history, shape(500)))
    long = work(lambda: take_in_and_read(history, shape(5000)))
    assert long <= 12 * short
    [entry] = history.index()
    assert entry.conversation is not None
    assert len(entry.conversation.posts) == 5000
    assert entry.section is Section.WAITING
    assert [entry] == history.expected()


def take_in_and_read(history: History, posts: list[Post]) -> None:
    history.forget()
    history.arrive(posts)
    assert history.index()


def work(action: Callable[[], object]) -> int:
    """What something costs, in calls of functions: the same on every machine, however busy."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call" or event == "c_call"

    setprofile(count)
    try:
        action()
    finally:
        setprofile(None)
    return calls
