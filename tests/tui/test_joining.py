"""Joining people by keys."""

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.joining import JoinPeople
from connect_tui.tui.settings import ScreenSettings

BEN = "@ben@home.example"


async def begin(app: ConnectApp, pilot: Pilot[None]) -> None:
    await stand_on(app, pilot, GARDEN)


@pytest.mark.parametrize("plain", [False, True])
async def test_a_handle_is_joined_parted_and_taken_back(stage: Stage, plain: bool) -> None:
    app = stage.app(ScreenSettings(plain=plain))
    mark = "yes  " if plain else "✓ "
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "P")
        await until(pilot, lambda: isinstance(app.screen, JoinPeople))
        assert "Ben is also …" in text_of(app)
        assert BEN in text_of(app)
        await press(pilot, "G", "enter", "type:@ben.elsewhere.example", "enter")
        await until(pilot, lambda: f"{mark}@ben.elsewhere.example" in text_of(app))
        assert "Nobody here has heard of that handle yet" in text_of(app)
        await until(pilot, lambda: len(app.desk.reader.same_people()) == 2)
        await press(pilot, "enter")
        await until(pilot, lambda: not app.desk.reader.same_people())
        await press(pilot, "escape", "u")
        await until(pilot, lambda: "They are one person again." in text_of(app))
        await press(pilot, "u")
        await until(pilot, lambda: "They are two people again." in text_of(app))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ben", "A person is written in full: @name@host, or @name.example."),
        ("@you@home.example", "That is you."),
        (BEN, "That is the same handle."),
        ("@[/b]@x", "A person is written in full: @name@host, or @name.example."),
    ],
)
async def test_what_is_no_other_person_is_said(stage: Stage, typed: str, said: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "P", "G", "enter", f"type:{typed}", "enter")
        await until(pilot, lambda: said in text_of(app))
        await press(pilot, "escape", "escape")
        assert app.screen is app.room
        assert app.desk.reader.same_people() == {}


async def test_a_circle_shows_the_whole_person(stage: Stage) -> None:
    stage.store.mine.set_circle_member("friends", "@ben.elsewhere.example", True)
    stage.store.mine.set_person(dict.fromkeys((BEN, "@ben.elsewhere.example"), BEN))
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        assert "Ben · friends" in text_of(app)
        await press(pilot, "C")
        await until(pilot, lambda: "✓ friends" in text_of(app))
