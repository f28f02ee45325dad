"""Whatever stands in the way of an answer comes out as one of the port's errors."""

import asyncio
import time

import httpx
import pytest

from connect_tui.provider import BadResponse, Offline, Unreachable
from connect_tui.providers.web.http import Http, Limits


@pytest.mark.parametrize("port", [70_000, 99_999_999_999_999_999_999])
async def test_a_port_that_is_none(port: int) -> None:
    http = Http(Limits(), loopback=True)
    with pytest.raises(Unreachable, match="port that is none"):
        await http.fetch(httpx.Request("GET", f"http://127.0.0.1:{port}/"))
    await http.close()


@pytest.mark.parametrize("host", ["xn--uh8h.example", "xn--.example", "a" * 300, "[::1", "xn--a.example"])
async def test_a_host_that_no_rule_allows(host: str) -> None:
    """What `idna` of the standard library lets through, and the one of the network stack does not."""
    http = Http(Limits())
    with pytest.raises((BadResponse, Unreachable)):
        await http.fetch(http.request("GET", f"https://{host}/", {}))
    await http.close()


async def test_a_proxy_with_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:70000")
    http = Http(Limits())
    with pytest.raises(Unreachable, match="port that is none"):
        await http.fetch(httpx.Request("GET", "http://far.example/"))
    await http.close()


async def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has been sent then, so nothing can have arrived."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        for name in (
            "ALL_PROXY",
            "HTTP_PROXY",
            "NO_PROXY",
            "all_proxy",
            "http_proxy",
            "https_proxy",
            "no_proxy",
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:s3cr3t@127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        http = Http(Limits())
        with pytest.raises(Unreachable) as caught:
            await http.fetch(httpx.Request("POST", "https://far.example/"))
        await http.close()
    assert str(caught.value) == "cannot be reached: HTTPS_PROXY names a proxy that refuses"


async def test_a_network_that_wants_a_login_first() -> None:
    portal = httpx.MockTransport(lambda _: httpx.Response(511, html="<form>"))
    http = Http(Limits(), transport=portal)
    with pytest.raises(Offline, match="this network wants a login first"):
        await http.fetch(httpx.Request("POST", "http://far.example/"))
    await http.close()


ENDLESS = {
    "hints": (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 1_000, "in the middle"),
    "letters": (b"1\r\nx\r\n" * 10_000, "far too much"),
}


@pytest.mark.parametrize("name", sorted(ENDLESS))
async def test_what_never_comes_to_an_end_is_not_listened_to(name: str) -> None:
    again, said = ENDLESS[name]

    async def go_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if name == "letters":
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(again)
                await writer.drain()
        except ConnectionError:
            writer.close()

    http = Http(Limits(whole=20.0), loopback=True)
    async with await asyncio.start_server(go_on, "127.0.0.1", 0) as server:
        before = time.monotonic()
        with pytest.raises(BadResponse, match=said):
            await http.fetch(httpx.Request("GET", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))
        await http.close()
    assert time.monotonic() - before < 10.0


async def test_a_few_hints_are_passed_over() -> None:
    async def hint(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 10)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")
        await writer.drain()
        writer.close()

    http = Http(Limits(), loopback=True)
    async with await asyncio.start_server(hint, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        _, body = await http.fetch(httpx.Request("GET", url))
        await http.close()
    assert body == b"[]"


async def test_no_cookie_is_kept() -> None:
    asked: list[httpx.Headers] = []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers)
        sweets = [
            ("set-cookie", f"a{len(asked)}={domain}; Path=/") for domain in ("", "b; Domain=far.example")
        ]
        return httpx.Response(200, headers=sweets, stream=httpx.ByteStream(b"[]"))

    http = Http(Limits(), transport=httpx.MockTransport(give))
    for _ in range(3):
        await http.fetch(http.client.build_request("GET", "https://far.example/"))
    await http.close()
    assert [headers for headers in asked if "cookie" in headers] == []
