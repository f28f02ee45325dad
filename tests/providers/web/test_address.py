"""The ways in which people write down a server."""

import subprocess
import sys

import pytest

from connect_tui.provider import PORT_VERSION, Credential, ProviderConfig
from connect_tui.providers.mastodon import PLUGIN
from connect_tui.providers.web.address import origin, read_address

GOOD = [
    ("example.social", "https://example.social"),
    ("@me@example.social", "https://example.social"),
    ("me@example.social", "https://example.social"),
    ("https://example.social/", "https://example.social"),
    ("https://example.social/@me/1?x=1#y", "https://example.social"),
    ("  HTTPS://Example.Social:443  ", "https://example.social"),
    ("example.social:8443", "https://example.social:8443"),
    ("münchen.social", "https://xn--mnchen-3ya.social"),
    ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
    ("127.0.0.1:3000/", "http://127.0.0.1:3000"),
    ("localhost:3000", "http://localhost:3000"),
    ("https://localhost:3000", "https://localhost:3000"),
    ("http://me.localhost", "http://me.localhost"),
    ("http://[::1]:3000/", "http://[::1]:3000"),
]


@pytest.mark.parametrize(("written", "base"), GOOD)
def test_good(written: str, base: str) -> None:
    address = read_address(written)
    assert address.base == base
    assert base.endswith(f"://{address.host}")
    assert address.loopback is any(part in base for part in ("127.0.0.1", "localhost", "[::1]"))


BAD = [
    ("", "is no server"),
    ("   ", "is no server"),
    ("my server", "is no server"),
    ("server", "its name has no dot"),
    ("https://", "is no server"),
    ("https://exa mple.social", "is no server"),
    ("example..social", "is no server"),
    ("-example.social", "is no server"),
    ("example.social:port", "is no server"),
    ("example.social:99999", "is no server"),
    ("https://[broken", "is no server"),
    ("exam\x1b[2Jple.social", "is no server"),
    ("http://example.social", "is not encrypted: write https://example.social instead"),
    ("http://10.0.0.1", "is not encrypted"),
    ("http://localhost.example.com", "is not encrypted"),
    ("ftp://example.social", "has to begin with https://"),
    ("x" * 300, "is no server"),
]


@pytest.mark.parametrize(("written", "sentence"), BAD)
def test_bad(written: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        read_address(written)
    assert sentence in str(raised.value)
    assert "\x1b" not in str(raised.value)


ORIGINS = [
    ("https://a.example", "https://a.example:443/x", True),
    ("https://a.example", "https://A.example/x", True),
    ("https://a.example", "http://a.example", False),
    ("https://a.example", "https://b.a.example", False),
    ("https://a.example", "https://a.example:444", False),
    ("https://a.example", "https://a.example@b.example", False),
    ("https://a.example", "https://[broken", False),
]


@pytest.mark.parametrize(("one", "other", "same"), ORIGINS)
def test_origins(one: str, other: str, same: bool) -> None:
    assert (origin(one) == origin(other)) is same


def test_the_plugin_opens_without_asking_anybody() -> None:
    assert PLUGIN.port == PORT_VERSION
    assert [setting.key for setting in PLUGIN.settings if setting.required] == ["server"]
    asked: list[str] = []

    def credential() -> Credential | None:
        asked.append("credential")
        return None

    provider = PLUGIN.open(
        ProviderConfig(name="home", values={"server": "@me@example.social"}, credential=credential)
    )
    assert provider.name == "home"
    assert provider.capabilities.publish
    assert not provider.capabilities.idempotent_publish
    assert asked == []
    with pytest.raises(ValueError, match="is not encrypted"):
        PLUGIN.open(
            ProviderConfig(name="home", values={"server": "http://example.social"}, credential=credential)
        )


def test_looking_at_the_plugin_imports_no_network_stack() -> None:
    code = (
        "import sys, connect_tui.providers.mastodon as m; assert m.PLUGIN.login; "
        "print([name for name in ('httpx', 'selectolax', 'ssl', 'asyncio') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"
