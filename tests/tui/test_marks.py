"""Done, later and muted by their keys, and taking all of it back."""

from collections.abc import Collection
from concurrent.futures import Future

import pytest
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.tui.actions import OWED
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.desk import Desk
from connect_tui.tui.screens.later import Later
from connect_tui.tui.settings import ScreenSettings


def marks(stage: Stage) -> list[Mark]:
    return [mark for _, mark in stage.store.mine.all_marks()]


def keys(app: ConnectApp) -> list[str]:
    return [row.key for row in app.room.inbox.stream.rows if row.selectable]


def waiting(app: ConnectApp) -> list[Entry]:
    return app.desk.reader.entries(Section.WAITING)


async def begin(app: ConnectApp, pilot: Pilot[None], uri: str = "") -> None:
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
    if uri:
        await stand_on(app, pilot, uri)


async def test_done_leaves_at_once_and_the_cursor_goes_to_what_comes_next(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        after = keys(app)[keys(app).index(GARDEN) + 1]
        await press(pilot, "e")
        assert GARDEN not in [row.key for row in app.room.inbox.stream.rows[:3]]
        assert app.room.inbox.stream.cursor == after
        assert "Ben: done. u takes it back." in text_of(app)
        await until(pilot, lambda: [mark.kind for mark in marks(stage)] == [MarkKind.DONE])
        assert GARDEN in marks(stage)[0].posts
        await pilot.pause(0.2)
        assert app.room.inbox.stream.cursor == after
        assert GARDEN not in [entry.uri for entry in waiting(app)]


async def test_several_steps_are_taken_back_the_newest_first(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        order = [entry.uri for entry in waiting(app)]
        await press(pilot, "e")
        await until(pilot, lambda: len(marks(stage)) == 1)
        await press(pilot, "e", "f")
        await until(pilot, lambda: len(marks(stage)) == 2 and app.room.inbox.entry())
        here = app.room.inbox.entry()
        assert here is not None
        assert here.post is not None
        post = here.post.uri
        await until(pilot, lambda: (found := stage.store.cache.post(post)) and found.favourited)
        await press(pilot, "u")
        await until(pilot, lambda: "No longer a favourite of yours." in text_of(app))
        await press(pilot, "u")
        await until(pilot, lambda: len(marks(stage)) == 1)
        await until(pilot, lambda: app.room.inbox.stream.cursor == order[1])
        await press(pilot, "u")
        await until(pilot, lambda: not marks(stage))
        await until(pilot, lambda: "Chloe is waiting again." in text_of(app))
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        assert [entry.uri for entry in waiting(app)] == order


async def test_marks_and_what_takes_them_back_outlive_the_program(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, LUNCH)
        await press(pilot, "e")
        await until(pilot, lambda: marks(stage))
        await press(pilot, "z", "enter")
        await until(pilot, lambda: len(marks(stage)) == 2)
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not app.is_running)
    again = stage.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await begin(again, pilot)
        assert LUNCH not in keys(again)
        assert len(marks(stage)) == 2
        await press(pilot, "u")
        await until(pilot, lambda: [mark.kind for mark in marks(stage)] == [MarkKind.DONE])
        await press(pilot, "u")
        await until(pilot, lambda: LUNCH in keys(again))
        await press(pilot, "u")
        await until(pilot, lambda: "There is nothing to take back." in text_of(again))


@pytest.mark.parametrize("key", ["e", "z"])
@pytest.mark.parametrize("section", [Section.ACTIVE, Section.BROADCAST])
async def test_where_nothing_is_owed_it_is_said_and_nothing_is_marked(
    stage: Stage, key: str, section: Section
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, app.desk.reader.entries(section)[0].uri)
        before = app.room.inbox.stream.cursor
        await press(pilot, key)
        assert "Nobody waits for you here" in text_of(app)
        assert app.screen is app.room
        assert app.room.inbox.stream.cursor == before
        assert marks(stage) == []


async def test_moving_marks_nothing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(app, pilot)
        order = [entry.uri for entry in waiting(app)]
        await press(pilot, *["j"] * 8, "enter", "j", "k", "q", "G", "g", "g", "tab")
        await pilot.pause(0.3)
        assert marks(stage) == []
        assert [entry.uri for entry in waiting(app)] == order


async def test_later_offers_moments_and_takes_the_chosen_one(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, Later))
        assert "When shall Ben come back?" in text_of(app)
        assert "in an hour" in text_of(app)
        assert "tomorrow 9:00" in text_of(app)
        begun = app.desk.clock()
        await press(pilot, "enter")
        await until(pilot, lambda: marks(stage))
        [mark] = marks(stage)
        assert mark.kind is MarkKind.LATER
        assert mark.until is not None
        assert abs((mark.until - begun).total_seconds() - 3600) < 5
        assert "Ben: put off until " in text_of(app)
        assert GARDEN not in [entry.uri for entry in waiting(app)]


@pytest.mark.parametrize("lead", [[], ["tab"], ["down", "down", "down", "down"]])
async def test_later_takes_words_and_says_what_they_mean(stage: Stage, lead: list[str]) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "z", *lead, "type:tomo")
        assert "“tomo” is no time that I understand" in text_of(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Later)
        assert marks(stage) == []
        await press(pilot, "type:rrow 18:30")
        assert "tomorrow 18:30" in text_of(app)
        assert "is no time" not in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: marks(stage))
        [mark] = marks(stage)
        assert mark.until is not None
        assert (mark.until.hour, mark.until.minute) == (18, 30)


async def test_later_can_be_left(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "z", "type:fri", "escape")
        assert app.screen is app.room
        await press(pilot, "z", "q")
        assert app.screen is app.room
        assert app.room.inbox.stream.cursor == GARDEN
        assert marks(stage) == []


async def test_mute_hides_the_conversation_until_it_is_taken_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "M")
        assert GARDEN not in keys(app)
        assert "Ben: conversation muted. u takes it back." in text_of(app)
        await until(pilot, lambda: [mark.kind for mark in marks(stage)] == [MarkKind.MUTED])
        assert app.desk.reader.entry(GARDEN) is None
        await press(pilot, "u")
        await until(pilot, lambda: app.room.inbox.stream.cursor == GARDEN)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_in_a_conversation_done_leads_back_to_what_comes_next(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await begin(app, pilot, GARDEN)
        after = keys(app)[keys(app).index(GARDEN) + 1]
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.has_focus_within)
        await press(pilot, "e")
        await until(pilot, lambda: app.room.inbox.has_focus_within and marks(stage))
        assert app.room.inbox.stream.cursor == after


async def test_the_footer_names_done_only_where_something_is_owed(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        assert tuple(app.room.inbox.hints()) == OWED
        assert "e done   z later   w one after another" in text_of(app)
        await stand_on(app, pilot, app.desk.reader.entries(Section.BROADCAST)[0].uri)
        assert "e done" not in text_of(app)


async def test_without_a_key_for_it_nothing_is_promised(stage: Stage) -> None:
    app = stage.app(ScreenSettings(keys={"undo": ()}))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "e")
        assert "Ben: done." in text_of(app)
        assert "takes it back" not in text_of(app)


async def test_what_comes_while_it_is_marked_is_not_closed_with_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        conversation = app.desk.reader.conversation(GARDEN)
        assert conversation is not None
        seen: list[Collection[str]] = []
        mark = app.desk.done

        def done(desk: Desk, uri: str, uris: Collection[str]) -> Future[bool]:
            seen.append(uris)
            return mark(uri, uris)

        monkeypatch.setattr(Desk, "done", done)
        await press(pilot, "e")
        assert seen == [frozenset(conversation.by_uri)]


async def test_what_could_not_be_marked_comes_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        mark = app.desk.done
        monkeypatch.setattr(Desk, "done", lambda desk, uri, uris: mark(uri, frozenset()))
        await press(pilot, "e")
        await until(pilot, lambda: "It was not marked" in text_of(app))
        await until(pilot, lambda: GARDEN in keys(app))
        assert marks(stage) == []
