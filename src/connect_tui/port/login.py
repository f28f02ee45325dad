"""How an account comes to be: a conversation with whoever logs in, and the secret that it ends with."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from connect_tui.port.failures import AuthExpired, NoSecret, ProviderError, Rejected


@dataclass(frozen=True, slots=True)
class Credential:
    """What the program keeps for an account: a secret that `str` and `repr` do not show.

    `extra` holds what else is secret (a client secret, a refresh token), by name. `place` is where the user
    keeps it, where that is not with this program: "the environment variable HOME_TOKEN".
    """

    secret: str
    extra: tuple[tuple[str, str], ...] = ()
    place: str = field(default="", compare=False)

    @property
    def refused(self) -> AuthExpired:
        """What to raise where the server does not take it any more: it is mended where it is kept."""
        if self.place:
            return NoSecret(f"no longer takes the secret from {self.place}: renew it there")
        return AuthExpired("no longer takes the login")

    def __repr__(self) -> str:
        return "Credential(…)"

    def __str__(self) -> str:
        return "…"


class LoginAsk(Protocol):
    """How a login talks with the person in front of it."""

    def say(self, sentence: str) -> None:
        """Tell them something."""
        ...

    def open(self, url: str) -> bool:
        """Open a page in their browser; false where that cannot be done."""
        ...

    async def ask(self, question: str, secret: bool = False) -> str:
        """Ask them for a line; a secret is not shown."""
        ...


class Login(Struct, frozen=True):
    """A login that worked: what to write to the account's own file, and what to keep secret."""

    values: Mapping[str, str]
    credential: Credential
    handle: str


GIVING_BACK = 10.0
"""Seconds that a server has to take back what it gave; nobody is to wait longer for that."""


async def give_back(logout: Awaitable[None]) -> str:
    """Log out, in a short time. Answers with what was in the way, as a clause that follows a name, or with
    nothing.
    """
    # Here: whoever only looks at plugins waits for no event loop to be imported.
    from asyncio import timeout

    try:
        async with timeout(GIVING_BACK):
            await logout
    except Rejected as error:
        return f"refuses: {error}"  # a server's own words are a sentence
    except ProviderError as error:
        return str(error)
    except TimeoutError:
        return "did not answer in time"
    return ""


async def break_off(logout: Awaitable[None], ask: LoginAsk) -> None:
    """A login comes to nothing although the server gave a secret for it: give that back, and say so."""
    refused = await give_back(logout)
    if refused:
        ask.say(
            "The login came to nothing. The server had let the program in, and could not take that back: "
            f"it {refused.rstrip('.')}. Take the program's access away in the settings of your account."
        )
    else:
        ask.say("The login came to nothing. What the server gave for it was given back.")
