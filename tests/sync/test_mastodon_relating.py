"""Following, muting and blocking on a real Mastodon-API server, where it stands whatever program asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mock_mastodon import User

from connect_tui.domain.entry import AttentionSettings, Section
from connect_tui.domain.people import Person
from connect_tui.provider import Credential, ProviderConfig, Stance
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.engine import Engine, utcnow
from connect_tui.sync.events import Event, Said
from connect_tui.sync.reading import Reader
from connect_tui.sync.settings import SyncSettings


class Home:
    """My account there, and what of it is known here."""

    def __init__(self, me: User, folder: Path) -> None:
        paths = StorePaths(folder / "cache.db", folder / "mine.db")
        config = ProviderConfig(
            name="home", values={"server": me.server.url}, credential=lambda: Credential(me.token)
        )
        self.events: list[Event] = []
        provider = MastodonProvider(config, read_address(me.server.url))
        self.engine = Engine(Store.open(paths), [provider], SyncSettings(), self.events.append)
        self.store = Store.open(paths)
        self.reader = Reader(self.store, None, AttentionSettings(), (), utcnow)

    def waiting(self) -> list[str]:
        return [entry.post.text.plain for entry in self.reader.entries(Section.WAITING) if entry.post]

    def author(self) -> Person:
        [entry] = self.reader.entries(Section.WAITING)
        assert entry.post is not None
        return entry.post.author


@pytest.fixture
async def home(me: User, tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(me, tmp_path)
    yield home
    await home.engine.close()
    home.store.close()


def stands(me: User, other: User, word: str) -> bool:
    """What the server says, to whatever program asks."""
    found = me.call("GET", f"/api/v1/accounts/relationships?id[]={other.id}")["items"]
    assert isinstance(found, list)
    return bool(found[0][word])


@pytest.mark.parametrize(("stance", "word"), [(Stance.MUTE, "muting"), (Stance.BLOCK, "blocking")])
async def test_who_is_hidden_there_is_gone_here_and_comes_back(
    me: User, home: Home, stance: Stance, word: str
) -> None:
    ana = me.server.user("ana")
    ana.post("@me are you there?")
    assert await home.engine.refresh() == ()
    person, before = home.author(), home.waiting()
    assert await home.engine.relate("home", person, stance, True)
    assert stands(me, ana, word)
    for _ in range(2):
        assert await home.engine.refresh() == ()
        assert home.waiting() == []
    assert await home.engine.undo() is not None
    assert not stands(me, ana, word)
    for _ in range(2):
        assert home.waiting() == before
        assert await home.engine.refresh() == ()


async def test_who_is_followed_there(me: User, home: Home) -> None:
    ana, bo = me.server.user("ana"), me.server.user("bo", locked=True)
    ana.post("@me are you there?")
    assert await home.engine.refresh() == ()
    assert await home.engine.relate("home", home.author(), Stance.FOLLOW, True)
    assert stands(me, ana, "following")
    assert home.reader.relation("home", home.author()).followed
    [asked] = await home.engine._relating._providers["home"].people("bo")
    assert await home.engine.relate("home", asked, Stance.FOLLOW, True)
    assert stands(me, bo, "requested")
    assert isinstance(home.events[-1], Said)
    assert "is asked whether you may follow them." in home.events[-1].sentence
    assert not home.reader.relation("home", asked).followed
