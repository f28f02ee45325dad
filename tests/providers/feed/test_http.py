"""Feeds over real HTTP: what is asked again, what has moved, what is too much, and what is no feed."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from feed_documents import RSS, rss
from feed_server import FeedServer
from hand_clock import HandClock

from connect_tui.domain.people import Account, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import NotFound, Offline
from connect_tui.providers.feed.provider import FeedProvider
from connect_tui.providers.feed.subscription import LONGEST, PACE, SOON
from connect_tui.read_only import READ_ONLY

Open = Callable[..., FeedProvider]
ME = Account("news", "@news", "feed", PersonId("news", ""))


async def test_what_has_not_changed_is_not_sent_again(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.put("/a", RSS, **{"Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"})
    provider = feeds(f"{server.url}/a")
    first = await provider.timeline()
    clock.turn(PACE.total_seconds())
    again = await provider.timeline()
    assert [asked.headers.get("if-none-match", "") != "" for asked in server.asked] == [False, True]
    assert server.asked[1].headers["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert again.posts == first.posts != ()
    await provider.close()


async def test_that_is_remembered_on_another_day(server: FeedServer, feeds: Open, clock: HandClock) -> None:
    server.put("/a", RSS)
    provider = feeds(f"{server.url}/a")
    (post,) = (await provider.timeline()).posts
    kept = provider.memory
    await provider.close()
    clock.turn(PACE.total_seconds())
    server.asked.clear()
    other = feeds(f"{server.url}/a", f"{server.url}/b")
    other.resume(ME, READ_ONLY, kept)
    page = await other.timeline()
    assert page.posts == ()
    asked = {asked.path: asked.headers for asked in server.asked}  # beside each other, in any order
    assert asked["/a"]["if-none-match"]
    assert "if-none-match" not in asked["/b"]
    # Asked for one that was read on another day, it asks for everything.
    assert (await other.post(post.id)).text == post.text
    await other.close()


async def test_it_is_asked_where_it_was_read_by_a_clock_that_was_ahead(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.put("/a", RSS)
    year = timedelta(days=365).total_seconds()
    clock.turn(year)
    provider = feeds(f"{server.url}/a")
    await provider.timeline()
    kept = provider.memory
    await provider.close()
    clock.turn(-year)
    server.asked.clear()
    other = feeds(f"{server.url}/a")
    other.resume(ME, READ_ONLY, kept)
    await other.timeline()
    assert server.paths() == ["/a"]
    await other.timeline()
    assert server.paths() == ["/a"]
    await other.close()


async def test_each_feed_has_its_own_pace(server: FeedServer, feeds: Open, clock: HandClock) -> None:
    server.put("/plain", RSS)
    server.put("/ttl", rss("", channel="<ttl>180</ttl>"))
    server.put("/age", RSS, **{"Cache-Control": "public, max-age=7200"})
    server.put("/hasty", rss("", channel="<ttl>1</ttl>"), **{"Cache-Control": "max-age=0"})
    server.put("/lazy", rss("", channel="<ttl>9999999</ttl>"))
    server.put(
        "/period",
        rss(
            "",
            'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"',
            "<sy:updatePeriod>daily</sy:updatePeriod>",
        ),
    )
    names = ("plain", "ttl", "age", "hasty", "lazy", "period")
    provider = feeds(*(f"{server.url}/{name}" for name in names))
    asked: dict[str, int] = dict.fromkeys(names, 0)
    for _ in range(24 * 4):
        server.asked.clear()
        await provider.timeline()
        for path in server.paths():
            asked[path.removeprefix("/")] += 1
        clock.turn(15 * 60)
    assert asked == {"plain": 48, "ttl": 8, "age": 12, "hasty": 48, "lazy": 1, "period": 1}
    await provider.close()


async def test_whoever_asks_for_news_need_not_wait_for_its_pace(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.put("/a", rss("", channel="<ttl>180</ttl>"))
    provider = feeds(f"{server.url}/a")
    asked = []
    for now in (False, True, True, False, True, True):
        server.asked.clear()
        await provider.timeline(now=now)
        asked.append(len(server.asked))
        clock.turn(SOON.total_seconds() * 0.6)
    # Not again at once: whoever holds the key down asks no more often.
    assert asked == [1, 0, 1, 0, 1, 0]
    await provider.close()


@pytest.mark.parametrize(("status", "headers", "asked"), [(500, {}, 2), (429, {"Retry-After": "600"}, 1)])
async def test_whoever_asks_for_news_tries_again_unless_the_server_wants_to_be_left_alone(
    server: FeedServer, feeds: Open, clock: HandClock, status: int, headers: dict[str, str], asked: int
) -> None:
    server.answer("/a", status, headers)
    provider = feeds(f"{server.url}/a")
    await provider.timeline()
    clock.turn(SOON.total_seconds())
    other = feeds(f"{server.url}/a")
    other.resume(ME, READ_ONLY, provider.memory)
    await other.timeline(now=True)
    assert len(server.asked) == asked
    clock.turn(600)
    await other.timeline(now=True)
    assert len(server.asked) == asked + 1
    await provider.close()
    await other.close()


async def test_what_has_moved_for_good_is_asked_there(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.answer("/old", 301, {"Location": "/new"})
    server.answer("/new", 308, {"Location": f"{server.url}/newest"})
    server.put("/newest", RSS)
    provider = feeds(f"{server.url}/old")
    (post,) = (await provider.timeline()).posts
    other = feeds(f"{server.url}/old")
    other.resume(ME, READ_ONLY, provider.memory)
    clock.turn(PACE.total_seconds())
    server.asked.clear()
    server.put("/newest", RSS.replace("One", "Two"))
    (changed,) = (await other.timeline()).posts
    assert server.paths() == ["/newest"]
    assert changed.uri == post.uri
    await provider.close()
    await other.close()


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_what_is_elsewhere_for_now_is_asked_where_it_belongs(
    server: FeedServer, feeds: Open, clock: HandClock, status: int
) -> None:
    server.answer("/here", status, {"Location": "/there"})
    server.answer("/there", 301, {"Location": "/feed"})
    server.put("/feed", RSS)
    provider = feeds(f"{server.url}/here")
    for _ in range(2):
        assert (await provider.timeline()).posts
        clock.turn(PACE.total_seconds())
    assert server.paths() == ["/here", "/there", "/feed"] * 2
    await provider.close()


async def test_what_is_gone_is_not_asked_again(server: FeedServer, feeds: Open, clock: HandClock) -> None:
    server.answer("/gone", 410)
    provider = feeds(f"{server.url}/gone")
    said = f"{server.url.removeprefix('http://')}/gone is gone for good: take it out of the account “news”"
    for _ in range(3):
        page = await provider.timeline()
        assert page.troubles == (said,)
        clock.turn(LONGEST.total_seconds())
    other = feeds(f"{server.url}/gone")
    other.resume(ME, READ_ONLY, provider.memory)
    assert (await other.timeline()).troubles == (said,)
    with pytest.raises(NotFound):
        await other.post(PostId("news", f"{server.url}/gone#1"))
    assert server.paths() == ["/gone"]
    await provider.close()
    await other.close()


def flood() -> Iterator[bytes]:
    """Two gigabytes, for whoever wants them."""
    for _ in range(2 * 1024):
        yield b" " * 1024 * 1024


def bomb() -> bytes:
    """Half a gigabyte of blanks in half a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (8 * 1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(64)), packer.flush()])


TROUBLES: dict[str, tuple[int, dict[str, str], bytes, str]] = {
    "missing": (404, {}, b"", "is not there"),
    "forbidden": (403, {}, b"", "is not open to everybody (403)"),
    "broken": (500, {}, b"", "has a fault (500); this should pass"),
    "busy": (429, {"Retry-After": "120"}, b"", "asks to wait a little"),
    "empty": (200, {}, b"", "answers with nothing"),
    "teapot": (418, {}, b"", "answers with something that is no feed (418)"),
    "picture": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" * 9, "answers with something that is no feed"),
    "json": (200, {}, b'{"a": 1}', "answers with something that is no feed"),
    "half json": (200, {}, b'{"version": "https://jsonfeed.org/version/1"', "answers with something that is no feed"),
    "page": (
        200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>",
        "is a web page, and names no feed",
    ),
    "page with a feed": (
        200, {"Content-Type": "text/html"},
        b'<html><link rel="alternate" type="application/rss+xml" href="https://pond.example/rss"><p>x</html>',
        "is a web page, not a feed; the feed that it names is pond.example/rss",
    ),
    "half packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(RSS.encode())[:40], "broke off"),
    "not packed": (200, {"Content-Encoding": "gzip"}, RSS.encode(), "answered with something that cannot be read"),
    "elsewhere": (302, {"Location": "file:///etc/passwd"}, b"", "sends to an address that is not followed"),
    "nowhere": (302, {"Location": "http://[bad"}, b"", "sends to an address that is none"),
    "circle": (301, {"Location": "/circle"}, b"", "sends from one address to the next"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TROUBLES))
async def test_one_bad_feed_is_named_and_holds_up_no_other(
    server: FeedServer, feeds: Open, name: str
) -> None:
    status, headers, body, said = TROUBLES[name]
    path = f"/{name.replace(' ', '-')}"
    server.answer(path, status, headers, body)
    server.put("/good", RSS)
    provider = feeds(f"{server.url}{path}", f"{server.url}/good")
    page = await provider.timeline()
    assert [post.text.plain for post in page.posts] == ["One"]
    (trouble,) = page.troubles
    if name == "half packed":
        assert trouble
    else:
        assert trouble == f"{server.url.removeprefix('http://')}{path} {said}"
    await provider.close()


async def test_more_than_can_be_meant_is_cut_off(server: FeedServer, feeds: Open) -> None:
    server.answer("/flood", 200, {"Content-Type": "application/xml"}, flood)
    server.answer("/bomb", 200, {"Content-Encoding": "gzip"}, bomb())
    provider = feeds(f"{server.url}/flood", f"{server.url}/bomb", body=8 * 1024 * 1024)
    page = await provider.timeline()
    assert [trouble.partition(" ")[2] for trouble in page.troubles] == ["answered with far too much"] * 2
    await provider.close()


async def test_a_server_that_is_away_is_said_with_the_feeds_name(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.put("/a", RSS)
    with FeedServer() as away:
        away.put("/b", RSS.replace("Pond", "Lake"))
        provider = feeds(f"{server.url}/a", f"{away.url}/b")
        assert (await provider.timeline()).troubles == ()
    clock.turn(PACE.total_seconds())
    page = await provider.timeline()
    assert page.troubles == (f"“Lake” ({away.url.removeprefix('http://')}/b) cannot be reached",)
    assert len(page.posts) == 2
    await provider.close()


async def test_where_no_feed_can_be_reached_the_account_is_away(feeds: Open, clock: HandClock) -> None:
    with FeedServer() as away:
        pass
    provider = feeds(f"{away.url}/a", f"{away.url}/b")
    for _ in range(2):
        with pytest.raises(Offline):
            await provider.timeline()
    await provider.close()


async def test_a_feed_that_fails_is_asked_less_and_less(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.answer("/a", 500)
    provider = feeds(f"{server.url}/a")
    asked = []
    for minute in range(0, 24 * 60 * 3, 5):
        server.asked.clear()
        await provider.timeline()
        asked += [minute] if server.asked else []
        clock.turn(300)
    assert asked[:5] == [0, 5, 15, 35, 75]
    assert len(asked) < 13
    server.put("/a", RSS)
    clock.turn(timedelta(days=1).total_seconds())
    assert (await provider.timeline()).troubles == ()
    await provider.close()


async def test_a_server_that_asks_to_wait_is_left_alone(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.answer("/a", 503, {"Retry-After": "1800"})
    provider = feeds(f"{server.url}/a")
    for _ in range(6):
        await provider.timeline()
        clock.turn(290)
    assert len(server.asked) == 1
    clock.turn(100)
    await provider.timeline()
    assert len(server.asked) == 2
    await provider.close()


HANDLE = "@dev@example.social"
CREATORS = {
    "in the feed": rss("<item><guid>1</guid></item>", 'xmlns:fediverse="https://joinmastodon.org/ns"',
                       f"<fediverse:creator>{HANDLE}</fediverse:creator>"),
    "in the entry": rss(f"<item><guid>1</guid><fediverse:creator>{HANDLE}</fediverse:creator></item>",
                        'xmlns:fediverse="https://joinmastodon.org/ns"'),
    "a podcast's host": rss("<item><guid>1</guid></item>", 'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
                            '<podcast:person role="host" href="https://example.social/@dev">Dev</podcast:person>'),
    "an author's address": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><author><name>Dev</name>'
        "<uri>https://example.social/@dev</uri></author><entry><id>1</id></entry></feed>"
    ),
    "json": '{"version": "https://jsonfeed.org/version/1.1", "authors": [{"name": "Dev", "url": "https://example.social/@dev"}],'
            ' "items": [{"id": "1"}]}',
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CREATORS))
async def test_a_handle_that_a_feed_names_is_known(server: FeedServer, feeds: Open, name: str) -> None:
    server.put("/a", CREATORS[name])
    provider = feeds(f"{server.url}/a")
    (post,) = (await provider.timeline()).posts
    assert post.author.elsewhere == HANDLE
    await provider.close()


async def test_a_handle_that_the_home_page_names_is_asked_for_once(
    server: FeedServer, feeds: Open, clock: HandClock
) -> None:
    server.put("/a", RSS.replace("https://pond.example/", f"{server.url}/home"))
    server.put(
        "/home",
        '<html><head><meta name="fediverse:creator" content="dev@Example.social"></head>',
        "text/html",
    )
    provider = feeds(f"{server.url}/a")
    (post,) = (await provider.timeline()).posts
    assert post.author.elsewhere == HANDLE
    kept = provider.memory
    await provider.close()
    clock.turn(PACE.total_seconds())
    provider = feeds(f"{server.url}/a")
    provider.resume(ME, READ_ONLY, kept)
    server.put("/a", RSS.replace("https://pond.example/", f"{server.url}/home").replace("One", "Two"))
    (post,) = (await provider.timeline()).posts
    assert post.author.elsewhere == HANDLE
    assert server.paths() == ["/a", "/home", "/a"]
    await provider.close()


@pytest.mark.parametrize("written", ["@dev", "dev@localhost", "https://example.social/about", "javascript:@a@b.example",
                                     "@\u202edev@example.social", "a@b@c.example", "@dev@example.social\n@eve@b.example", ""])  # fmt: skip
async def test_what_is_no_handle_is_none(written: str) -> None:
    from connect_tui.providers.feed.handles import read_handle

    assert read_handle(written) == ""
