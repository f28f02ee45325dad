"""Read markers on a real Mastodon-API server: both ways, with another program beside this one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mock_mastodon import Sent, User

from connect_tui.domain.entry import AttentionSettings
from connect_tui.provider import Credential, ProviderConfig, Timeline
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine, utcnow
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings


@pytest.fixture
async def engine(me: User, paths: StorePaths) -> AsyncIterator[Engine]:
    config = ProviderConfig(
        name="home", values={"server": me.server.url}, credential=lambda: Credential(me.token)
    )
    provider = MastodonProvider(config, read_address(me.server.url))
    engine = Engine(Store.open(paths), [provider], SyncSettings(), lambda event: None)
    yield engine
    await engine.close()


@pytest.fixture
def paths(tmp_path: Path) -> StorePaths:
    return StorePaths(tmp_path / "cache.db", tmp_path / "mine.db")


def said(me: User, texts: tuple[str, ...]) -> tuple[list[Sent], list[datetime]]:
    """Ana, whom I follow, says these things, an hour apart."""
    ana, now = me.server.user("ana"), datetime.now(UTC).replace(microsecond=0)
    me.follow(ana)
    times = [now - timedelta(hours=len(texts) - place) for place in range(len(texts))]
    return [ana.post(text, at=time) for text, time in zip(texts, times, strict=True)], times


def markers(me: User) -> dict[str, str]:
    found = me.call("GET", "/api/v1/markers?timeline[]=home&timeline[]=notifications")
    return {name: str(marker["last_read_id"]) for name, marker in found.items() if isinstance(marker, dict)}


async def test_the_home_marker_goes_both_ways(me: User, engine: Engine, paths: StorePaths) -> None:
    posts, times = said(me, ("one", "two", "three"))
    assert await engine.refresh() == ()
    await engine.read_on({(Timeline.HOME, "home"): times[0]})
    assert markers(me) == {"home": posts[0].id}
    me.call("POST", "/api/v1/markers", {"home": {"last_read_id": posts[2].id}})
    assert await engine.refresh() == ()
    with Store.open(paths) as store:
        reader = Reader(store, None, AttentionSettings(), (), utcnow)
        assert reader.read_up_to(Timeline.HOME) == {"home": times[2]}
    await engine.read_on({(Timeline.HOME, "home"): times[1]}, by_hand=True)
    assert markers(me) == {"home": posts[2].id}


async def test_what_was_read_on_the_telephone_is_not_new_here(
    me: User, engine: Engine, paths: StorePaths
) -> None:
    posts, _ = said(me, ("@me one?",))
    assert await engine.refresh() == ()
    await engine.read_in(posts[0].uri, utcnow())
    bo = me.server.user("bo")
    answers = [bo.post(f"@me {word}?", answers=posts[0]) for word in ("two", "three")]
    assert await engine.refresh() == ()

    def new() -> set[str]:
        with Store.open(paths) as store:
            reader = Reader(store, None, AttentionSettings(), (), utcnow)
            conversation = reader.conversation(posts[0].uri)
            assert conversation is not None
            found = reader.news(conversation)
            return set(found.posts) if found else set()

    assert new() == {answer.uri for answer in answers}
    notices = me.call("GET", "/api/v1/notifications")["items"]
    assert isinstance(notices, list)
    (first,) = [n["id"] for n in notices if n["status"] and n["status"]["id"] == answers[0].id]
    me.call("POST", "/api/v1/markers", {"notifications": {"last_read_id": first}})
    assert await engine.refresh() == ()
    assert new() == {answers[1].uri}
    await engine.read_on({(Timeline.ADDRESSED, "home"): utcnow()})
    (last,) = [n["id"] for n in notices if n["status"] and n["status"]["id"] == answers[1].id]
    assert markers(me) == {"notifications": str(last)}
