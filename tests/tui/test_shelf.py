"""The lists of what is put away."""

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import MarkKind
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.screens.later import Later
from connect_tui.tui.screens.shelf import DRAFTS, TITLES

MARKING = {MarkKind.DONE: ["e"], MarkKind.LATER: ["z", "enter"], MarkKind.MUTED: ["M"]}
NOTES = {MarkKind.DONE: "done just now", MarkKind.LATER: "put off until ", MarkKind.MUTED: "muted"}


async def begin(app: ConnectApp, pilot: Pilot[None]) -> None:
    await stand_on(app, pilot, GARDEN)


async def show(pilot: Pilot[None], kind: str) -> None:
    await press(pilot, "v", *["j"] * list(TITLES).index(kind), "enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("kind", MARKING)
async def test_what_is_marked_is_listed_opened_and_taken_back(
    stage: Stage, kind: MarkKind, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await begin(app, pilot)
        await press(pilot, *MARKING[kind])
        await until(pilot, lambda: app.desk.reader.marked(kind))
        await show(pilot, kind.value)
        await until(pilot, lambda: app.room.shelf.stream.cursor == GARDEN)
        assert TITLES[kind.value] in text_of(app)
        await until(pilot, lambda: NOTES[kind] in text_of(app))
        assert "Which tomatoes would you plant?" in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.has_focus_within)
        assert "Chloe → Ben" in text_of(app)
        await press(pilot, "q")
        assert app.room.shelf.stream.has_focus
        await press(pilot, "t")
        await until(pilot, lambda: not stage.store.mine.all_marks())
        await until(pilot, lambda: app.room.shelf.entry() is None)
        what = "conversation " if kind is MarkKind.MUTED else ""
        assert f"Ben: {what}no longer " in text_of(app)
        await press(pilot, "u")
        await until(pilot, lambda: app.room.shelf.stream.cursor == GARDEN)
        await press(pilot, "t")
        await until(pilot, lambda: app.room.shelf.entry() is None)
        await press(pilot, "q")
        assert app.room.inbox.stream.has_focus
        await until(pilot, lambda: GARDEN in [row.key for row in app.room.inbox.stream.rows])


@pytest.mark.parametrize("kind", TITLES)
async def test_an_empty_list_says_so(stage: Stage, kind: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await show(pilot, kind)
        await until(pilot, lambda: app.room.shelf.stream.has_focus)
        assert TITLES[kind] in text_of(app)
        assert "Which tomatoes" not in text_of(app)
        await press(pilot, "t", "enter", "e", "z", "M", "escape")
        assert app.room.inbox.stream.has_focus
        assert stage.store.mine.all_marks() == ()


async def test_a_muted_conversation_is_heard_again_by_the_same_key(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "M")
        await until(pilot, lambda: app.desk.reader.marked(MarkKind.MUTED))
        await show(pilot, MarkKind.MUTED.value)
        await press(pilot, "enter", "M")
        await until(pilot, lambda: "It is no longer muted." in text_of(app))
        await until(pilot, lambda: not app.desk.reader.marked(MarkKind.MUTED))


async def test_marks_are_listed_after_a_restart(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "z", "type:tomorrow 18:30", "enter")
        await until(pilot, lambda: app.desk.reader.marked(MarkKind.LATER))
    again = stage.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: again.room.inbox.entry())
        await show(pilot, MarkKind.LATER.value)
        await until(pilot, lambda: "put off until tomorrow 18:30" in text_of(again))


async def test_drafts_are_written_on_and_thrown_away(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "r", "type:Half a thou", "escape", "q")
        await until(pilot, lambda: stage.store.mine.drafts())
        await show(pilot, DRAFTS)
        await until(pilot, lambda: "Half a thou" in text_of(app))
        assert "To Ben" in text_of(app)
        assert "a draft" in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == "Half a thou"
        await press(pilot, "escape", "q", "t")
        assert "Throw this draft away?" in text_of(app)
        await press(pilot, "enter", "t", "j", "enter")
        await until(pilot, lambda: not stage.store.mine.drafts())
        await until(pilot, lambda: "Nothing is begun, and everything was sent." in text_of(app))


async def stopped(app: ConnectApp, pilot: Pilot[None], stage: Stage, state: DraftState) -> None:
    """The list of drafts, with one in it that stopped."""
    await begin(app, pilot)
    draft = Draft(
        key="k",
        account="home",
        text="Too many tomatoes.",
        changed=app.desk.clock(),
        answers=GARDEN,
        state=state,
        problem="The server said no.",
    )
    stage.store.mine.save_draft(draft)
    await show(pilot, DRAFTS)


async def test_what_was_not_sent_stands_there_with_its_reason(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stopped(app, pilot, stage, DraftState.FAILED)
        await until(pilot, lambda: "not sent: The server said no." in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == "Too many tomatoes."


@pytest.mark.parametrize("answer", ["nothing", "write", "arrived", "again"])
async def test_what_was_perhaps_sent_asks_what_became_of_it(stage: Stage, answer: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stopped(app, pilot, stage, DraftState.UNSURE)
        await until(pilot, lambda: "perhaps sent: The server said no." in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: "Did it arrive?" in text_of(app))
        if answer == "nothing":
            await press(pilot, "escape")
            await pilot.pause()
            assert [draft.state for draft in stage.store.mine.drafts()] == [DraftState.UNSURE]
            return
        await press(pilot, *["j"] * ["write", "arrived", "again"].index(answer), "enter")
        if answer == "write":
            await until(pilot, lambda: app.room.talk.composer.has_focus_within)
            assert app.room.talk.composer.draft().text == "Too many tomatoes."
        elif answer == "arrived":
            await until(pilot, lambda: not stage.store.mine.drafts())
            await until(pilot, lambda: "Nothing is begun, and everything was sent." in text_of(app))
        else:
            await until(
                pilot,
                lambda: DraftState.UNSURE not in {draft.state for draft in stage.store.mine.drafts()},
            )
            assert "It is sent once more." in text_of(app)


async def test_the_lists_are_in_the_palette(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        for title in TITLES.values():
            await press(pilot, "ctrl+p", f"type:list: {title}", "enter")
            await until(pilot, lambda: app.screen is app.room and app.room.has_class("-shelf"))
            assert title in text_of(app)


@pytest.mark.parametrize("inside", [False, True])
async def test_what_is_put_off_gets_another_time_there(stage: Stage, inside: bool) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "z", "type:in 2 days", "enter")
        await until(pilot, lambda: app.desk.reader.marked(MarkKind.LATER))
        before = app.desk.reader.put_off_until(GARDEN)
        await show(pilot, MarkKind.LATER.value)
        await until(pilot, lambda: app.room.shelf.stream.cursor == GARDEN)
        assert "z another time" in text_of(app)
        if inside:
            await press(pilot, "enter")
            await until(pilot, lambda: app.room.talk.has_focus_within)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, Later))
        assert "Put off until " in text_of(app)
        assert "When shall it be instead?" in text_of(app)
        await press(pilot, "type:in 9 days", "enter")
        await until(pilot, lambda: app.desk.reader.put_off_until(GARDEN) != before)
        if inside:
            await press(pilot, "q")
        assert app.room.shelf.stream.cursor == GARDEN
        assert len(app.desk.reader.marked(MarkKind.LATER)) == 1
        await press(pilot, "u")
        await until(pilot, lambda: app.desk.reader.put_off_until(GARDEN) == before)
        await press(pilot, "e")
        await until(pilot, lambda: not app.desk.reader.marked(MarkKind.LATER))
        assert app.desk.reader.marked(MarkKind.DONE)


async def test_a_muted_conversation_is_heard_again_with_the_same_key(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "M")
        await until(pilot, lambda: app.desk.reader.marked(MarkKind.MUTED))
        await show(pilot, MarkKind.MUTED.value)
        await until(pilot, lambda: app.room.shelf.stream.cursor == GARDEN)
        await press(pilot, "M")
        await until(pilot, lambda: not app.desk.reader.marked(MarkKind.MUTED))
        await until(pilot, lambda: "It is no longer muted." in text_of(app))


async def test_the_footer_names_what_can_be_done_there(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "D")
        await until(pilot, lambda: "Nothing is begun" in text_of(app))
        assert "v lists   u undo   q back" in text_of(app)
        assert "enter open" not in text_of(app)
        await press(pilot, "q")
        app.room.inbox.stream.go_to(GARDEN)
        await press(pilot, "r", "type:begun", "escape", "D")
        await until(pilot, lambda: "enter write on   t throw away" in text_of(app))
