"""RSS and Atom, through feedparser. See `docs/decisions/0013-feeds.md`."""

import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from connect_tui.provider import BadResponse
from connect_tui.providers.feed.wire import WireEntry, WireFeed, WireMedia, WireText

MAX_ENTRIES = 1_000
"""Entries looked at of one feed; some hold all that was ever written."""
MAX_MEDIA = 4
MAX_ELEMENTS = 50_000
MAX_SIGNS = 200_000
"""Beginnings of tags, of whatever kind, and twice as many of entities: the parser stops at each, also where
it begins nothing.
"""
MAX_DEPTH = 500
"""Elements within each other, unclosed ones included: the parser takes longer for each the deeper it is."""
MAX_ATTRIBUTES = 10_000_000
"""Of the attributes of each element, squared and summed up: so often the parser looks at one of them."""
MAX_AUTHOR = 120
"""Characters of an author in which the parser looks for an address; it takes longer by the square of them."""

_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the parser raises on what it did not expect."""
_ELEMENT = re.compile(r"<[A-Za-z]")
_TAG = re.compile(r"<(/?)[A-Za-z][^<>]*")
_ATTRIBUTES = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"<]*"|'[^'<]*')*""")
_NAMED = re.compile(r"\S+@\S+\s+\(([^()]+)\)\s*")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = "text/plain"
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}
"""Hours, by the words of https://web.resource.org/rss/1.0/modules/syndication/"""

Fields = Mapping[str, object]


_parser = feedparser.mixin._FeedParserMixin  # noqa: SLF001 - nothing public looks for addresses
_look_for_address = _parser._sync_author_detail  # noqa: SLF001


def _look_in_short_ones(parser: Any, key: str = "author") -> None:
    """As the parser does it, but not in what is too long to be anybody's name and address; and the name in
    parentheses is the name, also behind an address whose end has more than four letters.
    """
    context = parser._get_context()  # noqa: SLF001
    author = context.get(key)
    if not isinstance(author, str):
        _look_for_address(parser, key)
    elif len(author) <= MAX_AUTHOR:
        if named := _NAMED.fullmatch(author):
            context[key] = named[1]
        _look_for_address(parser, key)


def _gather_no_tags(parser: Any, *_: object) -> None:
    """Tags are not read here; the parser counts on a list of them."""
    parser._get_context().setdefault("tags", [])  # noqa: SLF001


# One line of a feed could keep these busy for minutes, and with them everything else.
_parser._sync_author_detail = _look_in_short_ones  # noqa: SLF001
_parser._add_tag = _gather_no_tags  # noqa: SLF001


def read_xml(document: str, url: str) -> WireFeed | None:
    """The feed in a document; `None` where there is none in it.

    Raises:
        BadResponse: it cannot be read.
    """
    document = _harmless(document)
    if not document:
        return None
    if _overgrown(document):
        raise BadResponse("is a feed that holds far too much")
    try:
        found = feedparser.parse(
            BytesIO(document.encode("utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        if not found.version and not found.entries:
            return None
        feed: Fields = found.feed
        entries: list[Fields] = found.entries[:MAX_ENTRIES]
        return _feed(feed, entries)
    except _FAULTS as error:
        raise BadResponse("is a feed that cannot be read") from error


def _harmless(document: str) -> str:
    """From the first element on, without what no XML may hold. Before it entities are defined, which can be
    made to explode, or to read files; and an encoding is declared that it has no longer.
    """
    first = _ELEMENT.search(document)
    return _FORBIDDEN.sub("", document[first.start() :]) if first else ""


def _overgrown(document: str) -> bool:
    """Whether parsing this could take more than a moment."""
    if document.count("<") > MAX_SIGNS or document.count("&") > 2 * MAX_SIGNS:
        return True
    depth, elements, attributes = 0, 0, 0
    for part in _outside_of_cdata(document):
        attributes += sum(tag[0].count("=") ** 2 for tag in _ATTRIBUTES.finditer(part))
        if attributes > MAX_ATTRIBUTES:
            return True
        for tag in _TAG.finditer(part):
            if tag[1]:
                depth = max(depth - 1, 0)
                continue
            elements += 1
            if not tag[0].endswith("/"):
                depth += 1
            if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
                return True
    return False


def _outside_of_cdata(document: str) -> Iterator[str]:
    place = 0
    while (start := document.find("<![CDATA[", place)) >= 0:
        yield document[place:start]
        end = document.find("]]>", start)
        if end < 0:
            return
        place = end
    yield document[place:]


def _feed(feed: Fields, entries: list[Fields]) -> WireFeed:
    return WireFeed(
        title=_text(feed, "title"),
        home=_string(feed, "link"),
        note=_text(feed, "subtitle"),
        author=_author(feed),
        creator=_creator(feed),
        language=_string(feed, "language"),
        rest=_rest(feed),
        entries=tuple(_entry(entry) for entry in entries),
    )


def _entry(entry: Fields) -> WireEntry:
    contents = [_text_of(part) for part in _parts(entry, "content")]
    bodies = [*contents, _text(entry, "summary")]
    return WireEntry(
        id=_string(entry, "id"),
        url=_string(entry, "link"),
        title=_text(entry, "title"),
        body=max(bodies, key=lambda body: len(body.value)),
        author=_author(entry),
        creator=_creator(entry),
        published=_moment(entry, "published_parsed"),
        # Asked for where it is not, the parser gives the other date.
        updated=_moment(entry, "updated_parsed") if "updated_parsed" in entry else None,
        language=_language(entry),
        media=tuple(_media(entry))[:MAX_MEDIA],
    )


def _text(fields: Fields, key: str) -> WireText:
    detail = fields.get(f"{key}_detail")
    return _text_of(detail) if isinstance(detail, dict) else WireText(value=_string(fields, key))


def _text_of(detail: Fields) -> WireText:
    return WireText(
        value=_string(detail, "value"),
        html=_string(detail, "type") != _PLAIN,
        base=_string(detail, "base"),
    )


def _author(fields: Fields) -> str:
    detail = fields.get("author_detail")
    return (_string(detail, "name") if isinstance(detail, dict) else "") or _string(fields, "author")


def _creator(fields: Fields) -> str:
    """What names the author on a network of people: https://docs.joinmastodon.org/entities/PreviewCard/,
    https://podcasting2.org/docs/podcast-namespace/tags/person, and the address of an Atom author.
    """
    person, detail = fields.get("podcast_person"), fields.get("author_detail")
    named = (
        _string(fields, "fediverse_creator"),
        _string(person, "href") if isinstance(person, dict) else "",
        _string(detail, "href") if isinstance(detail, dict) else "",
    )
    return next((name for name in named if name), "")


def _media(entry: Fields) -> Iterator[WireMedia]:
    """Enclosures, and media of https://www.rssboard.org/media-rss; each address once."""
    seen = set[str]()
    for key, address in (("enclosures", "href"), ("media_content", "url"), ("media_thumbnail", "url")):
        for part in _parts(entry, key):
            url = _string(part, address)
            if url and url not in seen:
                seen.add(url)
                kind = _string(part, "type") or f"{_string(part, 'medium')}/"
                yield WireMedia(url, "image/" if key == "media_thumbnail" else kind, _string(part, "title"))


def _rest(feed: Fields) -> timedelta | None:
    """How long to stay away: https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt, or
    what is published in which period.
    """
    if (minutes := _whole(feed, "ttl")) is not None:
        return timedelta(minutes=minutes)
    hours = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower())
    often = _whole(feed, "sy_updatefrequency") or 1
    return timedelta(hours=hours) / often if hours else None


def _language(entry: Fields) -> str:
    detail = entry.get("title_detail")
    return _string(detail, "language") if isinstance(detail, dict) else ""


def _moment(fields: Fields, key: str) -> datetime | None:
    """The parser has brought it to UTC; `datetime` may not have such a year."""
    value = fields.get(key)
    if not isinstance(value, struct_time | tuple):
        return None
    try:
        return datetime.fromtimestamp(timegm(struct_time(value)), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _whole(fields: Fields, key: str) -> int | None:
    written = _string(fields, key).strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 8 else None


def _parts(fields: Fields, key: str) -> list[Fields]:
    value = fields.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _string(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
