"""HTTP for feeds: conditional requests, redirects, and what it means when there is no feed."""

import asyncio
import contextlib
import ipaddress
import re
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import httpx
from msgspec import Struct

from connect_tui.provider import BadResponse, NotAllowed, NotFound, RateLimited, ServerFault
from connect_tui.providers.feed.encoding import decode
from connect_tui.providers.web.address import is_loopback
from connect_tui.providers.web.http import USER_AGENT, Http, Limits
from connect_tui.providers.web.unpacking import KINDS
from connect_tui.providers.web.waiting import retry_at

MAX_BODY = 8 * 1024 * 1024
"""Bytes of a feed, unpacked; the largest in the wild, archives of podcasts, have five million."""
MAX_REDIRECTS = 5
_PERMANENT = (301, 308)
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class Gone(NotFound):
    """It was taken away for good (410)."""


class Known(Struct, frozen=True):
    """What the last answer said about itself, to be sent along with the next question."""

    etag: str = ""
    modified: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """`document` is `None` where nothing has changed. `url` is where it came from in the end, `moved` where
    it has moved for good, if anywhere; `rest` is how long the server says that it stays as it is.
    """

    document: str | None
    content_type: str = ""
    url: str
    moved: str = ""
    known: Known = Known()
    rest: timedelta | None = None
    date: str = ""
    """When the server says that it answered; empty where a cache did in its place."""


class Client:
    """Asks for feeds and pages. Every method raises `ProviderError` only."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        limits = limits or Limits(body=MAX_BODY)
        self._clock = clock
        self._far = Http(limits, transport=transport)
        self._near = Http(limits, loopback=True, transport=transport)

    async def get(self, url: str, known: Known | None = None) -> Answer:
        """Ask for this, along its redirects; with `known`, only for what has changed since."""
        current, moved, moves = url, "", True
        for _ in range(MAX_REDIRECTS + 1):
            response, body = await self._ask(current, known or Known())
            target = response.headers.get("location", "") if response.is_redirect else ""
            if not target:
                return self._read(response, body, current, moved)
            current = await along(current, target)
            # Only what has moved for good at every step has moved for good.
            moves = moves and response.status_code in _PERMANENT
            moved = current if moves else moved
        raise BadResponse("sends from one address to the next")

    async def get_near(self, url: str, target: str) -> Answer:
        """Ask for what something that came from `url` points to."""
        return await self.get(await along(url, target))

    async def close(self) -> None:
        """Let go of connections."""
        await self._far.close()
        await self._near.close()

    async def _ask(self, url: str, known: Known) -> tuple[httpx.Response, bytes]:
        headers = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": KINDS}
        headers |= {"If-None-Match": known.etag} if known.etag else {}
        headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        http = self._near if is_loopback(_host(url)) else self._far
        return await http.fetch(http.request("GET", url, headers))

    def _read(self, response: httpx.Response, body: bytes, url: str, moved: str) -> Answer:
        status, headers = response.status_code, response.headers
        if status in (429, 503) and (status == 429 or "retry-after" in headers):
            raise RateLimited("asks to wait a little", retry_at(headers, self._clock()))
        if status == 410:
            raise Gone("is gone for good")
        if status == 404:
            raise NotFound("is not there")
        if status in (401, 402, 403, 407, 451):
            raise NotAllowed(f"is not open to everybody ({status})")
        if status >= 500:
            raise ServerFault(f"has a fault ({status}); this should pass")
        if status not in (200, 203, 206, 226, 304):
            raise BadResponse(f"answers with something that is no feed ({status})")
        kind = headers.get("content-type", "")
        return Answer(
            document=None if status == 304 else decode(body, kind),
            content_type=kind,
            url=url,
            moved=moved,
            known=Known(_header(headers, "etag"), _header(headers, "last-modified")),
            rest=_rest(headers),
            date="" if "age" in headers else headers.get("date", ""),
        )


async def along(url: str, target: str) -> str:
    """Where a redirect leads. What others wrote must not make this machine ask the machines around it.

    Raises:
        BadResponse: it leads there, or nowhere.
    """
    try:
        followed = urljoin(url, target)
        parts, here = urlsplit(followed), _host(url)
    except ValueError as error:
        raise BadResponse("sends to an address that is none") from error
    host = parts.hostname or ""
    elsewhere = host != here and not await _is_near(here)
    if parts.scheme not in ("http", "https") or not host or (elsewhere and await _is_near(host)):
        raise BadResponse("sends to an address that is not followed")
    return followed.partition("#")[0]


async def _is_near(host: str) -> bool:
    """Whether a host is this machine, or one beside it; by any of its addresses where it is a name."""
    if is_loopback(host):
        return True
    return any(not address.is_global for address in await addresses_of(host))


async def addresses_of(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The addresses of a host; none where nobody here knows it: a proxy may, or it cannot be reached."""
    with contextlib.suppress(ValueError):
        return [ipaddress.ip_address(host)]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _header(headers: httpx.Headers, name: str) -> str:
    """A header that will be sent back as it came; a very long one is none."""
    value = headers.get(name, "")
    return value if len(value) <= 500 and value.isprintable() and value.isascii() else ""


def _rest(headers: httpx.Headers) -> timedelta | None:
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else None
