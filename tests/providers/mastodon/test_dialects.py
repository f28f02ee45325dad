"""Servers that are not Mastodon: what they leave out, and how they say it."""

from collections.abc import Callable

import pytest
from odd_server import Asked, OddServer, Raw, page, reply

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Account, PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Capabilities,
    Fact,
    NotFound,
    Offline,
    Reaction,
    ServerFault,
)
from connect_tui.providers.mastodon.api import MOST
from connect_tui.providers.mastodon.instance import read_instance
from connect_tui.providers.mastodon.paging import cursor_after, next_query, parameters
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.reader import Json

Open = Callable[[], MastodonProvider]
HOME = "/api/v1/timelines/home"
NOTICES = "/api/v1/notifications"
ME = {"id": "01HME", "username": "me", "acct": "me", "display_name": "", "url": "https://web.example/@me"}


def status(key: str, **changes: object) -> dict[str, object]:
    return {
        "id": key,
        "uri": f"https://odd.example/{key}",
        "account": {"id": "7", "acct": "ana"},
        "content": f"<p>{key}</p>",
        "created_at": "2026-03-18T10:00:00Z",
        **changes,
    }


CAN = Capabilities(many_posts=True)
OWN = frozenset({"limit", "types[]"})
HEADERS = [
    ('<https://odd.example/api/v1/x?limit=40&max_id=5>; rel="next"', "max_id=5"),
    ('<https://odd.example/x?min_id=9>; rel="prev", <https://odd.example/x?max_id=5&limit=40>; rel="next"', "max_id=5"),
    ("</api/v1/x?max_id=5>; rel=next", "max_id=5"),
    ("<?max_id=5>;rel='next'", "max_id=5"),
    ('<http://internal:3000/x?max_id=01HX%2B&types[]=mention>; rel="next"', "max_id=01HX%2B"),
    ('<https://odd.example/x?max_id=5>; title="a"; rel="next last"', "max_id=5"),
    ('<https://odd.example/x?offset=40&limit=40>; rel="next"', "offset=40"),
    ('<https://odd.example/x?min_id=9>; rel="prev"', ""),
    ('<https://odd.example/x?min_id=9>; rel="next"', ""),
    ('<https://[broken?max_id=5>; rel="next"', ""),
    ("", ""),
    ("nonsense", ""),
    ("<" * 5000, ""),
]  # fmt: skip


@pytest.mark.parametrize(("header", "query"), HEADERS)
def test_the_next_page(header: str, query: str) -> None:
    assert next_query(header, OWN) == query


CURSORS = [
    (None, "5", None, "max_id=5"),
    (None, "5", "max_id=9", "max_id=5"),
    (None, "", "max_id=9", None),
    (None, "5", "max_id=5", None),
    ('<x?max_id=4>; rel="next"', "5", None, "max_id=4"),
    ('<x?max_id=4>; rel="next"', "5", "max_id=4", None),
    ('<x?max_id=4>; rel="next"', "", None, None),
    ('<x?min_id=4>; rel="prev"', "5", None, None),
]


@pytest.mark.parametrize(("header", "last", "asked", "cursor"), CURSORS)
def test_cursors(header: str | None, last: str, asked: str | None, cursor: str | None) -> None:
    assert cursor_after(header, OWN, last, asked) == cursor
    assert parameters("max_id=01HX%2B&b=") == {"max_id": "01HX+"}


def pages(*keys: str, link: Callable[[str], str] | None = None) -> Callable[[Asked], Raw]:
    """Two statuses a page, newest first."""

    def answer(asked: Asked) -> Raw:
        before = asked.query.get("max_id", ["~"])[0]
        found = [key for key in sorted(keys, reverse=True) if key < before][:2]
        body = [status(key) for key in found]
        return reply(body, link=link(found[-1])) if link and found else reply(body)

    return answer


LINKS: list[Callable[[str], str] | None] = [
    None,
    lambda last: f'</api/v1/timelines/home?max_id={last}&limit=40>; rel="next"',
    lambda last: f'<http://elsewhere.example/api/v1/timelines/home?max_id={last}>; rel="next"',
]


@pytest.mark.parametrize("link", LINKS, ids=["none", "relative", "of another name"])
async def test_paging_to_the_empty_page(
    odd: OddServer, connect_odd: Open, link: Callable[[str], str] | None
) -> None:
    odd.answers[HOME] = pages("01HA", "01HB", "01HC", "01HD", "01HE", link=link)
    provider = connect_odd()
    found: list[str] = []
    cursor = None
    for _ in range(10):
        got = await provider.timeline(cursor)
        found += [post.id.key for post in got.posts]
        cursor = got.older
        if cursor is None:
            break
    assert found == ["01HE", "01HD", "01HC", "01HB", "01HA"]
    assert len(odd.requests) == 4


async def test_a_server_that_does_not_page_is_not_asked_for_ever(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply([status("2"), status("1")])
    provider = connect_odd()
    first = await provider.timeline()
    assert first.older is not None
    assert (await provider.timeline(first.older)).older is None


async def test_of_a_page_that_is_far_too_long_the_next_one_begins_where_it_was_left(
    odd: OddServer, connect_odd: Open
) -> None:
    keys = [f"{number:05}" for number in range(2 * MOST, 0, -1)]
    odd.answers[HOME] = reply([status(key) for key in keys], link='</api?max_id=00001>; rel="next"')
    got = await connect_odd().timeline()
    assert [post.id.key for post in got.posts] == keys[:MOST]
    assert got.older == f"max_id={keys[MOST - 1]}"


async def test_repeated_posts_come_once(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply([status("2"), status("2"), status("1"), status("2")])
    got = await connect_odd().timeline()
    assert [post.id.key for post in got.posts] == ["2", "1"]


def notice(kind: object, key: str) -> dict[str, object]:
    return {"id": f"n{key}", "type": kind, "account": {"id": "7", "acct": "ana"}, "status": status(key)}


async def test_kinds_of_notifications_are_chosen_here_too(odd: OddServer, connect_odd: Open) -> None:
    kinds = [
        "favourite",
        "mention",
        "reblog",
        "follow",
        "quote",
        "update",
        "pleroma:emoji_reaction",
        "",
        None,
        5,
    ]
    odd.answers[NOTICES] = reply([notice(kind, str(place)) for place, kind in enumerate(kinds)])
    got = await connect_odd().addressed()
    assert [post.id.key for post in got.posts] == ["1", "4"]
    assert got.older == "max_id=n9"
    query = odd.requests[0].query
    assert query["types[]"] == ["mention", "quote"]
    assert "favourite" in query["exclude_types[]"]


@pytest.mark.parametrize("code", [400, 422, 500])
async def test_a_server_that_stumbles_over_kinds_is_asked_for_all(
    odd: OddServer, connect_odd: Open, code: int
) -> None:
    odd.answers[NOTICES] = lambda asked: (
        reply({"error": "unknown type"}, code)
        if "types[]" in asked.query
        else reply([notice("mention", "1")])
    )
    provider = connect_odd()
    assert len((await provider.addressed()).posts) == 1
    assert len((await provider.addressed()).posts) == 1
    assert ["types[]" in asked.query for asked in odd.requests] == [True, False, False]


async def test_a_server_that_only_fails_is_asked_the_same_the_next_time(
    odd: OddServer, connect_odd: Open
) -> None:
    odd.answers[NOTICES] = page(500)
    provider = connect_odd()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await provider.addressed()
    assert ["types[]" in asked.query for asked in odd.requests] == [True, False, True, False]


async def test_boosts_are_not_mine_even_if_the_server_says_so(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/accounts/1/statuses"] = reply([status("2", reblog=status("9")), status("1")])
    got = await connect_odd().mine()
    assert [post.id.key for post in got.posts] == ["1"]
    assert got.boosts == ()


async def test_a_boost_may_be_answered_with_the_bare_post(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9/reblog"] = reply(status("9", reblogged=False))
    odd.answers["/api/v1/statuses/9/unreblog"] = reply(status("9", reblogged=True))
    provider = connect_odd()
    assert (await provider.react(PostId("me", "9"), Reaction.BOOST, True)).boosted
    assert not (await provider.react(PostId("me", "9"), Reaction.BOOST, False)).boosted
    odd.answers["/api/v1/statuses/9/context"] = reply({"ancestors": [], "descendants": []})
    (post,) = (await provider.conversation(PostId("me", "9"))).posts
    assert not post.boosted


async def test_a_conversation_that_is_still_filling_says_so(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(status("9"))
    context = {"ancestors": [status("8")], "descendants": [None, status("10")]}
    odd.answers["/api/v1/statuses/9/context"] = reply(context, mastodon_async_refresh='id="x", retry=5')
    thread = await connect_odd().conversation(PostId("me", "9"))
    assert [post.id.key for post in thread.posts] == ["8", "9", "10"]
    assert not thread.complete


async def test_a_post_that_was_just_seen_is_not_fetched_again(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply([status("9")])
    odd.answers["/api/v1/statuses/9/context"] = reply({"ancestors": [], "descendants": []})
    provider = connect_odd()
    await provider.timeline()
    thread = await provider.conversation(PostId("me", "9"))
    assert [post.id.key for post in thread.posts] == ["9"]
    assert odd.asked("/api/v1/statuses/9") == []


async def test_a_conversation_that_is_none(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(status("9"))
    odd.answers["/api/v1/statuses/9/context"] = reply([])
    with pytest.raises(BadResponse):
        await connect_odd().conversation(PostId("me", "9"))


async def test_a_timed_mute_has_an_end(odd: OddServer, connect_odd: Open) -> None:
    people = [
        {"id": "7", "acct": "Ana", "mute_expires_at": "2026-03-18T12:00:00Z"},
        {"id": "8", "acct": "ben@far.example", "mute_expires_at": None},
        {"id": None},
    ]
    odd.answers["/api/v1/mutes"] = reply(people)
    muted = (await connect_odd().facts(Fact.MUTES)).muted
    assert muted is not None
    assert {key: until.isoformat() if until else None for key, until in muted.items()} == {
        "@ana@odd.example": "2026-03-18T12:00:00+00:00",
        "@ben@far.example": None,
    }


async def test_long_lists_of_people_are_read_to_their_end(odd: OddServer, connect_odd: Open) -> None:
    def blocks(asked: Asked) -> Raw:
        start = int(asked.query.get("max_id", ["0"])[0])
        people = [{"id": str(n), "acct": f"p{n}"} for n in range(start, min(start + 80, 200))]
        return reply(people, link=f'<{odd.url}/api/v1/blocks?limit=80&max_id={start + 80}>; rel="next"')

    odd.answers["/api/v1/blocks"] = blocks
    blocked = (await connect_odd().facts(Fact.BLOCKS)).blocked
    assert blocked == frozenset(f"@p{n}@odd.example" for n in range(200))
    assert len(odd.requests) == 4


async def test_filters_of_version_1_are_applied_here(odd: OddServer, connect_odd: Open) -> None:
    rules = [{"id": "1", "phrase": "tea", "context": ["home"], "whole_word": True, "irreversible": True}]
    odd.answers["/api/v1/filters"] = reply(rules)
    odd.answers[HOME] = reply([status("1", content="tea")])
    provider = connect_odd()
    assert (await provider.timeline()).posts[0].copies[0].filters == ()
    await provider.facts(Fact.FILTERS)
    (found,) = (await provider.timeline()).posts[0].copies[0].filters
    assert (found.title, found.hides) == ("tea", True)


async def test_filters_are_not_asked_for_where_posts_bring_them(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[HOME] = reply([status("1", filtered=[])])
    provider = connect_odd()
    await provider.timeline()
    await provider.facts(Fact.FILTERS)
    assert odd.asked("/api/v1/filters") == []


async def test_a_changed_post_has_what_it_is_said_to_have(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses/9"] = reply(status("9"))
    outgoing = Outgoing(key="k", text="new", media=("31", "32"), alts=(("31", "a heron"),), sensitive=True)
    await connect_odd().edit(PostId("me", "9"), outgoing)
    assert odd.requests[-1].method == "PUT"
    assert odd.requests[-1].json == {
        "status": "new",
        "spoiler_text": "",
        "sensitive": True,
        "media_ids": ["31", "32"],
        "media_attributes": [{"id": "31", "description": "a heron"}],
    }


async def test_what_is_published(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses"] = reply(status("9"))
    outgoing = Outgoing(
        key="key-1",
        text="@ana yes",
        parent=PostId("me", "8"),
        visibility=Visibility.FOLLOWERS,
        warning="w",
        language="en",
    )
    await connect_odd().publish(outgoing)
    asked = odd.requests[0]
    assert asked.headers["idempotency-key"] == "key-1"
    assert asked.json == {
        "status": "@ana yes",
        "in_reply_to_id": "8",
        "visibility": "private",
        "spoiler_text": "w",
        "sensitive": True,
        "language": "en",
    }


async def test_people_are_found_on_servers_without_search_2(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/accounts/search"] = reply([{"id": "7", "acct": "ana"}])
    found = await connect_odd().people("@ana@far.example")
    assert [person.handle for person in found] == ["@ana@odd.example"]
    assert odd.requests[0].query["resolve"] == ["true"]


async def test_a_post_elsewhere_is_resolved_by_the_server(odd: OddServer, connect_odd: Open) -> None:
    there = status("9", uri="https://far.example/p/1", url="https://far.example/@ben/1")
    odd.answers["/api/v2/search"] = reply({"statuses": [status("8"), there]})
    provider = connect_odd()
    for uri in ("https://far.example/p/1", "https://far.example/@ben/1"):
        assert (await provider.post_at(uri)).id.key == "9"
    assert odd.requests[0].query["resolve"] == ["true"]
    with pytest.raises(NotFound):
        await provider.post_at("https://far.example/p/2")


VERIFY = "/api/v1/accounts/verify_credentials"
SAYS = [
    ({"/api/v2/instance": {"domain": "Odd.Example"}}, "@me@odd.example"),
    ({"/api/v1/instance": {"uri": "odd.example"}}, "@me@odd.example"),
    ({"/api/v1/instance": {"uri": "https://odd.example/", "urls": {}}}, "@me@odd.example"),
    ({"/api/v1/instance": {"uri": "localhost:8080"}}, "@me@localhost:8080"),
    ({"/api/v1/instance": {"uri": "a b\x1b[2J"}}, "@me@web.example"),
    ({"/api/v1/instance": []}, "@me@web.example"),
    ({"/api/v2/instance": None, "/api/v1/instance": {"uri": "odd.example"}}, "@me@odd.example"),
    ({}, "@me@web.example"),
]


@pytest.mark.parametrize(("answers", "handle"), SAYS)
async def test_whatever_the_server_says_of_itself(
    odd: OddServer, connect_odd: Open, answers: dict[str, object], handle: str
) -> None:
    odd.answers.update({path: page(500) if body is None else reply(body) for path, body in answers.items()})
    odd.answers[VERIFY] = reply(ME)
    provider = connect_odd()
    assert (await provider.verify()).handle == handle
    assert provider.capabilities.publish


async def test_what_does_not_know_me_is_no_such_server(odd: OddServer, connect_odd: Open) -> None:
    odd.answers[VERIFY] = reply({})
    with pytest.raises(BadResponse, match="is it really a Mastodon server"):
        await connect_odd().verify()


async def test_a_server_that_is_away_is_not_taken_for_another_kind(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v2/instance"] = Raw(b"", after=0.8)
    with pytest.raises(Offline):
        await connect_odd().verify()
    odd.answers["/api/v2/instance"] = reply({"error": "This API requires a token"}, 401)
    with pytest.raises(AuthExpired):
        await connect_odd().verify()


MASTODON: dict[str, object] = {
    "version": "4.5.2",
    "configuration": {"statuses": {"max_characters": 700}, "polls": {"max_options": 4}},
}
GOTOSOCIAL: dict[str, object] = {
    "version": "0.19.1+git-abc",
    "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
    "configuration": {"statuses": {"max_characters": 5000}, "polls": {"max_options": 6}},
}
AKKOMA: dict[str, object] = {
    "version": "2.7.2 (compatible; Akkoma 3.13.2)",
    "max_toot_chars": 6000,
    "poll_limits": {"max_options": 20},
    "pleroma": {"metadata": {"features": ["editing", "polls"]}},
}
NEWER: dict[str, object] = {"version": "4.3.0", "api_versions": {"mastodon": 2}}
INSTANCES: list[tuple[dict[str, object], dict[str, object]]] = [
    (MASTODON, {"edit": True, "polls": True, "idempotent_publish": True, "length": 700}),
    ({**MASTODON, "version": "4.2.1+glitch"}, {"edit": True, "idempotent_publish": True}),
    ({"version": "3.4.9"}, {"edit": False, "polls": True, "idempotent_publish": True, "length": 500}),
    ({"version": "2.7.0"}, {"edit": False, "polls": False}),
    (MASTODON, {"many_posts": True}),
    (NEWER, {"many_posts": True}),
    ({"version": "4.3.0-beta.1"}, {"many_posts": True}),
    ({"version": "4.2.20"}, {"many_posts": False}),
    ({"version": "odd-1", "api_versions": {"mastodon": 6}}, {"many_posts": True}),
    ({"version": "odd-1", "api_versions": {"mastodon": 1}}, {"many_posts": False}),
    ({"version": "odd-1", "api_versions": ["mastodon"]}, {"many_posts": False}),
    (GOTOSOCIAL, {"many_posts": False}),
    (AKKOMA, {"many_posts": False}),
    ({}, {"many_posts": False}),
    (GOTOSOCIAL, {"edit": True, "polls": True, "idempotent_publish": False, "length": 5000}),
    ({**GOTOSOCIAL, "version": "0.17.3"}, {"edit": False}),
    (AKKOMA, {"edit": True, "polls": True, "idempotent_publish": False, "length": 6000}),
    ({"version": None, "configuration": "no"}, {"edit": False, "idempotent_publish": False, "length": 500}),
    ({"configuration": {"statuses": {"max_characters": 10**12}}}, {"length": 20_000}),
    ({}, {"edit": False, "idempotent_publish": False, "streaming": False, "media": True}),
]


@pytest.mark.parametrize(("answer", "expected"), INSTANCES)
def test_capabilities(answer: dict[str, object], expected: dict[str, object]) -> None:
    can = read_instance(Json(answer)).capabilities
    assert {name: getattr(can, name) for name in expected} == expected


NOT_MANY = {
    "404": page(404),
    "405": reply({}, 405),
    "400": reply({"error": "Bad Request"}, 400),
    "403": reply({"error": "no"}, 403),
    "422": reply({"error": "no"}, 422),
    "a page": page(),
    "no list": reply({"statuses": []}),
}


@pytest.mark.parametrize("answer", NOT_MANY.values(), ids=NOT_MANY)
async def test_a_server_that_gives_posts_one_by_one(odd: OddServer, connect_odd: Open, answer: Raw) -> None:
    odd.answers |= {"/api/v1/statuses": answer, VERIFY: reply(ME), "/api/v2/instance": reply(MASTODON)}
    provider = connect_odd()
    await provider.verify()
    assert provider.capabilities.many_posts
    assert await provider.posts((PostId("me", "1"), PostId("me", "2"))) == ()
    assert not provider.capabilities.many_posts
    await provider.verify()
    assert not provider.capabilities.many_posts
    assert odd.asked("/api/v1/statuses")[0].query == {"id[]": ["1", "2"]}


@pytest.mark.parametrize(
    ("answer", "error"), [(reply({}, 503), ServerFault), (Raw(b"", after=0.8), Offline)], ids=["503", "slow"]
)
async def test_a_server_that_cannot_give_posts_just_now(
    odd: OddServer, connect_odd: Open, answer: Raw, error: type[Exception]
) -> None:
    odd.answers["/api/v1/statuses"] = answer
    provider = connect_odd()
    provider.resume(Account("me", "@me@odd.example", "mastodon", PersonId("me", "1")), CAN)
    with pytest.raises(error):
        await provider.posts((PostId("me", "1"),))
    assert provider.capabilities == CAN


async def test_no_more_than_a_server_takes_are_asked_for(odd: OddServer, connect_odd: Open) -> None:
    odd.answers["/api/v1/statuses"] = reply([status("1"), {"id": None}, "nonsense", status("3")])
    ids = tuple(PostId("me", str(number)) for number in range(30))
    found = await connect_odd().posts((PostId("other", "7"), *ids))
    assert [post.id.key for post in found] == ["1", "3"]
    (asked,) = odd.asked("/api/v1/statuses")
    assert asked.query["id[]"] == [str(number) for number in range(20)]


async def test_a_resumed_account_completes_handles_with_its_own_host(
    odd: OddServer, connect_odd: Open
) -> None:
    odd.answers[HOME] = reply([status("1")])
    provider = connect_odd()
    account = Account("me", "@me@split.example", "mastodon", PersonId("me", "1"))
    provider.resume(account, Capabilities(edit=True))
    assert provider.capabilities.edit
    assert (await provider.timeline()).posts[0].author.handle == "@ana@split.example"
    assert [asked.path for asked in odd.requests] == [HOME]
