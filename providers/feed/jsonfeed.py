"""JSON Feed, versions 1 and 1.1: https://www.jsonfeed.org/version/1.1/"""

from itertools import islice

from connect_tui.domain import clean
from connect_tui.provider import BadResponse
from connect_tui.providers.feed.wire import WireEntry, WireFeed, WireMedia, WireText
from connect_tui.providers.feed.xml import MAX_ENTRIES, MAX_MEDIA
from connect_tui.providers.web.reader import Json, decode

_VERSION = "jsonfeed.org/version/"


def read_json(document: str) -> WireFeed | None:
    """The feed in a JSON document; `None` where it is some other JSON.

    Raises:
        BadResponse: it is no JSON.
    """
    try:
        feed = decode(document.encode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise BadResponse("answers with something that is no feed") from error
    if _VERSION not in feed.text("version"):
        return None
    items = islice(feed.get("items").many(), MAX_ENTRIES)
    return WireFeed(
        title=WireText(value=feed.text("title"), html=False),
        home=feed.text("home_page_url"),
        note=WireText(value=feed.text("description"), html=False),
        author=_author(feed),
        creator=_creator(feed),
        language=feed.text("language"),
        entries=tuple(_entry(item) for item in items if item.is_object),
    )


def _entry(item: Json) -> WireEntry:
    html = item.text("content_html")
    body = html or item.text("content_text") or item.text("summary")
    return WireEntry(
        # Ids should be strings; there are feeds with numbers.
        id=item.text("id") or item.id("id"),
        url=item.text("url") or item.text("external_url"),
        title=WireText(value=item.text("title"), html=False),
        body=WireText(value=body, html=bool(html)),
        author=_author(item),
        creator=_creator(item),
        published=item.moment("date_published"),
        updated=item.moment("date_modified"),
        language=item.text("language"),
        media=tuple(_media(item))[:MAX_MEDIA],
    )


def _media(item: Json) -> list[WireMedia]:
    attached = [
        WireMedia(part.text("url"), part.text("mime_type"), clean.line(part.text("title")))
        for part in item.get("attachments")
        if part.text("url")
    ]
    image = item.text("image")
    return [WireMedia(image, "image/"), *attached] if image else attached


def _author(fields: Json) -> str:
    return next((author.text("name") for author in _authors(fields) if author.text("name")), "")


def _creator(fields: Json) -> str:
    return next((author.text("url") for author in _authors(fields) if author.text("url")), "")


def _authors(fields: Json) -> list[Json]:
    return [*fields.get("authors"), fields.get("author")]
