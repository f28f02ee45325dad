"""The pure parts: feeds, words."""

import pytest
from world import World

from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.sync.feeds import Feed, Gap, Stretch
from connect_tui.sync.wording import host_of, may_be_made_of, same_words, spoken, unworded, worded

KNOWN = Feed(order=("9", "8", "7", "6", "5"))


@pytest.mark.parametrize(
    ("feed", "found", "order", "doubts", "gaps"),
    [
        (Feed(), Stretch(("3", "2", "1")), ("3", "2", "1"), (), ()),
        (KNOWN, Stretch(("9", "8", "7"), older="c"), ("9", "8", "7", "6", "5"), (), ()),
        (KNOWN, Stretch(("10", "9", "8"), older="c"), ("10", "9", "8", "7", "6", "5"), (), ()),
        (KNOWN, Stretch(("9", "7"), older="c"), ("9", "7", "6", "5"), ("8",), ()),
        (KNOWN, Stretch(("8", "7"), older="c"), ("8", "7", "6", "5"), ("9",), ()),
        (KNOWN, Stretch(("9", "8"), older=None), ("9", "8"), ("7", "6", "5"), ()),
        (KNOWN, Stretch(("9", "20", "8"), older="c"), ("9", "20", "8", "7", "6", "5"), (), ()),
        (
            KNOWN,
            Stretch(("12", "11"), older="c"),
            ("12", "11", "9", "8", "7", "6", "5"),
            (),
            (Gap("11", "c"),),
        ),
        (KNOWN, Stretch(("10", "9"), beside=("8",), older="c"), ("10", "9", "8", "7", "6", "5"), (), ()),
        (KNOWN, Stretch(("9", "7"), beside=("8",), older="c"), ("9", "7", "6", "5"), (), ()),
        (KNOWN, Stretch(("10",), beside=("5",), older="c"), ("10", *KNOWN.order), (), (Gap("10", "c"),)),
    ],
)
def test_reading_a_feed_again(
    feed: Feed, found: Stretch, order: tuple[str, ...], doubts: tuple[str, ...], gaps: tuple[Gap, ...]
) -> None:
    after = feed.read_again(found, backfill=False)
    assert (after.order, after.doubts, after.gaps) == (order, doubts, gaps)


WITH_GAP = Feed(order=("9", "8", "3", "2"), gaps=(Gap("8", "c8"),))


@pytest.mark.parametrize(
    ("found", "gaps"),
    [
        (Stretch(("10", "9"), older="c9"), (Gap("8", "c8"),)),
        (Stretch(("9", "8"), older="c8"), (Gap("8", "c8"),)),
        (Stretch(("9", "8", "7"), older="c7"), (Gap("7", "c7"),)),
        (Stretch(("9", "8", "7", "3"), older="c3"), ()),
        (Stretch(("9", "7", "3"), older="c3"), ()),
        (Stretch(("9", "8"), older=None), ()),
        (Stretch(("20", "19"), older="c19"), (Gap("19", "c19"), Gap("8", "c8"))),
    ],
)
def test_gaps_stay_until_they_are_read(found: Stretch, gaps: tuple[Gap, ...]) -> None:
    assert WITH_GAP.read_again(found, backfill=False).gaps == gaps


@pytest.mark.parametrize(
    ("found", "enough", "order", "gaps"),
    [
        (Stretch(("7", "6"), older="c6"), False, ("9", "8", "7", "6", "3", "2"), (Gap("6", "c6"),)),
        (Stretch(("7", "3"), older="c3"), False, ("9", "8", "7", "3", "2"), ()),
        (Stretch(("7", "6"), older=None), False, ("9", "8", "7", "6", "3", "2"), ()),
        (Stretch(("7", "6"), older="c6"), True, ("9", "8", "7", "6", "3", "2"), ()),
        (Stretch((), ("b",), older="c6"), False, ("9", "8", "3", "2"), (Gap("8", "c8", tries=1),)),
        (Stretch(("b",), older="c6"), False, ("9", "8", "b", "3", "2"), (Gap("b", "c6"),)),
        (Stretch(("8",), older="c8"), False, ("9", "8", "3", "2"), (Gap("8", "c8", tries=1),)),
        (Stretch(("3", "2"), older="c2"), False, ("9", "8", "3", "2"), (Gap("8", "c8", tries=1),)),
    ],
)
def test_filling_a_gap(found: Stretch, enough: bool, order: tuple[str, ...], gaps: tuple[Gap, ...]) -> None:
    after = WITH_GAP.filled(WITH_GAP.gaps[0], found, enough=enough)
    assert (after.order, after.gaps) == (order, gaps)


@pytest.mark.parametrize(
    ("found", "gaps"),
    [
        (Stretch((), ("b",), older="c6"), (Gap("8", "c6", tries=2),)),
        (Stretch(("8",), older="c8"), ()),
        (Stretch(("3", "2"), older="c2"), ()),
    ],
)
def test_what_brings_nothing_new_is_believed_the_second_time(found: Stretch, gaps: tuple[Gap, ...]) -> None:
    asked = WITH_GAP.filled(WITH_GAP.gaps[0], found, enough=False)
    assert asked.filled(asked.gaps[0], found, enough=False).gaps == gaps


def test_in_a_feed_the_place_of_a_boosted_post_is_its_boosts(world: World) -> None:
    network = world.network
    plain, boosted, both = (network.post("ben", text, home=None) for text in ("one", "two", "both"))
    network.home[:] = [plain]
    first = network.boost("ana", boosted)
    network.home.insert(0, both)
    second = network.boost("cat", both)
    page = world.provider._feed(network.home, None)
    found = Stretch.of(page, "home")
    assert (found.order, set(found.beside)) == ((second, first, plain), {boosted, both})


def test_a_feed_survives_the_disk() -> None:
    feed = Feed(("1",), (Gap("1", "c"),), ("9",))
    assert Feed.load(feed.dump()) == feed
    assert Feed.load(None) == Feed()
    assert Feed.load(b"{broken") == Feed()


@pytest.mark.parametrize(
    ("text", "recipients", "sent"),
    [
        ("yes", ("@ben@net.example",), "@ben yes"),
        ("yes", ("@Ben@Net.Example", "@cat@far.example"), "@Ben @cat@far.example yes"),
        ("@ben@net.example yes", ("@ben@net.example",), "@ben@net.example yes"),
        ("well, @Ben@Net.Example.", ("@ben@net.example",), "well, @Ben@Net.Example."),
        ("@ben yes", ("@ben@net.example",), "@ben yes"),
        ("@ben yes", ("@ben@far.example",), "@ben@far.example @ben yes"),
        ("mail me@ben", ("@ben@net.example",), "@ben mail me@ben"),
        ("yes", ("@ben.sky.example", "@ben.sky.example"), "@ben.sky.example yes"),
        ("@ben.sky.example yes", ("@ben.sky.example",), "@ben.sky.example yes"),
        ("  yes \n", (), "yes"),
    ],
)
def test_people_are_named_once(text: str, recipients: tuple[str, ...], sent: str) -> None:
    assert worded(text, recipients, "net.example") == sent


@pytest.mark.parametrize(
    ("sent", "text", "named"),
    [
        ("@ben yes", "yes", ("@ben@net.example",)),
        ("@Ben @cat@far.example\nyes", "yes", ("@ben@net.example", "@cat@far.example")),
        ("@ben@net.example @dora yes", "@dora yes", ("@ben@net.example",)),
        ("@benno yes", "@benno yes", ()),
        ("@ben, yes", "@ben, yes", ()),
        ("yes @ben", "yes @ben", ()),
        ("@ben", "", ("@ben@net.example",)),
    ],
)
def test_who_was_named_in_front_is_a_recipient_again(sent: str, text: str, named: tuple[str, ...]) -> None:
    people = ("@ben@net.example", "@cat@far.example")
    assert unworded(sent, people, "net.example") == (text, named)
    if named:
        again = worded(text, named, "net.example")
        assert (
            again.casefold() == worded(sent.replace("\n", " "), (), "").replace("@net.example", "").casefold()
        )


def test_a_handle_without_a_host_has_none() -> None:
    assert host_of("@me@Net.Example") == "net.example"
    assert host_of("@me.sky.example") == ""


def test_addresses_are_spoken_in_full() -> None:
    plain = "see a.example/lo\u2026 and b.example"
    spans = (
        Span(SpanKind.LINK, 4, 17, "https://a.example/long"),
        Span(SpanKind.STRONG, 4, 10),
        Span(SpanKind.LINK, 22, 31, "https://b.example"),
    )
    assert spoken(Text(plain, spans)) == "see https://a.example/long and https://b.example"
    assert spoken(Text("nothing")) == "nothing"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("@ben@net.example yes", "@ben yes", True),
        ("one\n\ntwo", "one two", True),
        ("cafe\u0301", "caf\u00e9", True),
        ("yes", "yes!", False),
        ("@ben", "@cat", True),
        ("1 2", "12", True),
        ("see https://a.example/b", "see https://a.example/c", False),
        ("see https://a.example", "see https://a.example/", True),
        (
            "see https://m\u00fcnchen.example/stra\u00dfe",
            "see https://xn--mnchen-3ya.example/stra%C3%9Fe",
            True,
        ),
        ("see a.example", "see https://a.example", True),
        ("xn--- is no host", "xn--- is no host", True),
        ("100% of it", "100% of it", True),
        ('she said "no" -- it\'s...', "she said \u201cno\u201d \u2013 it\u2019s\u2026", True),
        ("*stars* and _lines_", "stars and lines", True),
        ("@ben@127.0.0.1:8080 yes", "@ben yes", True),
        ("un\u00adseen\u200b \U0001f469\u200d\U0001f4bb", "unseen \U0001f469\U0001f4bb", True),
    ],
)
def test_the_same_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same


@pytest.mark.parametrize(
    ("written", "shown", "may_be"),
    [
        ("good morning everybody", "good morning everybody #hello", True),
        ("good morning", "CW: the day and what it brings, at length\ngood morning", True),
        ("@ben see https://a.example/long/way?to=go", "see a\u2026", True),
        ("\U0001f44b", "RE: :wave:", True),
        ("good morning", "something else, and more of it", False),
    ],
)
def test_what_a_server_may_have_made_of_it(written: str, shown: str, may_be: bool) -> None:
    assert may_be_made_of(written, shown) is may_be
