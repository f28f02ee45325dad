"""The rules of attention, a table each, near-misses included: `docs/attention.md` in the same order."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from msgspec.structs import replace
from town import ALSO_ME, ME, NOW, Town, at, boost, say, uri

from connect_tui.domain.entry import AttentionSettings
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.post import Filter, FilterContext


@dataclass(frozen=True)
class Case:
    """A town, and what its conversations become: section and reason, in order."""

    name: str
    town: Town
    expected: str
    """For example `waiting asked, aside cc`; empty where nothing is shown."""


def check(case: Case) -> None:
    got = ", ".join(f"{entry.section} {entry.reason}" for entry in case.town.inbox())
    assert got == case.expected


def table(*cases: tuple[str, Town, str]) -> pytest.MarkDecorator:
    assert len(cases) >= 6, "a rule has at least six cases"
    found = [Case(*case) for case in cases]
    return pytest.mark.parametrize("case", found, ids=[case.name for case in found])


def hide(*contexts: FilterContext, hides: bool = True) -> tuple[Filter, ...]:
    return (Filter("spoilers", hides, frozenset(contexts)),)


def mark(
    kind: MarkKind, *keys: str, until: str | None = None, made: str = "30m", addressed: str = ""
) -> Mark:
    posts = frozenset(map(uri, keys))
    return Mark(kind, at(made), posts, frozenset(map(uri, addressed.split())), at(until) if until else None)


ASK = say("ben", "@me do you have seedlings?", "b1")
TELL = say("ben", "@me the beans are up.", "b1")
MINE = say("me", "Planning the garden.", "m1")
FOLLOWED = ("ben", "chloe")


@table(
    ("a mention", Town([TELL], follows=FOLLOWED), "waiting mentioned"),
    ("a question", Town([ASK], follows=FOLLOWED), "waiting asked"),
    ("an answer to me", Town([MINE, say("ben", "Nice.", "b1", "m1")], follows=FOLLOWED), "waiting replied"),
    (
        "a question under my post asks",
        Town([MINE, say("ben", "Which beans?", "b1", "m1")], follows=FOLLOWED),
        "waiting asked",
    ),
    ("a direct message", Town([say("ben", "@me hello", "b1", direct=True)]), "waiting direct"),
    ("a direct message that names nobody", Town([say("ben", "hello", "b1", direct=True)]), "waiting direct"),
    ("a direct message to others only", Town([say("ben", "@chloe hi", "b1", direct=True)]), "settled settled"),
    ("a quote that asks", Town([say("ben", "Do you agree?", "b1", quoting="me")]), "waiting asked"),
    ("my other account is me too", Town([say("ben", "@worker hello", "b1")]), "waiting mentioned"),
    ("somebody with a name like mine", Town([say("ben", "hello @mel", "b1")]), "broadcast posted"),
    ("my name in the text, but no mention", Town([say("ben", "@me hello", "b1", to=[])]), "broadcast posted"),
    ("a reply to a reply to me", Town([MINE, say("ben", "Oh.", "b1", "m1"), say("chloe", "Yes.", "c1", "b1")]), "waiting replied"),
    ("a quote of somebody else", Town([say("ben", "Do you agree?", "b1", quoting="chloe")]), "broadcast posted"),
)  # fmt: skip
def test_addressed(case: Case) -> None:
    check(case)


@table(
    ("deleted", Town([replace(ASK, deleted=True)]), ""),
    ("blocked author", Town([ASK], blocked=("ben",)), ""),
    ("muted author", Town([ASK], muted={"ben": None}), ""),
    ("a timed mute that runs", Town([ASK], muted={"ben": "+1h"}), ""),
    ("a timed mute that has run out", Town([ASK], muted={"ben": "1h"}), "waiting asked"),
    ("somebody else is blocked", Town([ASK], blocked=("chloe",)), "waiting asked"),
    ("the conversation is muted on the server", Town([say("ben", "@me hey?", "b1", muted=True)]), ""),
    ("the conversation is muted here", Town([MINE, say("ben", "Hm?", "b1", "m1")], marks=[mark(MarkKind.MUTED, "m1")]), ""),
    ("muted here, and what comes later too", Town([MINE, say("ben", "a?", "b1", "m1"), say("ben", "b?", "b2", "b1")], marks=[mark(MarkKind.MUTED, "b1")]), ""),
    ("another conversation is muted", Town([ASK], marks=[mark(MarkKind.MUTED, "x9")]), "waiting asked"),
    ("a filter for notifications hides it", Town([say("ben", "@me hey?", "b1", filters=hide(FilterContext.NOTIFICATIONS))]), ""),
    ("a filter that only warns", Town([say("ben", "@me hey?", "b1", filters=hide(FilterContext.NOTIFICATIONS, hides=False))]), "waiting asked"),
    ("a filter for home hides nothing addressed to me", Town([say("ben", "@me hey?", "b1", filters=hide(FilterContext.HOME))]), "waiting asked"),
    ("a filter for home hides a broadcast", Town([say("ben", "hey", "b1", filters=hide(FilterContext.HOME))]), ""),
    ("a filter for notifications leaves a broadcast", Town([say("ben", "hey", "b1", filters=hide(FilterContext.NOTIFICATIONS))]), "broadcast posted"),
    ("one post gone, the other stays", Town([MINE, say("ben", "Oh?", "b1", "m1", deleted=True), say("chloe", "Ah?", "c1", "m1")]), "waiting asked"),
    ("a deleted parent of mine still was mine", Town([replace(MINE, deleted=True), say("ben", "Oh?", "b1", "m1")]), "waiting asked"),
)  # fmt: skip
def test_rule_1_gone(case: Case) -> None:
    check(case)


@table(
    ("my post", Town([MINE]), "settled settled"),
    ("my thread", Town([MINE, say("me", "More.", "m2", "m1")]), "settled settled"),
    ("my question to myself", Town([MINE, say("me", "@me will it?", "m2", "m1")]), "settled settled"),
    ("my other account answers me", Town([MINE, say("worker", "Hello?", "w1", "m1")], me=(ME, ALSO_ME)), "settled settled"),
    ("somebody boosts me", Town([MINE], boosts=[boost("ben", "m1")]), "settled settled"),
    ("my post that I favourited", Town([replace(MINE, copies=(replace(MINE.copies[0], favourited=True),))]), "settled settled"),
    ("near-miss: it is somebody else's", Town([say("chloe", "@me Planning.", "m1")]), "waiting mentioned"),
)  # fmt: skip
def test_rule_2_mine(case: Case) -> None:
    check(case)


@table(
    ("done", Town([ASK], marks=[mark(MarkKind.DONE, "b1", addressed="b1")]), "settled settled"),
    ("done long ago", Town([ASK], marks=[mark(MarkKind.DONE, "b1", made="300d", addressed="b1")]), "settled settled"),
    ("later", Town([ASK], marks=[mark(MarkKind.LATER, "b1", until="+1h", addressed="b1")]), "settled settled"),
    ("later has come", Town([ASK], marks=[mark(MarkKind.LATER, "b1", until="1m", addressed="b1")]), "waiting asked"),
    ("what arrives afterwards is open", Town([ASK, say("ben", "@me well?", "b2", "b1")], marks=[mark(MarkKind.DONE, "b1", addressed="b1")]), "waiting asked"),
    ("even if it is dated before the mark", Town([ASK, say("ben", "@me well?", "b2", "b1", when="9h")], marks=[mark(MarkKind.DONE, "b1", addressed="b1")]), "waiting asked"),
    ("a new message brings later back", Town([ASK, say("ben", "@me well?", "b2", "b1")], marks=[mark(MarkKind.LATER, "b1", until="+1h", addressed="b1")]), "waiting asked"),
    ("a new post that is not for me does not", Town([ASK, say("chloe", "@ben hm", "c1", "b1")], marks=[mark(MarkKind.LATER, "b1", until="+1h", addressed="b1")]), "settled settled"),
    ("edited afterwards to address me", Town([replace(ASK, edited=at("10m"))], marks=[mark(MarkKind.DONE, "b1")]), "waiting asked"),
    ("edited afterwards, and dated before the mark", Town([replace(ASK, edited=at("50m"))], marks=[mark(MarkKind.DONE, "b1")]), "waiting asked"),
    ("not edited, and nobody knew then that it was for me", Town([ASK], marks=[mark(MarkKind.DONE, "b1")]), "settled settled"),
    ("edited afterwards, but it was for me before", Town([replace(ASK, edited=at("10m"))], marks=[mark(MarkKind.DONE, "b1", addressed="b1")]), "settled settled"),
    ("a mark on another post", Town([ASK], marks=[mark(MarkKind.DONE, "b2")]), "waiting asked"),
)  # fmt: skip
def test_rule_3_marked(case: Case) -> None:
    check(case)


def later(name: str, under: str, text: str = "So it is.", key: str = "m2", **more: object):  # type: ignore[no-untyped-def]
    return say(name, text, key, under, **more)  # type: ignore[arg-type]


SETTINGS_OLD = AttentionSettings(active_for=timedelta(minutes=1))
"""Nothing stays alive for long: what is not open is settled or aside."""


def quiet(*posts, **more) -> Town:  # type: ignore[no-untyped-def]
    return Town(list(posts), follows=FOLLOWED, settings=SETTINGS_OLD, **more)


@table(
    ("I answer", quiet(ASK, later("me", "b1")), "settled settled"),
    ("I answer from my other account", quiet(ASK, later("worker", "b1")), "settled settled"),
    ("I answer a later post of the turn", quiet(ASK, say("ben", "@me no hurry", "b2", "b1"), later("me", "b2")), "settled settled"),
    ("I answer an earlier post of the turn", quiet(ASK, say("ben", "@me no hurry", "b2", "b1"), later("me", "b1")), "waiting mentioned"),
    ("two under the same parent are one turn", quiet(MINE, say("ben", "Which?", "b1", "m1"), say("ben", "And when?", "b2", "m1"), later("me", "b2")), "settled settled"),
    ("my word between them parts the turn", quiet(MINE, say("ben", "Which?", "b1", "m1"), say("me", "Wait.", "m5", "m1"), say("ben", "And when?", "b2", "m1"), later("me", "b2")), "waiting asked"),
    ("somebody else's word between them does not", quiet(MINE, say("ben", "Which?", "b1", "m1"), say("chloe", "@ben hm", "c1", "b1"), say("ben", "And when?", "b2", "m1"), later("me", "b2")), "settled settled"),
    ("below it, and I name the author", quiet(ASK, say("chloe", "@ben hm", "c1", "b1"), later("me", "c1", "@chloe @ben yes")), "settled settled"),
    ("below it, and I do not name the author", quiet(ASK, say("chloe", "@ben hm", "c1", "b1"), later("me", "c1", "@chloe yes")), "waiting asked"),
    ("somebody else answers for me", quiet(ASK, later("chloe", "b1", "@ben she does")), "waiting asked"),
    ("my answer is deleted", quiet(ASK, later("me", "b1", deleted=True)), "waiting asked"),
    ("a sibling of mine is no answer", quiet(MINE, say("ben", "Which?", "b1", "m1"), later("me", "m1")), "waiting asked"),
    ("direct: a later message to the same people", quiet(say("me", "@ben hi", "m1", direct=True), say("ben", "@me lunch?", "b1", "m1", direct=True), later("me", "m1", "@ben yes", direct=True)), "settled settled"),
    ("direct: an earlier one does not", quiet(say("me", "@ben hi", "m1", direct=True), later("me", "m1", "@ben well", direct=True), say("ben", "@me lunch?", "b1", "m1", direct=True)), "waiting direct"),
    ("direct: not to the same people", quiet(say("me", "@ben @chloe hi", "m1", direct=True), say("ben", "@me @chloe lunch?", "b1", "m1", direct=True), later("me", "m1", "@chloe yes", direct=True)), "waiting direct"),
    ("an older post of mine, edited, closes nothing", quiet(replace(MINE, edited=NOW), say("ben", "Which?", "b1", "m1")), "waiting asked"),
)  # fmt: skip
def test_rule_4_answered(case: Case) -> None:
    check(case)


@table(
    ("I favourited a statement", Town([say("ben", "@me the beans are up.", "b1", favourited=True)]), "settled settled"),
    ("I favourited a question", Town([say("ben", "@me are they up?", "b1", favourited=True)]), "waiting asked"),
    ("a later post of the turn", Town([TELL, say("ben", "@me at last.", "b2", "b1", favourited=True)]), "settled settled"),
    ("an earlier post of the turn", Town([replace(TELL, copies=(replace(TELL.copies[0], favourited=True),)), say("ben", "@me at last.", "b2", "b1")]), "waiting mentioned"),
    ("switched off", Town([say("ben", "@me the beans are up.", "b1", favourited=True)], settings=AttentionSettings(favourite_acknowledges=False)), "waiting mentioned"),
    ("I boosted it", Town([say("ben", "@me the beans are up.", "b1", boosted=True)]), "waiting mentioned"),
    ("I favourited somebody else's", Town([TELL, say("chloe", "@ben yes", "c1", "b1", favourited=True)]), "waiting mentioned"),
    ("a favourite of a direct message", Town([say("ben", "@me see you there", "b1", direct=True, favourited=True)]), "settled settled"),
)  # fmt: skip
def test_rule_5_acknowledged(case: Case) -> None:
    check(case)


ROOT = say("chloe", "On gardens.", "c1")


@table(
    ("it asks, and I named the author elsewhere", quiet(ROOT, say("ben", "@me which?", "b1", "c1"), later("me", "c1", "@chloe @ben beans")), "waiting maybe-answered"),
    ("it does not ask", quiet(ROOT, say("ben", "@me mine are up", "b1", "c1"), later("me", "c1", "@chloe @ben good")), "aside maybe-answered"),
    ("I named somebody else", quiet(ROOT, say("ben", "@me which?", "b1", "c1"), later("me", "c1", "@chloe beans")), "waiting asked"),
    ("I named the author before", quiet(ROOT, later("me", "c1", "@chloe @ben beans"), say("ben", "@me which?", "b1", "c1")), "waiting asked"),
    ("I named the author in another conversation", quiet(ROOT, say("ben", "@me which?", "b1", "c1"), say("me", "@ben hello", "m9")), "waiting asked, settled settled"),
    ("it asks, but it only carries me along", quiet(say("chloe", "@me look", "c1"), say("ben", "@chloe @me which?", "b1", "c1"), later("me", "c1", "@chloe @ben a")), "aside cc"),
    ("a direct message too", quiet(say("chloe", "@me @ben hi", "c1", direct=True), say("ben", "@me @chloe which?", "b1", "c1", direct=True), later("me", "c1", "@ben a", direct=True), ), "waiting maybe-answered"),
)  # fmt: skip
def test_rule_6_probably_answered(case: Case) -> None:
    check(case)


TO_US = say("dev", "@me @ben look", "d1")


@table(
    ("the parent is a third person's and named me too", quiet(say("dev", "@me @ben look", "d1"), say("ben", "@dev @me nice", "b1", "d1"), marks=[mark(MarkKind.DONE, "d1", addressed="d1")]), "aside cc"),
    ("the parent did not name me", quiet(say("dev", "@ben look", "d1"), say("ben", "@dev @me nice", "b1", "d1")), "waiting mentioned"),
    ("the parent is mine", quiet(say("me", "@me @ben look", "m1"), say("ben", "@me nice", "b1", "m1")), "waiting replied"),
    ("the parent is the author's own", quiet(say("ben", "@me look", "b0"), say("ben", "@me nice", "b1", "b0")), "waiting mentioned"),
    ("a crowd", quiet(say("ben", "@me @ana @chloe @dev @eva hello all", "b1")), "aside cc"),
    ("three others are no crowd", quiet(say("ben", "@me @ana @chloe @dev hello all", "b1")), "waiting mentioned"),
    ("the author and I do not count", quiet(say("ben", "@me @worker @ben @ana @chloe @dev hello", "b1")), "waiting mentioned"),
    ("a crowd under my own post", quiet(MINE, say("ben", "@me @ana @chloe @dev @eva hello all", "b1", "m1")), "waiting replied"),
    ("a crowd, but I am asked by name", quiet(say("ben", "@ana @chloe @dev @eva hello all. What would @me do?", "b1")), "waiting asked"),
    ("a crowd, named later, but that sentence does not ask", quiet(say("ben", "@ana @chloe @dev @eva who is in? I saw @me there.", "b1")), "aside cc"),
    ("a crowd, asking, but I stand in the leading run", quiet(say("ben", "@ana @me @chloe @dev @eva who is in?", "b1")), "aside cc"),
    ("a crowd in a direct message", quiet(say("ben", "@me @ana @chloe @dev @eva hello", "b1", direct=True)), "waiting direct"),
    ("a crowd, but the parent is not known", quiet(say("ben", "@me @ana @chloe @dev @eva hello", "b1", "gone")), "waiting mentioned"),
)  # fmt: skip
def test_rule_7_carried_along(case: Case) -> None:
    check(case)


BOT = say("botty", "@me your weather", "b1")


@table(
    ("a bot", Town([BOT]), "aside bot"),
    ("a bot that asks", Town([say("botty", "@me how was it?", "b1")]), "aside bot"),
    ("a group", Town([say("groupie", "@me news", "b1")]), "aside bot"),
    ("a bot that I follow", Town([BOT], follows=("botty",)), "waiting mentioned"),
    ("a bot that I ever answered", Town([BOT], written=("botty",)), "waiting mentioned"),
    ("a bot in a circle", Town([BOT], circles={"useful": ("botty",)}), "waiting mentioned"),
    ("a direct message of a bot", Town([say("botty", "@me code", "b1", direct=True)]), "waiting direct"),
    ("a person", Town([say("ben", "@me your weather", "b1")]), "waiting mentioned"),
)  # fmt: skip
def test_rule_8_bots(case: Case) -> None:
    check(case)


@table(
    ("a quote", Town([say("ben", "Well said.", "b1", quoting="me")]), "aside quoted"),
    ("a quote that asks", Town([say("ben", "Is it so?", "b1", quoting="me")]), "waiting asked"),
    ("a quote that names me", Town([say("ben", "Well said, @me", "b1", quoting="me")]), "waiting mentioned"),
    ("a quote of my other account", Town([say("ben", "Well said.", "b1", quoting="worker")]), "aside quoted"),
    ("a quote of somebody else", Town([say("ben", "Well said.", "b1", quoting="chloe")]), "broadcast posted"),
    ("a quote in a direct message", Town([say("ben", "See.", "b1", quoting="me", direct=True)]), "waiting direct"),
    ("a quote in an answer to me", Town([MINE, say("ben", "See.", "b1", "m1", quoting="me")]), "waiting replied"),
)  # fmt: skip
def test_rule_9_quoted(case: Case) -> None:
    check(case)


@table(
    ("thanks for what I said", quiet(MINE, say("ben", "@me thank you!", "b1", "m1")), "aside closing"),
    ("an emoji for what I said", quiet(MINE, say("ben", "@me 🙏🏽", "b1", "m1")), "aside closing"),
    ("thanks out of the blue", quiet(say("ben", "@me thank you!", "b1")), "waiting mentioned"),
    ("thanks, and a question", quiet(MINE, say("ben", "@me thanks! And when?", "b1", "m1")), "waiting asked"),
    ("thanks, and more", quiet(MINE, say("ben", "@me thanks, mine are up", "b1", "m1")), "waiting replied"),
    ("thanks in a direct message", quiet(say("me", "@ben hi", "m1", direct=True), say("ben", "@me danke dir", "b1", "m1", direct=True)), "aside closing"),
    ("I spoke only afterwards, elsewhere", quiet(ROOT, say("ben", "@me thanks", "b1", "c1"), later("me", "c1", "@chloe hm")), "waiting mentioned"),
    ("nothing but my name", quiet(MINE, say("ben", "@me", "b1", "m1")), "waiting replied"),
)  # fmt: skip
def test_rule_10_closing(case: Case) -> None:
    check(case)


@table(
    ("the parent is not known", quiet(say("ben", "@me thanks", "b1", "gone")), "waiting mentioned"),
    ("an unknown parent, and a question", quiet(say("ben", "@me so?", "b1", "gone")), "waiting asked"),
    ("an unknown language", quiet(say("ben", "@me ܐܢܐ ܪܚܡܐ", "b1")), "waiting mentioned"),
    ("an empty text", quiet(say("ben", "", "b1", to=["me"])), "waiting mentioned"),
    ("dated in the future", quiet(replace(ASK, created=at("+90d"), seen=at("1h"))), "waiting asked"),
    ("dated in 1970", quiet(replace(ASK, created=at("20000d"), seen=at("1h"))), "waiting asked"),
    ("a follow-up dated back does not sink behind an old answer", quiet(TELL, later("me", "b1"), replace(say("ben", "@me could you look?", "b2", "b1"), created=at("10d"), seen=at("1m"))), "waiting asked"),
    ("a circle of parents", quiet(say("ben", "@me a?", "b1", "b2"), say("ben", "@me b", "b2", "b1")), "waiting asked"),
)  # fmt: skip
def test_rule_11_otherwise_open(case: Case) -> None:
    check(case)
