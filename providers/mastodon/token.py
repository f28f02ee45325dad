"""The access token, asked for when it is first needed."""

import asyncio
from collections.abc import Callable

from connect_tui.provider import AuthExpired, Credential, NoSecret


class Token:
    """Keeps the token between requests. `ask` may be slow: it can mean a keyring or a password manager.

    Without `ask` there is none, as before a login.
    """

    def __init__(self, ask: Callable[[], Credential | None] | None = None) -> None:
        self._ask = ask
        self._known: str | None = None
        self._credential: Credential | None = None

    async def get(self) -> str | None:
        """The token.

        Raises:
            AuthExpired: there should be one and is not, or it cannot be one.
        """
        if self._known is None and self._ask is not None:
            credential = await asyncio.to_thread(self._ask)
            token = credential.secret.strip() if credential is not None else ""
            if not token:
                raise AuthExpired("needs a login: no token is stored")
            if not token.isascii() or not token.isprintable() or " " in token:
                if credential is not None and credential.place:
                    raise NoSecret(f"has no secret: what {credential.place} gives is no token")
                raise AuthExpired("needs a login: what is stored is no token")
            self._known, self._credential = token, credential
        return self._known

    def refused(self) -> AuthExpired:
        """What to raise where the server refused it. It is asked for again the next time: there may be a new
        one.
        """
        credential, self._known, self._credential = self._credential, None, None
        return (credential or Credential("")).refused
