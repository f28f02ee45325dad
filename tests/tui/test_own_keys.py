"""Keys of one's own for what means the same everywhere: sequences as well, and instead of the usual ones."""

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.settings import ScreenSettings


def on_top(app: ConnectApp) -> str:
    return type(app.screen).__name__


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("action", "screen"), [("help", "Help"), ("themes", "ChooseTheme"), ("palette", "Commands")]
)
async def test_a_sequence_opens_it_and_no_key_of_it_alone(
    stage: Stage, action: str, screen: str, *, plain: bool
) -> None:
    app = stage.app(ScreenSettings(plain=plain, keys={action: ("g h",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "g")
        assert on_top(app) == "Room"
        await press(pilot, "j", "h")
        assert on_top(app) == "Room"
        await press(pilot, "g", "h")
        await until(pilot, lambda: on_top(app) == screen)


async def test_while_one_writes_no_key_is_named_that_types(stage: Stage) -> None:
    app = stage.app(ScreenSettings(keys={"palette": ("g p",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await until(pilot, lambda: "ctrl+s send" in text_of(app))
        assert "g p more" not in text_of(app)
        await press(pilot, "g", "space", "p", "tab")
        await until(pilot, lambda: "g p more" in text_of(app))
        await press(pilot, "g", "p")
        await until(pilot, lambda: on_top(app) == "Commands")


async def test_a_sequence_suspends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app(ScreenSettings(keys={"suspend": ("ctrl+x s",)}))
    left: list[str] = []
    monkeypatch.setattr(app, "action_suspend_process", lambda: left.append("suspended"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "ctrl+z", "s", "ctrl+x")
        assert left == []
        await press(pilot, "s")
        await until(pilot, lambda: left == ["suspended"])


async def test_a_sequence_leaves_in_the_middle_of_writing_and_the_words_are_kept(stage: Stage) -> None:
    app = stage.app(ScreenSettings(keys={"quit": ("alt+q alt+q",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Black Krim", "alt+q", "alt+q")
        await until(pilot, lambda: app._exit)
    assert [draft.text for draft in stage.store.mine.drafts()] == ["Black Krim"]


@pytest.mark.parametrize(("action", "usual"), [("palette", "ctrl+p"), ("quit", "ctrl+q")])
async def test_the_usual_key_is_free_for_something_else(stage: Stage, action: str, usual: str) -> None:
    app = stage.app(ScreenSettings(keys={action: ("f9",), "bottom": (usual,)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        before = app.room.inbox.stream.cursor
        await press(pilot, usual)
        assert on_top(app) == "Room"
        assert not app._exit
        assert app.room.inbox.stream.cursor != before
