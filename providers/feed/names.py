"""Addresses of feeds, as people write them, and the names that are made of them."""

import hashlib
from urllib.parse import urlsplit

from connect_tui.domain import clean
from connect_tui.provider import ProviderConfig
from connect_tui.providers.web.address import is_loopback, read_address


def read_url(written: str) -> str:
    """The address of a feed that is meant by "dev.example/notes.xml" or "feed://dev.example/notes.xml".

    Raises:
        ValueError: it is none; `str()` is a sentence for a person.
    """
    text = written.strip()
    for scheme in ("feed://", "feed:"):
        text = text.removeprefix(scheme)
    if "://" not in text:
        host = text.partition("/")[0].rpartition(":")[0] or text.partition("/")[0]
        text = f"{'http' if is_loopback(host) else 'https'}://{text}"
    url = text.partition("#")[0]
    if "@" in url.partition("://")[2].partition("/")[0]:
        # It is not repeated: there may be a password in it.
        raise ValueError("An address has a name or password before its server, which is sent to no feed")
    shown = clean.line(written, 80)
    if not clean.link(url) or urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"“{shown}” is no address of a feed, such as https://example.org/feed.xml")
    try:
        # Of a feed nothing is secret: here plain http may go anywhere.
        read_address(urlsplit(url).netloc)
    except ValueError:
        raise ValueError(f"“{shown}” is no address of a feed: its server has no such name") from None
    return url if urlsplit(url).path else f"{url}/"


def urls_of(config: ProviderConfig) -> tuple[str, ...]:
    """The addresses that an account names, each once.

    Raises:
        ValueError: one of them is none; `str()` is a sentence.
    """
    written = config.values.get("urls", ())
    urls = (written,) if isinstance(written, str) else written
    return tuple(dict.fromkeys(read_url(url) for url in urls))


def short(url: str) -> str:
    """An address for people: without what is the same everywhere."""
    parts = urlsplit(url)
    host = clean.host(url).removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return clean.line(f"{host}{port}{parts.path.rstrip('/')}{query}", 200)


def entry_key(feed: str, *names: str) -> str:
    """The name of an entry. It begins with its feed's address: no feed can speak for another one, nor for any
    network, whatever id it gives to what it holds.
    """
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "replace")).hexdigest()
    return f"{feed}#{digest[:32]}"
