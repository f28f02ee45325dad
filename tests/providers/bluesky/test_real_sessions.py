"""Sessions on the real servers, which sign their tokens with a secret that tests know."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from bluesky_harness import config_of, open_account
from bluesky_network import BlueskyNetwork, Someone

from connect_tui.provider import AuthExpired, Credential, Provider, ProviderConfig, ProviderError
from connect_tui.providers.bluesky import PLUGIN


def with_extra(credential: Credential, **changed: str) -> Credential:
    return Credential(credential.secret, tuple({**dict(credential.extra), **changed}.items()))


def expired(token: str, secret: str) -> str:
    """The same token, had it been made a day ago."""
    head, claims, _ = token.split(".")
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=="))
    said |= {"iat": int(time.time()) - 90_000, "exp": int(time.time()) - 80_000}
    signed = f"{head}.{_base64(json.dumps(said).encode())}"
    return f"{signed}.{_base64(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


async def test_a_session_that_ran_out_goes_on(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, secrets: list[Credential]
) -> None:
    await provider.verify()
    before = dict(secrets[-1].extra)
    assert before["did"] == me.did
    spent = expired(before["access"], bluesky.secret)
    secrets.append(with_extra(secrets[-1], access=spent))
    later = open_account(bluesky, me, secrets)
    assert (await later.verify()).handle == f"@{me.handle}"
    after = dict(secrets[-1].extra)
    assert after["access"] != spent
    assert after["refresh"] != before["refresh"]
    await later.close()


@pytest.mark.parametrize("broken", ["refresh", "both", "garbage"])
async def test_the_password_helps_where_no_token_does(
    bluesky: BlueskyNetwork, provider: Provider, me: Someone, secrets: list[Credential], broken: str
) -> None:
    await provider.verify()
    kept = dict(secrets[-1].extra)
    old = {name: expired(kept[name], bluesky.secret) for name in ("access", "refresh")}
    changed = {"refresh": old, "both": {**old, "access": "a.b.c"}, "garbage": {"access": "x", "refresh": "y"}}
    secrets.append(with_extra(secrets[-1], **changed[broken]))
    later = open_account(bluesky, me, secrets)
    await later.timeline()
    assert dict(secrets[-1].extra)["did"] == me.did
    await later.close()


async def test_an_app_password_that_was_taken_back(
    bluesky: BlueskyNetwork, me: Someone, secrets: list[Credential]
) -> None:
    (named,) = me.call("com.atproto.server.listAppPasswords")["passwords"]
    me.call("com.atproto.server.revokeAppPassword", body={"name": named["name"]})
    opened = open_account(bluesky, me, secrets)
    with pytest.raises(AuthExpired):
        await opened.verify()
    await opened.close()


class Typing:
    """Somebody at a login."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.heard: list[str] = []

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)

    def open(self, url: str) -> bool:
        raise AssertionError(f"no browser is needed, and was opened at {url}")

    async def ask(self, question: str, secret: bool = False) -> str:
        self.heard.append(question)
        assert secret is ("assword" in question)
        return self.lines.pop(0)


async def test_logging_in_and_out(bluesky: BlueskyNetwork, me: Someone) -> None:
    assert PLUGIN.login is not None
    assert PLUGIN.logout is not None
    password = me.app_password()
    where = {"service": bluesky.pds, "plc": bluesky.plc}
    login = await PLUGIN.login(where, Typing(f" @{me.handle.upper()} ", f"{password}\n"))
    assert login.handle == f"@{me.handle}"
    assert login.values == {**where, "handle": me.handle}
    assert login.credential.secret == password

    config = ProviderConfig(name="sky", values=login.values, credential=lambda: login.credential)
    await PLUGIN.logout(config)
    refresh = dict(login.credential.extra)["refresh"]
    with pytest.raises(AssertionError, match="ExpiredToken"):
        bluesky.call("com.atproto.server.refreshSession", token=refresh, body={})
    await PLUGIN.logout(config)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("not a handle", ""), "is no handle"),
        (("nobody-at-all.test", "x"), "@nobody-at-all.test"),
        (("{me}", "wrong"), "did not take the password"),
        (("{me}", " "), "was not given a password"),
    ],
)
async def test_a_login_that_does_not_work(
    bluesky: BlueskyNetwork, me: Someone, lines: tuple[str, ...], said: str
) -> None:

    assert PLUGIN.login is not None
    where = {"service": bluesky.pds, "plc": bluesky.plc}
    with pytest.raises(ProviderError) as caught:
        await PLUGIN.login(where, Typing(*(line.replace("{me}", me.handle) for line in lines)))
    assert said in str(caught.value)


async def test_what_a_real_server_says_of_itself(
    bluesky: BlueskyNetwork, me: Someone, secrets: list[Credential]
) -> None:
    assert PLUGIN.examine is not None
    config = config_of(bluesky, me, secrets)
    found = await PLUGIN.examine(config)
    assert found.server.startswith("an AT Protocol server")
    assert found.ahead is not None
    assert abs(found.ahead) < timedelta(minutes=5)
    assert found.troubles == ()
