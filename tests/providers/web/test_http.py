"""Whatever stands in the way of an answer comes out as one of the port's errors."""

import httpx
import pytest

from connect_tui.provider import Unreachable
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
