"""A session: two tokens for one password, renewed when the first of them has run out.

https://docs.bsky.app/docs/api/com-atproto-server-create-session. The access token lives for two hours, the
refresh token for ninety days and for one use. What is new is kept at once; should another program have been
faster, its tokens are taken up, and should nothing else help, the password is used once more.
See `docs/decisions/0010-sessions-are-kept.md`.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.provider import AuthExpired, BadResponse, Credential, ProviderConfig
from connect_tui.providers.bluesky.identity import Directory, Identity
from connect_tui.providers.bluesky.names import is_did
from connect_tui.providers.bluesky.xrpc import Answer, Call, Xrpc
from connect_tui.providers.web.address import Address, read_address


class Tokens(Struct, frozen=True):
    """A session of an account; `account` is the handle or DID that stands in the configuration."""

    account: str
    did: str
    pds: Address
    access: str
    refresh: str

    def __repr__(self) -> str:
        return "Tokens(…)"

    def beside(self, password: str) -> Credential:
        """Everything that has to be kept, the password among it."""
        kept = {
            "account": self.account,
            "did": self.did,
            "pds": self.pds.base,
            "access": self.access,
            "refresh": self.refresh,
        }
        return Credential(password, tuple(kept.items()))

    @classmethod
    def of(cls, credential: Credential) -> "Tokens | None":
        """The session that is kept beside a password, where there is one."""
        kept = dict(credential.extra)
        try:
            pds = read_address(kept.get("pds", ""))
        except ValueError:
            return None
        found = cls(
            kept.get("account", ""), kept.get("did", ""), pds, kept.get("access", ""), kept.get("refresh", "")
        )
        whole = is_did(found.did) and found.account and _is_token(found.access) and _is_token(found.refresh)
        return found if whole else None


class Session:
    """The session of one account, begun when it is first needed."""

    def __init__(
        self,
        config: ProviderConfig,
        account: str,
        directory: Directory,
        xrpc: Xrpc,
        clock: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._account = account
        self._directory = directory
        self._xrpc = xrpc
        self._clock = clock
        self._tokens: Tokens | None = None
        self._one_at_a_time = asyncio.Lock()

    async def tokens(self) -> Tokens:
        """The tokens, as they are now.

        Raises:
            AuthExpired: there is no password, or it is not taken.
        """
        async with self._one_at_a_time:
            if self._tokens is None:
                credential = await self._credential()
                self._tokens = Tokens.of(credential) or await self._begin(credential)
            return self._tokens

    async def renew(self, stale: Tokens) -> None:
        """The server no longer takes these tokens: have others, if nobody has seen to that meanwhile."""
        async with self._one_at_a_time:
            if self._tokens is not None and self._tokens.access != stale.access:
                return
            self._tokens = None
            credential = await self._credential()
            kept = Tokens.of(credential)
            if kept is not None and kept.access != stale.access:
                # Another program has renewed them.
                self._tokens = kept
                return
            try:
                self._tokens = await self._refresh(kept or stale)
            except AuthExpired:
                self._tokens = await self._begin(credential)
                return
            await self._keep(credential.secret)

    async def _credential(self) -> Credential:
        credential = await asyncio.to_thread(self._config.credential)
        if credential is None or not credential.secret.strip():
            raise AuthExpired("needs a login: no app password is stored")
        kept = dict(credential.extra).get("account", self._account)
        if kept != self._account:
            raise AuthExpired(f"needs a login: the stored password is for @{kept}")
        return credential

    async def _begin(self, credential: Credential) -> Tokens:
        """Log in with the password, at the server that the account names now."""
        who = await self._directory.identity(self._account)
        before = dict(credential.extra)
        if before.get("did", who.did) != who.did:
            raise AuthExpired(f"needs a login: @{self._account} is another account now")
        if before.get("pds", who.pds.base) != who.pds.base:
            raise AuthExpired(f"needs a login: the account has moved to {who.pds.host}")
        self._tokens = await self._create(who, credential.secret.strip())
        await self._keep(credential.secret)
        return self._tokens

    async def _create(self, who: Identity, password: str) -> Tokens:
        call = Call("com.atproto.server.createSession", body={"identifier": who.did, "password": password})
        answer = await self._xrpc.ask(who.pds, call, {}, self._clock())
        return self._read(answer, Tokens(self._account, who.did, who.pds, "", ""))

    async def _refresh(self, tokens: Tokens) -> Tokens:
        """https://docs.bsky.app/docs/api/com-atproto-server-refresh-session"""
        headers = {"Authorization": f"Bearer {tokens.refresh}"}
        call = Call("com.atproto.server.refreshSession", body={})
        return self._read(await self._xrpc.ask(tokens.pds, call, headers, self._clock()), tokens)

    def _read(self, answer: Answer, tokens: Tokens) -> Tokens:
        did, access, refresh = (answer.json.text(key) for key in ("did", "accessJwt", "refreshJwt"))
        if did != tokens.did or not _is_token(access) or not _is_token(refresh):
            raise BadResponse("gave no session; is it really a server of the AT Protocol?")
        return replace(tokens, access=access, refresh=refresh)

    async def _keep(self, password: str) -> None:
        if self._tokens is not None:
            await asyncio.to_thread(self._config.keep, self._tokens.beside(password))


def _is_token(written: str) -> bool:
    return bool(written) and written.isascii() and written.isprintable() and " " not in written
