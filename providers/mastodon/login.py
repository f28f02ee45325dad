"""Logging in and out: https://docs.joinmastodon.org/methods/oauth/

A code flow with PKCE (S256). Servers that do not know PKCE pass over it.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from connect_tui.domain import clean
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Credential,
    Login,
    LoginAsk,
    NotAllowed,
    NotFound,
    ProviderConfig,
    Rejected,
    break_off,
)
from connect_tui.providers.mastodon.client import Client
from connect_tui.providers.mastodon.loopback import Loopback
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.mastodon.token import Token
from connect_tui.providers.web.address import Address, read_address

SCOPES = "read write follow"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
"""Makes the server show the code, to be pasted."""


async def login(values: Mapping[str, str], ask: LoginAsk) -> Login:
    """Log in at the server that `values` names, or the person does.

    Raises:
        ProviderError: it did not work; `str()` says why.
    """
    written = values.get("server", "") or await ask.ask("Which server is your account on? ")
    try:
        address = read_address(written)
    except ValueError as error:
        raise Rejected(str(error)) from error
    client = Client(address, Token())
    try:
        return await _login(client, address, ask)
    finally:
        await client.close()


async def logout(config: ProviderConfig) -> None:
    """Make the token worthless. A token without the app it belongs to was made by hand, and is left alone."""
    credential = config.credential()
    server = config.values.get("server", "")
    if credential is None or not isinstance(server, str):
        return
    extra = dict(credential.extra)
    if not extra.get("client_id") or not extra.get("client_secret"):
        return
    client = Client(read_address(server), Token())
    try:
        await client.send(
            "POST",
            "/oauth/revoke",
            {
                "client_id": extra["client_id"],
                "client_secret": extra["client_secret"],
                "token": credential.secret,
            },
        )
    except AuthExpired:
        # The server has forgotten it already.
        return
    except NotFound as error:
        raise NotFound("does not take logins back") from error
    finally:
        await client.close()


async def _login(client: Client, address: Address, ask: LoginAsk) -> Login:
    verifier = secrets.token_urlsafe(48)
    async with Loopback() as loopback:
        app = await _register(client, loopback.address)
        url = _authorize(address, app[0], loopback.address, verifier, loopback.state)
        if ask.open(url):
            ask.say(f"Your browser shows {address.host}: log in there and allow it.")
            code = await loopback.code()
            return await _finish(client, address, app, loopback.address, verifier, code, ask)
    app = await _register(client, OUT_OF_BAND)
    ask.say("Open this address in a browser, log in, allow it, and paste the code that is shown:")
    ask.say(_authorize(address, app[0], OUT_OF_BAND, verifier, ""))
    code = _code_in(await ask.ask("Code: ", secret=True))
    if not code:
        raise NotAllowed("was not given a code")
    return await _finish(client, address, app, OUT_OF_BAND, verifier, code, ask)


async def _register(client: Client, redirect: str) -> tuple[str, str]:
    """Make an app of our own on the server: its id and its secret."""
    answer = await client.send(
        "POST",
        "/api/v1/apps",
        {"client_name": "connect-tui", "redirect_uris": redirect, "scopes": SCOPES},
    )
    app, secret = answer.json.text("client_id"), answer.json.text("client_secret")
    if not app or not secret:
        raise BadResponse("did not register the program; is it really a Mastodon server?")
    return app, secret


def _authorize(address: Address, app: str, redirect: str, verifier: str, state: str) -> str:
    """The page on which the person allows it."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    query = {
        "response_type": "code",
        "client_id": app,
        "redirect_uri": redirect,
        "scope": SCOPES,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
    }
    if state:
        query["state"] = state
    return f"{address.base}/oauth/authorize?{urlencode(query)}"


def _code_in(pasted: str) -> str:
    """The code that was pasted, by itself or in the address to which a server sends the browser."""
    pasted = pasted.strip()
    found = parse_qs(urlsplit(pasted).query).get("code", [pasted])
    return found[0]


async def _finish(
    client: Client,
    address: Address,
    app: tuple[str, str],
    redirect: str,
    verifier: str,
    code: str,
    ask: LoginAsk,
) -> Login:
    """Change the code for a token, and see whose it is."""
    form = {
        "grant_type": "authorization_code",
        "client_id": app[0],
        "client_secret": app[1],
        "redirect_uri": redirect,
        "code": code,
        "code_verifier": verifier,
        "scope": SCOPES,
    }
    try:
        answer = await client.send("POST", "/oauth/token", form)
    except (AuthExpired, Rejected) as error:
        raise NotAllowed("did not take the code; begin again") from error
    token = answer.json.text("access_token")
    if not token:
        raise BadResponse("gave no token")
    credential = Credential(token, (("client_id", app[0]), ("client_secret", app[1])))
    config = ProviderConfig(name="login", values={"server": address.base}, credential=lambda: credential)
    provider = MastodonProvider(config, address)
    try:
        account = await provider.verify()
    except BaseException:
        await break_off(logout(config), ask)
        raise
    finally:
        await provider.close()
    return Login({"server": address.base}, credential, clean.line(account.handle))
