"""A conversation by its keys."""

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until

from connect_tui.domain.conversation import Conversation
from connect_tui.sync.events import AccountChanged, InboxChanged, Said, Trouble, TroubleKind
from connect_tui.tui.messages import Talk
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.settings import ScreenSettings


def covered(stage: Stage) -> Conversation:
    """A conversation of the demo in which somebody warns of something."""
    found = stage.store.cache.conversations(stage.store.cache.all_groups()).values()
    return next(c for c in found if any(cover_of(post) for post in c.posts))


async def test_x_opens_and_closes_one_warning_and_shifted_all(stage: Stage) -> None:
    app = stage.app()
    conversation = covered(stage)
    post = next(post for post in conversation.posts if cover_of(post))
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        app.room.post_message(Talk(post.uri, post.id.account))
        await until(pilot, lambda: "x opens it" in text_of(app))
        await press(pilot, "x")
        assert "x closes it" in text_of(app)
        assert post.uri in app.room.talk.stream.view.opened
        await press(pilot, "x")
        assert "x opens it" in text_of(app)
        await press(pilot, "X")
        assert "x opens it" not in text_of(app)
        await press(pilot, "X")
        assert "x closes it" not in text_of(app)


async def test_m_asks_for_what_is_missing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    asked: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        monkeypatch.setattr(type(app.desk), "complete", lambda self, uri: asked.append(uri))
        await press(pilot, "m")
        assert asked == [app.room.talk.uri]
        assert "Asking for what is missing." in text_of(app)


async def test_whoever_opens_one_has_the_answers_fetched_and_whoever_passes_by_has_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    opened: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        monkeypatch.setattr(type(app.desk), "opened", lambda self, uri: opened.append(uri))
        await stand_on(app, pilot, GARDEN)
        await until(pilot, lambda: app.room.talk.uri)
        assert opened == []
        await press(pilot, "enter")
        await until(pilot, lambda: opened)
        assert opened == [app.room.talk.uri]


async def test_news_of_the_conversation_moves_nothing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        before = text_of(app)
        app.room.heard(InboxChanged(frozenset({GARDEN})))
        await pilot.pause()
        assert text_of(app) == before


async def test_trouble_stands_in_one_line_until_it_is_mended(stage: Stage) -> None:
    app = stage.app()
    sentence = "home does not answer. You can read and write; what you send waits here."
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        trouble = Trouble("home", sentence, True, app.desk.clock(), TroubleKind.OFFLINE)
        app.room.heard(AccountChanged("home", trouble))
        await pilot.pause()
        assert text_of(app).count(sentence) == 1
        app.room.heard(Said("Something passing."))
        await pilot.pause()
        assert "Something passing." in text_of(app)
        app.room.heard(AccountChanged("home", None))
        await pilot.pause()
        assert sentence not in text_of(app)


async def test_plain_mode_says_in_words_what_signs_say(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "enter")
        await until(pilot, lambda: "Ben to you" in text_of(app))
        assert "│" not in text_of(app)
        assert "▎" not in text_of(app)


async def test_from_the_palette(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "ctrl+p", "type:answer what")
        await until(pilot, lambda: "answer what is under the cursor" in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)


async def test_the_bar_is_bright_where_keys_go(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        inbox = app.room.inbox.stream
        assert inbox.view.focused
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.stream.has_focus)
        await pilot.pause()
        assert app.room.talk.stream.view.focused
        assert not inbox.view.focused
        await press(pilot, "q")
        assert inbox.view.focused
        assert not app.room.talk.stream.view.focused


async def test_the_hints_fit_what_is_under_the_cursor(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "enter")
        await until(pilot, lambda: app.room.talk.stream.has_focus)
        assert "e done" in text_of(app)
        assert "f favourite" in text_of(app)
        pictured = next(
            post for post in app.desk.reader.entries(limit=200) if post.post and post.post.attachments
        )
        app.room.post_message(Talk(pictured.uri, pictured.account.name))
        await until(pilot, lambda: "o open the picture" in text_of(app))
        covered = next(post for post in app.desk.reader.entries(limit=200) if post.post and post.post.warning)
        assert covered.post is not None
        app.room.post_message(Talk(covered.post.uri, covered.account.name))
        await until(pilot, lambda: "x open it" in text_of(app))
        await press(pilot, "x")
        await until(pilot, lambda: "x open it" not in text_of(app))
