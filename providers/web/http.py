"""One HTTP client: how long to wait, how much to read, and what it means when no answer comes."""

import asyncio
import os
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, BinaryIO

import h11
import httpcore
import httpx
from msgspec import Struct

from connect_tui.provider import BadResponse, Offline, Unreachable
from connect_tui.providers.web import trust
from connect_tui.providers.web.unpacking import TooMuch, Unpacking, Unreadable

Params = Mapping[str, str | tuple[str, ...]]
"""Parameters of a request; several values go under one name."""
File = tuple[str, BinaryIO, str]
"""A file to send: its name, its bytes, its media type."""
USER_AGENT = "connect-tui"
"""Never empty: GoToSocial answers 418 to that."""
MAX_HINTS = 100
"""Answers to one connection that say that the answer is still to come (103 and its like)."""
MAX_PARTS = 20_000
"""Parts of one body; what comes letter by letter keeps whoever takes it in busy."""
_PROXIES = frozenset({"all_proxy", "http_proxy", "https_proxy", "no_proxy"})


_connection: Any = httpcore._async.http11.AsyncHTTP11Connection  # noqa: SLF001 - nothing public counts them
_receive_event = _connection._receive_event  # noqa: SLF001


async def _receive_few_hints(connection: Any, **waiting: float | None) -> Any:
    """As the library does it, but not for ever: it passes over hints, and would pass over them as fast as it
    can, for as long as a server sends them.
    """
    event = await _receive_event(connection, **waiting)
    if isinstance(event, h11.InformationalResponse):
        connection.hints = getattr(connection, "hints", 0) + 1
        if connection.hints > MAX_HINTS:
            raise httpcore.RemoteProtocolError("too many hints")
    return event


_connection._receive_event = _receive_few_hints  # noqa: SLF001


class Limits(Struct, frozen=True):
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
        """The client itself, to build requests with.

        Raises:
            Unreachable: what the environment says of proxies or certificates is of no use.
        """
        if self._made is None:
            self._made = self._make()
        return self._made

    def request(
        self,
        method: str,
        url: httpx.URL | str,
        headers: Mapping[str, str],
        *,
        content: bytes | None = None,
        data: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, File] | None = None,
    ) -> httpx.Request:
        """A request for `fetch`.

        Raises:
            BadResponse: the address is none, or has a host that no rule for names of hosts allows.
            Unreachable: what the environment says of proxies or certificates is of no use.
        """
        try:
            return self.client.build_request(
                method, url, headers=headers, content=content, data=data, files=files
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise BadResponse("has an address that is none") from error

    def _make(self) -> httpx.AsyncClient:
        limits = self._limits
        try:
            return httpx.AsyncClient(
                timeout=httpx.Timeout(limits.read, connect=limits.connect),
                follow_redirects=False,
                transport=self._transport,
                verify=trust.certificates(),
                # Nobody is to be known again by them; and a server could send new ones for ever.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                # A proxy from the environment has no business with this machine's own servers.
                trust_env=not self._loopback,
            )
        except OSError as error:
            raise Unreachable(_untrusting()) from error
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise Unreachable(_wrong_way()) from error

    async def fetch(self, request: httpx.Request, *, slow: bool = False) -> tuple[httpx.Response, bytes]:
        """The answer and its body, in time and in bounds; `slow` where the request brings a file along."""
        try:
            async with asyncio.timeout(self._limits.upload if slow else self._limits.whole):
                response = await self.client.send(request, stream=True)
                try:
                    if response.status_code == httpx.codes.NETWORK_AUTHENTICATION_REQUIRED:
                        # Whoever stands between should be saying so; a server that does may have done it.
                        raise Offline(
                            "cannot be reached: this network wants a login first; open a page in a browser"
                        )
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
        except ExceptionGroup as error:
            # The library's own; of a port that is none, the server's or that of the proxy before it.
            raise Unreachable(
                "cannot be reached: its address, or a proxy's, has a port that is none"
            ) from error
        except httpx.ProxyError as error:
            raise Unreachable(f"cannot be reached: {_proxies()} names a proxy that refuses") from error
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
            parts = 0
            async for part in response.aiter_raw():
                parts += 1
                if parts > MAX_PARTS:
                    raise TooMuch
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


def _untrusting() -> str:
    """Why nobody can prove who they are."""
    if named := trust.named_by():
        return f"cannot be reached safely: {named} names no certificates; correct or unset it"
    return (
        "cannot be reached safely: the certificates of this Python (certifi) cannot be read; reinstall them"
    )


def _wrong_way() -> str:
    """Which variables lead to no proxy; not where to: a password may be in there."""
    return f"cannot be reached: {_proxies()} names no proxy that can be used; correct or unset it"


def _proxies() -> str:
    """The variables that name proxies."""
    return " or ".join(
        sorted({name for name, value in os.environ.items() if name.lower() in _PROXIES and value})
    )
