"""Answering one after another."""

import pytest
from stage import GARDEN, LUNCH, Stage, press, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import DraftState
from connect_tui.domain.entry import Section
from connect_tui.domain.marks import Delivery
from connect_tui.tui.app import ConnectApp


async def begin(app: ConnectApp, pilot: Pilot[None]) -> list[str]:
    """Those who wait, in their order, with the first of them on the screen."""
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
    await press(pilot, "w")
    await until(pilot, lambda: app.room.answering.has_focus_within)
    return [entry.uri for entry in app.desk.reader.entries(Section.WAITING)]


def here(app: ConnectApp) -> str:
    entry = app.room.answering.entry
    return entry.uri if entry else ""


async def go_to(app: ConnectApp, pilot: Pilot[None], uri: str) -> None:
    for _ in range(30):
        if here(app) == uri:
            return
        await press(pilot, "n")
    raise AssertionError(f"{uri} never came")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_one_stands_on_the_screen_with_what_is_needed(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        order = await begin(app, pilot)
        assert here(app) == order[0] == LUNCH
        assert "Chloe wrote to you privately" in text_of(app)
        assert "Between Chloe and you alone." in text_of(app)
        await go_to(app, pilot, GARDEN)
        shown = text_of(app)
        assert "Ben asked you, " in shown
        assert "Ben, Chloe and you are in it." in shown
        assert "Planning the garden for spring." in shown
        assert "Which tomatoes would you plant?" in shown
        assert "Black Krim, if the bed gets sun" in shown
        assert "Waiting for you" not in shown
        assert "n next" in shown
        await press(pilot, "r")
        await until(pilot, lambda: app.room.answering.composer.has_focus_within)
        assert "Which tomatoes would you plant?" in text_of(app)
        assert "To Ben ✓" in text_of(app)


async def test_next_goes_through_all_without_a_mark_and_begins_again(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        order = await begin(app, pilot)
        seen = [here(app)]
        while app.room.answering.entry is not None:
            await press(pilot, "tab" if len(seen) % 2 else "n")
            seen.append(here(app))
        assert seen == [*order, ""]
        assert "That was everybody." in text_of(app)
        assert "still waiting." in " ".join(text_of(app).split())
        assert stage.store.mine.all_marks() == ()
        await press(pilot, "shift+tab")
        assert here(app) == order[-1]
        await press(pilot, "n", "n")
        assert here(app) == order[0]
        await press(pilot, "N")
        assert "Nobody stands before this one." in text_of(app)


@pytest.mark.parametrize("keys", [["e"], ["z", "enter"], ["M"]])
async def test_a_mark_goes_on_to_the_next_and_undo_comes_back(stage: Stage, keys: list[str]) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        order = await begin(app, pilot)
        await press(pilot, "n", *keys)
        await until(pilot, lambda: here(app) == order[2])
        await until(pilot, lambda: len(stage.store.mine.all_marks()) == 1)
        await press(pilot, "u")
        await until(pilot, lambda: here(app) == order[1])
        assert stage.store.mine.all_marks() == ()
        await press(pilot, "n")
        assert here(app) == order[2]


async def test_an_answer_goes_on_to_the_next_and_can_be_taken_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        order = await begin(app, pilot)
        await go_to(app, pilot, GARDEN)
        after = order[order.index(GARDEN) + 1]
        await press(pilot, "r", "type:Black Krim.", "ctrl+s")
        await until(pilot, lambda: here(app) == after)
        assert "Your answer to Ben is on its way. u takes it back." in text_of(app)
        assert app.room.answering.stream.has_focus
        entry = app.desk.reader.entry(GARDEN)
        await until(pilot, lambda: (entry := app.desk.reader.entry(GARDEN)) and entry.delivery)
        entry = app.desk.reader.entry(GARDEN)
        assert entry is not None
        assert entry.delivery is Delivery.SENDING
        await press(pilot, "u")
        await until(pilot, lambda: here(app) == GARDEN)
        await until(pilot, lambda: app.room.answering.composer.has_focus_within)
        assert app.room.answering.composer.draft().text == "Black Krim."
        await press(pilot, "escape", "N")
        assert here(app) == order[order.index(GARDEN) - 1]
        await press(pilot, "n", "n")
        assert here(app) == after


async def test_leaving_loses_nothing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await go_to(app, pilot, GARDEN)
        await press(pilot, "r", "type:Half a thou", "escape", "q")
        assert app.room.inbox.has_focus_within
        await until(pilot, lambda: [draft.text for draft in stage.store.mine.drafts()] == ["Half a thou"])
        await press(pilot, "w")
        await go_to(app, pilot, GARDEN)
        assert "You began to answer: “Half a thou”" in text_of(app)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.answering.composer.has_focus_within)
        assert app.room.answering.composer.draft().text == "Half a thou"
        [draft] = stage.store.mine.drafts()
        assert draft.state is DraftState.WRITING


async def test_going_on_keeps_what_was_begun(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "r", "type:Yes", "escape", "n")
        await until(pilot, lambda: [draft.text for draft in stage.store.mine.drafts()] == ["Yes"])
        assert not app.room.answering.composer.writing


async def test_when_nobody_is_left_it_is_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        order = await begin(app, pilot)
        for _ in order:
            await press(pilot, "e")
        await until(pilot, lambda: "Nobody is waiting for you." in text_of(app))
        assert "That was everybody." not in text_of(app)
        await until(pilot, lambda: not app.desk.reader.entries(Section.WAITING))
        await press(pilot, "escape")
        assert app.room.inbox.has_focus_within
        await until(pilot, lambda: "Ready to talk?" in text_of(app))
        await press(pilot, "w")
        assert app.room.inbox.has_focus_within
        assert "Nobody is waiting for you." in text_of(app)
