"""A wire to a real server over which, drawn from a seed, some answers do not come as they should.

async with RoughWire(server.url, random.Random(7), clock) as wire:
    wire.rough = 0.3
    ... connect to wire.url: a third of the requests meet one of FAULTS ...
"""

import asyncio
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self

import httpx
from rough_stream import RoughStreams

BODY = 256 * 1024
"""So many bytes the program is to read at most; what is huge is more."""
BEFORE = ("refused", "reset", "429", "429 until", "503", "loop", "elsewhere")
"""The request never arrives: the connection closes or is reset, a pause is asked for without or with its end, a
fault, a redirect to the same address, a redirect to another server.
"""
AFTER = (
    "lost",
    "half",
    "stall",
    "500",
    "html",
    "type",
    "torn",
    "huge",
    "bomb",
    "skew",
    "slow",
    "late",
    "shuffled",
)
"""It was done, and then: no answer, half of one, half of one and silence, a fault, a web page, another type, JSON
that ends too early, far too much, little that unpacks to far too much, a clock that is days ahead, a pause, what
was answered before, everything in another order.
"""
FAULTS = BEFORE + AFTER
_BOMB = gzip.compress(bytes(64 * BODY))
_DROPPED = frozenset({"connection", "content-length", "transfer-encoding", "accept-encoding"})


class RoughWire:
    """Passes requests on, one connection a request. `patience` is how long the program waits, in seconds."""

    def __init__(
        self, target: str, chance: random.Random, clock: Callable[[], datetime], patience: float
    ) -> None:
        self.rough = 0.0
        """The share of requests that meet a fault."""
        self.forgets_keys = False
        """Whether the server never hears of an idempotency key."""
        self.away = False
        """Whether there is no way to the server: this machine's network is another, or none."""
        self.asked: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()
        self.strayed = 0
        """Requests that followed a redirect to another server."""
        self.url = ""
        self.streams = RoughStreams(target, lambda: self._elsewhere, chance)
        self._target = target
        self._chance = chance
        self._clock = clock
        self._patience = patience
        self._before: dict[str, bytes] = {}
        self._http = httpx.AsyncClient(trust_env=False, timeout=30)
        self._servers: list[asyncio.Server] = []
        self._visits: set[asyncio.Task[None]] = set()
        self._elsewhere = ""

    async def __aenter__(self) -> Self:
        for visit in (self._visit, self._stray):
            self._servers.append(await asyncio.start_server(visit, "127.0.0.1", 0))
        self.url, self._elsewhere = (
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}" for server in self._servers
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await self._http.aclose()

    async def _stray(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.strayed += 1
        writer.close()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None
        self._visits.add(visit)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, EOFError, asyncio.CancelledError):
            pass  # nobody waits for this task
        finally:
            self._visits.discard(visit)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.away:
            return None
        first, headers = _head_of(await reader.readuntil(b"\r\n\r\n"))
        method, target, _ = first.split(" ", 2)
        if headers.get("upgrade", "").lower() == "websocket":
            return await self.streams.pass_on(target, headers, reader, writer)
        self.asked[method] += 1
        fault = self._fault(method, target)
        if fault in ("refused", "reset"):
            return _end(writer, fault)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if fault in BEFORE:
            writer.write(self._refusal(fault, target))
            return await writer.drain()
        kept = {name: value for name, value in headers.items() if name not in _DROPPED}
        if self.forgets_keys:
            kept.pop("idempotency-key", None)
        done = await self._http.request(method, self._target + target, content=body, headers=kept)
        return await self._hand_back(writer, fault, target.partition("?")[0], done)

    def _fault(self, method: str, target: str) -> str:
        if self._chance.random() >= self.rough:
            return ""
        fault = self._chance.choice(FAULTS)
        if fault in ("late", "shuffled") and (method != "GET" or "/statuses?" in target):
            # Where a server tells of my own posts as they were before, nothing can know what became of one.
            return ""
        self.struck[fault] += 1
        return fault

    def _refusal(self, fault: str, target: str) -> bytes:
        match fault:
            case "429":
                return _response(429, b'{"error": "Too many requests"}')
            case "429 until":
                seconds = self._chance.choice([1, 60, 900])
                return _response(429, b'{"error": "Too many requests"}', f"retry-after: {seconds}")
            case "loop":
                return _response(302, b"", f"location: {target}")
            case "elsewhere":
                return _response(307, b"", f"location: {self._elsewhere}{target}")
            case _:
                return _response(503, b"")

    async def _hand_back(
        self, writer: asyncio.StreamWriter, fault: str, path: str, done: httpx.Response
    ) -> None:
        body, before = done.content, self._before.get(path)
        more = [f"{name}: {done.headers[name]}" for name in ("link", "content-type") if name in done.headers]
        if done.is_success:
            self._before[path] = body
        match fault:
            case "lost":
                return
            case "half" | "stall":
                whole = _response(done.status_code, body, *more)
                writer.write(whole[: len(whole) - len(body) // 2 - 1])
                await writer.drain()
                await asyncio.sleep(3 * self._patience if fault == "stall" else 0)
                return
            case "500":
                whole = _response(500, b'{"error": "Something went wrong"}')
            case "html":
                whole = _response(200, b"<!doctype html><h1>Back soon</h1>", "content-type: text/html")
            case "type":
                whole = _response(done.status_code, body, "content-type: application/octet-stream")
            case "torn":
                whole = _response(done.status_code, body[: len(body) // 2], *more)
            case "huge":
                whole = _response(200, b"[" + b" " * (2 * BODY) + b"]", *more)
            case "bomb":
                whole = _response(200, _BOMB, *more, "content-encoding: gzip")
            case "late" if before is not None:
                whole = _response(done.status_code, before, *more)
            case "shuffled":
                whole = _response(done.status_code, self._shuffled(body), *more)
            case "skew":
                ahead = format_datetime(self._clock() + timedelta(days=3), usegmt=True)
                whole = _response(done.status_code, body, *more, f"date: {ahead}")
            case _:
                await asyncio.sleep(self._patience / 10 if fault == "slow" else 0)
                whole = _response(done.status_code, body, *more)
        writer.write(whole)
        await writer.drain()

    def _shuffled(self, body: bytes) -> bytes:
        try:
            found: object = json.loads(body)
        except ValueError:
            return body
        if isinstance(found, list):
            self._chance.shuffle(found)
        return json.dumps(found).encode()


def _head_of(head: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    return first, {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)}


def _end(writer: asyncio.StreamWriter, fault: str) -> None:
    if fault == "reset":
        writer.transport.abort()


def _response(status: int, body: bytes, *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(body)}", "connection: close", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body
