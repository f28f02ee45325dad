"""What a refresh costs a real Mastodon-API server, counted on the wire."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from mock_mastodon import MockMastodon

from connect_tui.domain.entry import AttentionSettings, Section
from connect_tui.provider import Credential, ProviderConfig
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine, utcnow
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every request of the provider, as it goes out."""
    requests: list[str] = []
    real = httpx.AsyncClient.send

    async def counted(self: httpx.AsyncClient, request: httpx.Request, **named: object) -> httpx.Response:
        requests.append(f"{request.method} {request.url.path}")
        return await real(self, request, **named)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(httpx.AsyncClient, "send", counted)
    return requests


async def test_budget_on_the_wire(server: MockMastodon, wire: list[str], tmp_path: Path) -> None:
    now = datetime.now(UTC)
    me, ana, bo, eve = server.user("me"), server.user("ana"), server.user("bo"), server.user("eve")
    me.follow(ana)
    me.mute(eve)
    for number in range(159):
        ana.post(f"something {number}", at=now - timedelta(hours=30, minutes=-number))
    mine = me.post("what do you think?", at=now - timedelta(hours=10))
    for number in range(20):
        bo.post(f"@me I think so {number}", answers=mine, at=now - timedelta(hours=9, minutes=-number))
    start = bo.post("a question to all", at=now - timedelta(hours=8))
    for number in range(20):
        ana.post(f"@me and you {number}?", answers=start, at=now - timedelta(hours=7, minutes=-number))
    paths = StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")
    config = ProviderConfig(
        name="home", values={"server": server.url}, credential=lambda: Credential(me.token)
    )
    provider = MastodonProvider(config, read_address(server.url))
    engine = Engine(Store.open(paths), [provider], SyncSettings(), lambda event: None)
    wire.clear()
    assert await engine.refresh() == ()
    assert len(wire) <= 20, wire
    with Store.open(paths) as store:
        reader = Reader(store, None, AttentionSettings(), (), utcnow)
        assert {entry.people[0].name for entry in reader.entries(Section.WAITING)} >= {"Ana", "Bo"}
    costs = []
    for _ in range(12):
        wire.clear()
        assert await engine.refresh(explicit=False) == ()
        costs.append((len(wire), list(wire)))
    assert max(costs)[0] <= 4, max(costs)
    await engine.close()
