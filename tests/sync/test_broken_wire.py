"""Sending over real sockets to a real server, with a wire that breaks before, during and after the request."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faulty_wire import ARRIVES, KINDS, Break, FaultyWire
from mastodon_mock.db.models import Idempotency
from mock_mastodon import MockMastodon, User
from msgspec.structs import replace
from sqlalchemy import delete

from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import Draft, DraftMedia, DraftState
from connect_tui.provider import Credential, ProviderConfig
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.http import Limits
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine
from connect_tui.sync.settings import SyncSettings

STATUSES = "/api/v1/statuses"
QUICK = Limits(connect=1.0, read=0.6, whole=2.0, upload=2.0)


class Clock:
    """The time, and what has been added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def forget_keys(server: MockMastodon) -> None:
    """As a server that ignores keys, or has forgotten them."""
    with server._session() as session:
        session.execute(delete(Idempotency))
        session.commit()


def mine(me: User) -> list[dict[str, object]]:
    found = me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("what", "forgets"),
    [("reply", False), ("reply", True), ("media", True), ("upload", True), ("edit", True)],
)
@pytest.mark.parametrize("kind", KINDS)
async def test_it_arrives_once(
    server: MockMastodon, tmp_path: Path, what: str, kind: str, forgets: bool
) -> None:
    me, ana, clock = server.user("me"), server.user("ana"), Clock()
    asked = ana.post("@me Coming?")
    store = Store.open(StorePaths(tmp_path / "cache.db", tmp_path / "mine.db"))
    async with FaultyWire(server.url) as wire:
        config = ProviderConfig(
            name="home", values={"server": wire.url}, credential=lambda: Credential(me.token)
        )
        provider = MastodonProvider(config, read_address(wire.url), limits=QUICK)
        settings = SyncSettings(undo_send=timedelta())
        engine = Engine(store, [provider], settings, lambda _: None, clock)
        try:
            assert await engine.refresh() == ()
            draft = Draft(key="k", account="home", text="Yes, at six.", changed=clock(), answers=asked.uri)
            path = STATUSES
            if what in ("media", "upload"):
                draft = replace(draft, media=(DraftMedia(str(picture_in(tmp_path)), "red"),))
                path = "/api/v2/media" if what == "upload" else STATUSES
            engine.save_draft(replace(draft, text="Yse") if what == "edit" else draft)
            if what == "edit":
                await engine.send("k")
                await engine.deliver()
                sent = store.mine.draft("k")
                assert sent is not None
                changing = await engine.edit(sent.sent_uri)
                assert changing is not None
                draft = replace(changing, text="Yes, at six.")
                engine.save_draft(draft)
                path = f"{STATUSES}/{mine(me)[0]['id']}"
            wire.breaks.append(Break("PUT" if what == "edit" else "POST", path, kind))
            await engine.send(draft.key)
            await engine.deliver()
            assert len(wire.struck) == 1
            if what != "upload":
                arrived = [status for status in mine(me) if "at six" in str(status["content"])]
                assert bool(arrived) is (kind in ARRIVES)
            if forgets:
                forget_keys(server)
            for _ in range(10):
                found = store.mine.draft(draft.key)
                assert found is not None
                if found.state is DraftState.SENT:
                    break
                assert found.state is DraftState.QUEUED, found.problem
                assert found.problem
                clock.ahead += timedelta(minutes=2)
                await engine.deliver()
            (status,) = mine(me)
            assert "Yes, at six." in str(status["content"])
            assert status["in_reply_to_id"] == asked.id
            media = status["media_attachments"]
            assert isinstance(media, list)
            assert [item["description"] for item in media] == (["red"] if draft.media else [])
            found = store.mine.draft(draft.key)
            assert found is not None
            assert (found.state, found.sent_uri) == (DraftState.SENT, status["uri"])
        finally:
            await engine.close()
