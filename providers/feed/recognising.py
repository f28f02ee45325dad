"""Whether an address is that of a feed, or of a page that has one."""

from connect_tui.provider import ProviderError, Recognised
from connect_tui.providers.feed.client import Answer, Client
from connect_tui.providers.feed.document import read_document
from connect_tui.providers.feed.mapping import feed_title
from connect_tui.providers.feed.names import read_url, short
from connect_tui.providers.feed.page import is_page, read_page
from connect_tui.providers.feed.provider import utcnow

_BESIDE = ("comment", "replies")
"""What stands in the addresses of feeds that are not of the page, but of what is said about it."""


async def recognise(written: str) -> Recognised | None:
    """The feed that is at this address, or that the page there names.

    Raises:
        ProviderError: it cannot be found out; `str()` is a sentence.
    """
    url = _url(written)
    if not url:
        return None
    client = Client(utcnow)
    try:
        return await _at(client, url)
    except ProviderError as error:
        # The sentence names whom it is about; the kind of error stays what it is.
        error.args = (f"{short(url)} {error}",)
        raise
    finally:
        await client.close()


async def _at(client: Client, url: str) -> Recognised | None:
    answer = await client.get(url)
    found = _recognised(answer, answer.moved or url)
    if found is not None or not is_page(answer.document or "", answer.content_type):
        return found
    feeds = read_page(answer.document or "", answer.url).feeds
    for feed in sorted(feeds, key=lambda feed: any(word in feed.lower() for word in _BESIDE))[:3]:
        answer = await client.get_near(url, feed)
        if (found := _recognised(answer, answer.moved or feed)) is not None:
            return found
    return None


def _recognised(answer: Answer, url: str) -> Recognised | None:
    feed = read_document(answer)
    if feed is None:
        return None
    title = feed_title(feed)
    return Recognised(
        f"the feed “{title}” ({short(url)})" if title else f"the feed {short(url)}", {"urls": (url,)}
    )


def _url(written: str) -> str:
    """The address that could be one of a feed; empty for handles and whatever else people paste."""
    written = written.strip()
    if not written or any(c.isspace() for c in written) or written.startswith(("@", "did:", "at:", "acct:")):
        return ""
    if "@" in written.partition("://")[2].partition("/")[0] or ("@" in written and "/" not in written):
        return ""
    try:
        return read_url(written)
    except ValueError:
        return ""
