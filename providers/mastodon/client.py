"""HTTP to one server: what goes out, what may come in, and what it means when it does not."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import httpx
from msgspec import Struct, field

from connect_tui.provider import AuthExpired, BadResponse, RateLimited
from connect_tui.providers.mastodon.errors import to_error
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.web.address import Address, origin
from connect_tui.providers.web.http import USER_AGENT, File, Http, Limits, Params, pairs
from connect_tui.providers.web.reader import Json, decode
from connect_tui.providers.web.unpacking import KINDS
from connect_tui.providers.web.waiting import Pause, reset_at

MAX_REDIRECTS = 3
_SECRET = frozenset({"client_secret", "code", "code_verifier", "token"})
"""The fields of forms that nobody but the server may see."""


class Answer(Struct, frozen=True):
    """What a server answered; `headers` are in lower case."""

    json: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Client:
    """Talks with one server. Every method raises `ProviderError` only."""

    def __init__(
        self,
        address: Address,
        token: Token,
        *,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.address = address
        self._token = token
        self._clock = clock
        self._http = Http(limits or Limits(), loopback=address.loopback, transport=transport)
        self._pause = Pause()

    async def get(self, path: str, params: Params | None = None) -> Answer:
        """Ask for something."""
        self._pause.check(self._clock())
        return await self._send("GET", path, params=params or {})

    async def send(self, method: str, path: str, form: Params | None = None, key: str = "") -> Answer:
        """Change something. `key` makes a repetition harmless where the server knows such keys."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self._send(method, path, form=form or {}, headers=headers)

    async def send_json(self, method: str, path: str, body: Mapping[str, object], key: str = "") -> Answer:
        """As `send`, for what a form cannot say."""
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return await self._send(method, path, content=json.dumps(body).encode(), headers=headers)

    async def send_file(self, path: str, file: File, form: Params) -> Answer:
        """Bring a file to the server, in as much time as that takes."""
        return await self._send("POST", path, form=form, file=file)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        form: Params | None = None,
        content: bytes | None = None,
        file: File | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, along redirects within the server."""
        url = httpx.URL(self.address.base + path, params=pairs(params) if params else None)
        sent = {**await self._headers(), **(headers or {})}
        data = {
            name: list(value) if isinstance(value, tuple) else value for name, value in (form or {}).items()
        }
        for _ in range(MAX_REDIRECTS + 1):
            request = self._http.request(
                method,
                url,
                sent,
                data=data or None,
                content=content,
                files={"file": file} if file else None,
            )
            response, body = await self._http.fetch(request, slow=file is not None)
            target = response.headers.get("location", "") if response.is_redirect else ""
            if not target:
                return self._read(response, body, writes=method != "GET", secrets=_secrets(sent, form or {}))
            if method != "GET" and response.status_code not in (307, 308):
                raise BadResponse("sends to another address")
            url = self._along(str(url), target)
        raise BadResponse("sends from one address to the next")

    def _along(self, url: str, target: str) -> httpx.URL:
        """Where a redirect leads; only within the server's origin, for the token goes along."""
        try:
            followed = httpx.URL(urljoin(url, target))
        except (ValueError, httpx.InvalidURL) as error:
            raise BadResponse("sends to an address that is none") from error
        if origin(str(followed)) != self.address.origin:
            raise BadResponse("sends to another server; if it has moved, log in at its new address")
        return followed

    async def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": KINDS}
        token = await self._token.get()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _read(
        self, response: httpx.Response, body: bytes, *, writes: bool, secrets: Collection[str]
    ) -> Answer:
        """The JSON of an answer that is one."""
        headers = {name.lower(): value for name, value in response.headers.items()}
        if not response.is_success:
            error = to_error(
                response.status_code, headers, body, self._clock(), writes=writes, secrets=secrets
            )
            if isinstance(error, AuthExpired):
                error = self._token.refused()
            if isinstance(error, RateLimited) and not writes:
                self._pause.until(error.retry_at, self._clock())
            raise error
        if not writes:
            self._note_allowance(headers)
        if not body.strip():
            return Answer(Json(None), headers, response.status_code)
        try:
            return Answer(decode(body), headers, response.status_code)
        except ValueError as error:
            if "html" in headers.get("content-type", "") or body.lstrip()[:1] == b"<":
                raise BadResponse("answered with a web page; is it really a Mastodon server?") from error
            raise BadResponse("answered with something that cannot be read") from error

    def _note_allowance(self, headers: Mapping[str, str]) -> None:
        """Ask nothing more once the server says that nothing is left."""
        if headers.get("x-ratelimit-remaining", "").strip() != "0":
            return
        now = self._clock()
        if (reset := reset_at(headers, now)) is not None and reset < now + timedelta(hours=1):
            self._pause.until(max(reset, now + timedelta(seconds=1)), now)


def _secrets(headers: Mapping[str, str], form: Params) -> list[str]:
    """What went out with a request and nobody else may see."""
    return [
        headers.get("Authorization", "").removeprefix("Bearer "),
        *(value for name, value in pairs(form) if name in _SECRET),
    ]
