"""Two or three plain lines on any entry."""

import re
from datetime import timedelta

import pytest
from town import Town, at, boost, say, uri

from connect_tui.domain.attention import Context
from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.explain import explain
from connect_tui.domain.marks import Mark, MarkKind, Marks


def lines(town: Town) -> list[tuple[str, ...]]:
    context = Context(town.me, Marks.of(town.marks), town.people(), town.settings, town.now)
    return [explain(entry, context) for entry in town.inbox()]


QUIET = AttentionSettings(active_for=timedelta(minutes=1))
MINE = say("me", "Planning.", "m1")


@pytest.mark.parametrize(
    ("town", "fragments"),
    [
        (Town([say("ben", "psst", "b1", direct=True, when="1d")], follows=("ben",)), ["Ben wrote yesterday", "Private messages", "when you answer", "From 31 March"]),
        (Town([say("ben", "@me a?", "b1", when="1d")]), ["A question", "You never wrote to Ben"]),
        (Town([say("ben", "@me a?", "b1", when="1d")], circles={"choir": ("ben",)}), ["circle “choir”"]),
        (Town([say("ben", "@me a", "b1", when="1d")], follows=("ben",), settings=AttentionSettings(newest_first=True)), ["the newest comes first"]),
        (Town([say("ben", "@me a", "b1", when="20d")]), ["open for so long", "never dropped"]),
        (Town([say("ben", "a", "b1", when="2h"), say("me", "b", "m1", "b1", when="1h")]), ["Nobody waits", "an hour ago", "goes quiet on Friday at 11:00"]),
        (Town([say("ben", "a", "b1"), say("chloe", "b", "c1", "b1"), say("ben", "c", "b2", "c1")], follows=("ben",)), ["Ben and Chloe answer each other"]),
        (Town([say("ben", "@me @ana @chloe @dev @eva hi", "b1")]), ["because others were", "bring it back"]),
        (Town([say("botty", "@me a", "b1")]), ["automated account"]),
        (Town([say("ben", "a", "b1", quoting="me", when="1d")]), ["Ben quoted you, yesterday."]),
        (Town([say("ben", "@me a?", "b1", when="1d"), say("me", "@ben b", "m2", "x", when="1h"), say("ben", "c", "x", "b1", when="2h")], settings=QUIET), ["You answered."]),
        (Town([say("me", "x", "m0", when="2d"), say("ben", "@me a?", "b1", "m0", when="1d"), say("me", "@ben b", "m2", "m0", when="1h")]), ["Ben asked you yesterday; you named them later, but not under this.", "may have answered"]),
        (Town([MINE, say("ben", "@me thanks", "b1", "m1")], settings=QUIET), ["thank you", "closes the conversation"]),
        (Town([say("dev", "a", "d1")]), ["to everybody", "not addressed to you"]),
        (Town([say("dev", "a", "d1"), say("dev", "b", "d2", "d1")]), ["several posts in a row"]),
        (Town([say("dev", "a", "d1")], boosts=[boost("ana", "d1")]), ["Ana passed on what Dev wrote"]),
        (Town([MINE]), ["nobody has addressed you"]),
        (Town([say("ben", "@me a?", "b1"), say("me", "b", "m2", "b1")], settings=QUIET), ["You answered."]),
        (Town([say("ben", "@me a", "b1", favourited=True)], settings=QUIET), ["You favourited it"]),
        (Town([say("ben", "@me a?", "b1")], marks=[Mark(MarkKind.DONE, at("1m"), frozenset({uri("b1")}), frozenset({uri("b1")}))]), ["it is done."]),
        (Town([say("ben", "@me a?", "b1")], marks=[Mark(MarkKind.LATER, at("1m"), frozenset({uri("b1")}), frozenset({uri("b1")}), at("+21h"))]), ["put it off", "It comes back tomorrow at 9:00"]),
        (Town([], requests=("zoe",)), ["Zoe asks to follow @me@home.example", "accept or decline"]),
    ],
)  # fmt: skip
def test_explanations(town: Town, fragments: list[str]) -> None:
    [said] = lines(town)
    assert 2 <= len(said) <= 3
    assert "rule" not in " ".join(said), "nobody who reads this knows rules by number"
    for fragment in fragments:
        assert fragment in " ".join(said)


def test_nothing_is_counted() -> None:
    posts = [
        say("ben", "@me @ana @chloe @dev @eva hi", "b1"),
        say("dev", "a", "d1"),
        say("zoe", "@me a?", "z1"),
    ]
    for said in lines(Town(posts, boosts=[boost(name, "d1") for name in ("ana", "ben", "eva", "zoe")])):
        assert not re.search(r"\b\d+ (people|posts|others|boosts|replies)\b", " ".join(said))
