"""A small HTTP server for tests that answers exactly what it is told to, right or wrong.

    async with OddServer() as server:
        server.answers["/api/v1/timelines/home"] = reply([], link='<…>; rel="next"')
        server.answers["/slow"] = Raw(b"", after=5.0)
        ... server.requests says what was asked ...

The path may be given with its query; without, it stands for any. What has no answer gets 404 and HTML.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Raw:
    """Bytes to send as they are, `after` so many seconds; then the connection is closed."""

    data: bytes
    after: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The body as a form."""
        return parse_qs(self.body.decode())

    @property
    def json(self) -> object:
        """The body as JSON."""
        return json.loads(self.body)


Reply = Raw | Callable[[Asked], Raw]


def reply(body: object, status: int = 200, **headers: str) -> Raw:
    """A complete answer; what is no bytes is sent as JSON. Underscores in header names become dashes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json", "content-length": str(len(data)), "connection": "close"}
    sent |= {name.replace("_", "-").lower(): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return Raw(f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + data)


def page(status: int = 200) -> Raw:
    """A web page, as proxies and parked domains send it."""
    return reply(b"<!doctype html><h1>It works</h1>", status, content_type="text/html; charset=utf-8")


class OddServer:
    """The server, on a free loopback port."""

    def __init__(self) -> None:
        self.answers: dict[str, Reply] = {}
        self.requests: list[Asked] = []
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    def asked(self, path: str) -> list[Asked]:
        """The requests for this path."""
        return [asked for asked in self.requests if asked.path == path]

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked, target = await _read(reader)
            self.requests.append(asked)
            answer = self.answers.get(target) or self.answers.get(asked.path) or page(404)
            raw = answer if isinstance(answer, Raw) else answer(asked)
            await asyncio.sleep(raw.after)
            writer.write(raw.data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> tuple[Asked, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Asked(method, parts.path, parse_qs(parts.query), headers, body), target
