"""A server that answers as it is told to, in the place of all that there are on the AT Protocol."""

import base64
import json
from collections.abc import Callable

from odd_server import Asked, OddServer, Raw, reply

from connect_tui.provider import Credential, Provider, ProviderConfig
from connect_tui.providers.bluesky import PLUGIN

DID = "did:plc:ew5n3hrpcbydm2kwcfz3v7ra"
HANDLE = "me.example.com"


def error(name: str, message: str = "", status: int = 400, **headers: str) -> Raw:
    return reply({"error": name, "message": message}, status, **headers)


def token(name: str) -> str:
    """What looks like a token, and tells its name to whoever reads a test."""
    return base64.urlsafe_b64encode(json.dumps({"jti": name}).encode()).decode().rstrip("=") + f".{name}"


class OddNetwork:
    """Handles, directory and server of one account, all at one address."""

    def __init__(self, server: OddServer) -> None:
        self.server = server
        self.password = "right"
        self.session = 0
        self.kept: list[Credential] = [Credential("right")]
        answers = server.answers
        answers["/xrpc/com.atproto.identity.resolveHandle"] = reply({"did": DID})
        answers[f"/{DID}"] = self.document(server.url)
        answers["/xrpc/com.atproto.server.createSession"] = self._create
        answers["/xrpc/com.atproto.server.refreshSession"] = self._refresh
        answers["/xrpc/app.bsky.actor.getProfile"] = self.with_token({"did": DID, "handle": HANDLE})
        answers["/xrpc/app.bsky.actor.getPreferences"] = self.with_token({"preferences": []})
        answers["/xrpc/app.bsky.feed.getTimeline"] = self.with_token({"feed": []})

    def document(self, pds: str, **more: object) -> Raw:
        """The document of the account."""
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": pds}
        return reply({"id": DID, "alsoKnownAs": [f"at://{HANDLE}"], "service": [service], **more})

    def with_token(self, answer: object) -> Callable[[Asked], Raw]:
        """An answer for whoever brings the token of the current session; others are told that it expired."""

        def answering(asked: Asked) -> Raw:
            fits = asked.headers.get("authorization") == f"Bearer {token(f'access-{self.session}')}"
            return reply(answer) if fits else error("ExpiredToken", "Token has expired")

        return answering

    def config(self, **values: str) -> ProviderConfig:
        """The settings of the account."""
        return ProviderConfig(
            name="sky",
            values={"handle": HANDLE, "service": self.server.url, "plc": self.server.url, **values},
            credential=lambda: self.kept[-1],
            keep=self.kept.append,
        )

    def open(self, **values: str) -> Provider:
        """The account."""
        return PLUGIN.open(self.config(**values))

    def _create(self, asked: Asked) -> Raw:
        if json.loads(asked.body)["password"] != self.password:
            return error("AuthenticationRequired", "Invalid identifier or password", 401)
        return self._session()

    def _refresh(self, asked: Asked) -> Raw:
        if asked.headers.get("authorization") != f"Bearer {token(f'refresh-{self.session}')}":
            return error("ExpiredToken", "Token has been revoked")
        return self._session()

    def _session(self) -> Raw:
        """A new session; the one before is worth nothing from now on."""
        self.session += 1
        return reply(
            {
                "did": DID,
                "handle": HANDLE,
                "accessJwt": token(f"access-{self.session}"),
                "refreshJwt": token(f"refresh-{self.session}"),
            }
        )
