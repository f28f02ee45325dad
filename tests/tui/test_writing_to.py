"""One key writes to whoever wrote something, also where it was said in a feed."""

from datetime import timedelta

from stage import GARDEN, Stage, press, stand_on, text_of, until, utcnow
from textual.pilot import Pilot

from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Copy, Post, PostId
from connect_tui.domain.text import Text
from connect_tui.read_only import READ_ONLY
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import OtherKeys
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.letter import NewLetter
from connect_tui.tui.settings import ScreenSettings

ENTRY = "https://pond.example/notes.xml#1"


def feed(stage: Stage, elsewhere: str = "") -> None:
    """A feed that says something."""
    pond = Person("@pond.example/notes.xml", "Pond", PersonId("news", "pond"), elsewhere=elsewhere)
    now = utcnow()
    post = Post(
        uri=ENTRY,
        author=pond,
        created=now - timedelta(minutes=1),
        seen=now,
        copies=(Copy(PostId("news", ENTRY)),),
        text=Text("The frogs are back."),
    )
    stage.store.cache.set_account(Account("news", "@news", "feed", PersonId("news", "")), READ_ONLY, now)
    stage.store.cache.merge([post], [])


async def press_on(app: ConnectApp, pilot: Pilot[None], key: str, *keys: str) -> None:
    await stand_on(app, pilot, key, *keys)


def letter(app: ConnectApp) -> str:
    screen = app.screen
    assert isinstance(screen, NewLetter)
    return screen.composer.draft().text if screen.composer.writing else ""


async def test_somebody_is_written_to_where_they_were_seen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, GARDEN, "W")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and letter(app))
        assert letter(app) == "@ben@home.example "
        screen = app.screen
        assert isinstance(screen, NewLetter)
        draft = screen.composer.draft()
        assert (draft.account, draft.answers) == ("home", "")


async def test_who_writes_a_feed_is_written_to_where_they_can_be_reached(stage: Stage) -> None:
    feed(stage, elsewhere="@ana@far.example")
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, ENTRY, "W")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and letter(app))
        assert letter(app) == "@ana@far.example "


async def test_the_footer_names_what_can_be_done(stage: Stage) -> None:
    feed(stage, elsewhere="@ana@far.example")
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, ENTRY)
        assert "write_to" in app.room.inbox.hints()
        assert "reply" not in app.room.inbox.hints()
        await press(pilot, "enter")
        await until(pilot, lambda: "write_to" in app.room.talk.hints())
        await press(pilot, "q")
        await press_on(app, pilot, GARDEN)
        assert "reply" in app.room.inbox.hints()
        assert "write_to" not in app.room.inbox.hints()


async def test_a_feed_that_names_nobody_says_so(stage: Stage) -> None:
    feed(stage)
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, ENTRY, "W")
        await until(
            pilot, lambda: "Pond names no address on a network of yours." in str(app.room.status._said)
        )


async def test_with_feeds_alone_nothing_is_offered_to_write_and_that_is_said(stage: Stage) -> None:
    feed(stage)
    app = stage.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, ENTRY)
        await until(pilot, lambda: "c write" in text_of(app))
        known = app.desk.known
        app.desk.known = lambda: [one for one in known() if not one.capabilities.publish]
        app.desk.accounts_changed()
        assert app.desk.accounts()
        app.room.post_message(OtherKeys())
        await until(pilot, lambda: "c write" not in text_of(app))
        await press(pilot, "c")
        await until(pilot, lambda: "Your accounts are only for reading." in text_of(app))
        assert app.screen is app.room


async def test_an_account_of_which_nothing_is_known_yet_may_write(stage: Stage) -> None:
    feed(stage)
    app = stage.app(ScreenSettings(accounts=("news", "home")))
    async with app.run_test(size=(100, 30)) as pilot:
        await press_on(app, pilot, ENTRY)
        known = app.desk.known
        app.desk.known = lambda: [one for one in known() if not one.capabilities.publish]
        app.desk.accounts_changed()
        await press(pilot, "c")
        assert isinstance(app.screen, NewLetter)
