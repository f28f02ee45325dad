"""Logging in and out with an app password: https://atproto.com/specs/xrpc#app-passwords"""

from collections.abc import Mapping
from datetime import UTC, datetime

from connect_tui.provider import (
    AuthExpired,
    Credential,
    Login,
    LoginAsk,
    NotAllowed,
    NotFound,
    Offline,
    ProviderConfig,
    ProviderError,
    Recognised,
    Rejected,
    break_off,
)
from connect_tui.providers.bluesky.identity import Directory
from connect_tui.providers.bluesky.names import is_did, read_account
from connect_tui.providers.bluesky.opening import PLC, SERVICE, open_provider
from connect_tui.providers.bluesky.session import Tokens
from connect_tui.providers.bluesky.xrpc import Call, Xrpc
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.http import Limits

QUICK = Limits(connect=5.0, read=8.0, whole=10.0)
"""How long somebody waits who only wants to know which network a name is of."""
PASSWORDS = "https://bsky.app/settings/app-passwords"


async def login(values: Mapping[str, str], ask: LoginAsk) -> Login:
    """Log in with the handle that `values` names, or the person does, and an app password.

    Raises:
        ProviderError: it did not work; `str()` says why.
    """
    written = values.get("handle", "") or await ask.ask("Which handle does your account have? ")
    try:
        account = read_account(written)
    except ValueError as error:
        raise Rejected(str(error)) from error
    ask.say(f"An app password is made in the settings of your account, for Bluesky at {PASSWORDS}")
    password = (await ask.ask("App password: ", secret=True)).strip()
    if not password:
        raise NotAllowed("was not given a password")
    return await _login({**values, "handle": account}, password, ask)


async def _login(values: Mapping[str, str], password: str, ask: LoginAsk) -> Login:
    kept = [Credential(password)]
    config = ProviderConfig(name="login", values=values, credential=lambda: kept[-1], keep=kept.append)
    try:
        provider = open_provider(config)
    except ValueError as error:
        raise Rejected(str(error)) from error
    try:
        account = await provider.verify()
    except BaseException as error:
        if Tokens.of(kept[-1]) is not None:
            await break_off(logout(config), ask)
        elif isinstance(error, AuthExpired) and "second factor" not in str(error):
            raise NotAllowed("did not take the password; use an app password, and begin again") from error
        raise
    finally:
        await provider.close()
    return Login(dict(values), kept[-1], account.handle)


async def logout(config: ProviderConfig) -> None:
    """Make the session worthless: https://docs.bsky.app/docs/api/com-atproto-server-delete-session. The app
    password itself can only be taken back in the settings of the account.
    """
    credential = config.credential()
    tokens = Tokens.of(credential) if credential is not None else None
    if tokens is None:
        return
    xrpc = Xrpc()
    call = Call("com.atproto.server.deleteSession", body={})
    try:
        await xrpc.ask(tokens.pds, call, {"Authorization": f"Bearer {tokens.refresh}"}, datetime.now(UTC))
    except AuthExpired:
        # It has run out, or the server has forgotten it already.
        return
    except NotFound as error:
        raise NotFound("does not take logins back") from error
    finally:
        await xrpc.close()


async def recognise(written: str) -> Recognised | None:
    """Whether a pasted text names an account here: a handle, a DID, the address of a profile.

    Raises:
        ProviderError: it has the form of one, and that cannot be found out now.
    """
    try:
        account = read_account(written)
    except ValueError:
        return None
    shown = account if is_did(account) else f"@{account}"
    xrpc = Xrpc(QUICK)
    directory = Directory(xrpc, read_address(SERVICE), read_address(PLC), lambda: datetime.now(UTC))
    try:
        await directory.identity(account)
    except (NotFound, Rejected):
        return None
    except ProviderError as error:
        raise Offline(f"Whether {shown} is on Bluesky cannot be found out: {SERVICE} {error}.") from error
    finally:
        await xrpc.close()
    return Recognised(f"a Bluesky account, {shown}", {"handle": account})
