"""A wire to a real server that breaks where it is told to.

async with FaultyWire(server.url) as wire:
    wire.breaks.append(Break("POST", "/api/v1/statuses", "lost"))
    ... connect to wire.url: the request arrives, its answer does not ...
"""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

KINDS = ("refused", "cut", "lost", "half", "500", "html", "slow", "429")
"""Closed at once; closed within the request; done, and then: no answer, half of it, a fault, a web page, too late.
And asked to wait.
"""
ARRIVES = frozenset({"lost", "half", "500", "html", "slow"})
SLOW = 1.0


@dataclass(frozen=True)
class Break:
    """The next request like this meets this fault."""

    method: str
    path: str
    kind: str


class FaultyWire:
    """Passes requests on, one connection a request."""

    def __init__(self, target: str) -> None:
        self.breaks: list[Break] = []
        self.struck: list[Break] = []
        self.url = ""
        self._target = target
        self._http = httpx.AsyncClient(trust_env=False, timeout=30)
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
        await self._http.aclose()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = dict(line.split(": ", 1) for line in lines if line)
        kind = self._strike(method, target.partition("?")[0])
        if kind == "refused":
            return
        length = int({name.lower(): value for name, value in headers.items()}.get("content-length", "0"))
        if kind == "cut":
            await reader.read(max(length // 2, 1) if length else 0)
            return
        body = await _body(reader, headers, length)
        if kind == "429":
            writer.write(_response(429, b'{"error": "Too many requests"}', "retry-after: 60\r\n"))
            return
        kept = {
            name: value
            for name, value in headers.items()
            if name.lower() not in ("host", "connection", "content-length", "transfer-encoding")
        }
        done = await self._http.request(method, self._target + target, content=body, headers=kept)
        await self._hand_back(writer, kind, done)

    async def _hand_back(self, writer: asyncio.StreamWriter, kind: str, done: httpx.Response) -> None:
        whole = _response(done.status_code, done.content, f"content-type: {done.headers['content-type']}\r\n")
        match kind:
            case "lost":
                return
            case "slow":
                await asyncio.sleep(SLOW)
            case "half":
                whole = whole[: len(whole) - len(done.content) // 2]
            case "500":
                whole = _response(500, b'{"error": "Something went wrong"}')
            case "html":
                whole = _response(502, b"<h1>Bad gateway</h1>", "content-type: text/html\r\n")
        writer.write(whole)
        await writer.drain()

    def _strike(self, method: str, path: str) -> str:
        for found in self.breaks:
            if (found.method, found.path) == (method, path):
                self.breaks.remove(found)
                self.struck.append(found)
                return found.kind
        return ""


async def _body(reader: asyncio.StreamReader, headers: dict[str, str], length: int) -> bytes:
    if {name.lower(): value for name, value in headers.items()}.get("transfer-encoding") != "chunked":
        return await reader.readexactly(length)
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _response(status: int, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Whatever\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{more}\r\n"
    return head.encode() + body
