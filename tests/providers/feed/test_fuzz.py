"""Whatever comes over the wire: posts that are clean and count nothing, or an error of the family."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect_tui.contract.words import counts, texts
from connect_tui.domain import clean
from connect_tui.provider import ProviderError
from connect_tui.providers.feed.client import Answer
from connect_tui.providers.feed.document import not_a_feed, read_document
from connect_tui.providers.feed.encoding import decode
from connect_tui.providers.feed.mapping import KEPT, read_feed
from connect_tui.providers.feed.page import read_page

URL = "https://pond.example/feed"
NOW = datetime(2026, 3, 4, tzinfo=UTC)
PIECES = (
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>", "</guid>",
    "<description>", "</description>", "<pubDate>", "</pubDate>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>",
    "</entry>", "<content type='xhtml'>", "<content type='html' xml:base='//x'>", "</content>", "<id>", "</id>", "<author>",
    "<name>", "<enclosure url='a' type='audio/x' length='7919'/>", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>",
    "<!DOCTYPE a [", "<!ENTITY a 'b'>", "]>", "&a;", "&#27;", "&#x202e;", "&lt;a href='javascript:x'&gt;", "&lt;/a&gt;", "\x1b[2J",
    "\u202e", "\x00", "Mon, 02 Mar 2026 10:00:00 GMT", "2026-13-45", "https://a.example/", "//[", "Words", "{", "}", '"', ":", "[",
    '{"version": "https://jsonfeed.org/version/1.1", "items": [', '{"id": ', "null", '"content_html": "<b>', "<html>", "<p>", "\ufffe",
    "<media:content url='b' medium='image'/>", "<slash:comments>7919</slash:comments>", "7919 comments", "<updated>", "\n", "'",
)  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.sampled_from(("", "text/html", "application/xml; charset=utf-16", "x; charset=\"'")))
def test_what_comes_of_it_is_clean(document: str, kind: str) -> None:
    read = decode(document.encode("utf-8", "surrogatepass"), kind)
    answer = Answer(document=read, content_type=kind, url=URL)
    feed = None
    try:
        feed = read_document(answer)
    except ProviderError as error:
        said = str(error)
    else:
        said = not_a_feed(answer) if feed is None else ""
    if said or feed is None:
        assert clean.line(said) == said != ""
        return
    found = read_feed("news", URL, feed, "", {}, NOW)
    assert counts(found) == []
    assert len({post.uri for post in found.posts}) == len(found.posts)
    for post in found.posts:
        assert all(clean.text(value) == value for value in texts(post))
        assert all(0 <= span.start < span.end <= len(post.text.plain) for span in post.text.spans)
        assert not post.url or clean.link(post.url)
        assert post.time <= post.seen


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_are_characters(body: bytes, kind: str) -> None:
    decode(body, kind).encode("utf-8", "surrogatepass")


def long_documents() -> dict[str, str]:
    """What should keep the parser busy."""
    item = "<rss version='2.0'><channel><item>{}</item></channel></rss>"
    attributes = " ".join(f"a{number}='b'" for number in range(20_000))
    return {
        "attributes": item.format(f"<title {attributes}>x</title>"),
        "attributes after a sign": item.format(f"<title z='>' {attributes}>x</title>"),
        "an author": item.format(f"<author>{'x' * 50_000}@</author>"),
        "an author of points": item.format(f"<author>{'a.' * 30_000}</author>"),
        "an author in CDATA": item.format(f"<author><![CDATA[</{'x' * 50_000}]]></author>"),
        "an endless entity": item.format(f"<title>&#{'9' * 6_000};</title>"),
        "an endless entity in HTML": item.format(f"<description>&amp;#{'9' * 6_000};</description>"),
        "tags": item.format("".join(f"<category>{number}</category>" for number in range(20_000))),
        "entities": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>" + item.format("&b;" * 9_000),
        "signs of tags that are none": item.format("<description>" + "< " * 1_000_000 + "</description>"),
        "ends of nothing": item.format("<description>" + "</" * 1_000_000 + "</description>"),
        "signs of entities that are none": item.format("<description>" + "& " * 1_000_000 + "</description>"),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(long_documents()))
def test_no_document_takes_long(name: str) -> None:
    """Seconds of this machine are plenty; what these took before were minutes."""
    before = time.thread_time()
    with suppress(ProviderError):
        feed = read_document(Answer(document=long_documents()[name], url=URL))
        assert feed is None or len(read_feed("news", URL, feed, "", {}, NOW).posts) <= 1
    assert time.thread_time() - before < 2.0


def test_lines_that_count_take_no_longer_for_being_many() -> None:
    body = "<pre>" + "<b>x</b>" * 1_400 + "\n" + "1 like\n" * 12_000 + "words"
    item = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": body}]}
    )
    before = time.thread_time()
    feed = read_document(Answer(document=item, url=URL))
    assert feed is not None
    (post,) = read_feed("news", URL, feed, "", {}, NOW).posts
    assert time.thread_time() - before < 2.0
    assert "like" not in post.text.plain


def test_only_what_is_kept_is_read() -> None:
    old, new = ({"date_published": f"{year}-03-04", "content_html": "<p>x" * 1_000} for year in (2001, 2025))
    items = [{**old, "id": f"old {number}"} for number in range(900)] + [{**new, "id": "new"}]
    document = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    before = time.thread_time()
    feed = read_document(Answer(document=document, url=URL))
    assert feed is not None
    posts = read_feed("news", URL, feed, "", {}, NOW).posts
    assert time.thread_time() - before < 5.0
    assert len(posts) == KEPT
    assert posts[0].time.year == 2025


PAGES = {
    "attributes": "<p " + " ".join(f"a{number}" for number in range(60_000)) + ">",
    "lists in lists": "<ul><li>" * 9_900,
    "divisions": "<div>" * 19_900,
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_page_takes_long(name: str) -> None:
    link = "<html><head><link rel=alternate type=application/rss+xml href=/feed>"
    before = time.thread_time()
    assert read_page(link + PAGES[name], URL).feeds == ("https://pond.example/feed",)
    assert read_page(link + "</head><body>" + PAGES[name], URL).feeds == ("https://pond.example/feed",)
    assert time.thread_time() - before < 0.6


def test_an_address_is_no_part_of_a_name() -> None:
    item = "<rss version='2.0'><channel><item><title>x</title><author>ana@pond.example (Ana)</author></item></channel></rss>"
    feed = read_document(Answer(document=item, url=URL))
    assert feed is not None
    assert feed.entries[0].author == "Ana"


def test_tags_are_in_nobodys_way() -> None:
    tags = "<category>soup</category><category domain='d'/><category></category><media:keywords>a, b</media:keywords>"
    item = f"<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>x</title>{tags}</item></channel></rss>"
    feed = read_document(Answer(document=item, url=URL))
    assert feed is not None
    assert feed.entries[0].title.value == "x"
