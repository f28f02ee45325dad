"""A line between the program and a server, which can be cut: then nobody is there to connect to.

with Line(server.url) as line:
    ... configure the program with line.url ...
    line.cut()
    line.mend()
"""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Line:
    """Passes bytes on, from a free loopback port."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url).port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._port = 0

    @property
    def url(self) -> str:
        """Where the server can be reached."""
        return f"http://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """Nobody answers any more, and whoever talks is cut short."""
        self._do(self._cut())

    def mend(self) -> None:
        """The server can be reached again, at the same address."""
        if self._server is None:
            self._do(self._listen())

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._cut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _do(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0.05)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._open |= {writer, back}
        await asyncio.gather(_pass(reader, back), _pass(there, writer))
        self._open -= {writer, back}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
