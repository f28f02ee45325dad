"""The entries on the screen as conversations change."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import Entry, Place, Reason, Section
from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.sync.missing import Missing
from connect_tui.sync.reading import InboxPage
from connect_tui.tui.inbox_list import InboxList
from connect_tui.tui.render.kept import KeptRow
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.sight import EVERYTHING, Sight

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
ACCOUNTS = {
    name: Account(name, f"@me@{name}.example", "town", PersonId(name, "me")) for name in ("home", "sky")
}


def post(key: str, parent: str | None = None) -> Post:
    return Post(
        uri=f"https://home.example/{key}",
        author=Person("@ben@home.example", "Ben", PersonId("home", "ben")),
        created=NOW - timedelta(hours=3),
        seen=NOW,
        copies=(Copy(PostId("home", key), PostId("home", parent) if parent else None),),
    )


def entry(
    *posts: Post, account: str = "home", minutes: int = 0, section: Section = Section.BROADCAST
) -> Entry:
    [conversation] = assemble(posts)
    return Entry(
        section=section,
        reason=Reason.POSTED,
        account=ACCOUNTS[account],
        conversation=conversation,
        post=conversation.top,
        people=(conversation.top.author,),
        since=NOW - timedelta(minutes=minutes),
        place=(list(Section).index(section), 0, 0, 0, float(minutes), conversation.uri),
    )


def page(*entries: Entry, behind: Place | None = None) -> InboxPage:
    return InboxPage(entries, behind)


def keys(entries: InboxList, sight: Sight = EVERYTHING) -> list[str]:
    rows = entries.rows((), looking=True, sight=sight)
    return [row.key.rsplit("/", 1)[1] for row in rows if isinstance(row, KeptRow)]


@pytest.mark.parametrize("section", [Section.BROADCAST, Section.SETTLED])
def test_a_conversation_that_grew_upwards_stands_once(section: Section) -> None:
    entries = InboxList()
    entries.extend(page(entry(post("2", "1")), entry(post("5"), minutes=5)))
    assert keys(entries) == ["2", "5"]
    whole = entry(post("1"), post("2", "1"), section=section)
    entries.put(whole.uri, whole)
    assert keys(entries) == (["1", "5"] if section is Section.BROADCAST else ["5"])


def test_what_has_settled_meanwhile_does_not_end_the_list() -> None:
    entries = InboxList()
    read = [entry(post("1")), entry(post("2"), section=Section.SETTLED)]
    entries.extend(page(*read, behind=read[0].place))
    assert not entries.whole
    further = entry(post("3"), minutes=3)
    entries.extend(page(further))
    assert keys(entries) == ["1", "3"]


def test_what_is_not_in_sight_is_passed_over_and_still_read() -> None:
    entries = InboxList()
    read = [entry(post("1")), entry(post("2"), account="sky", minutes=2)]
    entries.extend(page(*read, behind=read[-1].place), Sight(account="home"))
    assert keys(entries) == ["1"]
    assert entries.last == read[-1].place
    assert not entries.whole


@pytest.mark.parametrize(
    ("sight", "kept"),
    [
        (EVERYTHING, True),
        (Sight(account="home"), True),
        (Sight(account="sky"), False),
        (Sight(circle="friends", members=frozenset({"@ben@home.example"})), True),
        (Sight(circle="friends"), False),
        (Sight(circle="friends", account="sky", members=frozenset({"@ben@home.example"})), False),
    ],
)
def test_what_is_in_sight(sight: Sight, kept: bool) -> None:
    assert sight.keeps(entry(post("1"))) is kept


@pytest.mark.parametrize(
    ("sight", "sentence", "nobody"),
    [
        (EVERYTHING, "", "Nobody is waiting for you."),
        (Sight(account="sky"), "Only sky", "Nobody is waiting for you on sky."),
        (
            Sight(circle="friends", account="sky"),
            "Only with people in “friends”, only sky",
            "Nobody in “friends” is waiting for you on sky.",
        ),
        (
            Sight(hidden=frozenset({"work", "news"})),
            "Without news and work",
            "Nobody is waiting for you; news and work are out of sight.",
        ),
        (
            Sight(circle="friends", hidden=frozenset({"work"})),
            "Only with people in “friends”, without work",
            "Nobody in “friends” is waiting for you; work is out of sight.",
        ),
        (
            Sight(account="work", hidden=frozenset({"work"})),
            "Only work",
            "Nobody is waiting for you on work.",
        ),
        (Sight(circle="a\x1b[2J"), "Only with people in “a[2J”", "Nobody in “a[2J” is waiting for you."),
    ],
)
def test_what_is_in_sight_in_words(sight: Sight, sentence: str, nobody: str) -> None:
    assert (sight.sentence, sight.nobody) == (sentence, nobody)


@pytest.mark.parametrize("section", list(Section))
@pytest.mark.parametrize(
    ("sight", "to_me", "other"),
    [
        (EVERYTHING, True, True),
        (Sight(hidden=frozenset({"home"})), False, True),
        (Sight(hidden=frozenset({"sky"})), True, True),
        (Sight(hidden=frozenset({"home", "sky"})), False, False),
        (Sight(account="sky"), False, False),
        (Sight(account="home", hidden=frozenset({"home"})), True, True),
    ],
)
def test_what_several_accounts_see_is_in_sight_with_any_of_them(
    section: Section, sight: Sight, to_me: bool, other: bool
) -> None:
    seen_by_both = post("1")
    copies = (*seen_by_both.copies, Copy(PostId("sky", "9")))
    found = replace(entry(replace(seen_by_both, copies=copies)), section=section)
    assert sight.keeps(found) is (to_me if section in (Section.WAITING, Section.ASIDE) else other)


def stretch(until: int, since: int | None = None, account: str = "home") -> Missing:
    """Missing until so many minutes ago."""
    at = None if since is None else NOW - timedelta(minutes=since)
    return Missing(account, at, NOW - timedelta(minutes=until))


@pytest.mark.parametrize(
    ("missing", "sight", "keys"),
    [
        ([stretch(5)], EVERYTHING, ["a", "missing", "b", "c"]),
        ([stretch(1)], EVERYTHING, ["a", "missing", "b", "c"]),
        ([stretch(0)], EVERYTHING, ["missing", "a", "b", "c"]),
        ([stretch(15)], EVERYTHING, ["a", "b", "missing", "c"]),
        ([stretch(500)], EVERYTHING, ["a", "b", "c", "missing"]),
        ([stretch(5), stretch(15)], EVERYTHING, ["a", "missing", "b", "missing", "c"]),
        ([stretch(5, account="sky")], Sight(account="home"), ["a", "b", "c"]),
        ([stretch(5)], Sight(circle="friends", members=frozenset({"@ben@home.example"})), ["a", "b", "c"]),
    ],
)
def test_what_is_missing_is_said_where_it_is(missing: list[Missing], sight: Sight, keys: list[str]) -> None:
    shown = InboxList()
    shown.extend(page(*(entry(post(key), minutes=m) for key, m in (("a", 1), ("b", 10), ("c", 20)))))
    rows = shown.rows((), looking=True, sight=sight, missing=missing)
    names = ["missing" if isinstance(row, MissingRow) else row.key.rsplit("/", 1)[-1] for row in rows]
    assert [name for name in names if name in ("a", "b", "c", "missing")] == keys


def test_further_down_it_is_said_when_that_has_been_read() -> None:
    shown = InboxList()
    first = entry(post("a"), minutes=1)
    shown.extend(page(first, behind=first.place))
    assert not [
        row for row in shown.rows((), looking=True, missing=[stretch(500)]) if row.key[:7] == "missing"
    ]


def old(number: int) -> Entry:
    """Somebody who wrote long ago and still waits."""
    found = entry(post(f"old-{number:03}"), minutes=number, section=Section.WAITING)
    return replace(found, reason=Reason.EARLIER, place=(0, 2, 3, 0, float(number), found.uri))


def test_what_is_folded_is_not_read_through() -> None:
    around = entry(post("around"))
    inbox = InboxList()
    inbox.extend(page(*map(old, range(20)), behind=old(19).place))
    assert inbox.passed_over
    assert inbox.last is not None
    assert old(19).place < inbox.last < around.place
    inbox.extend(page(around))
    keys = [row.key for row in inbox.rows((), looking=False)]
    assert keys == ["title:waiting", "earlier", "title:broadcast", around.uri]


@pytest.fixture
def orphaned() -> InboxList:
    """What stood for everything that is folded is gone."""
    inbox = InboxList()
    inbox.extend(page(entry(post("asks"), section=Section.WAITING), old(0), old(1), old(2)))
    assert not inbox.doubtful
    inbox.put(old(0).uri, None)
    assert inbox.doubtful
    return inbox


def test_another_stands_for_all_that_is_folded(orphaned: InboxList) -> None:
    assert orphaned.passed_over is not None
    assert orphaned.passed_over < old(1).place
    assert orphaned.stand_in([old(1), old(2)])
    assert not orphaned.doubtful
    assert keys(orphaned) == ["asks"]
    assert [row.key for row in orphaned.rows((), looking=False)][-1] == "earlier"


@pytest.mark.parametrize("left", [(), (entry(post("around")),)])
def test_where_nothing_is_folded_any_more_nothing_stands_for_it(
    orphaned: InboxList, left: tuple[Entry, ...]
) -> None:
    assert orphaned.stand_in(left)
    assert not orphaned.doubtful
    assert [row.key for row in orphaned.rows((), looking=False)] == [
        "title:waiting",
        orphaned.all()[0].key,
    ]


def test_only_what_is_in_sight_can_stand_for_it(orphaned: InboxList) -> None:
    assert not orphaned.stand_in([old(1)], Sight(account="sky"))
    assert orphaned.doubtful
    orphaned.clear()
    assert not orphaned.doubtful


def test_unfolded_all_of_them_are_read() -> None:
    inbox = InboxList()
    inbox.unfolded = True
    inbox.extend(page(*map(old, range(20))))
    assert not inbox.passed_over
    assert len(inbox) == 20


@pytest.mark.parametrize(
    ("section", "whole", "goes_on"),
    [
        (Section.WAITING, False, True),
        (Section.ACTIVE, False, True),
        (Section.BROADCAST, False, False),
        (Section.WAITING, True, False),
    ],
)
def test_behind_what_is_around_me_no_section_comes(section: Section, whole: bool, goes_on: bool) -> None:
    inbox = InboxList()
    assert inbox.goes_on
    found = entry(post("1"), section=section)
    inbox.extend(page(found, behind=None if whole else found.place))
    assert inbox.goes_on is goes_on
