"""Several accounts on one screen: shown, left out, told apart."""

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.people import Account, PersonId, networks_of
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.accounts import ChooseAccounts
from connect_tui.tui.settings import ScreenSettings


async def begin(app: ConnectApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)


def keys(app: ConnectApp) -> list[str]:
    return [row.key for row in app.room.inbox.stream.rows if row.selectable]


async def test_an_account_is_left_out_until_it_is_shown_again(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await stand_on(app, pilot, GARDEN, "H")
        await until(pilot, lambda: isinstance(app.screen, ChooseAccounts))
        assert "✓ home" in text_of(app)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: LUNCH not in keys(app))
        await press(pilot, "g", "g", "enter")
        assert "One account stays in sight." in text_of(app)
        await press(pilot, "escape")
        assert "Without sky  H changes it" in text_of(app)
        assert app.room.inbox.stream.cursor == GARDEN
        await press(pilot, "w")
        await until(pilot, lambda: app.room.answering.has_focus_within)
        for _ in range(12):
            assert app.room.answering.entry is None or app.room.answering.entry.account.name == "home"
            await press(pilot, "n")
        await press(pilot, "q")
        await until(pilot, lambda: not app.desk.unfinished())
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not app.is_running)
    again = stage.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await begin(again, pilot)
        assert LUNCH not in keys(again)
        assert "Without sky" in text_of(again)
        await press(pilot, "A", "A")
        await until(pilot, lambda: "Only sky" in text_of(again))
        assert LUNCH in keys(again)
        assert GARDEN not in keys(again)
        assert again.room.inbox.stream.cursor == keys(again)[0]
        await press(pilot, "A")
        assert "Without sky" in text_of(again)
        await press(pilot, "H", "G", "enter", "escape")
        await until(pilot, lambda: LUNCH in keys(again) and GARDEN in keys(again))
        assert "Without" not in text_of(again)


def account(name: str, network: str) -> Account:
    return Account(name, f"@me@{name}.example", network, PersonId(name, "me"))


def test_networks_are_named_where_there_are_several_and_the_name_says_less() -> None:
    home, work = account("home", "mastodon"), account("work", "mastodon")
    sky, bluesky = account("sky", "bluesky"), account("Bluesky-me", "bluesky")
    assert networks_of([home, work]) == {}
    assert networks_of([]) == {}
    assert networks_of([home, sky, bluesky]) == {"home": "mastodon", "sky": "bluesky"}


@pytest.mark.parametrize("plain", [False, True])
async def test_each_entry_names_its_network_in_a_word(stage: Stage, plain: bool) -> None:
    for stored in stage.store.cache.accounts():
        kind = {"home": "mastodon", "sky": "bluesky"}[stored.account.name]
        changed = replace(stored.account, network=kind)
        stage.store.cache.set_account(changed, stored.capabilities, stored.verified)
    between = ", " if plain else " · "
    app = stage.app(ScreenSettings(plain=plain))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        assert between.join(("sky", "bluesky", "2 h")) in text_of(app)
        assert between.join(("home", "mastodon", "yesterday")) in text_of(app)
        await stand_on(app, pilot, LUNCH, "enter")
        await until(pilot, lambda: between.join(("sky", "bluesky", "private")) in text_of(app))
