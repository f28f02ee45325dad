"""Which kind of feed a document is, if any."""

from connect_tui.providers.feed.client import Answer
from connect_tui.providers.feed.jsonfeed import read_json
from connect_tui.providers.feed.names import short
from connect_tui.providers.feed.page import is_page, read_page
from connect_tui.providers.feed.wire import WireFeed
from connect_tui.providers.feed.xml import read_xml


def read_document(answer: Answer) -> WireFeed | None:
    """The feed in an answer, whatever type its server gives it; `None` where it is none.

    Raises:
        BadResponse: it cannot be read.
    """
    document = (answer.document or "").strip()
    if document.startswith(("{", "[")):
        return read_json(document)
    if not document or (is_page(document, "") and "<rss" not in document[:2000].lower()):
        return None
    return read_xml(document, answer.url)


def not_a_feed(answer: Answer) -> str:
    """What to say of an answer that is no feed: what it is, and which feed it leads to."""
    document = answer.document or ""
    if not document.strip():
        return "answers with nothing"
    if not is_page(document, answer.content_type):
        return "answers with something that is no feed"
    feeds = read_page(document, answer.url).feeds
    if not feeds:
        return "is a web page, and names no feed"
    return f"is a web page, not a feed; the feed that it names is {short(feeds[0])}"
