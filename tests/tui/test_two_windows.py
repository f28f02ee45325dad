"""The same draft, open in two windows: neither takes words from the other."""

from contextlib import AsyncExitStack

from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import DraftState
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.widgets.composer import Composer

Window = tuple[ConnectApp, Pilot[None], Composer]


def texts(stage: Stage, *states: DraftState) -> list[str]:
    return sorted(draft.text for draft in stage.store.mine.drafts(states or None))


async def two_windows(stage: Stage, stack: AsyncExitStack) -> tuple[Window, Window]:
    """Both with the answer that was begun in the first."""
    windows: list[Window] = []
    for _ in range(2):
        app = stage.app()
        pilot = await stack.enter_async_context(app.run_test(size=(80, 24)))
        await until(pilot, lambda app=app: app.room.inbox.entry())  # type: ignore[misc]
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda app=app: app.room.talk.composer.has_focus_within)  # type: ignore[misc]
        if not windows:
            await press(pilot, "type:One")
            await until(pilot, lambda: texts(stage) == ["One"])
        windows.append((app, pilot, app.room.talk.composer))
    return windows[0], windows[1]


async def test_leaving_what_was_not_touched_changes_nothing(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        (_, here, _), (other, there, composer) = await two_windows(stage, stack)
        await press(here, "type: and more")
        await until(here, lambda: texts(stage) == ["One and more"])
        assert composer.draft().text == "One"
        await press(there, "escape")
        await until(there, lambda: not other.desk.unfinished())
        assert texts(stage) == ["One and more"]


async def test_what_is_written_in_both_is_two_drafts(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        (_, here, first), (other, there, _) = await two_windows(stage, stack)
        await press(here, "type: and more")
        await until(here, lambda: texts(stage) == ["One and more"])
        await press(there, "type:, two")
        await until(there, lambda: texts(stage) == ["One and more", "One, two"])
        assert "in another window" in text_of(other)
        await press(there, "type:, three")
        await press(here, "type:!")
        await until(here, lambda: texts(stage) == ["One and more!", "One, two, three"])
        assert first.draft().text == "One and more!"


async def test_what_was_sent_in_one_takes_nothing_from_the_other(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        (_, here, _), (_, there, _) = await two_windows(stage, stack)
        await press(here, "ctrl+s")
        await until(here, lambda: texts(stage, DraftState.QUEUED) == ["One"])
        await press(there, "type: more", "ctrl+s")
        await until(there, lambda: texts(stage, DraftState.QUEUED) == ["One", "One more"])
        assert texts(stage) == ["One", "One more"]


async def test_the_same_words_sent_in_both_go_once(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        (_, here, _), (other, there, _) = await two_windows(stage, stack)
        await press(here, "ctrl+s")
        await until(here, lambda: texts(stage, DraftState.QUEUED) == ["One"])
        await press(there, "ctrl+s")
        await until(there, lambda: not other.desk.unfinished())
        assert texts(stage) == ["One"]


async def test_emptied_or_thrown_away_in_one_it_stays_for_the_other(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        (_, here, _), (other, there, _) = await two_windows(stage, stack)
        await press(here, "type: and more")
        await until(here, lambda: texts(stage) == ["One and more"])
        await press(there, "backspace", "backspace", "backspace", "escape")
        await until(there, lambda: not other.desk.unfinished())
        assert texts(stage) == ["One and more"]
