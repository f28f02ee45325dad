"""Keys that come faster than what is to take them."""

import asyncio
from typing import Any

import pytest
from stage import LUNCH, Stage, stand_on, until
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.desk import Desk
from connect_tui.tui.screens.attaching import MediaForm
from connect_tui.tui.screens.languages import LanguageChoice
from connect_tui.tui.screens.letter import NewLetter


async def open_and_type(app: ConnectApp, key: str, sheet: type[Screen[Any]], typed: str) -> None:
    """Type as soon as the sheet is there, before anything in it is."""
    app.post_message(events.Key(key, None if "+" in key else key))
    async with asyncio.timeout(20):
        while not isinstance(app.screen, sheet):  # noqa: ASYNC110 # any later is too late
            await asyncio.sleep(0)
    for letter in typed:
        app.post_message(events.Key(letter, letter))


async def answer(app: ConnectApp, pilot: Pilot[None]) -> None:
    await stand_on(app, pilot, LUNCH, "r")
    await until(pilot, lambda: app.room.talk.composer.has_focus_within)


@pytest.mark.parametrize(
    ("key", "sheet", "line"),
    [("alt+m", MediaForm, "#line"), ("alt+l", LanguageChoice, "#language")],
)
async def test_what_is_typed_at_once_stands_in_the_line(
    key: str, sheet: type[Screen[Any]], line: str, stage: Stage
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(app, pilot)
        await open_and_type(app, key, sheet, "qzx")
        await until(
            pilot, lambda: app.screen.query(line) and app.screen.query_one(line, Input).value == "qzx"
        )


async def test_what_is_entered_at_once_is_what_was_typed(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(app, pilot)
        await open_and_type(app, "alt+l", LanguageChoice, "german")
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: app.screen is not None and not isinstance(app.screen, LanguageChoice))
        assert app.room.talk.composer.draft().language == "de"


async def test_a_new_post_begins_with_the_first_letter(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Desk.accounts
    monkeypatch.setattr(Desk, "accounts", lambda desk: accounts(desk)[:1])
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and app.room.furnished)
        await open_and_type(app, "c", NewLetter, "hello")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        await until(pilot, lambda: app.screen.composer.draft().text == "hello")  # type: ignore[attr-defined]
