"""What a feed says must not make this machine ask the machines around it."""

import ipaddress
from datetime import UTC, datetime

import httpx
import pytest

from connect_tui.provider import BadResponse
from connect_tui.providers.feed import client as feeds
from connect_tui.providers.feed.client import Client

ADDRESSES = {
    "feeds.example": ["93.184.215.14"],
    "other.example": ["93.184.215.15", "2606:2800:21f::1"],
    "inside.example": ["10.0.0.7"],
    "twofold.example": ["93.184.215.16", "::1"],
    "mapped.example": ["::ffff:192.168.1.1"],
    "nas.example": ["192.168.1.20"],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that were asked; names mean what stands above."""
    real = feeds.addresses_of

    async def known(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        named = ADDRESSES.get(host)
        return await real(host) if named is None else [ipaddress.ip_address(one) for one in named]

    monkeypatch.setattr(feeds, "addresses_of", known)
    return []


def client(asked: list[str], target: str) -> Client:
    """A client for a network in which everything but the target leads there."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if str(request.url) == target:
            return httpx.Response(200, stream=httpx.ByteStream(b"here"))
        return httpx.Response(302, headers={"location": target}, stream=httpx.ByteStream(b""))

    return Client(lambda: datetime.now(UTC), transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/admin",
        "https://twofold.example/",
        "http://mapped.example/",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:8080/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
    ],
)
async def test_no_redirect_leads_beside_this_machine(asked: list[str], target: str) -> None:
    asking = client(asked, target)
    with pytest.raises(BadResponse, match="not followed"):
        await asking.get("https://feeds.example/feed")
    with pytest.raises(BadResponse, match="not followed"):
        await asking.get_near("https://feeds.example/feed", target)
    await asking.close()
    assert set(asked) == {"feeds.example"}


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://feeds.example/feed", "https://other.example/feed"),
        ("https://nas.example/feed", "https://nas.example/new"),
        ("https://nas.example/feed", "http://inside.example/feed"),
        ("https://nas.example/feed", "https://feeds.example/feed"),
    ],
)
async def test_other_redirects_are_followed(asked: list[str], url: str, target: str) -> None:
    asking = client(asked, target)
    answer = await asking.get(url)
    await asking.close()
    assert (answer.document, answer.url) == ("here", target)


async def test_a_place_on_the_same_host_is_near_enough(asked: list[str]) -> None:
    for url, target, followed in (
        ("https://feeds.example/feed", "/x#y", "https://feeds.example/x"),
        ("http://127.0.0.1:1/feed", "http://127.0.0.1:2/", "http://127.0.0.1:2/"),
        ("http://127.0.0.1:1/feed", "http://10.0.0.1/", "http://10.0.0.1/"),
    ):
        assert await feeds.along(url, target) == followed
    assert not asked
