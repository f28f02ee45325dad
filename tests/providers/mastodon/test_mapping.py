"""From JSON to the domain, leniently and without a number of anything."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import FilterContext, MediaKind, Post, PostId, Visibility
from connect_tui.domain.text import SpanKind
from connect_tui.provider import BadResponse
from connect_tui.providers.mastodon.mapping import Mapper, Seen
from connect_tui.providers.mastodon.profile import read_profile
from connect_tui.providers.mastodon.wire import (
    MAX_FILTERS,
    MAX_MATCHES,
    MAX_MEDIA,
    WireOldFilter,
    read_statuses,
)
from connect_tui.providers.web.reader import MAX_ALTS, Json

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
MAPPER = Mapper("home", "odd.example", "https://odd.example")
PLANTED = 7919


def account(**changes: object) -> dict[str, object]:
    return {
        "id": "7",
        "username": "ana",
        "acct": "ana@far.example",
        "display_name": "Ana 🌱",
        "url": "https://far.example/@ana",
        "bot": False,
        "group": False,
        "followers_count": PLANTED,
        "following_count": PLANTED + 1,
        "statuses_count": PLANTED + 2,
        "note": "<p>7919 friends</p>",
        **changes,
    }


def test_a_profile_is_clean_words_and_no_count() -> None:
    answer = account(
        note='<p>Hello \x1b[2J<b>all</b></p><p>Radios, <a href="https://radio.example/x">radio.example</a></p>',
        fields=[
            {"name": "Web\n", "value": '<a href="https://ana.example">ana.example</a>', "verified_at": None},
            {"name": "Pronouns", "value": "she &amp; they"},
            {"name": "", "value": ""},
            "nonsense",
            *({"name": f"f{number}", "value": "x"} for number in range(50)),
        ],
    )
    profile = read_profile(MAPPER, Json(answer))
    assert profile.person.handle == "@ana@far.example"
    assert profile.note.plain == "Hello all\n\nRadios, radio.example"
    assert {(span.kind, span.target) for span in profile.note.spans} == {
        (SpanKind.STRONG, ""),
        (SpanKind.LINK, "https://radio.example/x"),
    }
    assert [(name, value.plain) for name, value in profile.fields][:3] == [
        ("Web", "ana.example"),
        ("Pronouns", "she & they"),
        ("f0", "x"),
    ]
    assert len(profile.fields) < 20
    assert str(PLANTED) not in repr(profile)


@pytest.mark.parametrize("answer", [None, [], "x", {}, {"id": "7"}, {"note": "<p>x</p>"}])
def test_what_is_no_account_has_no_profile(answer: object) -> None:
    with pytest.raises(BadResponse):
        read_profile(MAPPER, Json(answer))


@pytest.mark.parametrize(
    ("changes", "muted"),
    [
        ({}, False),
        ({"muted": True}, True),
        # Pleroma says of every post of somebody whom I muted that it is muted.
        ({"muted": True, "pleroma": {"thread_muted": False}}, False),
        ({"muted": True, "pleroma": {"thread_muted": True}}, True),
        ({"muted": True, "pleroma": {"local": True}}, True),
    ],
)
def test_whether_the_conversation_is_muted(changes: dict[str, object], muted: bool) -> None:
    (post,) = MAPPER.all(read_statuses(Json([status(**changes)])), NOW).posts
    assert post.copies[0].muted is muted


def status(**changes: object) -> dict[str, object]:
    return {
        "id": "100",
        "uri": "https://far.example/users/ana/statuses/100",
        "url": "https://far.example/@ana/100",
        "account": account(),
        "content": "<p>hello</p>",
        "created_at": "2026-03-18T10:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "visibility": "public",
        "spoiler_text": "",
        "sensitive": False,
        "language": "en",
        "mentions": [],
        "media_attachments": [],
        "replies_count": PLANTED + 3,
        "reblogs_count": PLANTED + 4,
        "favourites_count": PLANTED + 5,
        "quotes_count": PLANTED + 6,
        "filtered": [],
        **changes,
    }


def mapped(*statuses: object, mapper: Mapper = MAPPER) -> Seen:
    return mapper.all(read_statuses(Json(list(statuses))), NOW)


def post(mapper: Mapper = MAPPER, /, **changes: object) -> Post:
    (found,) = mapped(status(**changes), mapper=mapper).posts
    return found


def test_a_whole_status() -> None:
    found = post(in_reply_to_id="99", favourited=True, bookmarked=True, edited_at="2026-03-18T11:00:00Z")
    assert found.uri == "https://far.example/users/ana/statuses/100"
    assert found.url == "https://far.example/@ana/100"
    assert (found.author.handle, found.author.name) == ("@ana@far.example", "Ana 🌱")
    assert found.author.id == PersonId("home", "7")
    assert found.created == datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
    assert found.edited == datetime(2026, 3, 18, 11, 0, tzinfo=UTC)
    assert found.seen == NOW
    (copy,) = found.copies
    assert (copy.id, copy.parent) == (PostId("home", "100"), PostId("home", "99"))
    assert (copy.favourited, copy.boosted, copy.bookmarked, copy.muted) == (True, False, True, False)
    assert found.has_replies


CHANGED: list[tuple[dict[str, object], str, object]] = [
    ({"uri": None}, "uri", "https://far.example/@ana/100"),
    ({"uri": "", "url": None}, "uri", "https://odd.example/statuses/100"),
    ({"uri": "has spaces"}, "uri", "https://far.example/@ana/100"),
    ({"uri": "https://x.example/\x1b[2J"}, "uri", "https://far.example/@ana/100"),
    ({"uri": "tag:odd.example,2026:1"}, "uri", "tag:odd.example,2026:1"),
    ({"url": "javascript:alert(1)"}, "url", "https://far.example/users/ana/statuses/100"),
    ({"url": None}, "url", "https://far.example/users/ana/statuses/100"),
    ({"language": None}, "language", ""),
    ({"language": 5}, "language", ""),
    ({"content": None}, "text.plain", ""),
    ({"created_at": None}, "created", NOW),
    ({"created_at": "yesterday"}, "created", NOW),
    ({"created_at": 1_700_000_000}, "created", NOW),
    ({"created_at": "2026-03-18T10:00:00"}, "created", datetime(2026, 3, 18, 10, tzinfo=UTC)),
    ({"created_at": "2026-03-18T10:00:00+02:00"}, "created", datetime(2026, 3, 18, 8, tzinfo=UTC)),
    ({"created_at": "0001-01-01T00:00:00+14:00"}, "created", NOW),
    ({"visibility": "public"}, "visibility", Visibility.PUBLIC),
    ({"visibility": "unlisted"}, "visibility", Visibility.UNLISTED),
    ({"visibility": "private"}, "visibility", Visibility.FOLLOWERS),
    ({"visibility": "direct"}, "visibility", Visibility.DIRECT),
    ({"visibility": "mutuals_only"}, "visibility", Visibility.FOLLOWERS),
    ({"visibility": "limited"}, "visibility", Visibility.DIRECT),
    ({"visibility": "local"}, "visibility", Visibility.FOLLOWERS),
    ({"visibility": None}, "visibility", Visibility.PUBLIC),
    ({"spoiler_text": "a\nb\x1b[1m"}, "warning", "a b"),
    ({"spoiler_text": None}, "warning", ""),
    ({"sensitive": "true"}, "sensitive", False),
    ({"replies_count": 0}, "has_replies", False),
    ({"replies_count": None}, "has_replies", False),
    ({"replies_count": -1}, "has_replies", False),
    ({"muted": True}, "copies.0.muted", True),
    ({"in_reply_to_id": 12}, "copies.0.parent.key", "12"),
    ({"in_reply_to_id": "../.."}, "copies.0.parent.key", "../.."),
    ({"in_reply_to_id": ".."}, "copies.0.parent", None),
    ({"in_reply_to_id": "a\nb"}, "copies.0.parent", None),
    ({"in_reply_to_id": "\ud800"}, "copies.0.parent", None),
    ({"in_reply_to_id": ["x"]}, "copies.0.parent", None),
    ({"id": 100}, "copies.0.id.key", "100"),
    ({"mentions": None}, "mentions", ()),
    ({"mentions": "all"}, "mentions", ()),
    ({"mentions": [None, 5, {}, {"id": "1"}]}, "mentions", ()),
    ({"media_attachments": {}}, "attachments", ()),
    ({"poll": {}}, "poll", None),
    ({"poll": {"options": "none"}}, "poll", None),
    ({"card": {"url": "javascript:x", "title": "t"}}, "link", None),
    ({"quote": None}, "quote", None),
    ({"filtered": None}, "copies.0.filters", ()),
    ({"reblog": "yes"}, "uri", "https://far.example/users/ana/statuses/100"),
]


@pytest.mark.parametrize(("changes", "path", "expected"), CHANGED)
def test_odd_fields_have_sane_defaults(changes: dict[str, object], path: str, expected: object) -> None:
    found: Any = post(**changes)
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else getattr(found, step)
    assert found == expected


UNREADABLE: list[object] = [
    None,
    5,
    "text",
    [],
    {},
    status(id=None),
    status(id=""),
    status(id=True),
    status(id="x" * 500),
    status(account=None),
    status(account={}),
    status(account=account(id=None)),
    status(account=account(acct="", username="")),
    status(account=account(acct=None, username=None)),
]


@pytest.mark.parametrize("item", UNREADABLE)
def test_what_is_no_status_is_left_out(item: object) -> None:
    assert mapped(item, status()).posts == mapped(status()).posts


PEOPLE: list[tuple[dict[str, object], str, str]] = [
    ({}, "@ana@far.example", "Ana 🌱"),
    ({"acct": "ana"}, "@ana@odd.example", "Ana 🌱"),
    ({"acct": "@ana@far.example"}, "@ana@far.example", "Ana 🌱"),
    ({"acct": None}, "@ana@odd.example", "Ana 🌱"),
    ({"display_name": ""}, "@ana@far.example", "ana"),
    ({"display_name": None}, "@ana@far.example", "ana"),
    ({"display_name": "  A\n\x1b]0;x\x07na  "}, "@ana@far.example", "A na"),
    ({"display_name": "\u202eana"}, "@ana@far.example", "ana"),
    ({"acct": "a na\x1b[2J@far.example"}, "@ana@far.example", "Ana 🌱"),
]


@pytest.mark.parametrize(("changes", "handle", "name"), PEOPLE)
def test_people(changes: dict[str, object], handle: str, name: str) -> None:
    author = post(account=account(**changes)).author
    assert (author.handle, author.name) == (handle, name)


def test_bots_and_groups() -> None:
    assert post(account=account(bot=True)).author.bot
    assert post(account=account(group=True)).author.group
    assert post(account=account(actor_type="Service")).author.bot
    assert not post().author.automated


def test_a_boost_is_a_boost_and_the_post_within() -> None:
    inner = status(
        id="50", uri="https://odd.example/50", account=account(id="8", acct="ben"), favourited=True
    )
    wrapper = status(id="51", uri="https://far.example/51/activity", content="", reblog=inner, filtered=[])
    seen = mapped(wrapper, wrapper, inner)
    (boosted,) = seen.posts
    (boost,) = seen.boosts
    assert (boosted.uri, boosted.author.handle, boosted.favourited) == (
        "https://odd.example/50",
        "@ben@odd.example",
        True,
    )
    assert (boost.id, boost.uri, boost.by.handle) == (
        PostId("home", "51"),
        "https://odd.example/50",
        "@ana@far.example",
    )


def test_a_boost_of_something_unreadable_is_nothing_more_than_it_is() -> None:
    seen = mapped(status(reblog={"id": "1"}))
    assert seen.boosts == ()


MENTIONS = [
    {"id": "1", "username": "me", "acct": "me", "url": "https://odd.example/@me"},
    {"id": "2", "username": "ben", "acct": "ben@far.example", "url": "https://far.example/@ben"},
]
BARE = [
    ("@me hi", [("@me", "@me@odd.example")]),
    ("@me@odd.example, @BEN@far.example!", [("@me@odd.example", "@me@odd.example"), ("@BEN@far.example", "@ben@far.example")]),
    ("@ben.", [("@ben", "@ben@far.example")]),
    ("@benny and x@me and mail@ben.example", []),
    ("<code>@me</code>", []),
    ('<a href="https://odd.example/@me" class="mention">@me</a> @me', [("@me", "@me@odd.example"), ("@me", "@me@odd.example")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), BARE)
def test_bare_mentions_are_marked(content: str, expected: list[tuple[str, str]]) -> None:
    found = post(content=content, mentions=MENTIONS)
    spans = found.text.of_kind(SpanKind.MENTION)
    assert [(found.text.plain[span.start : span.end], span.target) for span in spans] == expected
    assert [mention.handle for mention in found.mentions] == ["@me@odd.example", "@ben@far.example"]


def test_a_name_that_two_people_have_marks_nobody() -> None:
    twins = [*MENTIONS, {"id": "3", "username": "me", "acct": "me@far.example", "url": ""}]
    found = post(content="@me @me@far.example", mentions=twins)
    assert [span.target for span in found.text.of_kind(SpanKind.MENTION)] == ["@me@far.example"]


POLLS: list[tuple[list[int | None], dict[str, object], list[int | None]]] = [
    ([2, 1], {"votes_count": 3}, [7, 3]),
    ([0, 0], {"votes_count": 0}, [0, 0]),
    ([7919, 7919], {}, [5, 5]),
    ([1, 999], {}, [0, 10]),
    ([None, None], {"votes_count": 7919}, [None, None]),
    ([3, 3], {"multiple": True, "voters_count": 4}, [8, 8]),
    ([3, 3], {"multiple": True, "voters_count": None}, [5, 5]),
    ([3, 3], {"multiple": True, "voters_count": 1}, [10, 10]),
    ([-4, 2], {}, [None, 10]),
]


@pytest.mark.parametrize(("votes", "changes", "tenths"), POLLS)
def test_poll_shares(votes: list[int | None], changes: dict[str, object], tenths: list[int | None]) -> None:
    options = [{"title": f"option {n}", "votes_count": count} for n, count in enumerate(votes)]
    poll = post(poll={"id": "3", "options": options, "own_votes": [1], "voted": True, **changes}).poll
    assert poll is not None
    assert [option.tenths for option in poll.options] == tenths
    assert [option.mine for option in poll.options] == [False, True]
    assert "7919" not in repr(poll)


def test_attachments_keep_their_descriptions() -> None:
    media = [
        {"id": "1", "type": "image", "url": "https://odd.example/1.png", "description": "a\x1b[2J cat"},
        {"id": "2", "type": "gifv", "url": None, "remote_url": "https://far.example/2.mp4"},
        {"id": "3", "type": "unknown", "url": "file:///etc/passwd", "description": None},
        None,
    ]
    found = post(media_attachments=media).attachments
    assert [(item.kind, item.url, item.alt) for item in found] == [
        (MediaKind.IMAGE, "https://odd.example/1.png", "a cat"),
        (MediaKind.VIDEO, "https://far.example/2.mp4", ""),
        (MediaKind.OTHER, "", ""),
    ]


def test_more_is_attached_and_put_to_the_vote_than_anybody_can_look_through() -> None:
    media = [{"id": "1", "type": "image", "url": "https://a.example/", "description": "x" * 50_000}] * 3_000
    options = [{"title": "x", "votes_count": 1}] * 3_000
    found = post(media_attachments=media, poll={"id": "p", "options": options})
    assert found.poll is not None
    assert len(found.attachments) == len(found.poll.options) == MAX_MEDIA
    assert sum(len(item.alt) for item in found.attachments) == MAX_ALTS


def test_a_card_keeps_its_title_only() -> None:
    card = {"url": "https://x.example/", "title": "A\npage", "description": "7919 likes", "width": 7919}
    link = post(card=card).link
    assert link is not None
    assert (link.url, link.title) == ("https://x.example/", "A page")


QUOTED = status(
    id="60", uri="https://odd.example/60", url="https://odd.example/@ben/60", content="<p>wise</p>"
)
QUOTES: list[tuple[dict[str, object], str, str]] = [
    ({"quote": {"state": "accepted", "quoted_status": QUOTED}}, "https://odd.example/60", "wise"),
    ({"quote": QUOTED}, "https://odd.example/60", "wise"),
    ({"quote": QUOTED, "quote_id": "60"}, "https://odd.example/60", "wise"),
    ({"quote": {"state": "revoked", "quoted_status": None}}, "https://odd.example/@ben/60", ""),
    ({"quote": {"state": "pending", "quoted_status": QUOTED}}, "https://odd.example/@ben/60", ""),
    ({"quote": {"state": "accepted", "quoted_status_id": "60"}}, "https://odd.example/@ben/60", ""),
    ({"quote_id": "60"}, "https://odd.example/@ben/60", ""),
    (
        {"quote": {"state": "accepted", "quoted_status": {**QUOTED, "spoiler_text": "wisdom"}}},
        "https://odd.example/60",
        "wisdom",
    ),
]


@pytest.mark.parametrize(("changes", "uri", "text"), QUOTES)
def test_quotes(changes: dict[str, object], uri: str, text: str) -> None:
    line = '<p class="quote-inline">RE: <a href="https://odd.example/@ben/60">x</a></p><p>see</p>'
    found = post(content=line, **changes)
    assert found.quote is not None
    assert (found.quote.uri, found.quote.text.plain) == (uri, text)
    assert (found.quote.author is None) == (text == "")
    assert found.text.plain == "see"


def test_a_boosted_post_keeps_its_quote() -> None:
    inner = status(id="50", quote={"state": "accepted", "quoted_status": QUOTED})
    (found,) = mapped(status(id="51", reblog=inner)).posts
    assert found.quote is not None
    assert found.quote.uri == "https://odd.example/60"


MATCH: dict[str, object] = {
    "title": "Sports\x1b[1m",
    "context": ["home", "thread", "moon"],
    "filter_action": "hide",
}


def test_filters_of_version_2() -> None:
    warn = {**MATCH, "filter_action": "warn", "title": "Spoilers"}
    copy = post(filtered=[{"filter": MATCH}, {"filter": warn}, {}, None]).copies[0]
    assert [(found.title, found.hides) for found in copy.filters] == [("Sports", True), ("Spoilers", False)]
    assert copy.filters[0].contexts == frozenset({FilterContext.HOME, FilterContext.THREAD})


def test_filters_of_a_boost_are_the_post_s() -> None:
    wrapper = status(id="51", reblog=status(id="50", filtered=[]), filtered=[{"filter": MATCH}])
    (found,) = mapped(wrapper).posts
    assert [one.title for one in found.copies[0].filters] == ["Sports"]


def old(
    phrase: str, *, whole_word: bool = True, hides: bool = False, expires: datetime | None = None
) -> Mapper:
    made = WireOldFilter(phrase, ("home",), whole_word, hides, expires)
    return Mapper("home", "odd.example", "https://odd.example", (made,))


OLD: list[tuple[Mapper, str, bool]] = [
    (old("tea"), "Tea, please", True),
    (old("tea"), "teatime", False),
    (old("tea", whole_word=False), "steak and steam", True),
    (old("tea"), "coffee", False),
    (old("#tea"), "I drink #tea", True),
    (old("c++"), "C++ is old", True),
    (old("tea", expires=NOW), "tea", False),
    (old("tea", expires=NOW + timedelta(days=1)), "tea", True),
]


@pytest.mark.parametrize(("mapper", "content", "matches"), OLD)
def test_filters_of_version_1(mapper: Mapper, content: str, matches: bool) -> None:
    raw = status(content=content)
    del raw["filtered"]
    (found,) = mapped(raw, mapper=mapper).posts
    assert bool(found.copies[0].filters) is matches
    (by_server,) = mapped(status(content=content), mapper=mapper).posts
    assert by_server.copies[0].filters == ()


def test_no_planted_count_survives() -> None:
    everything = status(
        content="<p>text</p>",
        reblog=None,
        quote={"state": "accepted", "quoted_status": QUOTED},
        poll={
            "id": "1",
            "votes_count": 7919,
            "voters_count": 7920,
            "options": [{"title": "a", "votes_count": 7921}],
        },
        card={"url": "https://x.example/", "title": "t", "description": "7919 likes"},
        application={"name": "7919"},
        emoji_reactions=[{"name": "x", "count": 7919}],
        pleroma={"emoji_reactions": [{"count": 7919}], "conversation_id": 7919},
        media_attachments=[{"id": "1", "type": "image", "url": None, "meta": {"original": {"width": 7919}}}],
        tags=[{"name": "a", "history": [{"uses": "7919"}]}],
    )
    seen = mapped(everything, status(id="51", reblog=everything))
    assert seen.posts
    assert seen.boosts
    assert "79" not in repr(seen)


def strings(value: object) -> Iterator[str]:
    """Every string in a domain object, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from strings(getattr(value, name))
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from strings(item)


HOSTILE = st.sampled_from(
    ["\x1b[2J", "\x9b31m", "\u202e", "\0", "\ud800", "\x1b]52;c;x\x07", "\u2028", "<b>", "@a", "🌱"]
)
TEXT = st.lists(HOSTILE | st.text(max_size=8), max_size=4).map("".join)
KEYS = [
    "id",
    "acct",
    "url",
    "title",
    "options",
    "filter",
    "context",
    "account",
    "state",
    "quoted_status",
    "description",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
STATUS = st.dictionaries(st.sampled_from([*status(), "poll", "card", "quote", "reblog"]), JSON).map(
    lambda changes: status(**changes)
)


@given(st.lists(JSON | STATUS, max_size=4))
def test_any_json_is_decoded_or_left_out(items: list[object]) -> None:
    for text in strings(mapped(*items)):
        assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs")]
        assert not set(text) & set("\u202d\u202e\u2028\u2029")


def test_no_more_filters_are_looked_for_than_anybody_has() -> None:
    old = [{"phrase": f"word {number}", "context": ["home"]} for number in range(3_000)]
    assert len(WireOldFilter.read_all(Json(old))) == MAX_FILTERS
    new = [{"filter": {"title": f"word {number}"}} for number in range(3_000)]
    (found,) = read_statuses([Json(status(filtered=new))])
    assert found.filtered is not None
    assert len(found.filtered) == MAX_MATCHES
