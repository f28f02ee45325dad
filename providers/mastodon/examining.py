"""What `connect-tui check` asks a server, beyond who I am.

https://docs.joinmastodon.org/methods/apps/#verify_credentials and
https://docs.joinmastodon.org/api/oauth-scopes/
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from connect_tui.domain import clean
from connect_tui.provider import Examined, NotFound, ProviderConfig, ProviderError
from connect_tui.providers.mastodon.client import Answer, Client
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.clock import ahead
from connect_tui.providers.web.reader import Json

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "read": ("read:accounts", "read:statuses", "read:notifications"),
    "write": ("write:statuses", "write:media", "write:favourites"),
}
"""What a login has to be allowed, and the finer permissions that are enough for most of it."""
_LONGEST = 80


async def examine(
    config: ProviderConfig, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Examined:
    """Ask the server what it is, what time it has, and what this login may do.

    Raises:
        ProviderError: it does not answer.
    """
    server = config.values.get("server", "")
    client = Client(read_address(server if isinstance(server, str) else ""), Token(config.credential))
    try:
        instance = await _instance(client)
        now, scopes = clock(), list[str]()
        # Not every server says what a login may do; whether it works at all is asked elsewhere.
        with contextlib.suppress(ProviderError):
            scopes = _scopes((await client.get("/api/v1/apps/verify_credentials")).json)
    finally:
        await client.close()
    skew = ahead(instance.headers.get("date", ""), now)
    return Examined(_server(instance.json), skew, tuple(_missing(scopes)))


async def _instance(client: Client) -> Answer:
    try:
        return await client.get("/api/v2/instance")
    except NotFound:
        return await client.get("/api/v1/instance")


def _server(json: Json) -> str:
    """The last part of where its source is, such as `mastodon`, and its version."""
    source = json.line("source_url").rstrip("/").rpartition("/")[2]
    return clean.line(f"{source.capitalize()} {json.line('version')}", _LONGEST)


def _scopes(json: Json) -> list[str]:
    """None where the server does not say them."""
    return [*json.texts("scopes"), *json.text("scopes").split()]


def _missing(scopes: list[str]) -> Iterator[str]:
    for name, parts in _NEEDED.items() if scopes else ():
        if name not in scopes and not set(parts) <= set(scopes):
            yield f"is not allowed to “{name}”: log in again"
