"""What is offered can be done; what cannot be done now says why, in the palette and by its key."""

import pytest
from stage import GARDEN, LUNCH, Stage, press, text_of, until
from textual.pilot import Pilot

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.render.rows import Row
from connect_tui.tui.screens.commands import CommandsList
from connect_tui.tui.screens.look import Look, Visitor
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.widgets.stream import Stream

COVERED = "https://home.example/users/greta/dentist"

WHY_NOT = [
    ((), LUNCH, "b", "boost", "This was not said to everybody, and is not passed on."),
    ((), LUNCH, "o", "open link", "There is no link in it."),
    ((), LUNCH, "x", "warning", "There is no warning on it."),
    ((), LUNCH, "a", "accept", "Nobody asks to follow you here."),
    ((), LUNCH, "m", "fetch", "Nothing is missing here."),
    ((), LUNCH, "L", "read until", "Only what is around you is read until somewhere; the others wait"),
    (("enter",), LUNCH, "E", "edit", "That is not yours to change."),
    (("enter",), LUNCH, "V", "vote", "There is no poll here."),
    (("enter",), LUNCH, "H", "history", "This was never changed."),
    (("/", "type:zzz", "down"), LUNCH, "r", "reply", "There is nothing to answer here."),
    (("/", "type:zzz", "down"), LUNCH, "e", "done", "There is nobody here who waits for you."),
    (("D",), LUNCH, "t", "take back", "There is nothing to take back here."),
    (("D",), LUNCH, "enter", "open", "There is nothing to open here."),
]


async def at(pilot: Pilot[None], app: ConnectApp, entry: str, keys: tuple[str, ...]) -> None:
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
    app.room.inbox.stream.go_to(entry)
    for key in keys:
        await press(pilot, key)
        await pilot.pause(0.1)


def offered(app: ConnectApp) -> list[Row]:
    return list(app.screen.query_one(CommandsList).stream.rows)


@pytest.mark.parametrize(("keys", "entry", "key", "title", "why"), WHY_NOT)
async def test_why_it_cannot_be_done_is_said_by_its_key_and_where_it_is_looked_for(
    stage: Stage, keys: tuple[str, ...], entry: str, key: str, title: str, why: str
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, entry, keys)
        assert f"{key} {title}" not in text_of(app)
        await press(pilot, key)
        await until(pilot, lambda: why in text_of(app))
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: app.screen.query(CommandsList) and offered(app))
        names = [row.key for row in offered(app)]
        await press(pilot, f"type:{title}")
        here = app.screen.query_one(CommandsList)
        await until(pilot, lambda: here.stream.rows and here.line.value == title)
        found = next(row for row in offered(app) if row.key != "none" and not row.selectable)
        assert found.key not in names
        assert why[:40] in text_of(app)


@pytest.mark.parametrize(
    ("called", "action"),
    [
        ("search", "search"),
        ("new post", "write"),
        ("like", "favourite"),
        ("snooze", "later"),
        ("dark", "themes"),
    ],
)
async def test_the_palette_finds_it_by_what_it_is_called_elsewhere(
    stage: Stage, called: str, action: str
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ("ctrl+p", f"type:{called}"))
        await until(pilot, lambda: app.screen.query(CommandsList) and offered(app)[0].key == action)


async def test_what_cannot_be_done_is_not_done_from_the_palette(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ("ctrl+p", "type:accept", "enter"))
        assert app.screen is not app.room


async def test_the_palette_offers_what_a_question_can_do_while_it_is_asked(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ("v", "ctrl+p"))
        await until(pilot, lambda: app.screen.query(CommandsList))
        assert [row.key for row in offered(app)] == ["choose", "cancel", "suspend", "quit"]


@pytest.mark.parametrize("plain", [False, True])
async def test_the_footer_names_nothing_that_cannot_be_done(stage: Stage, plain: bool) -> None:
    app = stage.app(ScreenSettings(plain=plain))
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ())
        stream = app.room.inbox.stream
        for row in list(stream.rows):
            stream.go_to(row.key)
            await pilot.pause()
            told = text_of(app).splitlines()[-1]
            for action, hint in (("reply", "r reply"), ("open", "enter open"), ("fetch", "m fetch")):
                assert (hint in told) <= (app.room.inbox.why_not(action) == ""), (row, told)


async def test_nobody_is_answered_by_their_name_alone(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ("/", "type:chloe", "down"))
        await until(pilot, lambda: app.room.finding.stream.cursor.startswith("person:"))
        assert "r reply" not in text_of(app)
        while app.room.finding.post() is None:
            await press(pilot, "j")
        await until(pilot, lambda: "r reply" in text_of(app))


@pytest.mark.parametrize(("key", "done"), [("f", "Favourited."), ("b", "Boosted."), ("B", "Bookmarked.")])
async def test_the_way_back_is_named(stage: Stage, key: str, done: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, GARDEN, (key,))
        await until(pilot, lambda: f"{done} u takes that back." in text_of(app))


@pytest.mark.parametrize(
    ("key", "title", "why"),
    [
        ("tab", "people", "Whom this names stands in its text."),
        ("alt+p", "poll", "sky knows no polls."),
    ],
)
async def test_while_writing_too(stage: Stage, key: str, title: str, why: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ("c", "enter", "type:well"))
        assert f"{key} {title}" not in text_of(app)
        await press(pilot, key)
        await until(pilot, lambda: why in text_of(app))
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: app.screen.query(CommandsList) and offered(app))
        await press(pilot, f"type:{title}")
        await until(pilot, lambda: any(getattr(row, "why_not", "") == why for row in offered(app)))


async def test_the_people_are_named_where_there_are_any(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, GARDEN, ("r",))
        await until(pilot, lambda: "tab people" in text_of(app))


async def test_a_look_at_somebody_opens_only_what_is_closed(stage: Stage) -> None:
    app = stage.app()
    known = stage.store.cache.post(COVERED)
    assert known is not None
    async with app.run_test(size=(80, 40)) as pilot:
        await at(pilot, app, LUNCH, ())
        app.push_screen(Look(app.desk, Visitor(known.author, known.id.account)))
        await until(pilot, lambda: "esc back" in text_of(app) and "Dentist" in text_of(app))
        assert "enter open it" not in text_of(app).splitlines()[-1]
        stream = app.screen.query_one("#look", Stream)
        while "enter open it" not in text_of(app):
            assert stream.row is not stream.rows[-1]
            await press(pilot, "j")
        await press(pilot, "enter")
        await until(pilot, lambda: stream.view.opened)
