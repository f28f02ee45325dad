"""Web pages: the feeds that they link to, and whom they name as their author."""

import re
from urllib.parse import urljoin

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from connect_tui.domain import clean
from connect_tui.providers.feed.handles import read_handle

MAX_PAGE = 500_000
"""Characters read of a page: what is looked for stands in its head."""
MAX_TAGS = 5_000
"""Tags read of it. They could nest, and the parser takes longer for each the deeper it is."""
_HEAD_ENDS = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[^<>]{8000,}>?")
"""A tag with thousands of attributes: the parser compares each with all others."""
_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
)


class WebPage(Struct, frozen=True):
    """`feeds` are addresses; `creator` a full handle, or empty."""

    feeds: tuple[str, ...] = ()
    creator: str = ""


def is_page(document: str, content_type: str) -> bool:
    """Whether a document is a web page."""
    start = document.lstrip()[:500].lower()
    return "<html" in start or start.startswith("<!doctype html") or "text/html" in content_type.lower()


def read_page(document: str, url: str) -> WebPage:
    """What a page says about itself: https://www.rssboard.org/rss-autodiscovery for feeds, and for its author
    `fediverse:creator` (https://blog.joinmastodon.org/2024/07/highlighting-journalism-on-mastodon/).
    """
    head = LexborHTMLParser(_head(document[:MAX_PAGE])).root
    if head is None:
        return WebPage()
    feeds = [
        _absolute(url, node.attributes.get("href") or "")
        for node in head.css('link[rel~="alternate" i]')
        if (node.attributes.get("type") or "").split(";")[0].strip().lower() in _TYPES
    ]
    creators = (
        read_handle(node.attributes.get("content") or "")
        for node in head.css('meta[name="fediverse:creator" i]')
    )
    return WebPage(
        tuple(dict.fromkeys(feed for feed in feeds if feed.startswith(("http://", "https://")))),
        next((handle for handle in creators if handle), ""),
    )


def _head(document: str) -> str:
    """What stands before the page itself, as much of it as can be read in a moment."""
    end = _HEAD_ENDS.search(document)
    document = _LONG_TAG.sub("", document[: end.start()] if end else document)
    return "<".join(document.split("<", MAX_TAGS)[:MAX_TAGS])


def _absolute(url: str, href: str) -> str:
    try:
        return clean.link(urljoin(url, href.strip()))
    except ValueError:
        return ""
