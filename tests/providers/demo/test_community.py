"""What lies about in the demo for a screen to show."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from demo_harness import DemoHarness
from gathering import Gathered, gather

from connect_tui.domain.asking import closing
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Post, Visibility
from connect_tui.domain.text import SpanKind
from connect_tui.provider import Fact
from connect_tui.providers.demo.community import Community, moment, settle
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import HOME, ME
from connect_tui.providers.demo.records import Note
from connect_tui.providers.demo.view import View

START = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def community() -> Community:
    return settle(START)


@pytest.fixture
async def home() -> Gathered:
    harness = DemoHarness("home")
    return await gather([harness.provider], harness.clock())


def post(gathered: Gathered, name: str) -> Post:
    return next(post for post in gathered.posts if post.uri.endswith(f"/{name}"))


@pytest.mark.parametrize(
    ("written", "away"),
    [
        ("-20m", timedelta(minutes=-20)),
        ("-1d2h", timedelta(days=-1, hours=-2)),
        ("+2m30s", timedelta(minutes=2, seconds=30)),
        ("-0m", timedelta()),
    ],
)
def test_relative_times(written: str, away: timedelta) -> None:
    assert moment(START, written) == START + away


@pytest.mark.parametrize("written", ["", "yesterday", "1d", "-1h2d", "-1w"])
def test_other_times_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no relative time"):
        moment(START, written)


def test_people_have_voices_and_voices_have_people(community: Community) -> None:
    human = {
        resident.id: resident for resident in community.people if not resident.bot and resident.id not in ME
    }
    assert set(community.lines) == set(human)
    for person, languages in community.lines.items():
        assert set(human[person].languages) <= set(languages)
        for lines in languages.values():
            assert set(lines) == {"asked", "more", "rests", "thanks", "meets"}
            assert all(line.strip() for occasion in lines.values() for line in occasion)


def test_the_last_word_is_read_as_one(community: Community) -> None:
    network = Network("", lambda: START)
    last = [
        line
        for languages in community.lines.values()
        for lines in languages.values()
        for line in lines["thanks"]
    ]
    last += [note.then[-1] for note in community.notes if note.then]
    for line in last:
        said = network.say(Note(name="", author="ben", parts=("home",), created=START, text=line))
        assert closing(View(network, HOME, "home").post(said, START)), line


def test_nobody_answers_before_they_are_spoken_to(community: Community) -> None:
    created = {note.number: note.created for note in community.notes}
    authors = {note.author for note in community.notes} | {passed.by for passed in community.passes}
    assert authors <= {resident.id for resident in community.people}
    for note in community.notes:
        assert note.parent is None or created[note.parent] < note.created
        assert note.parent is None or created[note.parent] <= START
    for passed in community.passes:
        assert created[passed.note] < passed.created <= START


def test_what_people_say_has_no_exclamation_marks_in_english(community: Community) -> None:
    said = [note.text for note in community.notes if note.language == "en"]
    assert sum("!" in text for text in said) <= 1  # the lift moves


async def test_scripts_and_signs(home: Gathered) -> None:
    assert re.search(r"[\u0600-\u06ff]", post(home, "bread").text.plain)
    assert re.search(r"[\u0900-\u097f]", post(home, "practice").text.plain)
    assert re.search(r"[\u3040-\u30ff]", post(home, "kiln-moon").text.plain)
    assert "\u200d" in post(home, "practice").text.plain


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("draft", SpanKind.CODE, "treadle 1  | x . . x |"),
        ("draft", SpanKind.CODE, "press"),
        ("fair", SpanKind.LIST, "• a table that does not wobble"),
        ("fair", SpanKind.STRONG, "and"),
        ("grandmother", SpanKind.QUOTE, "Do not prune when you are cross.\nThe tree will remember"),
        ("kettle", SpanKind.EMPHASIS, "same"),
        ("allotment", SpanKind.STRIKE, "marrows"),
        ("dye", SpanKind.HASHTAG, "#dyeing"),
        ("river-path", SpanKind.LINK, "https://riverpath.example/winter-opening"),
        ("garden-tomatoes", SpanKind.MENTION, "@you"),
    ],
)
async def test_spans(home: Gathered, name: str, kind: SpanKind, words: str) -> None:
    text = post(home, name).text
    assert any(text.plain[span.start : span.end].startswith(words) for span in text.of_kind(kind))


async def test_things_beside_the_words(home: Gathered) -> None:
    assert [picture.alt[:5] for picture in post(home, "dye").attachments] == ["Three", "A den"]
    poll = post(home, "poll").poll
    assert poll is not None
    assert [option.tenths for option in poll.options] == [2, 1, 3, 4]
    assert not poll.closed
    link = post(home, "river-path").link
    assert link is not None
    assert link.title.startswith("The river path")
    warned = post(home, "dentist")
    assert warned.warning
    assert warned.sensitive
    quote = post(home, "hope").quote
    assert quote is not None
    assert quote.uri == post(home, "garden").uri
    assert quote.text.plain.startswith("Planning the garden")
    assert post(home, "allotment").edited is not None
    assert len(post(home, "night-radio").text.plain) > 1000
    assert [found.title for found in post(home, "match").copies[0].filters] == ["Match day"]
    assert {found.visibility for found in home.posts} >= {Visibility.FOLLOWERS, Visibility.DIRECT}


async def test_a_conversation_goes_deep(home: Gathered) -> None:
    kettle = next(c for c in home.conversations if c.uri.endswith("/kettle"))
    assert len(list(kettle.above(post(home, "kettle-8").uri))) == 8


async def test_a_missing_parent_can_be_fetched(home: Gathered) -> None:
    harness = DemoHarness("home")
    reply = post(home, "bees-samir")
    alone = next(c for c in home.conversations if reply.uri in c.by_uri)
    assert alone.gap
    thread = await harness.provider.conversation(reply.id)
    assert [found.author.name for found in thread.posts] == ["Kit", "Samir"]
    whole = Conversation(thread.posts[0].uri, thread.posts, {reply.uri: thread.posts[0].uri})
    assert not whole.gap


async def test_lists_and_requests() -> None:
    provider = DemoHarness("home").provider
    [circle] = list((await provider.facts(Fact.LISTS)).lists or ())
    assert circle.name == "Neighbours"
    assert "@ben@home.example" in circle.members
    [request] = list((await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests or ())
    assert request.person.name == "Kit"
