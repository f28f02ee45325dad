"""Answering and writing by keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, furnished, press, stand_on, text_of, until
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from connect_tui.domain.draft import Draft, DraftPoll, DraftState
from connect_tui.domain.post import Visibility
from connect_tui.providers.demo.parts import PARTS, SKY
from connect_tui.sync import composing
from connect_tui.sync.composing import Recipient
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.render.compose import readers_line
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.letter import NewLetter
from connect_tui.tui.widgets.composer import Composer

BEN = "https://home.example/users/ben/tomatoes"


async def open_ben(app: ConnectApp, pilot: Pilot[None], *more: str) -> None:
    """Stand on the entry in which Ben asks about tomatoes, and press what follows."""
    await stand_on(app, pilot, GARDEN, *more)


def drafts(stage: Stage, *states: DraftState) -> list[Draft]:
    return [draft for draft in stage.store.mine.drafts() if not states or draft.state in states]


async def test_enter_opens_and_q_goes_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "enter")
        await until(pilot, lambda: app.room.talk.has_focus_within)
        assert "Ben → you" in text_of(app)
        assert "Chloe → Ben" in text_of(app)
        await press(pilot, "q")
        assert app.room.inbox.has_focus_within
        assert app.room.inbox.stream.cursor == GARDEN


async def test_a_reply_is_sent_shown_at_once_and_taken_back(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert "Which tomatoes would you plant?" in text_of(app)
        assert "To Ben ✓" in text_of(app)
        assert "public" in text_of(app)
        assert "as @you@home.example" in text_of(app)
        await press(pilot, "type:Black Krim it is.", "ctrl+s")
        assert "Black Krim it is." in text_of(app)
        assert "sending · u takes it back" in text_of(app)
        await until(pilot, lambda: drafts(stage, DraftState.QUEUED))
        [draft] = drafts(stage)
        assert (draft.text, draft.account, draft.visibility) == (
            "Black Krim it is.",
            "home",
            Visibility.PUBLIC,
        )
        assert draft.recipients == ("@ben@home.example",)
        await press(pilot, "u")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == "Black Krim it is."
        await until(pilot, lambda: drafts(stage, DraftState.WRITING))


async def test_a_reply_becomes_a_post_under_its_parent(stage: Stage) -> None:
    stage.undo_send *= 0
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Krim.", "ctrl+s")
        await until(pilot, lambda: drafts(stage, DraftState.SENT) or not drafts(stage))
        await until(pilot, lambda: "you → Ben" in text_of(app) and "sending" not in text_of(app))
        row = app.room.talk.stream.row
        assert row is not None
        assert not row.key.startswith("draft:")


async def test_an_entry_whose_answer_is_on_its_way_says_so(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Krim.", "ctrl+s", "q")
        await until(pilot, lambda: "your answer is on its way" in text_of(app))


async def test_a_draft_is_kept_and_found_again_after_a_restart(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Half a thou", "ctrl+q")
        await until(pilot, lambda: not app.is_running)
    assert [draft.text for draft in drafts(stage, DraftState.WRITING)] == ["Half a thou"]
    again = stage.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await open_ben(again, pilot, "r")
        await until(pilot, lambda: again.room.talk.composer.has_focus_within)
        assert again.room.talk.composer.draft().text == "Half a thou"
        await press(pilot, "type:ght", "escape")
        assert again.room.talk.stream.has_focus
        await until(pilot, lambda: [d.text for d in drafts(stage)] == ["Half a thought"])


async def test_what_is_typed_is_on_disk_within_two_seconds(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Word")
        await until(pilot, lambda: [draft.text for draft in drafts(stage)] == ["Word"], patience=2.0)


async def test_a_direct_message_stays_direct_and_says_who_reads_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().visibility is Visibility.DIRECT
        assert "Only Chloe and you can read this." in text_of(app)
        assert "as @you@sky.example" in text_of(app)


def test_whoever_is_named_in_a_private_text_can_read_it_ticked_or_not() -> None:
    people = [Recipient("@ben@net.example", "Ben", kept=True), Recipient("@cat@far.example", "Cat")]
    draft = Draft(
        key="k",
        account="home",
        text="@ben and @dora",
        changed=datetime(2026, 1, 1, tzinfo=UTC),
        visibility=Visibility.DIRECT,
        recipients=("@cat@far.example",),
    )
    (said,) = readers_line(draft, people, "@me@net.example")
    assert said.text == "Only Ben, Cat, @dora@net.example and you can read this."


@pytest.mark.parametrize("answer", ["no", "yes"])
async def test_an_account_that_everybody_reads_needs_a_yes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    everybody = replace(SKY.capabilities, visibilities=(Visibility.PUBLIC,))
    monkeypatch.setitem(PARTS, "sky", replace(SKY, capabilities=everybody))
    sky = next(known for known in stage.store.cache.accounts() if known.account.name == "sky")
    stage.store.cache.set_account(sky.account, everybody, sky.verified)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "c", "enter", "type:Dear Ana")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        assert isinstance(app.screen, NewLetter)
        composer = app.screen.composer
        if composer.draft().account == "sky":
            await press(pilot, "alt+a")
        await press(pilot, "alt+v", "alt+v", "alt+v")
        assert (composer.draft().account, composer.draft().visibility) == ("home", Visibility.DIRECT)
        await press(pilot, "alt+a")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "From sky this would be public, and no less." in text_of(app)
        assert "No, stay with home: private" in text_of(app)
        await press(pilot, *(["j"] if answer == "yes" else []), "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter))
        draft = composer.draft()
        assert (draft.account, draft.visibility) == (
            ("sky", Visibility.PUBLIC) if answer == "yes" else ("home", Visibility.DIRECT)
        )


@pytest.mark.parametrize(("answer", "expected"), [("enter", Visibility.DIRECT), ("j", None)])
async def test_wider_than_the_parent_needs_a_yes(
    stage: Stage, answer: str, expected: Visibility | None
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "alt+v")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert app.room.talk.composer.draft().visibility is Visibility.DIRECT
        await press(pilot, answer, *(["enter"] if answer == "j" else []))
        await until(pilot, lambda: app.screen is app.room)
        found = app.room.talk.composer.draft().visibility
        assert found is expected if expected else found.wider_than(Visibility.DIRECT)


async def test_narrower_needs_no_question(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "alt+v")
        assert app.screen is app.room
        assert Visibility.PUBLIC.wider_than(app.room.talk.composer.draft().visibility)


async def test_a_long_text_gets_no_bar_beside_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        app.room.talk.composer.rewrite("A line.\n" * 40)
        await until(pilot, lambda: app.room.talk.composer.pad.sheet.max_scroll_y > 0)
        await pilot.pause()
        assert app.room.talk.composer.pad.sheet.scrollbar_size_vertical == 0


async def test_a_content_warning_comes_and_goes(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "alt+w", "type:food", "enter", "type:Soup.")
        assert isinstance(app.focused, TextArea)
        draft = app.room.talk.composer.draft()
        assert (draft.warning, draft.text) == ("food", "Soup.")
        await press(pilot, "alt+w")
        assert app.room.talk.composer.draft().warning == ""
        assert app.room.talk.composer.query_one(Input).display is False


async def test_where_a_network_has_warnings_of_its_own_they_are_named_and_completed(stage: Stage) -> None:
    for stored in stage.store.cache.accounts():
        can = replace(stored.capabilities, warnings=("Adult content", "Nudity"))
        stage.store.cache.set_account(stored.account, can, stored.verified)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "alt+w")
        await until(pilot, lambda: "Adult content, Nudity" in text_of(app))
        await press(pilot, "type:nu")
        await until(pilot, lambda: "nudity" in text_of(app).casefold())
        await press(pilot, "right")
        assert app.room.talk.composer.draft().warning == "Nudity"
        await press(pilot, "type:, ad")
        await until(pilot, lambda: "nudity, adult content" in text_of(app).casefold())
        await press(pilot, "right")
        assert app.room.talk.composer.draft().warning == "Nudity, Adult content"


async def test_the_language_changes_by_key(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        before = app.room.talk.composer.draft().language
        await press(pilot, "alt+l", "enter")
        assert {before, app.room.talk.composer.draft().language} == {"en", "de"}
        assert "German" in text_of(app)


async def test_somebody_else_can_be_unticked_and_the_author_cannot(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "enter", "j", "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        composer = app.room.talk.composer
        everybody = composer.draft().recipients
        assert everybody == ("@chloe@sky.example", "@ben@home.example")
        await press(pilot, "tab", "space")
        assert composer.draft().recipients == everybody
        await press(pilot, "right", "space")
        assert composer.draft().recipients == ("@chloe@sky.example",)
        assert "Ben –" in text_of(app)
        await press(pilot, "space", "tab")
        assert composer.draft().recipients == everybody
        assert isinstance(app.focused, TextArea)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_many_lines_that_were_pasted_are_taken_back_and_come_again(
    stage: Stage, size: tuple[int, int]
) -> None:
    pasted = "\n".join(f"line {number} 日本語 שלום" for number in range(60))
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        sheet = app.room.talk.composer.pad.sheet
        await press(pilot, "type:words ")
        app.post_message(Paste(pasted))
        await until(pilot, lambda: sheet.text == f"words {pasted}")
        await press(pilot, "ctrl+z")
        assert (sheet.text, sheet.cursor_location) == ("words ", (0, 6))
        await press(pilot, "ctrl+y")
        assert (sheet.text, sheet.cursor_location[0]) == (f"words {pasted}", 59)
        # What takes many lines away can be done again with the cursor below them.
        await press(pilot, "f7", "backspace", "ctrl+z", "ctrl+end", "ctrl+y", "type:x")
        assert sheet.text == "x"


async def test_the_editor_takes_over_and_gives_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:short", "ctrl+o")
        # The test's terminal cannot be lent: the text stays, and it is said.
        assert app.room.talk.composer.draft().text == "short"
        assert "cannot be lent" in text_of(app)


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        ("no-such-editor", "Your editor did not start: No such file or directory. Nothing is lost."),
        ("unclosed 'quote", "Your editor did not start: No closing quotation. Nothing is lost."),
        ("false", "Your editor ended with status 1. What was saved before is still here."),
        ("sh -c 'kill -9 $$'", "Your editor was killed. What was saved before is still here."),
    ],
)
async def test_an_editor_that_fails_gives_the_terminal_back_and_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, editor: str, says: str
) -> None:
    app = stage.app()
    lent: list[str] = []

    @contextmanager
    def suspend() -> Iterator[None]:
        # As Textual does: what is raised in here keeps it from taking the terminal back.
        lent.append("lent")
        yield
        lent.append("taken back")

    monkeypatch.setattr(app, "suspend", suspend)
    monkeypatch.setenv("VISUAL", editor)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:short", "ctrl+o")
        assert lent == ["lent", "taken back"]
        assert app.room.talk.composer.draft().text == "short"
        assert says in text_of(app)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ctrl+a", "type:X"], "Xone two"),
        (["ctrl+a", "ctrl+e", "type:X"], "one twoX"),
        (["ctrl+u"], ""),
        (["ctrl+a", "ctrl+k"], ""),
        (["ctrl+w"], "one "),
        (["ctrl+a", "ctrl+d"], "ne two"),
        (["ctrl+w", "ctrl+z"], "one two"),
        (["ctrl+w", "ctrl+z", "ctrl+y"], "one "),
        (["ctrl+c"], "one two"),
        (["type: e z w u v n M"], "one two e z w u v n M"),
    ],
)
async def test_keys_keep_their_meaning_while_one_writes(
    stage: Stage, keys: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    left: list[str] = []
    monkeypatch.setattr(app, "action_suspend_process", lambda: left.append("suspended"))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:one two", *keys)
        assert app.room.talk.composer.draft().text == expected
        assert app.screen is app.room
        assert left == []


async def test_ctrl_z_leaves_for_a_while_only_where_nothing_is_written(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    left: list[str] = []
    monkeypatch.setattr(app, "action_suspend_process", lambda: left.append("suspended"))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "ctrl+z")
        assert left == ["suspended"]
        await press(pilot, "r", "alt+w", "type:food", "ctrl+z")
        assert left == ["suspended"]


async def test_the_palette_opens_while_one_writes(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Krim", "ctrl+p")
        await until(pilot, lambda: app.screen is not app.room)
        await press(pilot, "escape")
        assert app.room.talk.composer.draft().text == "Krim"


async def test_who_may_not_answer_is_told_before_writing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await stand_on(app, pilot, LUNCH, "enter")
        await until(pilot, lambda: app.room.talk.post() is not None)
        asked = stage.store.cache.post(LUNCH)
        assert asked is not None
        stage.store.cache.merge([replace(asked, closed="Chloe lets only people they follow answer.")])
        app.room.talk.reload()
        await press(pilot, "r")
        await until(pilot, lambda: "Chloe lets only people they follow answer." in text_of(app))
        assert not app.room.talk.composer.writing


async def test_nothing_is_not_sent(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "ctrl+s")
        assert "There is nothing to send yet." in text_of(app)
        assert app.room.talk.composer.writing
        assert drafts(stage) == []


async def test_a_failed_answer_stays_in_sight_and_can_be_written_on(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_ben(app, pilot, "enter")
        post = app.room.talk.post()
        assert post is not None
        failed = Draft(
            key="k",
            account="home",
            text="Too many tomatoes.",
            changed=app.desk.clock(),
            answers=post.uri,
            state=DraftState.FAILED,
            problem="The server said no.",
        )
        stage.store.mine.save_draft(failed)
        app.room.talk.draft_changed("k")
        await until(pilot, lambda: "not sent" in text_of(app))
        assert "The server said no." in text_of(app)
        app.room.talk.stream.go_to("draft:k")
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        assert app.room.talk.composer.draft().text == "Too many tomatoes."


async def test_something_new_asks_who_speaks(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "as @you@sky.example" in text_of(app).split("as @you@home.example")[0]
        await press(pilot, "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        await press(pilot, "type:Good morning.", "ctrl+s")
        await until(pilot, lambda: drafts(stage, DraftState.QUEUED))
        [draft] = drafts(stage)
        assert (draft.account, draft.answers, draft.text) == ("home", "", "Good morning.")
        assert app.screen is app.room


async def test_something_new_that_was_left_is_found_again(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "c", "enter", "type:Dear all", "escape")
        await until(pilot, lambda: drafts(stage, DraftState.WRITING))
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "go on with “Dear all”" in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        assert isinstance(app.screen, NewLetter)
        assert app.screen.composer.draft().text == "Dear all"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Yes, at two.", ()),
        ("Ask @dev@home.example too.", ("@dev@home.example",)),
        ("Ask @Dev, and @dev.", ("@Dev@home.example",)),
        ("Ask @ana.blue.example!", ("@ana.blue.example@home.example",)),
        ("@chloe@sky.example knows, so do @CHLOE@SKY.example and @you", ()),
        ("mail me@home.example or see https://far.example/@dev", ()),
        ("(@dev@home.example)", ("@dev@home.example",)),
        (".@dev hears this", ("@dev@home.example",)),
        ("@@dev, _@dev too_ and ありがとう@dev", ("@dev@home.example",)),
        ("him/@dev", ("@dev@home.example",)),
        ("https://far.example/@ana/1 and @dev", ("@dev@home.example",)),
        ("https://far.example/a,@dev", ("@dev@home.example",)),
    ],
)
def test_whom_a_private_answer_names_anew(text: str, named: tuple[str, ...]) -> None:
    draft = Draft(
        key="k",
        account="home",
        text=text,
        changed=datetime(2026, 3, 18, tzinfo=UTC),
        answers="https://sky.example/1",
        visibility=Visibility.DIRECT,
    )
    recipients = (composing.Recipient("@chloe@sky.example", "Chloe", kept=True),)
    me = frozenset({"@you@home.example"})
    assert composing.newly_named(draft, recipients, me, "@you@home.example") == named
    elsewhere = [
        replace(draft, text="Yes.", warning=text),
        replace(draft, text="Which?", poll=DraftPoll(("Nobody", text))),
    ]
    for other in elsewhere:
        assert composing.newly_named(other, recipients, me, "@you@home.example") == named
    public = replace(draft, visibility=Visibility.PUBLIC)
    assert composing.newly_named(public, recipients, me, "@you@home.example") == ()


def test_who_stands_no_more_in_what_a_private_answer_answers_is_named_anew() -> None:
    draft = Draft(
        key="k",
        account="home",
        text="Yes.",
        changed=datetime(2026, 3, 18, tzinfo=UTC),
        answers="https://sky.example/1",
        visibility=Visibility.DIRECT,
        recipients=("@Chloe@sky.example", "@dev@home.example"),
    )
    recipients = (composing.Recipient("@chloe@sky.example", "Chloe", kept=True),)
    assert composing.newly_named(draft, recipients, frozenset(), "@you@home.example") == (
        "@dev@home.example",
    )


@pytest.mark.parametrize(
    ("answer", "sent"), [(["enter"], False), (["j", "enter"], True), (["escape"], False)]
)
async def test_naming_somebody_in_a_private_answer_asks_first(
    stage: Stage, answer: list[str], sent: bool
) -> None:
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:Let us ask @haruka too.", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "@haruka@sky.example would read it too" in " ".join(text_of(app).split())
        assert not drafts(stage, DraftState.QUEUED)
        await press(pilot, *answer)
        await until(pilot, lambda: app.screen is app.room)
        await until(pilot, lambda: bool(drafts(stage, DraftState.QUEUED)) is sent)
        assert app.room.talk.composer.writing is not sent


async def test_something_new_and_private_says_who_will_read_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "c", "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter) and app.screen.composer.writing)
        assert isinstance(app.screen, NewLetter)
        for _ in Visibility:
            if app.screen.composer.draft().visibility is not Visibility.DIRECT:
                await press(pilot, "alt+v")
        assert app.screen.composer.draft().visibility is Visibility.DIRECT
        assert "Only those whom you name can read this, and you." in text_of(app)


@pytest.mark.parametrize("key", ["alt+v", "alt+w", "alt+l", "alt+a"])
async def test_a_key_with_alt_types_no_letter(stage: Stage, key: str) -> None:
    """Many terminals send alt as an escape before the letter; Textual then hands on the letter as well."""
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ben(app, pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, *"hello")
        text = app.room.talk.composer.query_one("#text", TextArea)
        text.post_message(Key(key, key[-1]))
        await pilot.pause(0.2)
        assert text.text == "hello"


async def test_what_was_said_in_private_is_not_passed_on(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "b")
        await until(pilot, lambda: "not passed on" in text_of(app))


async def test_a_new_sheet_is_empty_although_something_was_refused(stage: Stage) -> None:
    refused = Draft(
        key="refused", account="home", text="no", changed=datetime.now(UTC), state=DraftState.FAILED
    )
    stage.store.mine.save_draft(refused)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, NewLetter))
        assert app.screen.query_one("#text", TextArea).text == ""


async def test_with_nothing_to_write_in_two_fast_keys_lead_back_once(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        letter = NewLetter(app.desk, None, "")
        app.desk._accounts = ()
        await app.push_screen(letter)
        letter.composer.end()
        for _ in range(2):
            letter.post_message(Key("escape", None))
        await until(pilot, lambda: app.screen is app.room)
        assert app.is_running


async def test_two_fast_keys_take_one_sheet_away(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        for key in ("i", "?"):
            await press(pilot, key)
            await until(pilot, lambda: app.screen is not app.room)
            listening = app.focused or app.screen
            for _ in range(3):
                listening.post_message(Key("escape", None))
            await until(pilot, lambda: app.screen is app.room)
        assert app.is_running


async def test_nobody_reads_it_who_is_only_being_chosen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.stream.cursor == LUNCH)
        await press(pilot, "r")
        composer = app.room.talk.composer
        await until(pilot, lambda: composer.has_focus_within)
        await press(pilot, "type:With @be")
        await until(pilot, lambda: composer.pad.offering)
        await pilot.pause(0.5)
        assert "Only Chloe and you can read this." in text_of(app)
        await press(pilot, "escape")
        await until(pilot, lambda: "@be@sky.example" in text_of(app))


async def test_what_is_typed_before_it_is_known_who_i_am_is_not_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    known = app.desk.known
    async with app.run_test(size=(80, 30)) as pilot:
        await furnished(pilot)
        monkeypatch.setattr(app.desk, "known", lambda: ())
        app.desk.accounts_changed()
        await press(pilot, "c", "type:half of ax", "backspace", "type: thought")
        assert isinstance(app.screen, NewLetter)
        assert "No account of yours can write yet." in text_of(app)
        monkeypatch.setattr(app.desk, "known", lambda: known()[:1])
        app.desk.accounts_changed()
        await until(pilot, lambda: app.screen.query_one(Composer).has_focus_within)
        await press(pilot, "type:!")
        assert app.screen.query_one(Composer).draft().text == "half of a thought!"


async def test_with_nobody_to_write_as_escape_leads_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await furnished(pilot)
        monkeypatch.setattr(app.desk, "known", lambda: ())
        app.desk.accounts_changed()
        await press(pilot, "c", "escape")
        assert app.screen is app.room
