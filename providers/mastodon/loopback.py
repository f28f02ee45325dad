"""The page on this machine to which a browser comes back after a login: RFC 8252, section 7.3."""

import asyncio
import secrets
from typing import Self
from urllib.parse import parse_qs, urlsplit

from connect_tui.provider import NotAllowed, Offline

PATIENCE = 600.0
"""Seconds in which a person can log in."""
_READ = 10.0
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>connect-tui</title>"
    "<body style='font-family:sans-serif;max-width:30em;margin:4em auto;line-height:1.5'>"
    "<h1>{title}</h1><p>{text}</p>"
)


class Loopback:
    """A server for one visit. Use it as `async with Loopback() as loopback`.

    `state` is a secret that only the right browser brings along.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.state = secrets.token_urlsafe(24)
        self.address = ""
        self._patience = patience
        self._server: asyncio.Server | None = None
        self._result: asyncio.Future[str] | None = None

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0, limit=16 * 1024)
        except OSError as error:
            raise Offline("cannot be logged in to: this machine gave no port to come back to") from error
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"
        self._result = asyncio.get_running_loop().create_future()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        if self._result is not None:
            self._result.cancel()

    async def code(self) -> str:
        """Wait for the code.

        Raises:
            NotAllowed: the person said no, or nobody came.
        """
        if self._result is None:
            raise RuntimeError("not entered")
        try:
            async with asyncio.timeout(self._patience):
                found = await self._result
        except TimeoutError as error:
            raise NotAllowed("was not allowed in time; begin again") from error
        if not found:
            raise NotAllowed("was not allowed to be used from here")
        return found

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ):
                line = (await reader.readline()).decode("latin-1")
                while (await reader.readline()).strip():
                    pass
                writer.write(self._answer(line))
                await writer.drain()
        except (TimeoutError, ValueError, OSError):
            # A visitor that does not speak HTTP; the browser still can come.
            pass
        finally:
            writer.close()

    def _answer(self, line: str) -> bytes:
        """What the visitor sees, and what came of it."""
        method, _, rest = line.partition(" ")
        parts = urlsplit(rest.split(" ", 1)[0])
        query = parse_qs(parts.query)
        if method != "GET" or parts.path != "/" or self._result is None:
            return _response("404 Not Found", "Nothing here", "This page has no content.")
        state = query.get("state", [""])[0]
        if not secrets.compare_digest(state.encode(), self.state.encode()):
            return _response("400 Bad Request", "Not this one", "This visit does not belong to the login.")
        code = query.get("code", [""])[0]
        if not self._result.done():
            self._result.set_result(code)
        if not code:
            return _response("200 OK", "Not logged in", "You can close this page.")
        return _response(
            "200 OK", "You are logged in", "You can close this page and go back to the terminal."
        )


def _response(status: str, title: str, text: str) -> bytes:
    body = _PAGE.format(title=title, text=text).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
