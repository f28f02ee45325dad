"""A websocket server for tests that streams what it is told to, to whom it is told to.

    async with StreamServer() as server:
        server.takes = ("query",)               # where it looks for a token
        ... connect to server.url ...
        await server.say("update", {...})
        server.drop()                           # every connection breaks
        server.fall_silent()                    # nobody answers any more, and nothing says so

`server.visits` are the handshakes that came in. Other paths answer as `server.answers` says, else 404.
"""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

TOKEN = "a-token-of-mine"


@dataclass(frozen=True)
class Visit:
    """A handshake: where a token stood, if anywhere."""

    path: str
    in_header: bool
    in_subprotocol: bool
    in_query: bool
    stream: str = ""


class StreamServer:
    """The server, on a free loopback port."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.streams: tuple[str, ...] = ("user", "direct")
        """The streams that it has; of others it answers 404."""
        self.answers: dict[str, object] = {}
        self.takes: tuple[str, ...] = ("header", "subprotocol", "query")
        """Where it looks for a token; elsewhere it answers 403."""
        self.status = 0
        """What it answers to every handshake, where it is set."""
        self.location = ""
        self.url = ""
        self._server: Server | None = None
        self._open: set[ServerConnection] = set()

    async def __aenter__(self) -> Self:
        self._server = await serve(self._talk, "127.0.0.1", 0, process_request=self._look)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self.drop()
        self._server.close()
        await self._server.wait_closed()

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    async def say(self, event: str, payload: object, stream: str = "user") -> None:
        """Tell everybody who listens."""
        inner = payload if isinstance(payload, str) else json.dumps(payload)
        await self.send(json.dumps({"stream": [stream], "event": event, "payload": inner}), stream)

    async def send(self, frame: str | bytes, stream: str = "user") -> None:
        """Send a frame as it is."""
        for connection in tuple(self._open):
            if self._stream_of(connection) == stream:
                await connection.send(frame)

    async def talk(self, frame: str | bytes) -> None:
        """Say the same for ever, as fast as it is heard; “ping” and “pong” are what they say."""
        while self._open:
            for connection in tuple(self._open):
                match frame:
                    case "ping":
                        await connection.ping()
                    case "pong":
                        await connection.pong()
                    case _:
                        await connection.send(frame)
            await asyncio.sleep(0)

    def drop(self, stream: str = "") -> None:
        """Every connection breaks without a word; or those of one stream."""
        for connection in tuple(self._open):
            if not stream or self._stream_of(connection) == stream:
                connection.transport.abort()

    def fall_silent(self) -> None:
        """Nobody reads what comes in any more; the connections stand."""
        for connection in self._open:
            assert isinstance(connection.transport, asyncio.Transport)
            connection.transport.pause_reading()

    def _stream_of(self, connection: ServerConnection) -> str:
        assert connection.request is not None
        return parse_qs(urlsplit(connection.request.path).query)["stream"][0]

    def _look(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        query = parse_qs(parts.query)
        if parts.path != "/api/v1/streaming":
            return self._answer(parts.path)
        visit = Visit(
            parts.path,
            request.headers.get("Authorization") == f"Bearer {TOKEN}",
            request.headers.get("Sec-WebSocket-Protocol") == TOKEN,
            query.get("access_token") == [TOKEN],
            query.get("stream", [""])[0],
        )
        self.visits.append(visit)
        if visit.stream not in self.streams:
            return Response(404, "Not Found", Headers(), b"")
        if self.status:
            headers = Headers({"Location": self.location} if self.location else {})
            return Response(self.status, "Whatever", headers, b"")
        found = {"header": visit.in_header, "subprotocol": visit.in_subprotocol, "query": visit.in_query}
        if not any(found[place] for place in self.takes):
            return connection.respond(HTTPStatus.FORBIDDEN, "no")
        return None

    def _answer(self, path: str) -> Response:
        if path not in self.answers:
            return Response(404, "Not Found", Headers(), b"")
        body = json.dumps(self.answers[path]).encode()
        headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
        return Response(200, "OK", headers, body)

    async def _talk(self, connection: ServerConnection) -> None:
        self._open.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self._open.discard(connection)
