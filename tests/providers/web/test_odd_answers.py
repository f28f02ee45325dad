"""Answers that no server should give, over real HTTP: whatever comes, nothing but `ProviderError` is raised.

Each is sent whatever was asked, to a network of people and to a feed.
"""

import asyncio
import gzip
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from attacks import UNCLEAN

from connect_tui.domain.people import Account, PersonId
from connect_tui.domain.post import PostId
from connect_tui.provider import Capabilities, Credential, Fact, Page, ProviderConfig, ProviderError
from connect_tui.providers.feed.client import Client
from connect_tui.providers.feed.provider import FeedProvider
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.http import Limits

LIMITS = Limits(connect=1.0, read=0.3, whole=0.8, body=200_000)
OK = b"HTTP/1.1 200 OK\r\nconnection: close\r\n"


def answer(body: bytes = b"[]", head: str = "", status: str = "200 OK") -> bytes:
    first = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {len(body)}\r\n{head}\r\n"
    return first.encode("latin-1") + body


PLACES = (
    "file:///etc/passwd", "ftp://x/", "//evil.example/", "javascript:x", "/", "\x1b[2J", "x" * 60_000, "http://[",
    "http://\xff/", "http://127.0.0.1:99999/", "http://127.0.0.1:70000/", "?a", "#x", "http://127.0.0.1:1/",
    "http://me:secret@127.0.0.1/", "data:text/html,x", "http://a\x00b/", "http:///x", "http://a..b/", "http://.../",
)  # fmt: skip
WAITS = (
    "-5",
    "9" * 20,
    "Mon, 01 Jan 99999999999 00:00:00 GMT",
    "\x1b[2J",
    "0",
    "NaN",
    "1e9",
    "Thu, 01 Jan 1970",
)
FAR = "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"
ANSWERS: dict[str, bytes] = {
    "early hints, many": b"HTTP/1.1 103 Early\r\nlink: x\r\n\r\n" * 1_000,
    "a header of megabytes": OK + b"x: " + b"y" * 2_000_000 + b"\r\n\r\n{}",
    "controls in a header": OK + b"link: \x1b[2J\x07\r\ncontent-length: 2\r\n\r\n[]",
    "nul in a header": OK + b"link: a\0b\r\ncontent-length: 2\r\n\r\n[]",
    "a status with controls": b"HTTP/1.1 999 \x1b[2J\x1b]0;x\x07\r\ncontent-length: 2\r\n\r\n{}",
    "a negative status": b"HTTP/1.1 -1 x\r\n\r\n",
    "status nought": b"HTTP/1.1 000 x\r\ncontent-length: 0\r\n\r\n",
    "no HTTP": b"hello",
    "another HTTP": b"HTTP/9.9 200 OK\r\n\r\n",
    "a negative length": OK + b"content-length: -5\r\n\r\n[]",
    "a huge length": OK + b"content-length: 99999999999999999999999\r\n\r\n[]",
    "two lengths": OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n[]",
    "a negative chunk": OK + b"transfer-encoding: chunked\r\n\r\n-1\r\n[]",
    "a huge chunk": OK + b"transfer-encoding: chunked\r\n\r\n" + b"f" * 100 + b"\r\n[]",
    "a long chunk extension": OK + b"transfer-encoding: chunked\r\n\r\n2;" + b"x" * 500_000 + b"\r\n[]\r\n0\r\n\r\n",
    "two encodings of transfer": OK + b"transfer-encoding: gzip, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
    "gzip that breaks off": answer(gzip.compress(b"[]" * 1_000)[:-9], "content-encoding: gzip\r\n"),
    "gzip and more": answer(gzip.compress(b"[]") + b"x" * 900_000, "content-encoding: gzip\r\n"),
    "gzip that is none": answer(b"[]", "content-encoding: gzip\r\n"),
    "brotli": answer(b"\x8b\x00\x80[]\x03", "content-encoding: br\r\n"),
    "UTF-16": answer('[{"a":"b"}]'.encode("utf-16")),
    "UTF-7": answer(b"+AHs-}", "content-type: application/json; charset=utf-7\r\n"),
    "another charset": answer(b"[]", "content-type: application/json; charset=rot13\r\n"),
    "no UTF-8": answer(b'{"error":"\xff\xfe"}'),
    "a byte order mark": answer(b"\xef\xbb\xbf[]"),
    "deep lists": answer(b"[" * 150_000),
    "deep objects": answer(b'{"a":' * 30_000),
    "a huge number": answer(b'[{"id":' + b"9" * 100_000 + b"}]"),
    "no numbers": answer(b"[NaN,Infinity,-Infinity,1e999]"),
    "a key three times": answer(b'[{"id":"1","id":"2","id":[]}]'),
    "a string": answer(b'"x"'),
    "nothing": answer(b""),
    "blanks": answer(b" " * 190_000),
    "an error with controls": answer(json.dumps({"error": "\x1b[2J\u202ex" * 900}).encode(), "", "422 E"),
    "an error within an error": answer(b'{"error":{"error":["x"]}}', "", "422 E"),
    "a deep error": answer(b"[" * 150_000, "", "422 E"),
    "a page as error": answer(b"<html>\x1b[2J</html>", "content-type: text/html\r\n", "500 E"),
    "a date that is far": answer(b"[]", f"date: {FAR}\r\n"),
    "an allowance that is far": answer(b"[]", f"x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {FAR}\r\n"),
    "a link that never ends": answer(b'[{"id":"1"}]', "link: " + "<" * 50_000 + "\r\n"),
    "many links": answer(b'[{"id":"1"}]', "link: " + '<http://x/?max_id=1>; rel="prev", ' * 1_500 + "\r\n"),
    "a link of attributes": answer(b'[{"id":"1"}]', "link: <http://x/?a=b>" + '; rel = "' * 8_000 + "\r\n"),
    "a link elsewhere": answer(b'[{"id":"1"}]', 'link: <http://evil/?max_id=\x1b[2J&a[]=1>; rel="next"\r\n'),
    "another protocol": b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n",
    "no content": b"HTTP/1.1 204 No\r\nconnection: close\r\n\r\n",
    "line feeds only": b"HTTP/1.1 200 OK\nconnection: close\n\n[]",
    "two answers": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    **{
        f"sent to {place[:24]!r} by {status}": answer(b"", f"location: {place}\r\n", status)
        for place, status in itertools.product(PLACES, ("301 M", "302 F", "307 T"))
    },
    **{
        f"asked to wait {wait!r} by {status}": answer(b"", f"retry-after: {wait}\r\n", status)
        for wait, status in itertools.product(WAITS, ("429 T", "503 S"))
    },
}  # fmt: skip


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server that gives everybody what is `given`."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(given[0])
            await writer.drain()
        except (ConnectionError, EOFError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


given: list[bytes] = []


def people(url: str) -> MastodonProvider:
    config = ProviderConfig(name="home", values={"server": url}, credential=lambda: Credential("token"))
    provider = MastodonProvider(config, read_address(url), limits=LIMITS)
    me = Account("home", "@me@odd.example", "mastodon", PersonId("home", "1"))
    provider.resume(me, Capabilities())
    return provider


async def what_is_said(ask: Callable[[], Awaitable[object]]) -> str:
    """The error, or the troubles that came with what was found."""
    try:
        found = await ask()
    except ProviderError as error:
        return str(error)
    return "".join(found.troubles) if isinstance(found, Page) else ""


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_whatever_is_answered(name: str, url: str) -> None:
    given[:] = [ANSWERS[name]]
    provider, feed = (
        people(url),
        FeedProvider("f", (f"{url}/f",), client=Client(lambda: datetime.now(UTC), LIMITS)),
    )
    asked = (
        provider.timeline,
        lambda: provider.post(PostId("home", "1")),
        lambda: provider.facts(Fact.LISTS),
    )
    async with asyncio.timeout(20):
        for ask in (provider.verify, *asked, feed.timeline):
            said = await what_is_said(ask)
            assert not UNCLEAN.search(said)
    await provider.close()
    await feed.close()
