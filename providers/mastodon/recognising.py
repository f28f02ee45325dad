"""Whether an address is that of a server which speaks the Mastodon API, or of somebody on one."""

import re
from urllib.parse import urlsplit

from connect_tui.provider import BadResponse, NotAllowed, NotFound, ProviderError, Recognised, Rejected
from connect_tui.providers.mastodon.client import Client
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.web.address import Address, read_address
from connect_tui.providers.web.http import Limits

_LIMITS = Limits(connect=8.0, read=10.0, whole=15.0, body=1_000_000)
_HANDLE = re.compile(r"(?:acct:)?@?([\w.-]+)@([\w.:\[\]-]+)", re.IGNORECASE)
_PROFILE = re.compile(r"/(?:@[\w.@-]+|users/[\w.-]+|web(?:/.*)?)?/?", re.IGNORECASE)
_ELSEWHERE = (NotFound, NotAllowed, BadResponse, Rejected)
"""What a server answers that is another kind of server."""
_INSTANCE = ("/api/v2/instance", "/api/v1/instance")


async def recognise(written: str) -> Recognised | None:
    """The server that is meant by "example.social", "@me@example.social" or the address of a profile.

    Raises:
        ProviderError: it cannot be found out, or there is no such server behind a handle; `str()` is a
            sentence.
    """
    written = written.strip()
    handle = _HANDLE.fullmatch(written)
    address = _address(handle[2] if handle else written)
    if address is None:
        return None
    try:
        found = await _server(address) or (await _delegated(address, written) if handle else None)
    except ProviderError as error:
        # The sentence names whom it is about; the kind of error stays what it is.
        error.args = (f"{address.host} {error}",)
        raise
    if found is not None:
        return Recognised(f"the server {found.host}, which speaks the Mastodon API", {"server": found.base})
    if handle:
        raise NotFound(f"{address.host} is no server that speaks the Mastodon API")
    return None


def _address(written: str) -> Address | None:
    """The server, where this is its name or the address of a profile on it."""
    if not written or written.startswith(("@", "did:", "at:", "feed:")):
        return None
    try:
        parts = urlsplit(written if "://" in written else f"//{written}")
        fits = "@" not in parts.netloc and (not parts.path or _PROFILE.fullmatch(parts.path))
        return read_address(written) if fits else None
    except ValueError:
        return None


async def _server(address: Address) -> Address | None:
    """The server at this address; `None` where it is one of another kind."""
    client = Client(address, Token(), limits=_LIMITS)
    try:
        for path in _INSTANCE:
            try:
                answer = (await client.get(path)).json
            except _ELSEWHERE:
                continue
            if answer.text("version") and (answer.text("domain") or answer.text("uri")):
                return address
        return None
    finally:
        await client.close()


async def _delegated(address: Address, handle: str) -> Address | None:
    """The server that a domain names for its people: https://docs.joinmastodon.org/spec/webfinger/"""
    client = Client(address, Token(), limits=_LIMITS)
    resource = f"acct:{handle.removeprefix('acct:').lstrip('@')}"
    try:
        answer = (await client.get("/.well-known/webfinger", {"resource": resource})).json
    except _ELSEWHERE:
        return None
    finally:
        await client.close()
    links = (link.link("href") for link in answer.get("links") if link.text("rel") == "self")
    other = _address(urlsplit(next((link for link in links if link), "")).netloc)
    return await _server(other) if other is not None and other.base != address.base else None
