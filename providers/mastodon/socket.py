"""The websocket of one account: https://docs.joinmastodon.org/methods/streaming/#websocket

It brings what happens as it happens. Nothing here understands it: `events` does.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import Frame
from websockets.protocol import Event
from websockets.typing import Subprotocol

from connect_tui.provider import AuthExpired, BadResponse, NotAllowed, Offline, ProviderError, Unreachable
from connect_tui.providers.mastodon.errors import to_error
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.web import trust
from connect_tui.providers.web.address import Address
from connect_tui.providers.web.http import USER_AGENT

PATH = "/api/v1/streaming"
USER, DIRECT = "user", "direct"
AT_ONCE = 16
"""Messages that wait to be taken in; the server waits with further ones."""
OPENING = 10.0
"""Seconds that opening may take."""
PING_EVERY = 20.0
PING_PATIENCE = 15.0
"""A connection that is dead without saying so is noticed after the sum of both, in seconds."""
CLOSING = 1.0
BRIEF = 60.0
"""Seconds. The stream of private lines that breaks later has broken for once; one that stands no longer than
this is no use, and is done without.
"""
LARGEST = 4 * 1024 * 1024
"""Bytes of one message."""
MANY = 2_000
"""Frames within `WHILE`; nobody's people say as much. A large one counts for one in each `PART` of it."""
WHILE = 10.0
"""Seconds."""
PART = 32 * 1024
"""Bytes."""
REFUSED = (400, 403)
"""What servers answer that look for the token elsewhere. A 401 says that it is worth nothing anywhere."""

_SUBPROTOCOL = re.compile(r"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")

_silent = logging.Logger(f"{__name__}.frames", logging.CRITICAL + 1)
"""The library logs headers and messages where somebody debugs: a token and other people's words. This one is
nobody's child, so that no configuration of logging wakes it.
"""


class _Patient(ClientConnection):
    """Breaks off where a server talks without end. Pings, answers to none and empty frames reach nobody who
    could make it wait, and keep the thread busy for as long as it likes.
    """

    _heard = 0
    _since = 0.0

    def process_event(self, event: Event) -> None:
        """Take a frame in, and count it."""
        super().process_event(event)
        now = self.loop.time()
        if now > self._since + WHILE:
            self._since, self._heard = now, 0
        self._heard += 1 + (len(event.data) // PART if isinstance(event, Frame) else 0)
        if self._heard > MANY:
            self.transport.abort()


class Socket:
    """Opens connections to a stream, and reads them. Raises `ProviderError` only."""

    def __init__(self, address: Address, token: Token, clock: Callable[[], datetime]) -> None:
        self._address = address
        self._token = token
        self._clock = clock
        self._open: set[ClientConnection] = set()
        self._in_query = False
        self._closed = False

    async def frames(self, base: str) -> AsyncGenerator[str | None, None]:
        """What the stream at `base` (`wss://host`) says; `None` first, when it stands. Ends when it is closed
        from here.

        Raises:
            ProviderError: it cannot be opened, or the connection broke.
        """
        said: asyncio.Queue[str | None] = asyncio.Queue(AT_ONCE)
        readers: list[asyncio.Task[None]] = []
        try:
            readers.append(asyncio.create_task(self._read(await self._connect(base, USER), said, brief=0)))
            # Private lines have a stream of their own. A second connection, for there are servers that read
            # nothing, as a wish to hear it on the first one; and they answer no ping from then on.
            with suppress(ProviderError):
                direct = await self._connect(base, DIRECT)
                readers.append(asyncio.create_task(self._read(direct, said, brief=BRIEF)))
            yield None
            while (message := await said.get()) is not None:
                yield message
        finally:
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
        if not self._closed:
            raise Offline("broke off its stream")

    async def _read(
        self, connection: ClientConnection, said: "asyncio.Queue[str | None]", *, brief: float
    ) -> None:
        """Pass on what a connection says, until it breaks; that too if it stood longer than `brief`, for what
        it would have said is missing from then on.
        """
        self._open.add(connection)
        began = asyncio.get_running_loop().time()
        try:
            while True:
                message = await connection.recv()
                if isinstance(message, str):
                    await said.put(message)
        except ConnectionClosed:
            if asyncio.get_running_loop().time() - began >= brief:
                await said.put(None)
        finally:
            self._open.discard(connection)
            connection.transport.abort()
            await connection.wait_closed()

    async def close(self) -> None:
        """End every stream, and open none any more."""
        self._closed = True
        for connection in tuple(self._open):
            connection.transport.abort()
            await connection.wait_closed()

    async def _connect(self, base: str, stream: str) -> ClientConnection:
        """A connection, the token where this server looks for it; in the address only at the last."""
        if self._closed:
            raise Offline("was closed")
        try:
            return await self._try(base, stream)
        except _LooksElsewhere:
            if self._in_query:
                raise
        self._in_query = True
        try:
            return await self._try(base, stream)
        except ProviderError:
            self._in_query = False
            raise

    async def _try(self, base: str, stream: str) -> ClientConnection:
        token = await self._token.get()
        if token is None:
            raise AuthExpired("needs a login: no token is stored")
        try:
            return await self._opening(base, stream, token)
        except InvalidStatus as error:
            raise self._refusal(error, token) from None
        except TimeoutError:
            raise Unreachable("did not answer in time") from None
        except OSError as error:
            raise Unreachable("cannot be reached") from error
        except (WebSocketException, ValueError, ImportError) as error:
            # What it says may hold the address, and with it the token.
            raise BadResponse(f"gives no stream that can be read ({type(error).__name__})") from None

    def _opening(self, base: str, stream: str, token: str) -> "_Straight":
        query = {"stream": stream, **({"access_token": token} if self._in_query else {})}
        headers = {} if self._in_query else {"Authorization": f"Bearer {token}"}
        # Where browsers put it, which can send no header; some servers look nowhere else.
        offered = not self._in_query and _SUBPROTOCOL.fullmatch(token)
        return _Straight(
            f"{base}{PATH}?{urlencode(query)}",
            additional_headers=headers,
            subprotocols=[Subprotocol(token)] if offered else None,
            user_agent_header=USER_AGENT,
            compression=None,
            create_connection=_Patient,
            open_timeout=OPENING,
            ping_interval=PING_EVERY,
            ping_timeout=PING_PATIENCE,
            close_timeout=CLOSING,
            max_size=LARGEST,
            logger=_silent,
            # A proxy from the environment has no business with this machine's own servers.
            proxy=None if self._address.loopback else True,
            # Whom the other requests trust.
            ssl=trust.certificates() if base.startswith("wss:") else None,
        )

    def _refusal(self, error: InvalidStatus, token: str) -> ProviderError:
        response = error.response
        if response.status_code in REFUSED:
            return _LooksElsewhere("gives this login no stream")
        if response.status_code < 400:
            return BadResponse("sends elsewhere for its stream")
        headers = {name.lower(): value for name, value in response.headers.raw_items()}
        found = to_error(
            response.status_code,
            headers,
            bytes(response.body or b""),
            self._clock(),
            writes=False,
            secrets=[token],
        )
        if isinstance(found, AuthExpired):
            return self._token.refused()
        return found


class _LooksElsewhere(NotAllowed):
    """Refused, perhaps because the token was not seen."""


class _Straight(connect):
    """Goes where it is sent and no further: the token would go along."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
