"""Every action of the registry, by its own key, on the whole screen, down to what has become of it: in the
store, in a draft, on the screen that it leads to. An action without a scene fails here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.post import Post, Visibility
from connect_tui.provider import Stance, Timeline
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.tui.actions import ACTIONS, BY_NAME, Where
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.found import FoundRow
from connect_tui.tui.render.rows import KeyRow
from connect_tui.tui.screens import posts, writing
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.stream import Stream

KIT = "follow-request:@kit@home.example"
KILN = "https://sky.example/users/haruka/kiln"
COVERED = "https://home.example/users/greta/dentist"
ALSO_COVERED = "https://home.example/users/samir/match"
LINKED = "https://home.example/users/samir/river-path"
POLL = "https://home.example/users/wren/poll"
CHANGED = "https://home.example/users/ben/allotment"
TOMATOES = "https://home.example/users/ben/garden-tomatoes"
OPENED: list[str] = []
"""The links that were opened."""
ASKED: list[tuple[object, ...]] = []
"""What the networks were asked since the action's key: the method, and what it was given."""
LONG = "One sentence after another makes a long story. " * 20


@dataclass(frozen=True)
class Scene:
    """Keys that lead somewhere, standing on an entry; then the action's own key, and those that go on from
    there; then this holds, and did not before.
    """

    action: str
    holds: Callable[[ConnectApp], object]
    keys: tuple[str, ...] = ()
    on: str = LUNCH
    using: int = 0
    """Which of the action's keys is pressed."""
    then: tuple[str, ...] = ()


def shows(words: str) -> Callable[[ConnectApp], object]:
    return lambda app: words in text_of(app)


def at(where: Where) -> Callable[[ConnectApp], object]:
    return lambda app: app.room.where() is where and len(app.screen_stack) == 1


def on_top(name: str) -> Callable[[ConnectApp], object]:
    return lambda app: type(app.screen).__name__ == name


def asked(*question: object) -> Callable[[ConnectApp], object]:
    """A network got this question."""
    return lambda app: question in ASKED


def asks_around(uri: str) -> Callable[[ConnectApp], object]:
    """A network was asked for the conversation around this post."""
    return post(uri, lambda post: ("conversation", post.id.key) in ASKED)


def lists_every_key(app: ConnectApp) -> bool:
    """The help is there, with whatever has a key in the inbox."""
    if not on_top("Help")(app):
        return False
    names = {
        row.key.partition(":")[2] for row in app.screen.query_one(Stream).rows if isinstance(row, KeyRow)
    }
    return names >= {action.name for action in ACTIONS if Where.INBOX in action.where}


def alone(account: str) -> Callable[[ConnectApp], object]:
    """This account alone is in sight."""
    return lambda app: at(Where.INBOX)(app) and app.room.inbox.sight.account == account


def cursor(key: str) -> Callable[[ConnectApp], object]:
    return lambda app: app.room.inbox.stream.cursor == key


def nth(at_least: int) -> Callable[[ConnectApp], object]:
    """The cursor stands that many entries further down, or more."""

    def holds(app: ConnectApp) -> bool:
        keys = [row.key for row in app.room.inbox.stream.rows if row.selectable]
        return keys.index(app.room.inbox.stream.cursor) >= at_least

    return holds


def section(name: str) -> Callable[[ConnectApp], object]:
    def holds(app: ConnectApp) -> bool:
        entry = app.room.inbox.entry()
        return entry is not None and entry.section.value == name

    return holds


def talks_of(uri: str) -> Callable[[ConnectApp], object]:
    return lambda app: at(Where.CONVERSATION)(app) and app.room.talk.uri == uri


def hit(number: int) -> Callable[[ConnectApp], object]:
    """What was found as this one is open."""

    def holds(app: ConnectApp) -> object:
        found = [row.key for row in app.room.finding.stream.rows if isinstance(row, FoundRow)]
        return len(found) > number and talks_of(found[number])(app)

    return holds


def answers_to(uri: str) -> Callable[[ConnectApp], object]:
    def holds(app: ConnectApp) -> bool:
        entry = app.room.answering.entry
        return bool(at(Where.ANSWERING)(app)) and entry is not None and entry.uri == uri

    return holds


def marked(kind: MarkKind, uri: str = LUNCH) -> Callable[[ConnectApp], object]:
    return lambda app: any(uri in one.mark.posts for one in app.desk.reader.marked(kind))


def nobody_marked(app: ConnectApp) -> bool:
    return not app.desk.reader.marked(MarkKind.DONE) and cursor_is_back(app)


def cursor_is_back(app: ConnectApp) -> bool:
    return app.desk.reader.entry(LUNCH).section.value == "waiting"  # type: ignore[union-attr]


def post(uri: str, true: Callable[[Post], object]) -> Callable[[ConnectApp], object]:
    """The post is so in the store."""

    def holds(app: ConnectApp) -> object:
        conversation = app.desk.reader.conversation(uri)
        return conversation is not None and true(conversation.by_uri[uri])

    return holds


def left(app: ConnectApp) -> bool:
    return app._exit


def composers(app: ConnectApp) -> list[Composer]:
    """Those that write, the one on top first."""
    return [
        found
        for screen in reversed(app.screen_stack)
        for found in screen.query(Composer).results(Composer)
        if found.writing
    ]


def written(true: Callable[[Draft], object]) -> Callable[[ConnectApp], object]:
    """What is being written is so."""

    def holds(app: ConnectApp) -> object:
        found = composers(app)
        return found and true(found[0].draft())

    return holds


def kept(*states: DraftState) -> Callable[[ConnectApp], object]:
    """The drafts in the store are in these states, and no composer is open."""

    def holds(app: ConnectApp) -> bool:
        drafts = app.desk.reader.drafts()
        return tuple(draft.state for draft in drafts) == states and not app.room.talk.composer.writing

    return holds


def focused(name: str) -> Callable[[ConnectApp], object]:
    return lambda app: type(app.focused).__name__ == name


def second_answer(app: ConnectApp) -> object:
    fields = list(app.screen.query("TypedLine"))
    return on_top("PollForm")(app) and app.focused is fields[1]


REPLY = ("r", "type:well")
SCENES = [
    Scene("line_down", cursor(KILN)),
    Scene("line_up", cursor(LUNCH), ("j",)),
    Scene("down", cursor(KILN)),
    Scene("up", cursor(LUNCH), ("j",)),
    Scene("top", cursor(LUNCH), ("G",), using=1),
    Scene("bottom", lambda app: app.room.inbox.stream.row is app.room.inbox.stream.rows[-1]),
    Scene("page_down", nth(2)),
    Scene("page_up", cursor(LUNCH), ("ctrl+d",)),
    Scene("open", talks_of(LUNCH)),
    Scene("back", at(Where.INBOX), ("enter",)),
    Scene("close", left),
    Scene("section", section("active")),
    Scene("section_back", section("waiting"), ("tab",)),
    Scene("choose", alone("home"), ("F", "j")),
    Scene("cancel", at(Where.INBOX), ("F", "j")),
    Scene("reply", written(lambda draft: draft.answers == LUNCH)),
    Scene("write", written(lambda draft: not draft.answers and draft.account == "sky"), then=("enter",)),
    Scene("write_to", written(lambda draft: draft.text == "@chloe@sky.example "), then=("enter",)),
    Scene("done", marked(MarkKind.DONE)),
    Scene("later", lambda app: app.desk.reader.put_off_until(LUNCH), then=("enter",)),
    Scene("mute", marked(MarkKind.MUTED)),
    Scene("undo", lambda app: cursor(LUNCH)(app) and nobody_marked(app), ("e",)),
    Scene("answer", answers_to(LUNCH)),
    Scene("shelf", at(Where.SHELF), then=("enter",)),
    Scene("search", lambda app: at(Where.FINDING)(app) and focused("TypedLine")(app)),
    Scene("ask", asked("search", "lunch"), ("/", "type:lunch")),
    Scene("hit_next", hit(1), ("/", "type:from:ben", "enter", "j")),
    Scene("hit_before", hit(1), ("/", "type:from:ben", "enter", "j", "n", "n")),
    Scene("jump", alone("sky"), then=("type:sky", "enter")),
    Scene("drafts", lambda app: at(Where.SHELF)(app) and shows("Nothing is begun")(app)),
    Scene("next", answers_to(KILN), ("w",)),
    Scene("before", answers_to(LUNCH), ("w", "n")),
    Scene("lift", nobody_marked, ("e", "v", "j", "enter")),
    Scene("favourite", post(LUNCH, lambda post: post.favourited)),
    Scene("boost", post(TOMATOES, lambda post: post.boosted), on=GARDEN),
    Scene("bookmark", post(TOMATOES, lambda post: post.bookmarked), on=GARDEN),
    Scene("link", lambda app: OPENED == ["https://riverpath.example/winter-opening"], on=LINKED),
    Scene("copy", lambda app: app.clipboard == "https://sky.example/@chloe/lunch"),
    Scene("warning", lambda app: app.room.inbox.stream.view.opened == {COVERED}, on=COVERED),
    Scene("warnings", lambda app: app.room.inbox.stream.view.opened >= {COVERED, ALSO_COVERED}, ("G", "g g")),
    Scene("explain", lambda app: on_top("Why")(app) and shows("nothing of yours answers it")(app)),
    Scene("read", lambda app: app.desk.reader.read_up_to(Timeline.HOME), on=LINKED),
    Scene(
        "circles",
        lambda app: any(
            c.name == "Lake" and "@chloe@sky.example" in c.members for c in app.desk.reader.circles()
        ),
        then=("end", "enter", "type:Lake", "enter"),
    ),
    Scene(
        "join",
        lambda app: "@chloe@home.example" in app.desk.reader.same_people(),
        then=("end", "enter", "type:@chloe@home.example", "enter"),
    ),
    Scene("only", alone("home"), then=("j", "enter")),
    Scene("only_account", alone("home")),
    Scene("hide_accounts", lambda app: app.room.inbox.sight.hidden == {"home"}, then=("enter",)),
    Scene("person", asked("relate", "chloe", Stance.MUTE, True), then=("j", "enter")),
    Scene("accept", asked("answer_request", "kit", True), on=KIT),
    Scene("decline", asked("answer_request", "kit", False), on=KIT),
    Scene("fetch", asks_around(LUNCH), ("enter",)),
    Scene("vote", post(POLL, lambda post: post.poll and post.poll.voted), ("enter",), POLL, then=("enter",)),
    Scene("edit", written(lambda draft: draft.edits == GARDEN), ("enter", "home"), GARDEN),
    Scene("delete", post(GARDEN, lambda post: post.deleted), ("enter", "home"), GARDEN, then=("j", "enter")),
    Scene(
        "redraft",
        written(lambda draft: draft.text.startswith("Planning") and not draft.edits),
        ("enter", "home"),
        GARDEN,
        then=("j", "enter"),
    ),
    Scene("history", on_top("Leaf"), ("enter",), CHANGED),
    Scene("send", kept(DraftState.QUEUED), REPLY),
    Scene("leave", kept(DraftState.WRITING), REPLY),
    Scene("editor", written(lambda draft: draft.text == "well, from the editor"), REPLY),
    Scene("visibility", written(lambda draft: draft.visibility is Visibility.UNLISTED), REPLY, GARDEN),
    Scene("cover", written(lambda draft: draft.warning == "food"), REPLY, GARDEN, then=("type:food",)),
    Scene(
        "language",
        written(lambda draft: draft.language == "de"),
        REPLY,
        GARDEN,
        then=("type:german", "enter"),
    ),
    Scene("account", written(lambda draft: draft.account == "home"), ("c", "enter", "type:well")),
    Scene(
        "poll",
        written(lambda draft: draft.poll and draft.poll.options == ("a", "b")),
        REPLY,
        GARDEN,
        then=("type:a", "enter", "type:b", "escape"),
    ),
    Scene(
        "media",
        written(
            lambda draft: (
                [(Path(media.path).name, media.alt) for media in draft.media] == [("bed.png", "a bed")]
            )
        ),
        REPLY,
        GARDEN,
        then=("type:bed.png", "enter", "described", "type:a bed", "enter", "escape"),
    ),
    Scene("split", kept(DraftState.QUEUED, DraftState.QUEUED), ("r", "write"), GARDEN, then=("enter",)),
    Scene("discard", kept(), REPLY, then=("j", "enter")),
    Scene("recipients", focused("RecipientsBar"), REPLY, GARDEN),
    Scene("keep", lambda app: on_top("Room")(app) and focused("TypedText")(app), (*REPLY, "alt+p"), GARDEN),
    Scene("pick", second_answer, (*REPLY, "alt+p", "type:a"), GARDEN),
    Scene(
        "remove",
        lambda app: on_top("Room")(app) and written(lambda draft: draft.poll is None)(app),
        (*REPLY, "alt+p", "type:a", "enter", "type:b", "escape", "alt+p"),
        GARDEN,
    ),
    Scene("help", lists_every_key),
    Scene("themes", lambda app: app.theme != "hearth" and on_top("Room")(app), then=("j", "enter")),
    Scene("palette", on_top("ChooseTheme"), then=("type:colours", "enter")),
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


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A browser and an editor that are none, a terminal that can be lent, and networks that are listened to."""
    OPENED.clear()

    @contextmanager
    def lent(app: ConnectApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(posts, "browse", lambda link, browser: OPENED.append(link))
    monkeypatch.setattr(writing, "edit", lambda text, editor: f"{text}, from the editor")
    monkeypatch.setattr(ConnectApp, "suspend", lent)
    # Opening a conversation asks for it by itself.
    monkeypatch.setattr(Desk, "opened", lambda desk, uri: None)
    for name in ("search", "conversation", "answer_request", "relate"):
        listen(monkeypatch, name)
    (tmp_path / "bed.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    monkeypatch.chdir(tmp_path)


def listen(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Note what a network is asked by this method, and let it answer."""
    answer = getattr(DemoProvider, name)

    async def noting(self: DemoProvider, *given: object) -> object:
        ASKED.append((name, *(getattr(one, "key", one) for one in given)))
        return await answer(self, *given)

    monkeypatch.setattr(DemoProvider, name, noting)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.action)
async def test_it_is_done_by_its_key(stage: Stage, scene: Scene) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, scene.on)
        await play(pilot, app, scene.keys)
        assert not scene.holds(app)
        ASKED.clear()
        await press(pilot, *BY_NAME[scene.action].keys[scene.using].split())
        await settled(pilot)
        await play(pilot, app, scene.then)
        await until(pilot, lambda: scene.holds(app))


async def play(pilot: Pilot[None], app: ConnectApp, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key == "write":
            composers(app)[0].rewrite(LONG)
        elif key == "described":
            await until(pilot, lambda: "what bed.png shows" in text_of(app))
        else:
            await press(pilot, key)
        await settled(pilot)


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause(0.03)
