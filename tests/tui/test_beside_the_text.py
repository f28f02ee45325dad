"""What helps while one writes, and what goes with a text, by keys."""

import gc
import warnings
from pathlib import Path

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot

from connect_tui.domain.draft import DraftState
from connect_tui.sync.composing import Recipient
from connect_tui.sync.events import Uploading
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.completing import Begun, Kind, Suggestion
from connect_tui.tui.render.progress import uploading
from connect_tui.tui.screens.attaching import MediaForm
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.languages import LanguageChoice
from connect_tui.tui.screens.leaf import Leaf
from connect_tui.tui.screens.polling import PollForm
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.widgets.composer import Composer
from connect_tui.tui.widgets.pad import Pad
from connect_tui.tui.widgets.recipients import RecipientsBar
from connect_tui.tui.widgets.typing import TypedLine

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def write(app: ConnectApp, pilot: Pilot[None], entry: str = GARDEN) -> Composer:
    """Answer this entry."""
    await stand_on(app, pilot, entry, "r")
    await until(pilot, lambda: app.room.talk.composer.has_focus_within)
    return app.room.talk.composer


async def test_somebody_in_the_conversation_is_offered_and_taken(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:Ask @chl")
        await until(pilot, lambda: composer.pad.offering)
        assert "@chloe@sky.example" in text_of(app)
        await press(pilot, "tab")
        assert composer.draft().text == "Ask @chloe@sky.example "
        assert not composer.pad.offering


async def test_an_at_sign_alone_offers_those_in_the_conversation_until_it_is_let_be(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:Ask @")
        await until(pilot, lambda: composer.pad.offering)
        assert "@chloe@sky.example" in text_of(app)
        await press(pilot, "escape")
        assert not composer.pad.offering
        await press(pilot, "type:c")
        await until(pilot, lambda: composer.pad.offering)
        await press(pilot, "type: or @")
        await until(pilot, lambda: composer.pad.offering)
        assert composer.draft().text == "Ask @c or @"


async def test_an_emoji_is_offered_by_name_and_escape_only_lets_it_be(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type::tomat")
        await until(pilot, lambda: composer.pad.offering)
        await press(pilot, "escape")
        assert composer.writing
        assert not composer.pad.offering
        await press(pilot, "backspace", "backspace", "type:ato")
        await until(pilot, lambda: composer.pad.offering)
        await press(pilot, "tab")
        assert composer.draft().text == "🍅 "


async def test_what_is_offered_too_late_is_dropped(stage: Stage) -> None:
    """A server may answer the question of three letters ago."""
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:Ask @chl")
        await until(pilot, lambda: composer.pad.offering)
        late = Pad.Told(Begun(Kind.PERSON, "ch", 4), [Suggestion("@chuck@far.example", "Chuck")])
        composer.pad.post_message(late)
        await pilot.pause()
        assert "Chuck" not in text_of(app)
        await press(pilot, "tab", "type:now")
        assert composer.draft().text == "Ask @chloe@sky.example now"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (-1.0, "What goes with it is on its way  ──────────"),
        (0.5, "What goes with it is on its way  ━━━━━─────"),
        (1.0, "What goes with it has arrived."),
        (7.0, "What goes with it has arrived."),
    ],
)
async def test_how_far_files_are_is_said_without_a_number(stage: Stage, share: float, said: str) -> None:
    assert uploading(share) == said
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and app.room.furnished)
        app.room.heard(Uploading("k", share))
        await until(pilot, lambda: said in text_of(app))


async def test_a_poll_is_kept_with_every_key(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:Which?", "alt+p")
        await until(pilot, lambda: isinstance(app.screen, PollForm))
        await press(pilot, "type:Krim", "enter", "type:Rome")
        await until(pilot, lambda: [d.poll for d in stage.store.mine.drafts() if d.poll], patience=2.0)
        await press(pilot, "escape")
        poll = composer.draft().poll
        assert poll is not None
        assert poll.options == ("Krim", "Rome")
        assert "Krim  ○ Rome" in text_of(app)


async def test_typing_faster_than_is_looked_forgets_nothing_half_begun(stage: Stage, tmp_path: Path) -> None:
    """Python says so where something was to be done, and never was begun."""
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await write(app, pilot)
        await press(pilot, "type:Look", "alt+m")
        await until(pilot, lambda: isinstance(app.screen, MediaForm))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            line = app.screen.query_one(TypedLine)
            for typed in ("/", "/t", "/tm"):
                line.post_message(TypedLine.Changed(line, typed))
            await pilot.pause()
            gc.collect()
        assert [str(warning.message) for warning in caught] == []


async def test_a_picture_without_a_description_is_asked_about_once(stage: Stage, tmp_path: Path) -> None:
    picture = tmp_path / "bed.png"
    picture.write_bytes(PICTURE)
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:Look.", "alt+m")
        await until(pilot, lambda: isinstance(app.screen, MediaForm) and isinstance(app.focused, TypedLine))
        await press(pilot, f"type:{picture}", "enter")
        await until(pilot, lambda: composer.draft().media)
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: app.screen is app.room)
        assert "no description yet" in text_of(app)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "j", "j", "enter")
        await until(pilot, lambda: app.screen is app.room)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: stage.store.mine.drafts({DraftState.QUEUED}))


async def test_what_is_too_long_is_looked_at_as_a_thread_and_sent(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        composer = await write(app, pilot)
        composer.rewrite(" ".join(["It rained all the morning, and then the sun came out."] * 12))
        await until(pilot, lambda: "too long" in text_of(app))
        await press(pilot, "ctrl+s")
        assert composer.writing
        await press(pilot, "alt+w", "type:weather", "enter", "alt+s")
        await until(pilot, lambda: isinstance(app.screen, Leaf))
        await until(pilot, lambda: text_of(app).count("Warning: weather") == 2)
        await press(pilot, "enter")
        await until(pilot, lambda: stage.store.mine.drafts({DraftState.QUEUED}))
        parts = stage.store.mine.drafts({DraftState.QUEUED})
        [first] = [draft for draft in parts if not draft.follows]
        [second] = [draft for draft in parts if draft.follows]
        assert (second.follows, second.answers) == (first.key, "")
        assert " ".join([first.text, second.text]).count("It rained") == 12


async def test_who_speaks_is_whole_at_sixty_columns(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await write(app, pilot, LUNCH)
        assert "as @you@sky.example" in text_of(app)
        assert "private" in text_of(app)


async def test_a_draft_is_thrown_away_after_a_question(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "type:No.", "alt+x")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "j", "enter")
        await until(pilot, lambda: not composer.writing)
        assert not stage.store.mine.drafts({DraftState.WRITING})


async def test_what_nobody_speaks_is_not_chosen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        await press(pilot, "alt+l", "type:qwertz", "enter")
        assert "No language is called “qwertz”" in text_of(app)
        await press(pilot, *["backspace"] * 6, "type:pt-BR", "enter")
        await until(pilot, lambda: not isinstance(app.screen, LanguageChoice))
        assert composer.draft().language == "pt-BR"


async def test_what_was_typed_is_kept_while_a_question_is_asked(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await write(app, pilot)
        await press(pilot, "type:Krim.", "alt+l")
        await until(pilot, lambda: isinstance(app.screen, LanguageChoice))
        await until(pilot, lambda: [draft.text for draft in stage.store.mine.drafts()] == ["Krim."])


@pytest.mark.parametrize("plain", [False, True])
async def test_what_to_do_about_it_stands_there_whole_at_sixty_columns(stage: Stage, *, plain: bool) -> None:
    app = stage.app(ScreenSettings(languages=("en",), plain=plain))
    async with app.run_test(size=(60, 20)) as pilot:
        await write(app, pilot)
        await press(pilot, "type:Which?", "alt+p")
        await until(pilot, lambda: isinstance(app.screen, PollForm))
        await press(pilot, "type:Krim", "escape", "ctrl+s")
        said = "A poll needs at least two answers to choose from. Add one, or take the poll away."
        await until(pilot, lambda: said in " ".join(text_of(app).split()))
        assert "Which?" in text_of(app)
        app.room.status.say("")
        await pilot.pause()
        assert app.room.status.size.height == 1


async def test_a_long_text_takes_no_more_room_than_it_shows(stage: Stage) -> None:
    """What it answers stays in sight."""
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        composer.pad.sheet.text = "Beans and hope. " * 60
        await until(pilot, lambda: composer.query_one("#gauge").display)
        await pilot.pause()
        shown = [child.outer_size.height for child in composer.children if child.display]
        assert composer.size.height == sum(shown)


async def test_a_warning_is_told_from_the_text_by_a_word(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await write(app, pilot)
        assert "Warning:" not in text_of(app)
        await press(pilot, "type:Soup.", "alt+w", "type:food")
        await until(pilot, lambda: "Warning: food" in text_of(app))
        await press(pilot, "alt+w")
        await until(pilot, lambda: "Warning:" not in text_of(app))


async def test_the_keys_most_needed_stand_there_at_sixty_columns(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await write(app, pilot)
        await until(pilot, lambda: "ctrl+s send  esc keep draft  tab people  ctrl+p more" in text_of(app))


async def test_what_can_be_done_with_a_name_is_said_while_it_is_chosen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        composer = await write(app, pilot)
        bar = composer.query_one(RecipientsBar)
        await press(pilot, "tab")
        await until(pilot, lambda: "you answer Ben" in text_of(app))
        letter = bar._letter
        assert letter is not None
        chloe = Recipient("@chloe@sky.example", "Chloe")
        composer.change(replace(letter, recipients=(*letter.recipients, chloe)))
        await press(pilot, "right")
        await until(pilot, lambda: "space names Chloe" in text_of(app))
        await press(pilot, "space")
        await until(pilot, lambda: "space leaves Chloe out" in text_of(app))
        await press(pilot, "tab")
        await until(pilot, lambda: "as @you@home.example" in text_of(app))


@pytest.mark.parametrize("key", ["alt+p", "alt+m"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_what_one_writes_stays_in_sight_above_a_form(
    stage: Stage, size: tuple[int, int], key: str
) -> None:
    app = stage.app(ScreenSettings(languages=("en",)))
    async with app.run_test(size=size) as pilot:
        await write(app, pilot)
        await press(pilot, "type:Krim")
        before = app.room.talk.composer.region
        await press(pilot, key)
        await until(pilot, lambda: app.screen is not app.room)
        await until(pilot, lambda: "Krim" in text_of(app))
        await until(pilot, lambda: cursors(app) == 1)
        assert "Which tomatoes would you plant?" in text_of(app)
        await press(pilot, "escape")
        await until(pilot, lambda: app.room.talk.composer.region == before)
        assert cursors(app) == 1


async def test_on_the_smallest_screen_a_form_lies_over_what_one_writes(stage: Stage) -> None:
    app = stage.app(ScreenSettings(languages=("en",)))
    async with app.run_test(size=(80, 12)) as pilot:
        await write(app, pilot)
        before = app.room.talk.composer.region
        await press(pilot, "alt+p")
        await until(pilot, lambda: app.screen is not app.room)
        await pilot.pause(0.1)
        assert app.room.talk.composer.region == before


async def test_where_the_screen_becomes_small_a_form_lies_over_what_one_writes(stage: Stage) -> None:
    app = stage.app(ScreenSettings(languages=("en",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await write(app, pilot)
        await press(pilot, "alt+p")
        await until(pilot, lambda: app.room.styles.padding.bottom > 0)
        await pilot.resize_terminal(80, 12)
        await until(pilot, lambda: app.room.styles.padding.bottom == 0)


def cursors(app: ConnectApp) -> int:
    """In how many places letters seem to go."""
    bar = app.theme_variables["bar"].casefold()
    return sum(
        segment.style is not None
        and segment.style.bgcolor is not None
        and segment.style.bgcolor.get_truecolor().hex == bar
        for strip in app.screen._compositor.render_strips()
        for segment in strip
    )
