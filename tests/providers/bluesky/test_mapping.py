"""Views into posts: what is kept, what is dropped, what is odd."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.contract.words import counts, walk
from connect_tui.domain import clean
from connect_tui.domain.post import MediaKind, Post
from connect_tui.providers.bluesky.mapping import Mapper, Me
from connect_tui.providers.bluesky.recent import Did, Recent
from connect_tui.providers.bluesky.wire import WireItem, WirePost
from connect_tui.providers.web.reader import Json

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ANA, ME = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:mmmmmmmmmmmmmmmmmmmmmmmm"
URI = f"at://{ANA}/app.bsky.feed.post/3jzfcijpj2z2a"
PLANTED = 7919

View = dict[str, Any]


def view(**more: Any) -> View:
    """A post as the AppView shows it, with a count in every place that has one."""
    numbers = ("replyCount", "repostCount", "likeCount", "quoteCount", "bookmarkCount")
    profile = {"followersCount": PLANTED, "followsCount": PLANTED, "postsCount": PLANTED}
    author = {
        "did": ANA,
        "handle": "ana.test",
        "displayName": "Ana",
        "associated": {"lists": PLANTED, "feedgens": PLANTED, "starterPacks": PLANTED},
        "viewer": {"knownFollowers": {"count": PLANTED, "followers": []}},
        **profile,
    }
    record = {"text": "Hello", "createdAt": "2026-03-04T09:00:00.000Z", "langs": ["en"]}
    return {
        "uri": URI,
        "cid": "bafy",
        "author": author,
        "record": record,
        "indexedAt": "2026-03-04T09:00:01.000Z",
        **dict.fromkeys(numbers, PLANTED),
        **more,
    }


def mapper(recent: Recent | None = None) -> Mapper:
    made = Mapper("sky", recent or Recent(lambda: NOW))
    made.me = Me(ME, "@me.test", "Me")
    return made


def read(json: View) -> Post:
    post = WirePost.read(Json(json))
    assert post is not None
    return mapper().post(post, NOW)


def quoted(**more: Any) -> View:
    record = {**view(), **more, "$type": "app.bsky.embed.record#viewRecord"}
    record["value"] = record.pop("record")
    return {"$type": "app.bsky.embed.record#view", "record": record}


def test_no_count_comes_through() -> None:
    media = {
        "$type": "app.bsky.embed.external#view",
        "external": {"uri": "https://a.example", "title": "T", "description": f"{PLANTED} likes"},
    }
    embed = {"$type": "app.bsky.embed.recordWithMedia#view", "media": media, "record": quoted()}
    post = read(view(embed=embed))
    assert counts(post) == []
    assert str(PLANTED) not in repr(list(walk(post)))
    assert post.has_replies
    assert not read(view(replyCount=0)).has_replies


EMBEDS: list[tuple[View, dict[str, object]]] = [
    ({"$type": "app.bsky.embed.images#view", "images": [{"fullsize": "https://a.example/1", "alt": "A rose"}]}, {"attachments": [(MediaKind.IMAGE, "https://a.example/1", "A rose")]}),
    ({"$type": "app.bsky.embed.gallery#view", "items": [{"thumbnail": "https://a.example/1", "alt": ""}]}, {"attachments": [(MediaKind.IMAGE, "https://a.example/1", "")]}),
    ({"$type": "app.bsky.embed.video#view", "playlist": "https://a.example/v.m3u8", "alt": "A film"}, {"attachments": [(MediaKind.VIDEO, "https://a.example/v.m3u8", "A film")]}),
    ({"$type": "app.bsky.embed.video#view", "alt": "x" * 50_000}, {"attachments": [(MediaKind.VIDEO, "", "x" * 10_000)]}),
    ({"$type": "app.bsky.embed.images#view", "images": [{"fullsize": "javascript:x", "alt": "\x1b[2JA rose"}, None]}, {"attachments": [(MediaKind.IMAGE, "", "A rose")]}),
    ({"$type": "app.bsky.embed.external#view", "external": {"uri": "https://a.example", "title": "A\npage"}}, {"link": ("https://a.example", "A page")}),
    ({"$type": "app.bsky.embed.external#view", "external": {"uri": "file:///etc/passwd", "title": "x"}}, {}),
    (quoted(), {"quote": (URI, "@ana.test", "Hello")}),
    ({"$type": "app.bsky.embed.record#view", "record": {"$type": "app.bsky.embed.record#viewBlocked", "uri": URI, "blocked": True, "author": {"did": ANA}}}, {"quote": (URI, None, "")}),
    ({"$type": "app.bsky.embed.record#view", "record": {"$type": "app.bsky.embed.record#viewDetached", "uri": URI, "detached": True}}, {"quote": (URI, None, "")}),
    ({"$type": "app.bsky.embed.record#view", "record": {"uri": f"at://{ANA}/app.bsky.feed.generator/news", "displayName": "News", "likeCount": PLANTED}}, {"link": (f"https://bsky.app/profile/{ANA}/feed/news", "News")}),
    ({"$type": "app.bsky.embed.record#view", "record": {"uri": f"at://{ANA}/app.bsky.graph.list/l", "name": "People", "listItemCount": PLANTED}}, {"link": (f"https://bsky.app/profile/{ANA}/lists/l", "People")}),
    (quoted(labels=[{"src": ANA, "uri": URI, "val": "porn"}]), {"quote": (URI, "@ana.test", "Adult content")}),
    ({"$type": "app.bsky.embed.unheard-of#view"}, {}),
    ({"$type": 4}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("embed", "found"), EMBEDS)
def test_what_hangs_on_a_post(embed: View, found: dict[str, object]) -> None:
    post = read(view(embed=embed))
    shown: dict[str, object] = {}
    if post.attachments:
        shown["attachments"] = [(one.kind, one.url, one.alt) for one in post.attachments]
    if post.link:
        shown["link"] = (post.link.url, post.link.title)
    if post.quote:
        author = post.quote.author
        shown["quote"] = (post.quote.uri, author.handle if author else None, post.quote.text.plain)
    assert shown == found


@pytest.mark.parametrize(
    ("created", "indexed", "date"),
    [
        ("2026-03-04T09:00:00Z", "2026-03-04T09:00:05Z", "09:00:00"),
        ("2031-01-01T00:00:00Z", "2026-03-04T09:00:05Z", "09:00:05"),
        ("nonsense", "2026-03-04T09:00:05Z", "09:00:05"),
        ("", "", "09:30:00"),
    ],
)
def test_a_post_is_never_younger_than_the_network_knows_it(created: str, indexed: str, date: str) -> None:
    post = read(view(record={"text": "x", "createdAt": created}, indexedAt=indexed))
    assert post.created.strftime("%H:%M:%S") == date


@pytest.mark.parametrize(
    ("handle", "shown"), [("Ana.TEST", "@ana.test"), ("handle.invalid", f"@{ANA}"), ("\x1b[2J", f"@{ANA}"), (4, f"@{ANA}")]
)  # fmt: skip
def test_who_has_no_handle_is_named_by_the_did(handle: object, shown: str) -> None:
    post = read(view(author={"did": ANA, "handle": handle}))
    assert post.author.handle == shown


@pytest.mark.parametrize(
    "odd",
    [None, [], "x", {}, view(uri="at://x"), view(uri=f"at://{ANA}/app.bsky.feed.like/3jz"), view(author=None),
     view(author={"did": ME, "handle": "me.test"}), view(uri=f"at://{ANA}/app.bsky.feed.post/..")],
)  # fmt: skip
def test_what_is_no_post_is_left_out(odd: object) -> None:
    assert WirePost.read(Json(odd)) is None
    assert WireItem.read(Json({"post": odd})) is None


def test_what_i_did_a_moment_ago_counts_until_the_network_has_heard() -> None:
    now = [NOW]
    recent = Recent(lambda: now[0])
    made = mapper(recent)
    wire = WirePost.read(Json(view(replyCount=0, viewer={"like": f"at://{ME}/app.bsky.feed.like/3jz"})))
    assert wire is not None
    recent.note(Did.LIKE, URI, False)
    recent.note(Did.REPOST, URI)
    recent.note(Did.ANSWER, URI)
    copy = (post := made.post(wire, NOW)).copies[0]
    assert (copy.favourited, copy.boosted, post.has_replies) == (False, True, True)
    now[0] = NOW.replace(hour=10)
    copy = (post := made.post(wire, NOW)).copies[0]
    assert (copy.favourited, copy.boosted, post.has_replies) == (True, False, False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(sorted({*view(), "embed", "labels", "viewer", "threadgate"} - {"uri", "author"}))


@given(
    st.dictionaries(KEYS, JSON, max_size=5),
    st.dictionaries(st.sampled_from(["text", "facets", "reply", "langs", "createdAt"]), JSON),
)
def test_whatever_the_wire_holds_becomes_a_clean_post(more: View, record: View) -> None:
    post = read(view(**{"record": record, **more}))
    for path, value in walk(post):
        if isinstance(value, str) and not path.startswith(("Copy", "PostId")):
            assert clean.text(value) == value
    assert counts(post) == []
