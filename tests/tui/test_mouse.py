"""The mouse does what keys do."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, furnished, press, stand_on, text_of, until
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from connect_tui.sync.composing import Recipient
from connect_tui.tui.actions import Where
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens import posts
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.widgets.recipients import RecipientsBar
from connect_tui.tui.widgets.typing import TypedLine

LINKED = "https://home.example/users/samir/river-path"


async def click_on(pilot: Pilot[None], app: ConnectApp, words: str) -> None:
    """Click where these words begin, the first time that they stand there."""
    for y, line in enumerate(text_of(app).splitlines()):
        if words in line:
            await pilot.click(offset=(line.index(words), y))
            return
    raise AssertionError(f"{words!r} is not on the screen")


@pytest.mark.parametrize("plain", [False, True])
async def test_a_click_on_a_hint_does_what_it_says(stage: Stage, plain: bool) -> None:
    app = stage.app(ScreenSettings(plain=plain))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH)
        await click_on(pilot, app, "r reply")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await click_on(pilot, app, "esc keep draft")
        await until(pilot, lambda: app.room.where() is Where.CONVERSATION)
        await click_on(pilot, app, "? help")
        await until(pilot, lambda: type(app.screen).__name__ == "Help")


async def test_where_a_click_put_the_cursor_it_stays(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        await click_on(pilot, app, "Which tomatoes")
        assert app.room.inbox.stream.cursor == GARDEN
        app.room.inbox.entries.changed(frozenset())
        await pilot.pause()
        assert app.room.inbox.stream.cursor == GARDEN


async def test_what_is_drawn_is_no_click(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        here = app.room.inbox.stream.cursor
        await pilot.mouse_down(offset=(10, 12))
        await pilot.hover(offset=(30, 12))
        await pilot.mouse_up(offset=(30, 12))
        await pilot.pause()
        assert app.room.where() is Where.INBOX
        assert app.room.inbox.stream.cursor == here


async def test_two_fast_clicks_open_one_thing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(posts, "browse", lambda link, browser: opened.append(link))
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        app.room.inbox.stream.go_to(LINKED)
        await pilot.pause()
        await pilot.click(offset=(20, app.room.inbox.stream.place.y + 1), times=2)
        await until(pilot, lambda: app.room.where() is Where.CONVERSATION)
        app.room.talk.stream.go_to(LINKED)
        await pilot.click(offset=(20, app.room.talk.stream.place.y + 1))
        await pilot.pause(0.2)
        assert opened == []
        await click_on(pilot, app, "o open")
        await until(pilot, lambda: len(opened) == 1)


async def test_a_click_between_hints_does_nothing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await pilot.click("#footer", offset=(60, 0))
        await pilot.pause()
        assert app.room.where() is Where.INBOX


async def test_what_was_found_is_chosen_and_opened_by_clicks(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "/", "type:market")
        await until(pilot, lambda: "Lunch?" in text_of(app) and "Find" in text_of(app))
        await click_on(pilot, app, "Lunch?")
        await click_on(pilot, app, "Lunch?")
        await until(pilot, lambda: app.room.where() is Where.CONVERSATION)


async def test_a_place_to_go_to_is_taken_by_a_click(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "J")
        await until(pilot, lambda: "@you@sky.example" in text_of(app))
        await click_on(pilot, app, "@you@sky.example")
        await click_on(pilot, app, "@you@sky.example")
        await until(pilot, lambda: "Only sky" in text_of(app))


async def test_the_wheel_moves_what_is_seen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        before, cursor = text_of(app), app.room.inbox.stream.cursor
        await pilot._post_mouse_events([MouseScrollDown], "#entries")
        await pilot.pause()
        assert text_of(app) != before
        assert app.room.inbox.stream.cursor == cursor


async def test_who_is_named_is_ticked_by_a_click(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r", "type:hm")
        composer = app.room.talk.composer
        letter = composer.query_one(RecipientsBar)._letter
        assert letter is not None
        chloe = Recipient("@chloe@sky.example", "Chloe")
        composer.change(replace(letter, recipients=(*letter.recipients, chloe)))
        await until(pilot, lambda: "Ben ✓  Chloe –" in text_of(app))
        await click_on(pilot, app, "Chloe –")
        await until(pilot, lambda: "Ben ✓  Chloe ✓" in text_of(app))
        # Whom it answers stays, and that is said.
        await click_on(pilot, app, "Ben ✓")
        await until(pilot, lambda: "you answer Ben" in text_of(app))
        assert "Ben ✓  Chloe ✓" in text_of(app)
        await click_on(pilot, app, "you answer Ben")
        await press(pilot, "tab", "type:!")
        assert composer.draft().text == "hm!"
        assert composer.draft().recipients[-1] == "@chloe@sky.example"


async def test_what_the_palette_would_do_is_chosen_by_a_click(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "ctrl+p", "type:colour")
        await until(pilot, lambda: "look at other colours" in text_of(app))
        await click_on(pilot, app, "look at other colours")
        await until(pilot, lambda: "Which colours?" in text_of(app))


async def test_a_file_that_is_offered_is_attached_by_clicks(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    monkeypatch.chdir(tmp_path)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "alt+m")
        await until(pilot, lambda: "b.png" in text_of(app))
        await click_on(pilot, app, "b.png")
        await click_on(pilot, app, "b.png")
        line = app.screen.query_one("#line", TypedLine)
        await until(pilot, lambda: line.value == "b.png")
        await click_on(pilot, app, "enter take this file")
        await until(pilot, lambda: [media.path for media in app.room.talk.composer.draft().media])
        assert app.room.talk.composer.draft().media[0].path.endswith("b.png")
