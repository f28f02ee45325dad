"""What can be done with a post after it was sent, by keys."""

from concurrent.futures import Future

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import DraftState
from connect_tui.domain.post import Poll, PollOption, Post
from connect_tui.sync.events import DraftChanged
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.desk import Desk
from connect_tui.tui.screens.ballot import Ballot
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.leaf import Leaf


async def open_mine(app: ConnectApp, pilot: Pilot[None]) -> None:
    """Stand on the post of mine that the garden's conversation begins with."""
    await stand_on(app, pilot, GARDEN, "enter")
    await until(pilot, lambda: app.room.talk.has_focus_within)
    app.room.talk.stream.go_to(GARDEN)
    await until(pilot, lambda: app.room.talk.post() is not None)


def stored(stage: Stage, uri: str) -> Post:
    post = stage.store.cache.post(uri)
    assert post is not None
    return post


async def test_what_i_wrote_is_changed(stage: Stage) -> None:
    stage.undo_send *= 0
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "E")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == stored(stage, GARDEN).text.plain
        assert "Changing what you wrote" in text_of(app)
        await press(pilot, "type: And peas.", "ctrl+s")
        await until(pilot, lambda: "And peas." in stored(stage, GARDEN).text.plain)
        await until(pilot, lambda: "changing this" not in text_of(app))
        # Read from the store by another connection before the screen hears of it.
        await until(pilot, lambda: (post := app.room.talk.post()) is not None and post.edited is not None)
        assert stored(stage, GARDEN).edited is not None
        await press(pilot, "H")
        await until(pilot, lambda: isinstance(app.screen, Leaf))
        assert "first ·" in text_of(app)
        assert "then ·" in text_of(app)


async def test_late_word_of_what_was_kept_before_sending_moves_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "r", "type:Beans it is.")
        await until(pilot, lambda: stage.store.mine.drafts({DraftState.WRITING}))
        (kept,) = stage.store.mine.drafts({DraftState.WRITING})
        monkeypatch.setattr(Desk, "send", lambda *_: Future())  # the engine has not come to it yet
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: app.room.talk.stream.cursor == f"draft:{kept.key}")
        app.room.heard(DraftChanged(kept.key))
        await pilot.pause()
        assert app.room.talk.stream.cursor == f"draft:{kept.key}"
        assert "Beans it is." in text_of(app)


async def test_what_is_on_its_way_shows_its_warning(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "r", "type:Beans it is.", "alt+w", "type:beans", "ctrl+s")
        await until(pilot, lambda: "sending" in text_of(app))
        assert "Warning: beans" in text_of(app)


async def test_the_footer_says_that_an_answer_is_begun(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        assert "r reply" in text_of(app)
        await press(pilot, "r", "type:Beans", "escape")
        await until(pilot, lambda: "r write on" in text_of(app))
        await press(pilot, "r", "ctrl+s")
        await until(pilot, lambda: "sending" in text_of(app))
        app.room.talk.stream.go_to(GARDEN)
        await until(pilot, lambda: "r reply" in text_of(app))


async def test_a_change_that_is_left_unchanged_leaves_no_draft(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "E")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "escape")
        await until(pilot, lambda: not stage.store.mine.drafts({DraftState.WRITING}))


async def test_who_can_read_a_post_cannot_be_changed_afterwards(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "E")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        before = app.room.talk.composer.draft()
        await press(pilot, "alt+v", "alt+a")
        assert app.room.talk.composer.draft() == before
        assert "changed by the account that wrote it" in text_of(app)


@pytest.mark.parametrize(
    ("answer", "gone"), [(["enter"], False), (["j", "enter"], True), (["escape"], False)]
)
async def test_deleting_asks_first(stage: Stage, answer: list[str], gone: bool) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "d")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "Planning the garden" in text_of(app)
        await press(pilot, *answer)
        await until(pilot, lambda: app.screen is app.room)
        await until(pilot, lambda: stored(stage, GARDEN).deleted is gone)


async def test_written_anew_it_is_deleted_and_its_words_are_here(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        words = stored(stage, GARDEN).text.plain
        await press(pilot, "I")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "j", "enter")
        await until(pilot, lambda: stored(stage, GARDEN).deleted)
        await until(pilot, lambda: app.screen is not app.room)
        [draft] = stage.store.mine.drafts({DraftState.WRITING})
        assert (draft.text, draft.answers, draft.edits) == (words, "", "")


@pytest.mark.parametrize("key", ["E", "d", "I"])
async def test_what_others_wrote_is_not_mine_to_change(stage: Stage, key: str) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "j", key)
        assert app.screen is app.room
        assert "not yours to change" in text_of(app)


async def test_what_was_never_changed_has_no_history(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "H")
        assert "never changed" in text_of(app)


def poll(stage: Stage) -> Post:
    """The post in the demo that asks with a poll."""
    groups = stage.store.cache.all_groups()
    for conversation in stage.store.cache.conversations(groups).values():
        for post in conversation.posts:
            if post.poll is not None:
                return post
    raise AssertionError("nobody asks with a poll")


async def test_an_answer_of_a_poll_is_chosen(stage: Stage) -> None:
    asked = poll(stage)
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        app.room.talk.show(asked.uri, asked.id.account)
        app.room.add_class("-talking")
        app.room.talk.stream.focus()
        app.room.talk.stream.go_to(asked.uri)
        await press(pilot, "V")
        await until(pilot, lambda: isinstance(app.screen, Ballot))
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "your choice" in text_of(app))
        now = stored(stage, asked.uri).poll
        assert now is not None
        assert [option.mine for option in now.options][:2] == [False, True]
        await press(pilot, "V")
        assert "You have answered this poll." in text_of(app)


async def test_several_answers_are_ticked_and_then_given(stage: Stage) -> None:
    asked = Poll("p", tuple(PollOption(title) for title in ("Tea", "Coffee", "Water")), multiple=True)
    given: list[tuple[int, ...] | None] = []
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        app.push_screen(Ballot(app.desk, asked), given.append)
        await press(pilot, "space", "j", "enter", "enter", "j", "space")
        assert "These are my answers" in text_of(app)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: given)
    assert given == [(0, 2)]


async def test_without_a_poll_there_is_nothing_to_choose(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "V")
        assert "There is no poll here." in text_of(app)


async def test_the_footer_names_what_can_be_done_with_what_i_wrote(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await until(pilot, lambda: "E change it   d delete" in text_of(app))
        assert "f favourite" not in text_of(app)
        await press(pilot, "j")
        await until(pilot, lambda: "f favourite" in text_of(app))
        assert "d delete" not in text_of(app)


async def test_a_question_quotes_no_more_than_it_shows(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_mine(app, pilot)
        await press(pilot, "d")
        await until(pilot, lambda: "Delete “Planning the garden for spring. So far…” for" in text_of(app))
