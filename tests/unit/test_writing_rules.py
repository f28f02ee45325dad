"""The rules of writing: to whom, how widely, how long, and what a network would refuse."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.domain.languages import is_language
from connect_tui.domain.media_types import UNKNOWN, is_among, kind_of
from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Copy, Mention, Post, PostId, Visibility
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.provider import Capabilities, LengthRule, MediaLimits
from connect_tui.sync import composing
from connect_tui.sync.checking import faults
from connect_tui.sync.measuring import excess, length
from connect_tui.tui.render.compose import to_line

NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
ME = Account("home", "@me@home.example", "mastodon", PersonId("home", "1"))
CAN = Capabilities(
    direct_messages=True,
    visibilities=tuple(Visibility),
    content_warnings=True,
    languages=True,
    polls=True,
    media=True,
    media_limits=MediaLimits(at_once=2, alt_length=10),
)
DRAFT = Draft(key="k", account="home", text="hello", changed=NOW)


def handle(name: str) -> str:
    return f"@{name}@home.example"


def said(author: str, text: str, *names: str, answers: str = "", private: bool = False) -> Post:
    spans: list[Span] = []
    place = 0
    for word in text.split(" "):
        if word.startswith("@"):
            spans.append(Span(SpanKind.MENTION, place, place + len(word), handle(word[1:])))
        place += len(word) + 1
    parent = PostId("home", answers) if answers else None
    return Post(
        uri=f"https://home.example/{author}",
        author=Person(handle(author), author.title(), PersonId("home", author)),
        created=NOW,
        seen=NOW,
        copies=(Copy(PostId("home", author), parent),),
        text=Text(text, tuple(spans)),
        mentions=tuple(Mention(handle(name)) for name in names),
        visibility=Visibility.DIRECT if private else Visibility.PUBLIC,
    )


BEN_ASKS_ANA = said("ana", "@ben look", "ben", "chloe", "me")
CROWD = ("me", "ben", "chloe", "dev", "eva", "farid")


@pytest.mark.parametrize(
    ("parent", "above", "ticked"),
    [
        (said("ben", "@me hello", "me"), None, ["ben"]),
        (said("ben", "@me @chloe hello", "me", "chloe"), None, ["ben", "chloe"]),
        # Dev answers Ana, who had named Ben and Chloe: those came along.
        (
            said("dev", "@ana @ben @chloe @me yes", "ana", "ben", "chloe", "me", answers="ana"),
            BEN_ASKS_ANA,
            ["dev", "ana"],
        ),
        # Nobody knows whom Dev answers: nothing is decided.
        (
            said("dev", "@ana @ben @chloe @me yes", "ana", "ben", "chloe", "me", answers="ana"),
            None,
            ["dev", "ana", "ben", "chloe"],
        ),
        # Asked by name, outside the leading run.
        (
            said("dev", "@ana @ben yes, and @chloe what do you say?", "ana", "ben", "chloe", answers="ana"),
            BEN_ASKS_ANA,
            ["dev", "ana", "chloe"],
        ),
        (said("ana", "look at this", *CROWD), None, ["ana"]),
        (said("ana", "look at this", *CROWD[:4]), None, ["ana", "ben", "chloe", "dev"]),
        (said("ana", "psst", *CROWD, private=True), None, ["ana", *CROWD[1:]]),
    ],
)
def test_who_merely_came_along_starts_unticked(parent: Post, above: Post | None, ticked: list[str]) -> None:
    me = frozenset({ME.key})
    draft = composing.reply(parent, ME, CAN, me=me, languages=("en",), now=NOW, above=above)
    assert list(draft.recipients) == [handle(name) for name in ticked]
    people = composing.recipients_of(parent, me, above)
    assert {person.handle for person in people} == {
        parent.author.handle,
        *(mention.handle for mention in parent.mentions if mention.key != ME.key),
    }
    assert [person.handle for person in people if person.kept] == [parent.author.handle]


@pytest.mark.parametrize(
    ("warning", "fine"),
    [("", True), ("nudity", True), ("Nudity, gore", True), ("Spiders", False), ("gore,", False)],
)
def test_where_warnings_are_fixed_no_other_will_do(warning: str, fine: bool) -> None:
    can = replace(CAN, warnings=("Nudity", "Gore"), length=5)
    assert (faults(replace(DRAFT, warning=warning), can) == ()) is fine
    parent = replace(said("ana", "look"), warning="Nudity")
    assert composing.reply(parent, ME, can, me=frozenset(), languages=(), now=NOW).warning == ""


def test_nobody_is_named_where_an_answer_reaches_its_author_anyway() -> None:
    parent, me = said("ana", "@ben hello", "ben"), frozenset({ME.key})
    can = replace(CAN, reaches_author=True)
    draft = composing.reply(parent, ME, can, me=me, languages=("en",), now=NOW)
    assert draft.recipients == ()
    people = composing.recipients_of(parent, me)
    shown = "".join(piece.text for piece in to_line(people, draft, None, can))
    assert shown == f"To Ana ✓  {people[1].name} –  "


@pytest.mark.parametrize(
    ("chosen", "possible", "starts"),
    [
        (None, tuple(Visibility), Visibility.PUBLIC),
        (Visibility.FOLLOWERS, tuple(Visibility), Visibility.FOLLOWERS),
        (Visibility.UNLISTED, (Visibility.PUBLIC, Visibility.DIRECT), Visibility.DIRECT),
        (None, (Visibility.PUBLIC,), Visibility.PUBLIC),
    ],
)
def test_something_new_begins_as_the_account_wants_it(
    chosen: Visibility | None, possible: tuple[Visibility, ...], starts: Visibility
) -> None:
    account = replace(ME, visibility=chosen, language="nl", sensitive=True)
    draft = composing.fresh(account, replace(CAN, visibilities=possible), languages=("en",), now=NOW)
    assert (draft.visibility, draft.language, draft.sensitive) == (starts, "nl", True)


def test_the_next_part_of_a_thread_goes_where_the_first_one_goes() -> None:
    first = replace(DRAFT, visibility=Visibility.DIRECT, recipients=(handle("ben"),), language="de")
    part = composing.follow_up(first, "and more", NOW)
    assert (part.follows, part.visibility, part.recipients, part.language) == (
        "k",
        Visibility.DIRECT,
        (handle("ben"),),
        "de",
    )
    assert composing.follow_up(replace(first, visibility=Visibility.PUBLIC), "more", NOW).recipients == ()


@pytest.mark.parametrize(
    ("text", "rule", "measured"),
    [
        ("abc", LengthRule.MASTODON, 3),
        ("see https://example.org/a/very/long/path/that/goes/on", LengthRule.MASTODON, 27),
        ("@ben@home.example hi", LengthRule.MASTODON, 7),
        ("👩‍👩‍👧 e\u0301", LengthRule.GRAPHEMES, 3),
        ("👩‍👩‍👧", LengthRule.MASTODON, 5),
    ],
)
def test_length(text: str, rule: LengthRule, measured: int) -> None:
    assert length(text, replace(CAN, length_rule=rule)) == measured


def test_what_is_too_long_counts_those_whom_it_names_once() -> None:
    draft = replace(DRAFT, text="@ben@home.example hi", recipients=(handle("ben"),), warning="w")
    assert excess(draft, replace(CAN, length=8)) == 0
    assert excess(replace(draft, text="hi"), replace(CAN, length=5)) == 3


TWO = DraftPoll(("Tea", "Coffee"))
PICTURE = DraftMedia("/home/me/heron.png", "a heron")
REFUSED: list[tuple[Mapping[str, object], str]] = [
    ({"text": ""}, "There is nothing to send yet."),
    ({"text": " \n"}, "There is nothing to send yet."),
    ({"text": "@ben @chloe@sky.example  "}, "It names people and says nothing yet."),
    ({"text": "x" * 503}, "That is 3 characters longer than home takes."),
    ({"text": "x" * 501}, "That is one character longer than home takes."),
    ({"language": "english"}, "“english” is no language code. Write it as in en, de or pt-BR."),
    ({"language": "xx"}, "“xx” is no language code."),
    ({"media": (PICTURE,) * 3}, "home takes no more than 2 files with one post."),
    ({"media": (replace(PICTURE, alt="a" * 12),)}, "The description of heron.png is 2 characters too long"),
    ({"poll": DraftPoll(("Tea",))}, "A poll needs at least two answers"),
    ({"poll": DraftPoll(("Tea", " "))}, "A poll needs at least two answers"),
    ({"poll": DraftPoll(("Tea", "Coffee", ""))}, "An answer of the poll is empty."),
    ({"poll": DraftPoll(("Tea", "tea "))}, "Two answers of the poll are the same."),
    ({"poll": DraftPoll(tuple("abcde"))}, "A poll has no more than 4 answers on home."),
    ({"poll": DraftPoll(("a" * 51, "b"))}, "is one character too long"),
    ({"poll": replace(TWO, duration=timedelta(seconds=30))}, "open for 5 minutes at least and 30 days"),
    ({"poll": TWO, "text": ""}, "A poll needs a question"),
    ({"poll": TWO, "media": (PICTURE,)}, "not both"),
]


@pytest.mark.parametrize(("changes", "says"), REFUSED)
def test_what_would_be_refused_is_said_before(changes: Mapping[str, object], says: str) -> None:
    found = faults(replace(DRAFT, **changes), CAN)
    assert [sentence for sentence in found if says in sentence], found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"text": "", "media": (PICTURE,)},
        {"poll": TWO},
        {"language": "pt-BR"},
        {"language": ""},
        {"text": "x" * 500},
        {"warning": "spiders", "visibility": Visibility.DIRECT},
    ],
)
def test_what_is_fine_is_fine(changes: Mapping[str, object]) -> None:
    assert faults(replace(DRAFT, **changes), CAN) == ()


@pytest.mark.parametrize(
    ("lacks", "changes", "says"),
    [
        ("content_warnings", {"warning": "w"}, "home knows no content warnings."),
        ("media", {"media": (PICTURE,)}, "home takes no pictures"),
        ("polls", {"poll": TWO}, "home knows no polls."),
        ("publish", {}, "home can only be read."),
    ],
)
def test_what_a_network_lacks(lacks: str, changes: Mapping[str, object], says: str) -> None:
    can = replace(CAN, **{lacks: False})
    found = faults(replace(DRAFT, **changes), can)
    assert [sentence for sentence in found if says in sentence], found


def test_a_visibility_that_is_not_offered() -> None:
    can = replace(CAN, visibilities=(Visibility.PUBLIC,))
    assert faults(replace(DRAFT, visibility=Visibility.DIRECT), can) == (
        "home cannot post as direct. It can: public.",
    )


@pytest.mark.parametrize("code", ["en", "EN", "pt-BR", "zh-Hant-TW", "gsw", "nds"])
def test_languages(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize("code", ["", "e", "xx", "english", "en-", "en_", "e n", "qqq", "123"])
def test_no_languages(code: str) -> None:
    assert not is_language(code)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", "image/png"),
        ("A.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.heic", "image/heic"),
        ("a.mp4", "video/mp4"),
        ("a.txt", "text/plain"),
        ("a", UNKNOWN),
    ],
)
def test_kinds_of_files(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_one_kind_has_several_names() -> None:
    assert is_among("audio/wav", ("image/png", "audio/x-wav"))
    assert not is_among("audio/wav", ("image/png",))
