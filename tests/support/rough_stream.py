"""The websocket half of a rough wire: streams that are not given, that die, that fall silent, and that lie.

Every connection meets at most one of `STREAM_FAULTS`, at its beginning or in the middle of what it says.
"""

import asyncio
import base64
import hashlib
import json
import random
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

AT_FIRST = ("refused", "503", "429", "page", "elsewhere", "another key", "no answer")
"""It is not opened: the connection closes, a fault, a pause, a web page, a redirect to another server, a handshake
that answers to another key than ours, nothing at all.
"""
LATER = (
    "dies at once",
    "dies",
    "half a frame",
    "garbage",
    "masked",
    "too long",
    "falls silent",
    "closes with a word",
    "lies",
    "repeats",
    "changed",
)
"""It stands, and then: it breaks, in the middle of a frame too; says what is no frame, or one that only a client may
send, or one that claims to be endless; says nothing more and stands; closes with a reason; says what is no event, of
posts that never were, and what is none; says everything many times; says without a pause that something changed.
"""
STREAM_FAULTS = AT_FIRST + LATER
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_LIES: tuple[object, ...] = (
    "no JSON",
    "[" * 5_000,
    [],
    None,
    {},
    {"event": "update"},
    {"event": "update", "payload": "{"},
    {"event": "update", "payload": {"id": 5}},
    {"event": "update", "payload": '{"id": "999999", "account": null}'},
    {"event": "status.update", "payload": '{"id": "../..", "uri": "x", "account": {"id": "1", "acct": "x"}}'},
    {"event": "delete", "payload": "999999999"},
    {"event": "delete", "payload": None},
    {"event": "delete", "payload": "../../1"},
    {"event": "notification", "payload": '{"id": "9", "type": "mention", "status": null}'},
    {"event": "notification", "payload": '{"id": "9", "type": "follow_request"}'},
    {"event": "conversation", "payload": '{"id": "9", "last_status": []}'},
    {"event": "filters_changed"},
    {"event": "\x1b[2J", "payload": "\x1b]52;c;aGk=\x07", "stream": ["user"]},
)


class RoughStreams:
    """Passes websockets on to `target` ("http://host:port")."""

    def __init__(self, target: str, elsewhere: Callable[[], str], chance: random.Random) -> None:
        self.rough = 0.0
        """The share of connections that meet a fault."""
        self.struck: Counter[str] = Counter()
        self.opened = 0
        """Connections that were asked for."""
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._elsewhere = elsewhere
        self._chance = chance
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Every connection breaks, as where the network changes."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def pass_on(
        self,
        target: str,
        headers: dict[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """One handshake, and what follows it."""
        self.opened += 1
        fault = self._chance.choice(STREAM_FAULTS) if self._chance.random() < self.rough else ""
        if fault:
            self.struck[fault] += 1
        if fault in AT_FIRST:
            return await self._refuse(fault, target, writer)
        there_reader, there_writer = await asyncio.open_connection(*self._target)
        self._open |= {writer, there_writer}
        try:
            lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
            there_writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
            writer.write(await there_reader.readuntil(b"\r\n\r\n"))
            coming = asyncio.create_task(_copy(reader, there_writer))
            try:
                await self._say(there_reader, writer, fault)
            finally:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        finally:
            self._open -= {writer, there_writer}
            there_writer.transport.abort()
            writer.transport.abort()
        return None

    async def _refuse(self, fault: str, target: str, writer: asyncio.StreamWriter) -> None:
        match fault:
            case "503":
                writer.write(b"HTTP/1.1 503 Whatever\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            case "429":
                writer.write(b"HTTP/1.1 429 Whatever\r\nretry-after: -5\r\ncontent-length: 0\r\n\r\n")
            case "page":
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<h1>Back soon</h1>")
            case "elsewhere":
                writer.write(f"HTTP/1.1 302 Found\r\nlocation: {self._elsewhere()}{target}\r\n\r\n".encode())
            case "another key":
                key = base64.b64encode(hashlib.sha1(b"another" + _GUID.encode()).digest()).decode()
                writer.write(
                    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                    f"sec-websocket-accept: {key}\r\n\r\n".encode()
                )
            case "no answer":
                await asyncio.sleep(1.0)
        with suppress(ConnectionError):
            await writer.drain()

    async def _say(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: str) -> None:
        """Pass on frame by frame what the server says."""
        quiet = asyncio.create_task(_frame(there))
        said = 0
        after = 0 if fault == "dies at once" else self._chance.randrange(3)
        try:
            while True:
                if fault and said >= after:
                    if self._misbehave(fault, writer):
                        await writer.drain()
                        return
                    if fault == "falls silent":
                        await asyncio.Event().wait()
                    if fault in ("lies", "changed"):
                        fault = ""
                done, _ = await asyncio.wait({quiet}, timeout=0.2)
                said += 1
                if done:
                    frame = quiet.result()
                    writer.write(frame * (5 if fault == "repeats" else 1))
                    await writer.drain()
                    quiet = asyncio.create_task(_frame(there))
        finally:
            quiet.cancel()
            await asyncio.gather(quiet, return_exceptions=True)

    def _misbehave(self, fault: str, writer: asyncio.StreamWriter) -> bool:
        """Say what no server should; whether that was the last word."""
        match fault:
            case "dies at once" | "dies":
                return True
            case "half a frame":
                writer.write(_text('{"event": "update", "payload": "')[:-7])
            case "garbage":
                writer.write(secrets.token_bytes(2_000))
            case "masked":
                writer.write(b"\x81\x85abcdhello")
            case "too long":
                writer.write(b"\x81\x7f" + (2**62).to_bytes(8, "big") + b"x" * 1_000)
            case "closes with a word":
                writer.write(b"\x88\x16" + (1011).to_bytes(2, "big") + b"\x1b[2J" + b"x" * 16)
            case "lies":
                for lie in _LIES:
                    writer.write(_text(lie if isinstance(lie, str) else json.dumps(lie)))
                writer.write(b"\x82\x04\x00\x01\x02\x03")
                return False
            case "changed":
                writer.write(_text('{"event": "notifications_merged"}') * 200)
                return False
            case _:
                return False
        return True


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One frame as a server sends it: https://www.rfc-editor.org/rfc/rfc6455#section-5.2"""
    head = await reader.readexactly(2)
    more = {126: 2, 127: 8}.get(head[1] & 0x7F, 0)
    length = await reader.readexactly(more)
    size = int.from_bytes(length, "big") if more else head[1] & 0x7F
    return head + length + await reader.readexactly(size)


def _text(words: str) -> bytes:
    """Words as one frame of a server."""
    body = words.encode()
    if len(body) < 126:
        return bytes([0x81, len(body)]) + body
    return b"\x81\x7e" + len(body).to_bytes(2, "big") + body
