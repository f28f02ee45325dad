"""One account's requests to its own server, which passes on what is for others."""

from collections.abc import Callable, Mapping
from datetime import datetime

from connect_tui.provider import AuthExpired, RateLimited
from connect_tui.providers.bluesky.session import Session, Tokens
from connect_tui.providers.bluesky.xrpc import Answer, Call, Xrpc
from connect_tui.providers.web.http import Params
from connect_tui.providers.web.reader import Json
from connect_tui.providers.web.waiting import Pause, reset_at


class Client:
    """Asks as the account. Every method raises `ProviderError` only."""

    def __init__(self, xrpc: Xrpc, session: Session, clock: Callable[[], datetime]) -> None:
        self.labelers: tuple[str, ...] = ()
        """Whose labels I want, besides those that the network gives anyway."""
        self._xrpc = xrpc
        self._session = session
        self._clock = clock
        self._given = ""
        self._pause = Pause()

    async def me(self) -> str:
        """My DID."""
        return (await self._session.tokens()).did

    async def pds(self) -> str:
        """The address of my own server."""
        return (await self._session.tokens()).pds.base

    async def get(self, method: str, params: Params | None = None) -> Json:
        """Ask for something."""
        self._pause.check(self._clock())
        return (await self._ask(Call(method, params or {}), self._labels(method))).json

    async def send(self, method: str, body: Mapping[str, object]) -> Json:
        """Change something."""
        return (await self._ask(Call(method, body=body), {})).json

    async def upload(self, content: bytes, kind: str) -> Json:
        """Hand in a file of this MIME type; the answer names it."""
        return (await self._ask(Call("com.atproto.repo.uploadBlob", content=content, kind=kind), {})).json

    async def close(self) -> None:
        """Let go of connections."""
        await self._xrpc.close()

    async def _ask(self, call: Call, headers: Mapping[str, str]) -> Answer:
        """Ask once, and once more with other tokens where these are no longer taken."""
        tokens = await self._session.tokens()
        try:
            return await self._once(tokens, call, headers)
        except AuthExpired:
            await self._session.renew(tokens)
        return await self._once(await self._session.tokens(), call, headers)

    async def _once(self, tokens: Tokens, call: Call, headers: Mapping[str, str]) -> Answer:
        sent = {"Authorization": f"Bearer {tokens.access}", **headers}
        try:
            answer = await self._xrpc.ask(tokens.pds, call, sent, self._clock())
        except RateLimited as error:
            if not call.writes:
                self._pause.until(error.retry_at, self._clock())
            raise
        if not call.writes:
            self._note(answer, asked=bool(headers))
        return answer

    def _labels(self, method: str) -> dict[str, str]:
        """https://docs.bsky.app/docs/advanced-guides/moderation#labeler-subscriptions

        Naming labelers replaces those that the network gives by itself: they are named again.
        """
        if not self.labelers or not self._given or not method.startswith("app.bsky."):
            return {}
        named = [part.strip() for part in self._given.split(",")]
        named += [did for did in self.labelers if did not in {part.partition(";")[0] for part in named}]
        return {"atproto-accept-labelers": ", ".join(named[:20])}

    def _note(self, answer: Answer, *, asked: bool) -> None:
        """What the answer's headers say: whose labels come by themselves, and whether to pause."""
        if not asked and (given := answer.headers.get("atproto-content-labelers")):
            self._given = given
        if answer.headers.get("ratelimit-remaining", "").strip() == "0":
            now = self._clock()
            self._pause.until(reset_at(answer.headers, now), now)
