"""Awkward feeds, over real HTTP: what each of them comes out as."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from feed_documents import atom, rss
from feed_server import FeedServer
from hand_clock import HandClock

from connect_tui.domain import clean
from connect_tui.domain.post import MediaKind, Post
from connect_tui.domain.text import SpanKind
from connect_tui.provider import Page
from connect_tui.providers.feed.provider import FeedProvider

NOW = HandClock().moment


async def page_of(server: FeedServer, document: str | bytes, kind: str = "application/xml") -> Page:
    url = server.put("/awkward", document, kind)
    provider = FeedProvider("news", (url,), clock=HandClock())
    try:
        return await provider.timeline()
    finally:
        await provider.close()


async def posts_of(
    server: FeedServer, document: str | bytes, kind: str = "application/xml"
) -> tuple[Post, ...]:
    page = await page_of(server, document, kind)
    assert page.troubles == ()
    return page.posts


@dataclass(frozen=True)
class Case:
    document: str | bytes
    texts: list[str]
    kind: str = "application/xml"
    more: dict[str, object] = field(default_factory=dict)


ITEM = "<item><guid>1</guid>{}</item>"
CASES = {
    "plain rss": Case(rss(ITEM.format("<title>One</title><description>Words.</description>")), ["One\n\nWords."]),
    "plain atom": Case(atom("<entry><id>1</id><title>One</title><summary>Words.</summary></entry>"), ["One\n\nWords."]),
    "rdf": Case(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>T</title></channel><item><title>One</title><link>https://a.example/1</link></item></rdf:RDF>",
        ["One"],
    ),
    "as a web page": Case(rss(ITEM.format("<title>One</title>")), ["One"], "text/html; charset=utf-8"),
    "as a picture": Case(rss(ITEM.format("<title>One</title>")), ["One"], "image/png"),
    "as nothing": Case(rss(ITEM.format("<title>One</title>")), ["One"], ""),
    "json as xml": Case(
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": 7, "content_text": "a <b> & c"}]}',
        ["a <b> & c"],
        "text/xml",
    ),
    "json with junk": Case(
        '{"version": "https://jsonfeed.org/version/1.1", "items": [null, 3, {"id": null, "title": ["x"]}, {"summary": "s"}]}',
        ["", "s"],
        "application/feed+json",
    ),
    "html in a title": Case(
        rss(ITEM.format("<title>&lt;b&gt;Bold&lt;/b&gt; &amp;amp; brave</title>")), ["Bold & brave"]
    ),
    "twice escaped": Case(rss(ITEM.format("<description>&lt;p&gt;a &amp;lt; b&lt;/p&gt;</description>")), ["a < b"]),
    "cdata": Case(rss(ITEM.format("<description><![CDATA[<p>a</p><p>b</p>]]></description>")), ["a\n\nb"]),
    "xhtml": Case(
        atom(
            '<entry><id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a <em>b</em></p></div>'
            "</content></entry>"
        ),
        ["a b"],
    ),
    "plain content with markup": Case(
        atom('<entry><id>1</id><content type="text">1 &lt; 2 [@click=app.quit]x[/]</content></entry>'),
        ["1 < 2 [@click=app.quit]x[/]"],
    ),
    "content before summary": Case(
        rss(
            ITEM.format("<description>Sho…</description><content:encoded>Shorter is not better.</content:encoded>"),
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
        ),
        ["Shorter is not better."],
    ),
    "a title that is the beginning": Case(
        rss(ITEM.format("<title>I went to the …</title><description>I went to the lake.</description>")),
        ["I went to the lake."],
    ),
    "no title, no text": Case(rss("<item><guid>1</guid></item>"), [""]),
    "not well-formed": Case(
        "<rss version='2.0'><channel><title>T</title><item><title>One & two</title><description>a <br> b</item></channel>",
        ["One & two"],
    ),
    "cut off": Case(rss(ITEM.format("<title>One</title>"))[:-20], ["One"]),
    "undeclared namespace": Case(rss(ITEM.format("<title>One</title><odd:thing>3</odd:thing>")), ["One"]),
    "nothing before the declaration": Case("\n \n" + rss(ITEM.format("<title>One</title>")), ["One"]),
    "two declarations": Case('<?xml version="1.0"?>' + rss(ITEM.format("<title>One</title>")), ["One"]),
    "one id for all": Case(
        rss("<item><guid>x</guid><title>A</title></item><item><guid>x</guid><title>B</title></item>"), ["A", "B"]
    ),
    "the same entry twice": Case(rss(ITEM.format("<title>A</title>") * 3), ["A"]),
    "no ids": Case(rss("<item><title>A</title></item><item><title>B</title></item>"), ["A", "B"]),
    "latin": Case(
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + rss(ITEM.format("<title>Café</title>")).encode("latin-1"),
        ["Café"],
    ),
    "says utf-8 and is windows": Case(
        b'<?xml version="1.0" encoding="utf-8"?>' + rss(ITEM.format("<title>“Café”</title>")).encode("cp1252"),
        ["“Café”"],
    ),
    "charset of the server": Case(
        rss(ITEM.format("<title>Жук</title>")).encode("koi8-r"), ["Жук"], "text/xml; charset=koi8-r"
    ),
    "utf-16 with its mark": Case(rss(ITEM.format("<title>Жук</title>")).encode("utf-16"), ["Жук"]),
    "utf-16 without": Case(
        ('<?xml version="1.0"?>' + rss(ITEM.format("<title>Жук</title>"))).encode("utf-16-be"), ["Жук"]
    ),
    "utf-8 with its mark": Case(b"\xef\xbb\xbf" + rss(ITEM.format("<title>Жук</title>")).encode(), ["Жук"]),
    "an encoding that is none": Case(
        b'<?xml version="1.0" encoding="klingon"?>' + rss(ITEM.format("<title>Caf\u00e9</title>")).encode(), ["Café"]
    ),
    "an encoding that is no text": Case(
        b'<?xml version="1.0" encoding="rot13"?>' + rss(ITEM.format("<title>One</title>")).encode(), ["One"]
    ),
    "bytes that are nothing": Case(
        b'<?xml version="1.0" encoding="utf-8"?>' + rss(ITEM.format("<title>a#b</title>")).encode().replace(b"#", b"\x81"),
        ["a\ufffdb"],
    ),
    "controls": Case(rss(ITEM.format("<title>a\x1b[2Jb\x00\x07c</title>")).encode(), ["a[2Jbc"]),
    "controls as references": Case(rss(ITEM.format("<title>a&#27;[2Jb&#x9b;2Jc</title>")), ["ab›2Jc"]),
    "counts of generators": Case(
        rss(
            ITEM.format(
                "<title>T</title><description>&lt;p&gt;Words.&lt;/p&gt;&lt;p&gt;Points: 7919&lt;/p&gt;&lt;p&gt;# Comments: "
                "7,919&lt;/p&gt;&lt;p&gt;1.2K likes&lt;/p&gt;&lt;p&gt;3 comments on this are funny.&lt;/p&gt;</description>"
            )
        ),
        ["T\n\nWords.\n\n3 comments on this are funny."],
    ),
    "counts of Lemmy": Case(
        rss(
            ITEM.format(
                "<title>T</title><description>submitted by &lt;a href='https://x.example/u/ana'&gt;ana&lt;/a&gt; to "
                "&lt;a href='https://x.example/c/tea'&gt;tea&lt;/a&gt;&lt;br&gt;7919 points | &lt;a href='https://x.example/1'&gt;"
                "1 comment&lt;/a&gt;&lt;br&gt;&lt;br&gt;&lt;p&gt;Words.&lt;/p&gt;</description>"
            )
        ),
        ["T\n\nsubmitted by ana to tea\nWords."],
    ),
    "counts of Discourse": Case(
        rss(
            ITEM.format(
                "<title>T</title><description>&lt;p&gt;Words. My 3 posts - they are short.&lt;/p&gt;&lt;p&gt;&lt;small&gt;7,919 posts - "
                "2 participants&lt;/small&gt;&lt;/p&gt;&lt;p&gt;Read full topic&lt;/p&gt;</description>"
            )
        ),
        ["T\n\nWords. My 3 posts - they are short.\n\nRead full topic"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
async def test_it_is_read(server: FeedServer, name: str) -> None:
    case = CASES[name]
    posts = await posts_of(server, case.document, case.kind)
    assert [post.text.plain for post in posts] == case.texts


async def test_nothing_of_what_is_counted_comes_through(server: FeedServer) -> None:
    posts = await posts_of(
        server,
        rss(
            ITEM.format(
                "<title>T</title><slash:comments>7919</slash:comments><thr:total>7919</thr:total><comments>https://a.example/7919"
                '</comments><media:community><media:statistics views="7919" favorites="7919"/></media:community>'
                '<link rel="replies" thr:count="7919" href="https://a.example/c"/><dc:extent>7919</dc:extent>'
            ),
            'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:thr="http://purl.org/syndication/thread/1.0" '
            'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        ),
    )
    assert "7919" not in repr(posts)


async def test_dates(server: FeedServer) -> None:
    dated = {
        "Mon, 02 Mar 2026 10:00:00 +0200": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "2026-03-02T10:00:00Z": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "2026-03-02": datetime(2026, 3, 2, tzinfo=UTC),
    }
    for written, moment in dated.items():
        (post,) = await posts_of(server, rss(ITEM.format(f"<pubDate>{written}</pubDate>")))
        assert post.created == moment
    for written in ("yesterday", "", "0000-00-00", "31 Feb 2026", "-1"):
        (post,) = await posts_of(server, rss(ITEM.format(f"<pubDate>{written}</pubDate>")))
        assert post.created == post.seen == NOW, written
    (post,) = await posts_of(server, rss(ITEM.format("<pubDate>9999-12-31T23:59:59Z</pubDate>")))
    assert post.time == NOW


async def test_without_dates_the_order_of_the_feed_holds(server: FeedServer) -> None:
    items = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(5))
    posts = await posts_of(server, rss(items))
    assert [post.text.plain for post in posts] == list("01234")
    assert all(post.created <= post.seen for post in posts)


async def test_a_change_is_an_edit_only_where_it_came_later(server: FeedServer) -> None:
    entry = "<entry><id>1</id><published>2026-03-02T10:00:00Z</published><updated>{}</updated></entry>"
    (post,) = await posts_of(server, atom(entry.format("2026-03-02T10:00:30Z")))
    assert post.edited is None
    (post,) = await posts_of(server, atom(entry.format("2026-03-03T10:00:00Z")))
    assert post.edited == datetime(2026, 3, 3, 10, tzinfo=UTC)


async def test_relative_links_are_meant_from_where_they_stand(server: FeedServer) -> None:
    item = ITEM.format(
        "<link>/posts/1</link><description>&lt;a href='../about'&gt;about&lt;/a&gt; &lt;a href='javascript:alert(1)'&gt;no&lt;/a&gt;"
        "</description><enclosure url='talk.mp3' type='audio/mpeg' length='7919'/>"
    )
    (post,) = await posts_of(server, rss(item))
    assert post.url == f"{server.url}/posts/1"
    assert [span.target for span in post.text.of_kind(SpanKind.LINK)] == [f"{server.url}/about"]
    assert [(item.kind, item.url) for item in post.attachments] == [
        (MediaKind.AUDIO, f"{server.url}/posts/talk.mp3")
    ]


async def test_a_link_that_may_not_open_is_none(server: FeedServer) -> None:
    for link in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://me:pw@evil.example/",
        "https://[",
        "data:x",
    ):
        (post,) = await posts_of(server, rss(ITEM.format(f"<link>{link}</link>")))
        assert post.url in ("", "https://pond.example/"), link


async def test_names_are_the_feeds_own(server: FeedServer) -> None:
    """Whatever id an entry claims, it cannot pass for a post of another feed, or of a network."""
    claimed = "https://example.social/users/ana/statuses/1"
    (post,) = await posts_of(server, rss(f"<item><guid>{claimed}</guid><link>{claimed}</link></item>"))
    assert post.uri.startswith(f"{server.url}/awkward#")
    assert post.author.handle == f"@{server.url.removeprefix('http://')}/awkward"


async def test_whoever_wrote_it_is_named(server: FeedServer) -> None:
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    authors = "".join(
        f"<item><guid>{n}</guid><dc:creator>{name}</dc:creator></item>"
        for n, name in enumerate(("Ana", "Pond", "", "\u202eevil\x1b[2J"))
    )
    posts = await posts_of(server, rss(authors, space))
    assert [post.author.name for post in posts] == ["Ana (Pond)", "Pond", "Pond", "evil[2J (Pond)"]
    assert len({post.author.key for post in posts}) == 1
    assert all(clean.line(post.author.name) == post.author.name for post in posts)


BOMBS = {
    "a billion laughs": '<!DOCTYPE rss [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>",
    "one long entity": f'<!DOCTYPE rss [<!ENTITY i "{"ha" * 100_000}">]>',
    "a file": '<!DOCTYPE rss [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE rss [<!ENTITY i SYSTEM "{url}/secret">]>',
    "a parameter": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{url}/secret"> %p; <!ENTITY i "x">]>',
    "a document type elsewhere": '<!DOCTYPE rss SYSTEM "{url}/secret">',
    "with a bracket in it": '<!DOCTYPE rss [<!ENTITY i "]>"><!ENTITY j "hahaha">]>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", sorted(BOMBS))
async def test_entities_are_not_followed_and_do_not_explode(
    server: FeedServer, name: str, encoding: str
) -> None:
    server.answer("/secret", 200, {}, b"secret words")
    document = BOMBS[name].replace("{url}", server.url) + rss(
        ITEM.format(f"<title>One {'&i;' * 1000}</title>")
    )
    began = time.monotonic()
    page = await page_of(server, document.encode(encoding))
    assert time.monotonic() - began < 3
    assert server.paths() == ["/awkward"]
    for post in page.posts:
        assert len(post.text.plain) < 10_000
        assert "haha" not in post.text.plain
        assert "root:" not in post.text.plain
        assert "secret words" not in post.text.plain


async def test_an_encoding_cannot_hide_entities(server: FeedServer) -> None:
    document = BOMBS["one long entity"] + rss(ITEM.format("<title>&i;</title>"))
    for name in ("utf-7", "unicode_escape", "raw_unicode_escape"):
        body = f'<?xml version="1.0" encoding="{name}"?>'.encode() + document.encode(name)
        assert "haha" not in "".join(post.text.plain for post in (await page_of(server, body)).posts)


async def test_a_huge_entry_is_shortened(server: FeedServer) -> None:
    words = "&lt;p&gt;" + "many words " * 30_000 + "&lt;/p&gt;"
    (post,) = await posts_of(server, rss(ITEM.format(f"<title>T</title><description>{words}</description>")))
    assert 15_000 < len(post.text.plain) < 21_000
    assert post.text.plain.endswith("words …")


async def test_of_very_many_entries_the_newest_are_kept(server: FeedServer) -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>{n}</title><pubDate>{(NOW - timedelta(hours=n)).isoformat()}</pubDate></item>"
        for n in range(900, 0, -1)
    )
    posts = await posts_of(server, rss(items))
    assert [post.text.plain for post in posts] == [str(n) for n in range(1, 101)]


LONG = {
    "elements": rss("<a>" * 200_000),
    "empty elements": "<rss version='2.0'>" + "<a/>" * 200_000,
    "elements that only seem to be some": rss(ITEM.format(f"<title><![CDATA[{'<br>' * 50_000}]]></title>")),
    "html": rss(ITEM.format("<description>" + "&lt;div&gt;" * 50_000 + "</description>")),
    "signs": rss(ITEM.format("<title>" + "<" * 50_000 + "</title>")),
    "entries": "<rss version='2.0'>" + "<item><title>x" * 5_000,
    "comments": rss(ITEM.format("<description>" + "&lt;!--" * 30_000 + "</description>")),
    "attributes": rss(ITEM.format(f"<a {' '.join(f'x{n}=1' for n in range(20_000))}/>")),
    "declarations": "<!DOCTYPE " * 20_000 + rss(""),
    "entities": "<!ENTITY " * 20_000 + rss(""),
    "lists": '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 50_000,
}


@pytest.mark.parametrize("name", sorted(LONG))  # fmt: skip
async def test_what_is_nested_or_long_takes_no_time(server: FeedServer, name: str) -> None:
    began = time.monotonic()
    await page_of(server, LONG[name])
    assert time.monotonic() - began < 5
