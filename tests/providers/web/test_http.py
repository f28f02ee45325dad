"""Whatever stands in the way of an answer comes out as one of the port's errors."""

import asyncio

import httpx
import pytest

from connect_tui.provider import Offline, Unreachable
from connect_tui.providers.web.http import Http, Limits


@pytest.mark.parametrize("port", [70_000, 99_999_999_999_999_999_999])
async def test_a_port_that_is_none(port: int) -> None:
    http = Http(Limits(), loopback=True)
    with pytest.raises(Unreachable, match="port that is none"):
        await http.fetch(httpx.Request("GET", f"http://127.0.0.1:{port}/"))
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
