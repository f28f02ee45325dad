"""Files on their way to a server: https://docs.joinmastodon.org/methods/media/"""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from connect_tui.domain import clean
from connect_tui.domain.media_types import kind_of
from connect_tui.provider import BadResponse, NotFound, Rejected, ServerFault
from connect_tui.providers.mastodon.client import Answer, Client

PROCESSING = frozenset({202, 206})
"""What a server answers that has the file, and is not done with it."""
PATIENCE = 600.0
"""Seconds that a server gets to be done with a file."""
FIRST_LOOK, LAST_LOOK = 0.5, 5.0
"""Seconds between two questions whether it is done: few at first, then more."""


class _Watched(io.FileIO):
    """A file that tells which share of it was read."""

    def __init__(self, path: Path, progress: Callable[[float], None]) -> None:
        super().__init__(path)
        self._whole = max(path.stat().st_size, 1)
        self._progress = progress

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        self._progress(min(self.tell() / self._whole, 1.0))
        return data


async def upload(client: Client, path: Path, alt: str, progress: Callable[[float], None]) -> str:
    """Bring a file to the server and wait until it can be posted; its name there."""
    try:
        answer = await _send(client, "/api/v2/media", path, alt, progress)
    except NotFound:
        # Servers that are small or old know the first version only, and answer when they are done.
        answer = await _send(client, "/api/v1/media", path, alt, progress)
    key = answer.json.id("id")
    if not key:
        raise BadResponse("does not say how it calls the file")
    if answer.status in PROCESSING:
        await _processed(client, key)
    return key


async def _send(
    client: Client, where: str, path: Path, alt: str, progress: Callable[[float], None]
) -> Answer:
    try:
        with _Watched(path, progress) as file:
            kind = kind_of(path.name)
            return await client.send_file(where, (path.name, file, kind), {"description": alt} if alt else {})
    except OSError as error:
        shown = clean.line(str(path))
        raise Rejected(f"“{shown}” cannot be read: {error.strerror or 'the disk failed'}") from error


async def _processed(client: Client, key: str) -> None:
    """Wait until the server is done with a file; an answer that names none does not say so."""
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + PATIENCE, FIRST_LOOK
    while loop.time() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LAST_LOOK)
        answer = await client.get(f"/api/v1/media/{quote(key, safe='')}")
        if answer.status not in PROCESSING and answer.json.id("id"):
            return
    raise ServerFault("is still at work on a file; this should pass")
