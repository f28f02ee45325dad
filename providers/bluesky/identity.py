"""From a handle to an account, and to the server that keeps it.

Handles: https://atproto.com/specs/handle, documents: https://atproto.com/specs/did, did:plc:
https://web.plc.directory/spec/v0.1/did-plc
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from msgspec import Struct

from connect_tui.provider import BadResponse, NotFound, Rejected
from connect_tui.providers.bluesky.names import is_did, is_handle
from connect_tui.providers.bluesky.xrpc import Call, Xrpc
from connect_tui.providers.web.address import Address, read_address
from connect_tui.providers.web.reader import Json

DID_DOCUMENT = "/.well-known/did.json"
_PDS = "AtprotoPersonalDataServer"


class Identity(Struct, frozen=True):
    """An account: its DID, and its own server, which keeps its records and takes its password."""

    did: str
    pds: Address


class Directory:
    """Finds accounts: handles through a service, did:plc through the directory of those."""

    def __init__(self, xrpc: Xrpc, service: Address, plc: Address, clock: Callable[[], datetime]) -> None:
        self.service = service
        self._xrpc = xrpc
        self._plc = plc
        self._clock = clock

    async def identity(self, account: str) -> Identity:
        """Who this handle or DID is.

        Raises:
            NotFound: there is nobody of that name, or the DID leads nowhere.
            Rejected: the account does not say that the handle is its own.
        """
        did = account if is_did(account) else await self.did_of(account)
        document = await self._document(did)
        if account != did and f"at://{account}" not in {
            name.lower() for name in document.texts("alsoKnownAs")
        }:
            raise Rejected(f"@{account} leads to an account that has another handle")
        return Identity(did, _pds(document, did))

    async def did_of(self, handle: str) -> str:
        """https://docs.bsky.app/docs/api/com-atproto-identity-resolve-handle"""
        if not is_handle(handle):
            raise NotFound(f"does not know anybody with the handle @{handle}")
        call = Call("com.atproto.identity.resolveHandle", {"handle": handle})
        try:
            answer = await self._xrpc.ask(self.service, call, {}, self._clock())
        except NotFound as error:
            raise NotFound(f"does not know anybody with the handle @{handle}") from error
        did = answer.json.text("did")
        if not is_did(did):
            raise BadResponse("answered with something that is no DID")
        return did

    async def _document(self, did: str) -> Json:
        """The document of a DID."""
        try:
            if did.startswith("did:plc:"):
                document = await self._xrpc.document(self._plc, f"/{did}", self._clock())
            elif did.startswith("did:web:"):
                address = read_address(unquote(did.removeprefix("did:web:")))
                document = await self._xrpc.document(address, DID_DOCUMENT, self._clock())
            else:
                raise NotFound(f"cannot be found: {did} is of a kind that is not known here")
        except ValueError as error:
            raise NotFound(f"cannot be found: {did} names no server") from error
        except NotFound as error:
            raise NotFound(f"cannot be found: {did} leads nowhere (any more)") from error
        if document.text("id") != did:
            raise BadResponse(f"cannot be found: what stands under {did} is another document")
        return document


def _pds(document: Json, did: str) -> Address:
    """The server that an account's document names."""
    for service in document.get("service"):
        if service.text("id") in ("#atproto_pds", f"{did}#atproto_pds") and service.text("type") == _PDS:
            try:
                return read_address(service.text("serviceEndpoint"))
            except ValueError as error:
                raise BadResponse("cannot be found: its server has no address that is safe") from error
    raise NotFound("cannot be found: the account has no server")
