"""The disk is full while somebody writes: that is said, and what was written stays in hand."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from stage import LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.errors import StoreError
from connect_tui.store.mine import Mine
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import Say

FULL = "The disk is full. Make some room and try again."


@contextmanager
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(mine: Mine, draft: Draft) -> bool:  # as the real one
        raise StoreError(FULL)

    with monkeypatch.context() as patched:
        patched.setattr(Mine, "save_draft", refuse)
        yield


def texts(stage: Stage, *states: DraftState) -> list[str]:
    return [draft.text for draft in stage.store.mine.drafts(set(states) or set(DraftState))]


async def answer(app: ConnectApp, pilot: Pilot[None]) -> None:
    await stand_on(app, pilot, LUNCH, "r")
    await until(pilot, lambda: app.room.talk.composer.has_focus_within)


async def test_what_is_left_is_found_again_and_kept_when_there_is_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await answer(app, pilot)
        with full(monkeypatch):
            await press(pilot, "type:At one", "escape")
            await until(pilot, lambda: FULL in text_of(app))
            assert texts(stage) == []
            await press(pilot, "r")
            assert app.room.talk.composer.draft().text == "At one"
            app.room.status.say("")
            await press(pilot, "escape")
            await until(pilot, lambda: FULL in text_of(app))
            assert "The draft is kept." not in text_of(app)
            await until(pilot, lambda: app.desk.in_hand.unkept)
            await press(pilot, "ctrl+q")
            await until(pilot, lambda: "cannot be kept" in text_of(app))
            assert app.is_running
        app.room.tick()
        await until(pilot, lambda: texts(stage) == ["At one"])
        assert not app.desk.in_hand.unkept


async def test_what_could_not_be_sent_is_not_shown_as_if_it_were(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await answer(app, pilot)
        with full(monkeypatch):
            await press(pilot, "type:At one", "ctrl+s")
            await until(pilot, lambda: "Not sent, and still here." in text_of(app))
            await until(pilot, lambda: "sending" not in text_of(app))
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == "At one"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: texts(stage, DraftState.QUEUED) == ["At one"])


async def test_a_sentence_is_not_cut_to_its_end(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        app.room.status.say(f"Not sent, and still here. {FULL}")
        app.room.status.say(FULL)
        await until(pilot, lambda: "Not sent, and still here." in text_of(app))
        app.room.status.say("Done.")
        await until(pilot, lambda: "Done." in text_of(app) and FULL not in text_of(app))


async def test_a_key_silences_nothing_that_was_said_since(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        late = Say("")
        app.room.status.say(FULL)
        app.room.post_message(late)
        await pilot.pause()
        assert FULL in text_of(app)
        app.room.post_message(Say(""))
        await until(pilot, lambda: FULL not in text_of(app))


async def test_it_is_said_where_it_is_seen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        with full(monkeypatch):
            await press(pilot, "c", "enter", "type:At one")
            await until(pilot, lambda: FULL in text_of(app))
            await press(pilot, "ctrl+q")
            await until(pilot, lambda: "cannot be kept" in text_of(app))
            assert app.screen is not app.room
            app.action_help_quit()
            await until(pilot, lambda: "ctrl+q leaves." in text_of(app))
