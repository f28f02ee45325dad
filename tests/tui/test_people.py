"""Circles, follow requests, and why an entry stands where it stands, by their keys."""

import pytest
from stage import GARDEN, LUNCH, Stage, furnished, press, stand_on, text_of, until
from textual.widgets import Input

from connect_tui.domain.entry import Entry, Reason
from connect_tui.domain.people import Circle
from connect_tui.provider import Fact, NotAllowed
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.sync.circles import write_lists
from connect_tui.sync.events import InboxChanged
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.render.kept import KeptRow
from connect_tui.tui.screens.circles import ChooseCircles
from connect_tui.tui.screens.look import Look
from connect_tui.tui.screens.why import Why
from connect_tui.tui.settings import ScreenSettings

KIT = "follow-request:@kit@home.example"
HEDGE = "https://home.example/users/you/hedge"
CANAL = "https://sky.example/users/you/canal"
CHLOE = "@chloe@sky.example"


def members(stage: Stage, name: str) -> frozenset[str]:
    changes = stage.store.mine.circle_changes()
    return frozenset(change.handle for change in changes if change.circle == name and change.present)


def asking(stage: Stage) -> set[str]:
    return {request.person.key for request in stage.store.cache.follow_requests()}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (LUNCH, "Private messages come before everything else"),
        (GARDEN, "A question comes after private messages"),
        (KIT, "Follow requests stand aside, as people"),
    ],
)
async def test_i_says_why_and_any_key_leads_back(stage: Stage, key: str, words: str) -> None:
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await stand_on(app, pilot, key, "i")
        await until(pilot, lambda: isinstance(app.screen, Why))
        assert words in text_of(app)
        await press(pilot, "r")
        await until(pilot, lambda: app.screen is app.room)
        assert app.room.inbox.stream.cursor == key
        assert not app.room.talk.composer.writing
        assert words not in text_of(app)


async def test_i_explains_an_open_conversation_too(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter", "i")
        await until(pilot, lambda: isinstance(app.screen, Why))
        assert "Ben wrote" in text_of(app)
        assert "any key back" in text_of(app)


async def test_somebody_is_put_into_a_new_circle_and_taken_out(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "C")
        await until(pilot, lambda: isinstance(app.screen, ChooseCircles))
        assert "Which circles is Chloe in?" in text_of(app)
        await press(pilot, "end", "enter", "type:Old friends", "enter")
        await until(pilot, lambda: members(stage, "Old friends") == {CHLOE})
        assert "✓ Old friends" in text_of(app)
        await press(pilot, "q")
        await until(pilot, lambda: "Chloe · Old friends" in text_of(app))
        await press(pilot, "C", "enter")
        await until(pilot, lambda: members(stage, "Old friends") == frozenset())
        await press(pilot, "escape")
        await until(pilot, lambda: "Chloe · Old friends" not in text_of(app))


async def test_the_name_of_a_circle_may_hold_any_letter_and_escape_forgets_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "C")
        await until(pilot, lambda: isinstance(app.screen, ChooseCircles))
        await press(pilot, "end", "enter", "type:jqk h")
        assert app.screen.query_one("#name", Input).value == "jqk h"
        await press(pilot, "escape")
        assert isinstance(app.screen, ChooseCircles)
        await press(pilot, "end", "enter", "type:   ", "enter", "escape")
        await until(pilot, lambda: app.screen is app.room)
        assert stage.store.mine.circle_changes() == ()


async def test_a_list_of_a_server_is_shown_as_such_and_not_changed(stage: Stage) -> None:
    stage.store.cache.set_fact(
        "home", Fact.LISTS, write_lists([Circle("Choir", frozenset({CHLOE}))]), stage.app().desk.clock()
    )
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "C")
        await until(pilot, lambda: isinstance(app.screen, ChooseCircles))
        assert "a list on home, changed there" in text_of(app)
        before = text_of(app)
        await press(pilot, "home", "enter")
        assert text_of(app) == before
        # A new circle of the list's name would be the list.
        await press(pilot, "end", "enter", "type:choir", "enter", "escape")
        await until(pilot, lambda: app.screen is app.room)
        assert stage.store.mine.circle_changes() == ()


async def test_nobody_is_put_into_a_circle_where_i_speak_myself(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter", "home", "C")
        assert app.screen is app.room
        assert "That is you." in text_of(app)


async def test_one_circle_alone_and_everybody_again(stage: Stage) -> None:
    stage.store.mine.set_circle_member("Friends", CHLOE, True)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, LUNCH, "F", "j", "enter")
        await until(pilot, lambda: "Only with people in “Friends”" in text_of(app))
        found = shown(app)
        assert LUNCH in found
        assert HEDGE not in found
        assert app.room.inbox.stream.cursor == LUNCH
        app.room.heard(InboxChanged(frozenset({HEDGE, LUNCH})))
        await until(pilot, lambda: not app.room.inbox.entries._changed)
        assert HEDGE not in shown(app)
        await press(pilot, "F", "home", "enter")
        await until(pilot, lambda: HEDGE in shown(app))
        assert "Only with" not in text_of(app)


async def test_a_circle_in_which_nobody_waits_says_so(stage: Stage) -> None:
    stage.store.mine.set_circle_member("Far away", "@ana@home.example", True)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, LUNCH, "F", "j", "enter")
        await until(pilot, lambda: "Nobody in “Far away” is waiting for you." in text_of(app))
        assert "We should go back to that lake" in text_of(app)


async def test_where_nobody_waits_enter_writes_to_who_has_gone_quiet(stage: Stage) -> None:
    stage.store.mine.set_circle_member("Far away", "@ana@home.example", True)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, LUNCH, "F", "j", "enter")
        await until(pilot, lambda: "Ready to talk?" in text_of(app))
        await press(pilot, "home")
        assert app.room.inbox.stream.cursor == "quiet:@ana@home.example"
        await until(pilot, lambda: "enter write to them   tab see what is around you" in text_of(app))
        await press(pilot, "enter")
        await furnished(pilot)
        composer = app.room.talk.composer
        await until(pilot, lambda: composer.has_focus_within)
        draft = composer.draft()
        assert draft.answers == "https://home.example/users/ana/lake-ana"
        assert draft.recipients == ("@ana@home.example",)
        assert draft.account == "home"
        assert "We should go back to that lake" in text_of(app)


async def test_one_account_after_another_and_the_view_stays(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, GARDEN)
        everything = shown(app)
        for account in ("home", "sky"):
            await press(pilot, "A")
            assert f"Only {account}" in text_of(app)
            accounts = {entry.account.name for entry in entries(app)}
            assert accounts == {account}
            assert app.room.inbox.has_focus_within
            if account == "home":
                assert app.room.inbox.stream.cursor == GARDEN
        await press(pilot, "A")
        assert "Only" not in text_of(app)
        assert shown(app) == everything


async def test_circle_and_account_together(stage: Stage) -> None:
    stage.store.mine.set_circle_member("Friends", "@olu@sky.example", True)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, LUNCH, "F", "j", "enter")
        await until(pilot, lambda: CANAL in shown(app))
        await press(pilot, "A")
        await until(pilot, lambda: "Only with people in “Friends”, only home" in text_of(app))
        assert "Nobody in “Friends” is waiting for you on home." in text_of(app)
        await press(pilot, "A")
        assert CANAL in shown(app)
        assert LUNCH not in shown(app)


async def test_enter_looks_at_who_asks_to_follow(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, KIT, "enter")
        await until(pilot, lambda: isinstance(app.screen, Look) and "I repair radios" in text_of(app))
        assert "asked to follow you on home" in text_of(app)
        assert "There are bees in the letterbox" in text_of(app)
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is app.room)
        assert asking(stage) == {"@kit@home.example"}


@pytest.mark.parametrize("look", [[], ["enter"]])
@pytest.mark.parametrize(
    ("key", "said"), [("a", "Kit may follow you now."), ("d", "Kit may not follow you.")]
)
async def test_a_accepts_and_d_declines(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, look: list[str], key: str, said: str
) -> None:
    answers: list[bool] = []
    answer = DemoProvider.answer_request

    async def noting(self: DemoProvider, person: object, accept: bool) -> None:
        answers.append(accept)
        await answer(self, person, accept)  # type: ignore[arg-type]

    monkeypatch.setattr(DemoProvider, "answer_request", noting)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, KIT, *look)
        await until(pilot, lambda: isinstance(app.screen, Look) is bool(look))
        await press(pilot, key)
        await until(pilot, lambda: said in text_of(app))
        await until(pilot, lambda: not asking(stage) and KIT not in shown(app))
        assert answers == [key == "a"]


async def test_the_footer_names_what_can_be_done_with_who_asks(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, KIT)
        await until(pilot, lambda: "a accept   d decline   enter a look at them" in text_of(app))
        await stand_on(app, pilot, LUNCH)
        await until(pilot, lambda: "a accept" not in text_of(app))


async def test_a_refused_answer_puts_the_request_back_with_a_word(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: DemoProvider, person: object, accept: bool) -> None:
        raise NotAllowed("does not let you")

    monkeypatch.setattr(DemoProvider, "answer_request", refuse)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, KIT, "a")
        await until(pilot, lambda: "accept the follow request" in text_of(app))
        await until(pilot, lambda: KIT in shown(app))
        assert asking(stage) == {"@kit@home.example"}


async def test_where_nobody_asks_to_follow_that_is_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "a")
        assert "Nobody asks to follow you here." in text_of(app)
        assert asking(stage) == {"@kit@home.example"}


async def test_a_post_that_two_accounts_see_stands_once_and_names_one(stage: Stage) -> None:
    app = stage.app()
    moon = "https://sky.example/users/haruka/kiln-moon"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "G")
        await until(pilot, lambda: any(entry.uri == moon for entry in entries(app)))
        [entry] = [entry for entry in entries(app) if entry.uri == moon]
        assert entry.reason is Reason.BOOSTED
        assert entry.post is not None
        assert {copy.id.account for copy in entry.post.copies} == {"home", "sky"}
        assert len(shown(app)) == len(set(shown(app)))


async def test_the_account_that_is_addressed_speaks_unless_it_is_changed(stage: Stage) -> None:
    moon = "https://sky.example/users/haruka/kiln-moon"
    app = stage.app(ScreenSettings())
    async with app.run_test(size=(80, 24)) as pilot:
        await furnished(pilot)
        composer = app.room.talk.composer
        for key, account in ((LUNCH, "sky"), (GARDEN, "home"), (moon, "home")):
            await stand_on(app, pilot, key, "r")
            await until(pilot, lambda: composer.has_focus_within)
            assert composer.draft().account == account
            assert f"as @you@{account}.example" in text_of(app)
            if key != moon:
                await press(pilot, "escape", "q")
        await press(pilot, "alt+a")
        assert composer.draft().account == "sky"
        assert "as @you@sky.example" in text_of(app)
        await press(pilot, "type:Good moon.", "escape", "r")
        await until(pilot, lambda: composer.has_focus_within)
        assert composer.draft().account == "sky"


def shown(app: ConnectApp) -> list[str]:
    return [row.key for row in app.room.inbox.stream.rows if isinstance(row, KeptRow)]


def entries(app: ConnectApp) -> list[Entry]:
    return [row.entry for row in app.room.inbox.stream.rows if isinstance(row, KeptRow)]


@pytest.mark.parametrize(("key", "question"), [("C", "Which circles is Chloe in?"), ("P", "Chloe is also …")])
async def test_what_is_asked_stands_there_whole_at_sixty_columns(
    stage: Stage, key: str, question: str
) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await stand_on(app, pilot, LUNCH, key)
        await until(pilot, lambda: question in text_of(app))
        assert "@chloe@sky.example" in text_of(app)
