"""Every action of the registry, by its own key, on the whole screen. An action without a scene fails here."""

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.tui.actions import ACTIONS, BY_NAME, Where
from connect_tui.tui.app import ConnectApp

KIT = "follow-request:@kit@home.example"


@dataclass(frozen=True)
class Scene:
    """Keys that lead somewhere, standing on an entry; then the action's own key; then this holds."""

    action: str
    holds: Callable[[ConnectApp], object]
    keys: tuple[str, ...] = ()
    on: str = LUNCH
    using: int = 0
    """Which of the action's keys is pressed."""


def shows(words: str) -> Callable[[ConnectApp], object]:
    return lambda app: words in text_of(app)


def hides(words: str) -> Callable[[ConnectApp], object]:
    return lambda app: words not in text_of(app)


def at(where: Where) -> Callable[[ConnectApp], object]:
    return lambda app: app.room.where() is where and len(app.screen_stack) == 1


def on_top(name: str) -> Callable[[ConnectApp], object]:
    return lambda app: type(app.screen).__name__ == name


def cursor(key: str, stands: bool = True) -> Callable[[ConnectApp], object]:
    return lambda app: (app.room.inbox.stream.cursor == key) is stands


def left(app: ConnectApp) -> bool:
    return app._exit


def writing(app: ConnectApp) -> bool:
    return app.room.talk.composer.has_focus_within


def second_answer(app: ConnectApp) -> object:
    fields = list(app.screen.query("TypedLine"))
    return on_top("PollForm")(app) and app.focused is fields[1]


REPLY = ("r", "type:well")
SCENES = [
    Scene("down", cursor(LUNCH, False)),
    Scene("up", cursor(LUNCH), ("j",)),
    Scene("top", cursor(LUNCH), ("G",), using=1),
    Scene("bottom", lambda app: app.room.inbox.stream.row is app.room.inbox.stream.rows[-1]),
    Scene("page_down", cursor(LUNCH, False)),
    Scene("page_up", cursor(LUNCH), ("ctrl+d",)),
    Scene("open", at(Where.CONVERSATION)),
    Scene("back", at(Where.INBOX), ("enter",)),
    Scene("close", left),
    Scene("section", lambda app: app.room.inbox.entry().section.value == "active"),  # type: ignore[union-attr]
    Scene("section_back", lambda app: app.room.inbox.entry().section.value == "waiting", ("tab",)),  # type: ignore[union-attr]
    Scene("choose", shows("F changes it"), ("F", "j")),
    Scene("cancel", at(Where.INBOX), ("F", "j")),
    Scene("reply", writing),
    Scene("write", shows("Who speaks?")),
    Scene("write_to", lambda app: type(app.screen).__name__ in {"NewLetter", "Choice"}),
    Scene("done", shows("Chloe: done.")),
    Scene("later", on_top("Later")),
    Scene("mute", shows("Chloe: muted.")),
    Scene("undo", cursor(LUNCH), ("e",)),
    Scene("answer", at(Where.ANSWERING)),
    Scene("shelf", on_top("Choice")),
    Scene("search", at(Where.FINDING)),
    Scene("ask", shows("sky found nothing more"), ("/", "type:lunch")),
    Scene("hit_next", at(Where.CONVERSATION), ("/", "type:from:ben", "enter")),
    Scene("hit_before", shows("That was the first one."), ("/", "type:from:ben", "enter", "n")),
    Scene("jump", on_top("JumpTo")),
    Scene("drafts", shows("Nothing is begun")),
    Scene("next", lambda app: app.room.answering.entry.uri != LUNCH, ("w",)),  # type: ignore[union-attr]
    Scene("before", lambda app: app.room.answering.entry.uri == LUNCH, ("w", "n")),  # type: ignore[union-attr]
    Scene("lift", shows("no longer done"), ("e", "v", "j", "enter")),
    Scene("favourite", shows("Favourited.")),
    Scene("boost", shows("Boosted."), on=GARDEN),
    Scene("bookmark", shows("Bookmarked."), on=GARDEN),
    Scene("link", shows("There is no link in it.")),
    Scene("copy", lambda app: app.clipboard.startswith("https://")),
    Scene("warning", shows("There is no warning on it.")),
    Scene("warnings", lambda app: app.room.inbox.stream.view.opened),
    Scene("explain", on_top("Why")),
    Scene("read", shows("Only what is around you is read")),
    Scene("circles", on_top("ChooseCircles")),
    Scene("join", on_top("JoinPeople")),
    Scene("only", on_top("Choice")),
    Scene("only_account", shows("Only home")),
    Scene("hide_accounts", lambda app: len(app.screen_stack) > 1),
    Scene("accept", shows("may follow you now"), on=KIT),
    Scene("decline", shows("may not follow you"), on=KIT),
    Scene("fetch", shows("Asking for what is missing."), ("enter",)),
    Scene("vote", shows("There is no poll here."), ("enter",)),
    Scene("edit", writing, ("enter", "home"), GARDEN),
    Scene("delete", on_top("Choice"), ("enter", "home"), GARDEN),
    Scene("redraft", on_top("Choice"), ("enter", "home"), GARDEN),
    Scene("history", shows("This was never changed."), ("enter", "home"), GARDEN),
    Scene("send", shows("sending"), REPLY),
    Scene("leave", shows("The draft is kept."), REPLY),
    Scene("editor", shows("cannot be lent to an editor"), REPLY),
    Scene("visibility", shows("unlisted"), ("r", "type:x"), GARDEN),
    Scene("cover", lambda app: app.room.talk.composer.query_one("#cover").display, ("r", "type:x"), GARDEN),
    Scene("language", on_top("LanguageChoice"), ("r", "type:x"), GARDEN),
    Scene("account", shows("No other account can write this."), ("r", "type:x")),
    Scene("poll", on_top("PollForm"), ("r", "type:x"), GARDEN),
    Scene("media", on_top("MediaForm"), ("r", "type:x"), GARDEN),
    Scene(
        "split",
        lambda app: not writing(app) or "thread" in text_of(app) or "fits" in text_of(app),
        ("r", "type:x"),
        GARDEN,
    ),
    Scene("discard", on_top("Choice"), ("r", "type:x")),
    Scene("recipients", lambda app: type(app.focused).__name__ == "RecipientsBar", ("r", "type:x"), GARDEN),
    Scene("keep", lambda app: on_top("Room")(app) and writing(app), ("r", "type:x", "alt+p"), GARDEN),
    Scene("pick", second_answer, ("r", "type:x", "alt+p", "type:a"), GARDEN),
    Scene("remove", on_top("Room"), ("r", "type:x", "alt+p"), GARDEN),
    Scene("help", on_top("Help")),
    Scene("themes", on_top("ChooseTheme")),
    Scene("palette", on_top("Commands")),
    Scene("aside", lambda app: app.cursor_position.y == 39),
    Scene("quit", left),
]
ELSEWHERE = {
    "refresh": "test_inbox.py::test_r_asks_all_networks",
    "suspend": "test_writing.py::test_ctrl_z_leaves_for_a_while_only_where_nothing_is_written",
    "go_on": "test_welcome.py::test_nothing_typed_leads_to_the_demo",
    "stop": "test_welcome.py::test_a_login_can_be_stopped_at_any_time",
    "copy_address": "test_welcome.py::test_an_account_and_then_the_inbox",
}
"""What needs another stage than the demo's inbox, and the test that sets it."""


def test_every_action_has_a_scene(request: pytest.FixtureRequest) -> None:
    assert {scene.action for scene in SCENES} | ELSEWHERE.keys() == {action.name for action in ACTIONS}
    for place in ELSEWHERE.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (request.path.parent / file).read_text("utf-8")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.action)
async def test_it_is_done_by_its_key(stage: Stage, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda name: (_ for _ in ()).throw(webbrowser.Error()))
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, scene.on)
        for key in scene.keys:
            await press(pilot, key)
            await settled(pilot)
        assert not scene.holds(app)
        await press(pilot, *BY_NAME[scene.action].keys[scene.using].split())
        await until(pilot, lambda: scene.holds(app))


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause(0.03)
