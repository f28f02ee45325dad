"""One HTTP client: how long to wait, how much to read, and what it means when no answer comes."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from connect_tui.provider import BadResponse, Offline, Unreachable
from connect_tui.providers.web.unpacking import TooMuch, Unpacking, Unreadable

Params = Mapping[str, str | tuple[str, ...]]
"""Parameters of a request; several values go under one name."""
USER_AGENT = "connect-tui"
"""Never empty: GoToSocial answers 418 to that."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds, and how many bytes to read."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    upload: float = 1800.0
    body: int = 32 * 1024 * 1024


class Http:
    """Sends requests, follows no redirect, and raises `ProviderError` only.

    `loopback`: the server is on this machine.
    """

    def __init__(
        self, limits: Limits, *, loopback: bool = False, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._limits = limits
        self._loopback = loopback
        self._transport = transport
        self._made: httpx.AsyncClient | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """The client itself, to build requests with."""
        if self._made is None:
            limits = self._limits
            self._made = httpx.AsyncClient(
                timeout=httpx.Timeout(limits.read, connect=limits.connect),
                follow_redirects=False,
                transport=self._transport,
                # SSL_CERT_FILE and SSL_CERT_DIR are honoured everywhere. A proxy from the environment has no
                # business with this machine's own servers.
                verify=httpx.create_ssl_context(),
                trust_env=not self._loopback,
            )
        return self._made

    async def fetch(self, request: httpx.Request, *, slow: bool = False) -> tuple[httpx.Response, bytes]:
        """The answer and its body, in time and in bounds; `slow` where the request brings a file along."""
        try:
            async with asyncio.timeout(self._limits.upload if slow else self._limits.whole):
                response = await self.client.send(request, stream=True)
                try:
                    return response, await self._body(response)
                finally:
                    await response.aclose()
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable("did not answer in time") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Offline("did not answer in time") from error
        except httpx.RemoteProtocolError as error:
            raise BadResponse("broke off in the middle of its answer") from error
        except (httpx.DecodingError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise BadResponse("answered with something that cannot be read") from error
        except httpx.ConnectError as error:
            raise Unreachable(_unreachable(error)) from error
        except httpx.HTTPError as error:
            raise Offline("cannot be reached: the connection broke") from error

    async def close(self) -> None:
        """Let go of connections."""
        if self._made is not None:
            await self._made.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        try:
            # Not the library's own unpacking: it knows no limit, and unpacks what is packed several times.
            unpacking = Unpacking(response.headers.get("content-encoding", ""), self._limits.body)
            async for part in response.aiter_raw():
                body += unpacking.take(part)
        except TooMuch as error:
            raise BadResponse("answered with far too much") from error
        except Unreadable as error:
            raise BadResponse("answered with something that cannot be read") from error
        return bytes(body)


def pairs(params: Params) -> list[tuple[str, str]]:
    """Parameters one by one."""
    return [
        (name, item)
        for name, value in params.items()
        for item in (value if isinstance(value, tuple) else (value,))
    ]


def _unreachable(error: BaseException) -> str:
    """Why no connection came about."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "cannot be reached safely: it cannot prove who it is (TLS)"
        cause = cause.__cause__ or cause.__context__
    return "cannot be reached"
