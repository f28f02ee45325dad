"""Where entries stand, in which order, and what they say."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace
from town import NOW, Town, at, boost, person, say, uri

from connect_tui.domain.attention import as_of
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.marks import Delivery, Mark, MarkKind
from connect_tui.domain.sentences import long_time, phrase, sentence, short_time


def shape(town: Town) -> list[str]:
    return [f"{entry.section} {entry.reason} {entry.people[0].name}" for entry in town.inbox()]


def order(*posts, **more) -> list[str]:  # type: ignore[no-untyped-def]
    return [entry.uri.rsplit("/", 1)[-1] for entry in Town(list(posts), **more).inbox()]


def test_waiting_known_people_stand_before_newcomers_and_what_is_old_last() -> None:
    assert order(
        say("zoe", "@me hi", "new", when="3d"),
        say("ben", "@me hi", "known", when="1h"),
        say("ben", "@me a?", "old", when="15d"),
        follows=("ben",),
    ) == ["known", "new", "old"]


def test_waiting_tiers() -> None:
    assert order(
        say("ben", "@me hi", "mentioned", when="9d"),
        say("me", "So.", "mine", when="8d"),
        say("ben", "Hm.", "replied", "mine", when="7d"),
        say("ben", "@me a?", "asked", when="6d"),
        say("ben", "psst", "direct", when="5d", direct=True),
        follows=("ben",),
    ) == ["direct", "asked", "mine", "mentioned"]


def test_waiting_circles_in_the_order_they_were_written() -> None:
    posts = (
        say("ana", "@me a?", "other", when="3d"),
        say("ben", "@me a?", "second", when="2d"),
        say("eva", "@me a?", "first", when="1d"),
    )
    circles = {"family": ("eva",), "choir": ("ben", "eva")}
    assert order(*posts, circles=circles, follows=("ana",)) == ["first", "second", "other"]


def test_waiting_longest_first_or_newest_first_and_ties_by_uri() -> None:
    posts = (
        say("ben", "@me a?", "b", when="1d"),
        say("ben", "@me a?", "c", when="2d"),
        say("ben", "@me a?", "a", when="1d"),
    )
    assert order(*posts) == ["c", "a", "b"]
    assert order(*posts, settings=AttentionSettings(newest_first=True)) == ["a", "b", "c"]


def test_waiting_is_ordered_by_the_best_open_post_and_since_by_its_turn() -> None:
    entry = Town(
        [
            say("me", "So.", "m1", when="5d"),
            say("zoe", "Hm.", "z1", "m1", when="4d"),
            say("ben", "Well.", "b1", "m1", when="3d"),
            say("ben", "@me Which?", "b2", "b1", when="2d"),
            say("ben", "@me No hurry.", "b3", "b2", when="1d"),
        ],
        follows=("ben",),
    ).only()
    assert (entry.reason, entry.post and entry.post.uri, entry.reply_to and entry.reply_to.uri) == (
        "asked",
        uri("b2"),
        uri("b3"),
    )
    assert entry.since == at("3d")
    assert [person.name for person in entry.people] == ["Ben", "Zoe"]


def test_waiting_for_counts_from_the_newest_post_of_the_turn() -> None:
    turn = [say("ben", "@me a", "b1", when="20d"), say("ben", "@me b", "b2", "b1", when="13d")]
    assert Town(turn).only().reason == "mentioned"
    assert Town(turn[:1]).only().reason == "earlier"


@pytest.mark.parametrize(
    ("posts", "follows", "expected"),
    [
        ([say("me", "@ben a", "m1", when="9h"), say("ben", "Yes.", "b1", "m1", when="8h", favourited=True)], (), "active took-part"),
        ([say("me", "@ben a", "m1", when="99h"), say("ben", "Yes.", "b1", "m1", when="98h", favourited=True)], (), "settled settled"),
        ([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("ben", "c", "b2", "c1")], ("ben",), "active among-people"),
        ([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("ben", "c", "b2", "c1")], (), "settled settled"),
        ([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("ben", "c", "b2", "b1")], ("ben",), "broadcast posted"),
        ([say("ben", "a", "b1"), say("ben", "b", "b2", "b1"), say("ben", "c", "b3", "b2")], ("ben",), "broadcast self-thread"),
        ([say("ben", "a", "b1"), say("botty", "b", "c1", "b1"), say("ben", "c", "b2", "c1")], ("ben", "botty"), "broadcast posted"),
        ([say("ben", "a", "b1", when="60h"), say("chloe", "b", "c1", "b1", when="59h"), say("ben", "c", "b2", "c1", when="58h")], ("ben",), "settled settled"),
        ([say("me", "a", "m1", when="60h"), say("botty", "b", "c1", "m1", when="1h", favourited=True)], (), "settled settled"),
        ([say("ben", "a", "b1"), say("me", "b", "m1", "b1")], (), "active took-part"),
        ([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("chloe", "c", "c2", "c1"), say("ben", "d", "b2", "c2")], ("ben",), "active among-people"),
        ([say("ben", "a", "b1", when="60h", favourited=True), replace(say("me", "b", "m1", "b1", when="1h"), author=person("me", bot=True))], (), "active took-part"),
        # The branch of mine went quiet; what is said on another branch is not mine to keep it alive.
        ([say("ben", "a", "b0", when="90h"), say("me", "b", "m1", "b0", when="80h"), say("ben", "c", "b1", "m1", when="70h", favourited=True), say("eva", "d", "e1", "b0", when="1h")], (), "settled settled"),
        ([say("ben", "a", "b0", when="90h"), say("me", "b", "m1", "b0", when="80h"), say("eva", "d", "e1", "m1", when="1h", favourited=True)], (), "active took-part"),
    ],
)  # fmt: skip
def test_active(posts, follows, expected) -> None:  # type: ignore[no-untyped-def]
    entry = Town(posts, follows=follows).only()
    assert f"{entry.section} {entry.reason}" == expected


def test_active_i_took_part_first_then_newest_first() -> None:
    def talk(key: str, when: tuple[str, str, str], mine: bool = False):  # type: ignore[no-untyped-def]
        second = "me" if mine else "chloe"
        return [
            say("ben", "a", f"{key}", when=when[0]),
            say(second, "b", f"{key}2", key, when=when[1]),
            say("ben", "@chloe c", f"{key}3", f"{key}2", when=when[2], favourited=True),
        ]

    posts = [
        *talk("old", ("9h", "8h", "7h")),
        *talk("young", ("3h", "2h", "1h")),
        *talk("mine", ("30h", "29h", "28h"), mine=True),
    ]
    assert order(*posts, follows=("ben",)) == ["mine", "young", "old"]


def test_broadcast_one_entry_a_boosted_post_with_names_and_the_newest_boost() -> None:
    town = Town(
        [say("dev", "Looms.", "d1", when="20d"), say("eva", "Bread.", "e1", when="2h")],
        boosts=[boost("ana", "d1", "3h"), boost("ben", "d1", "1h"), boost("me", "e1", "1m")],
    )
    first, second = town.inbox()
    assert (first.reason, first.people[0].name, [p.name for p in first.others]) == (
        "boosted",
        "Dev",
        ["Ben", "Ana"],
    )
    assert second.reason == "posted"


def test_broadcast_hides_the_boost_of_somebody_muted() -> None:
    town = Town([say("dev", "Looms.", "d1")], boosts=[boost("ana", "d1")], muted={"ana": None})
    assert town.only().reason == "posted"


@pytest.mark.parametrize(
    "posts",
    [
        [say("ben", "@chloe psst", "b1", direct=True)],
        [say("ben", "a", "b1", when="70h"), say("me", "b", "m1", "b1", when="69h")],
        [say("ben", "@me a", "b1", when="70h", favourited=True)],
    ],
    ids=["direct", "mine", "addressed"],
)
def test_never_a_broadcast(posts) -> None:  # type: ignore[no-untyped-def]
    town = Town(posts, boosts=[boost("ana", "b1")])
    assert town.only().section == "settled"


def test_follow_requests_stand_aside_as_people() -> None:
    entry = Town([], requests=("zoe",)).only()
    assert (entry.section, entry.reason, entry.people[0].name, entry.newcomer) == (
        "aside",
        "follow-request",
        "Zoe",
        True,
    )
    assert sentence(entry, NOW) == "Zoe asks to follow you"
    assert Town([], requests=("zoe",), blocked=("zoe",)).inbox() == []


def test_an_answer_on_its_way_leaves_the_entry_waiting() -> None:
    ask = say("ben", "@me a?", "b1")
    assert Town([ask], pending={"b1": Delivery.SENDING}).only().delivery == "sending"
    assert Town([ask], pending={"b1": Delivery.NOT_SENT}).only().delivery == "not sent"
    assert Town([ask], pending={"b2": Delivery.SENDING}).only().delivery == ""


def test_who_spoke_last() -> None:
    assert Town([say("ben", "a", "b1"), say("me", "b", "m1", "b1")]).only().spoke_last
    assert not Town([say("me", "a", "m1")]).only().spoke_last
    assert not Town([say("me", "a", "m1"), say("ben", "b", "b1", "m1", favourited=True)]).only().spoke_last


def test_the_account_that_is_addressed() -> None:
    assert Town([say("ben", "@worker hi", "b1")]).only().account.name == "work"
    assert Town([say("ben", "@me @worker hi", "b1")]).only().account.name == "home"
    assert Town([say("worker", "a", "w1"), say("ben", "b", "b1", "w1")]).only().account.name == "work"
    assert Town([say("ben", "hello", "b1", account="work")]).only().account.name == "work"


def test_due_knows_when_a_booster_is_heard_again() -> None:
    town = Town([say("dev", "Looms.", "d1")], boosts=[boost("ana", "d1")], muted={"ana": "+1d"})
    assert town.only().due == at("+1d")


def test_due_knows_when_somebody_else_in_it_has_waited_for_long() -> None:
    posts = [
        say("me", "hm", "m1", when="40d"),
        say("eva", "hm", "e1", "m1", when="13d"),
        say("ana", "hm?", "a1", "m1", when="2d"),
    ]
    assert Town(posts).only().due == at("+1d")


@pytest.mark.parametrize(
    ("town", "due"),
    [
        (Town([say("ben", "@me a?", "b1", when="13d")]), at("+1d")),
        (Town([say("ben", "@me a?", "b1", when="15d")]), None),
        (Town([say("ben", "a", "b1", when="1h"), say("me", "b", "m1", "b1", when="1h")]), at("+47h")),
        (Town([say("ben", "@me a?", "b1", when="1d")], marks=[Mark(MarkKind.LATER, at("1h"), frozenset({uri("b1")}), frozenset({uri("b1")}), at("+2h"))]), at("+2h")),
        (Town([say("ben", "hello", "b1", when="1d")]), None),
    ],
    ids=["earlier comes", "earlier was", "goes quiet", "later comes", "a broadcast stays"],
)  # fmt: skip
def test_due(town: Town, due) -> None:  # type: ignore[no-untyped-def]
    entry = town.only()
    assert entry.due == due
    if due is not None:
        before = dataclasses.replace(town, now=due - timedelta(seconds=1)).only()
        after = dataclasses.replace(town, now=due).only()
        assert before.place == entry.place != after.place


def say_aloud(town: Town) -> str:
    return sentence(town.only(), NOW)


@pytest.mark.parametrize(
    ("town", "expected"),
    [
        (Town([say("ben", "@me a?", "b1", when="1d")]), "Ben asked you, yesterday"),
        (Town([say("ben", "psst", "b1", when="2h", direct=True)]), "Ben wrote to you privately, 2 hours ago"),
        (Town([say("me", "a", "m1", when="9h"), say("ben", "b", "b1", "m1", when="20m")]), "Ben answered you, 20 minutes ago"),
        (Town([say("ben", "hello @me", "b1", when="3d")]), "Ben mentioned you, on Sunday"),
        (Town([say("ben", "@me hello", "b1", when="30d")]), "Ben wrote a while ago, on 16 February"),
        (Town([say("botty", "@me a", "b1", when="30s")]), "Botty, an automated account, mentioned you, just now"),
        (Town([say("ben", "a", "b1", quoting="me", when="1m")]), "Ben quoted you, a minute ago"),
        (Town([say("ben", "@me @ana @chloe @dev @eva hello", "b1", when="1h")]), "Ben included you, an hour ago"),
        (Town([say("me", "a", "m1", when="9h"), say("ben", "Thanks!", "b1", "m1", when="8h")], settings=AttentionSettings(active_for=timedelta(0))), "Ben thanked you, 8 hours ago"),
        (Town([say("ben", "a", "b1", when="1h"), say("me", "b", "m1", "b1", when="5m")]), "Ben and you, 5 minutes ago"),
        (Town([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("ben", "c", "b2", "c1")], follows=("ben",)), "Ben and Chloe are talking"),
        (Town([say("dev", "a", "d1", when="2h"), say("dev", "b", "d2", "d1", when="1h")]), "A thread by Dev, an hour ago"),
        (Town([say("dev", "a", "d1")], boosts=[boost("ana", "d1"), boost("ben", "d1"), boost("eva", "d1")]), "Dev, boosted by Eva, Ben and others, an hour ago"),
        (Town([say("dev", "a", "d1", when="400d")]), "Dev posted, on 11 February 2025"),
        (Town([say("ben", "@me a?", "b1", "c1", when="3h"), say("chloe", "b", "c1", when="4h"), say("me", "@chloe @ben c", "m1", "c1", when="2h")]), "Ben asked you, 3 hours ago; you may have answered this"),
    ],
)  # fmt: skip
def test_sentences(town: Town, expected: str) -> None:
    assert say_aloud(town) == expected


def test_phrases_are_the_words_under_a_name() -> None:
    assert phrase(Town([say("ben", "@me a?", "b1")]).only()) == "asked you"
    assert phrase(Town([say("ben", "a", "b1")], boosts=[boost("ana", "b1")]).only()) == "boosted by Ana"


@pytest.mark.parametrize(
    ("moment", "short", "long"),
    [
        ("20s", "now", "just now"),
        ("+3h", "now", "just now"),
        ("59m", "59 min", "59 minutes ago"),
        ("11h", "11 h", "11 hours ago"),
        ("13h", "yesterday", "yesterday"),
        ("6d", "Thu", "on Thursday"),
        ("8d", "10 Mar", "on 10 March"),
        ("90d", "18 Dec 2025", "on 18 December 2025"),
    ],
)
def test_times(moment: str, short: str, long: str) -> None:
    assert (short_time(at(moment), NOW), long_time(at(moment), NOW)) == (short, long)


def test_just_after_midnight_an_hour_is_an_hour() -> None:
    midnight = NOW.replace(hour=1)
    assert short_time(midnight - timedelta(hours=3), midnight) == "3 h"


def test_as_of_drops_what_came_later() -> None:
    posts, boosts = as_of(
        [say("ben", "a", "b1", when="2h"), say("ben", "b", "b2", when="1h")],
        [boost("ana", "b1", "30m")],
        at("90m"),
    )
    assert ([post.uri for post in posts], boosts) == ([uri("b1")], [])


def test_no_one_waits() -> None:
    assert Town([]).inbox() == []


def test_without_an_account_nothing_is_shown() -> None:
    assert Town([say("ben", "@me a?", "b1")], me=()).inbox() == []
