"""Two who log in at the same time."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from connect_tui import plugins
from connect_tui.commands.session import Session
from connect_tui.commands.signing_in import sign_in
from connect_tui.config.locations import Locations
from connect_tui.config.write import login_file
from connect_tui.provider import Credential, Login, LoginAsk
from connect_tui.providers import mastodon


class Quiet:
    """Somebody who hears everything and says nothing."""

    def say(self, sentence: str) -> None:
        pass

    def open(self, url: str) -> bool:
        return False

    async def ask(self, question: str, secret: bool = False) -> str:
        return "example.social"


async def test_neither_takes_the_place_of_the_other(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who = iter(("@ana@example.social", "@ben@example.social"))

    async def login(values: object, ask: LoginAsk) -> Login:
        handle = next(who)
        return Login(
            handle=handle, values={"server": "https://example.social"}, credential=Credential(handle)
        )

    plugin = replace(mastodon.PLUGIN, login=login, recognise=None)
    monkeypatch.setattr(plugins, "load", lambda _: plugin)
    begun = [Session.open(os.environ, None) for _ in range(2)]
    names = [await sign_in(session, "mastodon", Quiet()) for session in begun]
    assert names == ["example", "example-2"]
    locations = Locations.find(os.environ)
    assert all(login_file(locations, name).exists() for name in names)
    now = Session.open(os.environ, None)
    kept = [now.secrets.find(now.table(name)) for name in names]
    assert kept == [Credential("@ana@example.social"), Credential("@ben@example.social")]
