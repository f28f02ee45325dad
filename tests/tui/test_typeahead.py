"""Keys that come faster than anything can be drawn between them."""

import asyncio

import pytest
from stage import GARDEN, Stage, stand_on, until
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from connect_tui.tui import alt
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.desk import Desk
from connect_tui.tui.screens.attaching import MediaForm
from connect_tui.tui.screens.room import Room


def typed_at_once(app: ConnectApp, *typed: str) -> None:
    """Keys by their names, and words."""
    for part in typed:
        keys = [part] if part in ("enter", "tab", "right", "escape") or "+" in part else list(part)
        for key in keys:
            app.post_message(Key("space" if key == " " else key, key if len(key) == 1 else None))


async def test_a_whole_answer_at_once(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN)
        typed_at_once(
            app, "r", "Hello ", "alt+l", "german", "enter", "there", "alt+w", "food", "enter", ".", "alt+p",
            "red", "enter", "black", "escape", "!",
        )  # fmt: skip
        composer = app.room.talk.composer
        await until(pilot, lambda: composer.writing and composer.draft().text.endswith("!"))
        draft = composer.draft()
        assert (draft.text, draft.language, draft.warning) == ("Hello there.!", "de", "food")
        assert draft.poll is not None
        assert draft.poll.options == ("red", "black")


@pytest.mark.parametrize("pause", [0.0, 0.003, 0.01])
async def test_an_answer_is_whole_however_long_it_takes_to_lay_out_where_it_is_written(
    stage: Stage, pause: float
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        while not app.room.furnished:  # noqa: ASYNC110 # any later, everything is fast
            await asyncio.sleep(0)
        app.room.inbox.stream.go_to(GARDEN)
        for key in "rdone at once":
            typed_at_once(app, key)
            await asyncio.sleep(pause)
        composer = app.room.talk.composer
        await until(pilot, lambda: composer.writing and composer.draft().text.endswith("once"))
        assert composer.draft().text == "done at once"


async def test_an_answer_is_whole_on_a_machine_that_has_much_else_to_do(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish = Room.furnish

    async def late(room: Room) -> None:
        await asyncio.sleep(0.8)
        await furnish(room)

    monkeypatch.setattr(Room, "furnish", late)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        app.room.inbox.stream.go_to(GARDEN)
        typed_at_once(app, "rdone at once")
        await until(pilot, lambda: app.room.furnished and app.room.talk.composer.writing)
        composer = app.room.talk.composer
        await until(pilot, lambda: composer.draft().text.endswith("once"))
        assert composer.draft().text == "done at once"


async def test_what_is_typed_before_the_first_frame_is_not_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Desk.accounts
    monkeypatch.setattr(Desk, "accounts", lambda desk: accounts(desk)[:1])
    app = stage.app()
    typed_at_once(app, "chello")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.focused, TextArea) and app.focused.text == "hello")


async def test_what_is_pasted_after_a_key_goes_where_the_key_led(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        typed_at_once(app, "alt+m")
        app.post_message(Paste("/nowhere/at all.png"))
        await until(pilot, lambda: isinstance(app.screen, MediaForm))
        await until(pilot, lambda: app.screen.query_one("#line", Input).value == "/nowhere/at all.png")
        assert app.room.talk.composer.draft().text == ""


def test_alt_needs_no_pause_after_it() -> None:
    alt.teach()
    parser = XTermParser()
    keys = [event.key for event in parser.feed("\x1bw\x1b[C\x1blgerman\r") if isinstance(event, Key)]
    assert keys == ["alt+w", "right", "alt+l", *"german", "enter"]
