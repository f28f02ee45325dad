"""XRPC, the way in which the servers of the network are asked: https://atproto.com/specs/xrpc"""

import json
from collections.abc import Mapping
from datetime import datetime

import httpx
from msgspec import Struct, field

from connect_tui.provider import BadResponse
from connect_tui.providers.bluesky.errors import to_error
from connect_tui.providers.web.address import Address
from connect_tui.providers.web.http import USER_AGENT, Http, Limits, Params, pairs
from connect_tui.providers.web.reader import Json, decode
from connect_tui.providers.web.unpacking import KINDS


class Answer(Struct, frozen=True):
    """What a server answered; `headers` are in lower case."""

    json: Json
    headers: Mapping[str, str] = field(default_factory=dict)


class Call(Struct, frozen=True):
    """One question: a query without `body` and `content`, else a procedure. `content` has the type `kind`."""

    method: str
    params: Params = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    content: bytes | None = None
    kind: str = ""

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.body is not None or self.content is not None

    @property
    def password(self) -> str:
        """The password that it brings along, if any."""
        found = (self.body or {}).get("password")
        return found if isinstance(found, str) else ""


class Xrpc:
    """Asks servers; raises `ProviderError` only. Servers on this machine have a client of their own."""

    def __init__(
        self, limits: Limits | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._transport = transport
        self._clients: dict[bool, Http] = {}

    async def ask(self, address: Address, call: Call, headers: Mapping[str, str], now: datetime) -> Answer:
        """Ask the server at this address."""
        url = httpx.URL(f"{address.base}/xrpc/{call.method}", params=pairs(call.params) or None)
        http = self._http(address)
        content, more = call.content, dict(headers)
        if content is not None:
            more["Content-Type"] = call.kind
        elif call.body:
            content, more["Content-Type"] = json.dumps(call.body).encode(), "application/json"
        method = "POST" if call.writes else "GET"
        request = http.request(method, url, {**_HEADERS, **more}, content=content)
        response, body = await http.fetch(request)
        found = {name.lower(): value for name, value in response.headers.items()}
        if not response.is_success:
            secrets = [headers.get("Authorization", "").removeprefix("Bearer "), call.password]
            raise to_error(response.status_code, found, body, now, writes=call.writes, secrets=secrets)
        return Answer(_decoded(body, found), found)

    async def document(self, address: Address, path: str, now: datetime) -> Json:
        """A JSON document that stands at a path of this server."""
        http = self._http(address)
        request = http.request("GET", address.base + path, _HEADERS)
        response, body = await http.fetch(request)
        if not response.is_success:
            raise to_error(response.status_code, dict(response.headers), body, now, writes=False)
        return _decoded(body, dict(response.headers))

    async def close(self) -> None:
        """Let go of connections."""
        for http in self._clients.values():
            await http.close()

    def _http(self, address: Address) -> Http:
        if address.loopback not in self._clients:
            self._clients[address.loopback] = Http(
                self._limits, loopback=address.loopback, transport=self._transport
            )
        return self._clients[address.loopback]


_HEADERS = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": KINDS}


def _decoded(body: bytes, headers: Mapping[str, str]) -> Json:
    if not body.strip():
        return Json(None)
    try:
        return decode(body)
    except ValueError as error:
        if "html" in headers.get("content-type", "") or body.lstrip()[:1] == b"<":
            raise BadResponse(
                "answered with a web page; is it really a server of the AT Protocol?"
            ) from error
        raise BadResponse("answered with something that cannot be read") from error
