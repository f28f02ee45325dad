"""`kill -9` between each two steps of sending to a real server: it arrives once, with all that belongs to it."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mastodon_mock.db.models import Idempotency
from mock_mastodon import MockMastodon, User
from sqlalchemy import delete

from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import Draft, DraftMedia, DraftState
from connect_tui.domain.post import Visibility
from connect_tui.store.store import Store, StorePaths

DO = """
import asyncio, os, signal, sys
from datetime import timedelta
from pathlib import Path
from connect_tui.domain.draft import DraftState
from connect_tui.provider import Credential, ProviderConfig
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.mastodon.client import Client
from connect_tui.providers.web.address import read_address
from connect_tui.store.mine import Mine
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.delivery import Delivery
from connect_tui.sync.drafting import Drafting
from connect_tui.sync.engine import Engine
from connect_tui.sync.settings import SyncSettings
from connect_tui.sync.standing import Standing

folder, url, token, where, moment = sys.argv[1:]
STEPS = {
    "queue": (Mine, "queue"), "prepare": (Delivery, "prepare"), "claim": (Mine, "claim"),
    "upload": (MastodonProvider, "upload"), "name": (Mine, "save_draft"),
    "publish": (MastodonProvider, "publish"), "merge": (Standing, "merge"), "settle": (Delivery, "settle"),
}
AFTER_PUBLISHING = {"merge"}

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def break_at(owner, name):
    real = getattr(owner, name)
    if asyncio.iscoroutinefunction(real):
        async def broken(self, *values, **named):
            if where in AFTER_PUBLISHING and not published: return await real(self, *values, **named)
            if moment == "before": die()
            await real(self, *values, **named)
            die()
    else:
        def broken(self, *values, **named):
            if where == "name" and not (values[0].media and values[0].media[0].key): return real(self, *values, **named)
            if moment == "before": die()
            real(self, *values, **named)
            die()
    setattr(owner, name, broken)

published = []
publish = MastodonProvider.publish
async def noted(self, outgoing):
    post = await publish(self, outgoing)
    published.append(post)
    return post
MastodonProvider.publish = noted

async def main():
    config = ProviderConfig(name="home", values={"server": url}, credential=lambda: Credential(token))
    provider = MastodonProvider(config, read_address(url))
    store = Store.open(StorePaths(Path(folder, "cache.db"), Path(folder, "mine.db")))
    engine = Engine(store, [provider], SyncSettings(undo_send=timedelta()), lambda event: None)
    await engine.refresh()
    if where in STEPS: break_at(*STEPS[where])
    await engine.send("k")
    await engine.deliver()
    await engine.close()

asyncio.run(main())
"""


def send(folder: Path, server: MockMastodon, me: User, where: str, moment: str) -> None:
    """Send it in a program of its own, which is killed there."""
    arguments = (str(folder), server.url, me.token, where, moment)
    ended = subprocess.run(
        [sys.executable, "-c", DO, *arguments], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == (0 if where == "nowhere" else -signal.SIGKILL), ended.stderr.decode()


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        ("queue", "after"),
        ("claim", "after"),
        ("upload", "after"),
        ("name", "after"),
        ("publish", "before"),
        ("publish", "after"),
        ("merge", "after"),
        ("settle", "before"),
    ],
)
def test_killed(tmp_path: Path, server: MockMastodon, where: str, moment: str) -> None:
    me, ana = server.user("me"), server.user("ana")
    asked = ana.post("@me Coming?")
    paths = StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")
    draft = Draft(
        key="k",
        account="home",
        text="Yes, at six.",
        changed=datetime.now(UTC),
        answers=asked.uri,
        visibility=Visibility.UNLISTED,
        recipients=(ana.handle,),
        media=(DraftMedia(str(picture_in(tmp_path)), "red"),),
    )
    with Store.open(paths) as store:
        store.mine.save_draft(draft)
    send(tmp_path, server, me, where, moment)
    with Store.open(paths) as store:
        kept = store.mine.draft("k")
        assert kept is not None
        assert kept.text == "Yes, at six."
    # The worst of servers: it has forgotten the key.
    with server._session() as session:
        session.execute(delete(Idempotency))
        session.commit()
    send(tmp_path, server, me, "nowhere", "")
    found = me.call("GET", f"/api/v1/accounts/{me.id}/statuses")["items"]
    assert isinstance(found, list)
    (status,) = found
    assert (status["in_reply_to_id"], status["visibility"]) == (asked.id, "unlisted")
    assert [item["description"] for item in status["media_attachments"]] == ["red"]
    with Store.open(paths) as store:
        sent = store.mine.draft("k")
        assert sent is not None
        assert (sent.state, sent.sent_uri) == (DraftState.SENT, status["uri"])
