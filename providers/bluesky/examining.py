"""What `connect-tui check` asks the server of an account, beyond who I am.

https://docs.bsky.app/docs/api/com-atproto-server-get-session and
https://docs.bsky.app/docs/api/com-atproto-server-describe-server
"""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from connect_tui.domain import clean
from connect_tui.provider import Examined, ProviderConfig, ProviderError
from connect_tui.providers.bluesky.client import Client
from connect_tui.providers.bluesky.identity import Directory
from connect_tui.providers.bluesky.names import read_account
from connect_tui.providers.bluesky.opening import PLC, SERVICE, address, text
from connect_tui.providers.bluesky.session import Session
from connect_tui.providers.bluesky.xrpc import Call, Xrpc
from connect_tui.providers.web.clock import ahead
from connect_tui.providers.web.reader import Json

_STANDING = {
    "takendown": "was taken down by its server: ask there why",
    "suspended": "is suspended by its server: ask there until when",
    "deactivated": "is deactivated: activate it again where you made it",
}
"""What becomes of an account that is not active."""
_LONGEST = 80


async def examine(
    config: ProviderConfig, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Examined:
    """Ask the account's own server what it is, what time it has, and how the account stands there.

    Raises:
        ProviderError: it does not answer.
    """
    xrpc = Xrpc()
    service, plc = address(config.values, "service", SERVICE), address(config.values, "plc", PLC)
    account = read_account(text(config.values, "handle"))
    session = Session(config, account, Directory(xrpc, service, plc, clock), xrpc, clock)
    try:
        mine = await Client(xrpc, session, clock).get("com.atproto.server.getSession")
        pds = (await session.tokens()).pds
        described = await xrpc.ask(pds, Call("com.atproto.server.describeServer"), {}, clock())
        skew = ahead(described.headers.get("date", ""), clock())
        version = ""
        # Not every server says which version it runs.
        with contextlib.suppress(ProviderError):
            version = (await xrpc.document(pds, "/xrpc/_health", clock())).line("version")
    finally:
        await xrpc.close()
    return Examined(clean.line(f"an AT Protocol server {version}", _LONGEST), skew, _troubles(mine))


def _troubles(mine: Json) -> tuple[str, ...]:
    if not mine.has("active") or mine.flag("active"):
        return ()
    standing = mine.line("status")
    return (_STANDING.get(standing, "is not active: ask its server why"),)
