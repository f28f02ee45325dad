"""Accounts in trouble: one calm sentence, and every one of them told where the accounts are shown."""

from datetime import UTC, datetime

import pytest
from stage import Stage, press, text_of, until

from connect_tui.sync.events import AccountChanged, Trouble, TroubleKind
from connect_tui.tui.screens.accounts import ChooseAccounts
from connect_tui.tui.troubles import Troubles

WAITS = "does not answer. You can read and write; what you send waits here."
LOGIN = "sky asks you to log in again: connect-tui login sky"
FULL = "The disk is full: nothing new is kept."


def trouble(account: str, sentence: str) -> AccountChanged:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return AccountChanged(account, Trouble(account, sentence, True, now, TroubleKind.OTHER))


HOME, SKY, GARDEN = (trouble(name, f"{name} {WAITS}") for name in ("home", "sky", "garden"))
LOGGED_OUT = trouble("sky", LOGIN)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ([], ""),
        ([HOME], f"home {WAITS}"),
        ([HOME, SKY], f"home {WAITS} The same with sky."),
        ([HOME, SKY, GARDEN], f"home {WAITS} The same with sky and garden."),
        ([HOME, LOGGED_OUT], "home and sky are in trouble: H says why."),
        ([HOME, SKY, LOGGED_OUT], "home and sky are in trouble: H says why."),
        ([HOME, LOGGED_OUT, HOME], "home and sky are in trouble: H says why."),
        ([HOME, LOGGED_OUT, AccountChanged("home", None)], LOGIN),
        ([trouble("home", FULL), trouble("sky", FULL)], FULL),
    ],
)
def test_every_account_in_trouble_is_in_the_sentence(heard: list[AccountChanged], said: str) -> None:
    troubles = Troubles()
    for event in heard:
        troubles.put(event.account, event.trouble)
    assert troubles.sentence("H") == said


def test_without_a_key_no_key_is_named() -> None:
    troubles = Troubles()
    for event in (HOME, LOGGED_OUT):
        troubles.put(event.account, event.trouble)
    assert troubles.sentence("") == "home and sky are in trouble."


async def test_the_accounts_are_shown_with_the_trouble_of_each(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        app.room.heard(HOME)
        app.room.heard(LOGGED_OUT)
        await until(pilot, lambda: "home and sky are in trouble: H says why." in text_of(app))
        await press(pilot, "H")
        await until(pilot, lambda: isinstance(app.screen, ChooseAccounts))
        said = " ".join(text_of(app).split())
        assert f"home {WAITS}" in said
        assert LOGIN in said
        await press(pilot, "escape")
        app.room.heard(AccountChanged("home", None))
        await until(pilot, lambda: LOGIN in text_of(app))


async def test_an_account_of_which_nothing_is_known_yet_tells_its_trouble_too(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        known = app.desk.known
        app.desk.known = lambda: [known()[0]]
        app.desk.accounts_changed()
        await press(pilot, "H")
        assert "You have one account here." in text_of(app)
        app.room.heard(HOME)
        app.room.heard(LOGGED_OUT)
        await press(pilot, "H")
        await until(pilot, lambda: isinstance(app.screen, ChooseAccounts))
        assert LOGIN in text_of(app)
