"""The inbox by its keys."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace
from stage import GARDEN, LUNCH, Stage, furnished, press, text_of, until, utcnow

from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import AttentionSettings, Place, Section
from connect_tui.provider import Offline, Page, Reaction
from connect_tui.providers.demo.provider import DemoProvider
from connect_tui.sync.events import Event, InboxChanged, MissingChanged, Refreshing
from connect_tui.sync.judging import Bench
from connect_tui.sync.reading import InboxPage
from connect_tui.sync.standing import Standing
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import Happened
from connect_tui.tui.render.kept import KeptRow
from connect_tui.tui.render.rows import TitleRow
from connect_tui.tui.screens.entries import Entries
from connect_tui.tui.screens.help import Help
from connect_tui.tui.settings import ScreenSettings

DONE = {Reaction.FAVOURITE: "favourited", Reaction.BOOST: "boosted", Reaction.BOOKMARK: "bookmarked"}


async def test_it_begins_with_who_is_waiting(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        rows = app.room.inbox.stream.rows
        assert rows[0] == TitleRow("title:waiting", "Waiting for you")
        assert app.room.inbox.stream.cursor == rows[1].key == LUNCH
        assert "wrote to you privately" in text_of(app)


async def test_sections_stand_in_order_and_none_is_empty(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        rows = app.room.inbox.stream.rows
        titles = [row.title for row in rows if isinstance(row, TitleRow)]
        sections = [row.entry.section for row in rows if isinstance(row, KeptRow)]
        assert titles == ["Waiting for you", "In conversation", "Just so you know", "Around you"]
        assert sections == sorted(sections, key=list(Section).index)
        assert Section.SETTLED not in sections


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["j"], 1),
        (["down", "down"], 2),
        (["j", "j", "k"], 1),
        (["k"], 0),
        (["G", "g", "g"], 0),
        (["j", "home"], 0),
        (["G"], -1),
        (["end"], -1),
    ],
)
async def test_keys_move_the_cursor(stage: Stage, keys: list[str], place: int) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, *keys)
        selectable = [row.key for row in app.room.inbox.stream.rows if row.selectable]
        assert app.room.inbox.stream.cursor == selectable[place]


@pytest.mark.parametrize("keys", [["ctrl+d"], ["pagedown"], ["space"]])
async def test_half_a_page_down_and_up_again(stage: Stage, keys: list[str]) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, *keys)
        assert app.room.inbox.stream.cursor != LUNCH
        await press(pilot, "ctrl+u", "pageup")
        assert app.room.inbox.stream.cursor == LUNCH


async def test_tab_goes_from_section_to_section_and_round(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        seen = []
        for _ in range(4):
            entry = app.room.inbox.entry()
            seen.append(entry.section if entry else None)
            await press(pilot, "tab")
        assert seen == [Section.WAITING, Section.ACTIVE, Section.ASIDE, Section.BROADCAST]
        assert app.room.inbox.stream.cursor == LUNCH
        await press(pilot, "shift+tab")
        entry = app.room.inbox.entry()
        assert entry is not None
        assert entry.section is Section.BROADCAST


async def test_tab_finds_the_next_section_behind_many_who_wait(stage: Stage) -> None:
    await many_wait(stage)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "tab")
        await until(pilot, lambda: section_of(app) is not Section.WAITING)
        assert section_of(app) is Section.ACTIVE


async def test_another_key_ends_the_way_to_the_next_section(stage: Stage) -> None:
    await many_wait(stage)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await furnished(pilot)
        app.room.inbox.act("section")
        app.room.inbox.act("down")
        await until(pilot, lambda: not app.room.inbox.seeking)
        assert section_of(app) is Section.WAITING


async def many_wait(stage: Stage) -> None:
    """More people wait than are read before anybody asks for more."""
    lunch = stage.store.cache.post(LUNCH)
    assert lunch is not None
    [copy] = lunch.copies
    posts = [
        replace(lunch, uri=f"{LUNCH}/{n}", copies=(replace(copy, id=replace(copy.id, key=f"lunch-{n}")),))
        for n in range(300)
    ]
    accounts = tuple(stored.account for stored in stage.store.cache.accounts())
    bench = Bench(stage.store, accounts, AttentionSettings(), (), utcnow)
    await Standing(stage.store, bench, lambda event: None).merge(posts)


def section_of(app: ConnectApp) -> Section | None:
    entry = app.room.inbox.entry()
    return entry.section if entry else None


@pytest.mark.parametrize(
    ("key", "reaction"),
    [("f", Reaction.FAVOURITE), ("b", Reaction.BOOST), ("B", Reaction.BOOKMARK)],
)
async def test_reactions_and_their_undo(stage: Stage, key: str, reaction: Reaction) -> None:
    app = stage.app()

    def done() -> bool:
        entry = app.room.inbox.entry()
        assert entry is not None
        assert entry.post is not None
        return bool(getattr(entry.post, DONE[reaction]))

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "j", "j")
        before = done()
        await press(pilot, key)
        await until(pilot, lambda: done() is not before)
        await press(pilot, "u")
        await until(pilot, lambda: done() is before)


async def test_nothing_to_take_back_is_said(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "u")
        assert "There is nothing to take back." in text_of(app)


async def test_copying_and_opening_links(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    opened: list[str] = []
    monkeypatch.setattr("connect_tui.tui.screens.posts.browse", lambda url, browser: opened.append(url))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "y")
        assert app.clipboard.startswith("https://sky.example/")
        await press(pilot, "o")
        assert "There is no link in it." in text_of(app)
        assert opened == []


async def test_help_names_every_key_and_goes_away(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(100, 60)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "?")
        assert isinstance(app.screen, Help)
        assert "answer what is under the cursor" in text_of(app)
        await press(pilot, "q")
        await until(pilot, lambda: app.screen is app.room)


async def test_q_leaves_and_escape_does_not(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "escape")
        assert app.is_running
        await press(pilot, "q")
        await until(pilot, lambda: not app.is_running)


async def test_keys_of_ones_own(stage: Stage) -> None:
    app = stage.app(ScreenSettings(keys={"down": ("n",), "top": ("t t",), "reply": ()}))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "j")
        assert app.room.inbox.stream.cursor == LUNCH
        await press(pilot, "n")
        assert app.room.inbox.stream.cursor != LUNCH
        await press(pilot, "t", "t")
        assert app.room.inbox.stream.cursor == LUNCH
        assert " reply" not in text_of(app)


async def test_click_selects_and_a_second_click_opens(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await pilot.click("#entries", offset=(10, 7))
        second = [row.key for row in app.room.inbox.stream.rows if row.selectable][1]
        assert app.room.inbox.stream.cursor == second
        await pilot.click("#entries", offset=(10, 7))
        await until(pilot, lambda: app.room.talk.has_focus_within)


async def test_r_asks_all_networks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        heard: list[Event] = []
        monkeypatch.setattr(app.room, "heard", heard.append)
        await press(pilot, "R")
        await until(pilot, lambda: any(event == Refreshing("sky", busy=False) for event in heard))


async def test_wide_shows_both_beside_each_other_and_follows(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.room.furnished and app.room.talk.uri == LUNCH)
        await press(pilot, "j")
        await until(pilot, lambda: app.room.talk.uri == app.room.inbox.stream.cursor)
        assert app.room.inbox.has_focus_within
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not app.room.talk.display or app.room.talk.size.width == 0)


async def test_nobody_waiting_is_a_moment(stage: Stage) -> None:
    app = stage.app()
    reader = app.desk.reader
    page = reader.page

    def without_waiting(after: Place | None = None, limit: int = 50, circle: str | None = None) -> InboxPage:
        found = page(after, limit, circle)
        return InboxPage(tuple(e for e in found.entries if e.section is not Section.WAITING), found.behind)

    reader.page = without_waiting  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ready to talk?" in text_of(app))
        assert "Nobody is waiting for you." in text_of(app)
        assert "Waiting for you" not in text_of(app)


async def test_the_cursor_stays_on_an_entry_whose_beginning_becomes_known(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        bees = "https://home.example/users/kit/bees"
        await until(pilot, lambda: app.desk.reader.entry(bees))
        entry = app.desk.reader.entry(bees)
        assert entry is not None
        assert entry.conversation is not None
        answer = entry.conversation.posts[1]
        # As it was before the first post was fetched: named for its answer.
        [alone] = assemble([answer])
        inbox = app.room.inbox
        inbox.entries._list.put(bees, None)
        inbox.entries._list.put(
            answer.uri, replace(entry, conversation=alone, place=(*entry.place[:5], answer.uri))
        )
        inbox.entries.show()
        await press(pilot, "j")
        inbox.stream.go_to(answer.uri)
        app.room.heard(InboxChanged(frozenset({bees})))
        await until(pilot, lambda: not inbox.entries._changed)
        assert inbox.stream.cursor == bees
        assert answer.uri not in [row.key for row in inbox.stream.rows]


async def test_before_anything_was_gathered_nobody_says_that_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(provider: DemoProvider, cursor: str | None = None, **_: bool) -> None:
        raise Offline("does not answer")

    for feed in ("mine", "addressed", "timeline"):
        monkeypatch.setattr(DemoProvider, feed, away)
    (tmp_path / "empty").mkdir()
    stage = Stage(tmp_path / "empty", tmp_path)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "does not answer" in text_of(app))
        await pilot.pause(0.2)
        assert "Nobody is waiting" not in text_of(app)
        assert app.room.status.region.y == 1, "words stand where there is nothing else to look at"
        await press(pilot, "w")
        assert "Nothing has been gathered here yet." in text_of(app)
        await press(pilot, "/")
        assert app.room.status.region.bottom == 23
    stage.store.close()


async def test_a_slow_first_start_says_so_where_one_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.Event()
    addressed = DemoProvider.addressed

    async def slow(provider: DemoProvider, cursor: str | None = None, **_: bool) -> Page:
        await answers.wait()
        return await addressed(provider, cursor)

    for feed in ("mine", "addressed", "timeline"):
        monkeypatch.setattr(DemoProvider, feed, slow)
    (tmp_path / "empty").mkdir()
    stage = Stage(tmp_path / "empty", tmp_path)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: text_of(app).split("\n")[1].strip() == "looking…")
        await press(pilot, "j", "o")
        assert not app.room.inbox.stream.touched, "nothing can have been chosen yet"
        answers.set()
        await until(pilot, lambda: app.room.inbox.entry())
        assert text_of(app).split("\n")[1].strip() == "Waiting for you"
        await until(pilot, lambda: app.room.status.region.y == 22)
    stage.store.close()


async def test_the_footer_follows_what_becomes_of_the_entry_under_the_cursor(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        waiting = app.room.inbox.entry()
        assert waiting is not None
        moved = replace(waiting, section=Section.ACTIVE, place=(1, *waiting.place[1:]))
        app.room.inbox.stream.touched = True
        app.room.inbox.entries._list.put(waiting.uri, moved)
        app.room.inbox.entries.show(waiting.uri)
        app.room.inbox.stream.go_to(waiting.uri)
        await until(pilot, lambda: "e done" not in text_of(app))
        app.room.inbox.entries.changed(frozenset({waiting.uri}))
        await until(pilot, lambda: "e done" in text_of(app))


async def test_what_a_key_changed_is_drawn_before_it_is_read_what_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await furnished(pilot)
        inbox = app.room.inbox
        drawn: list[bool] = []

        def read(entries: Entries) -> None:
            drawn.append(inbox.stream not in app.room._dirty_widgets)

        monkeypatch.setattr(Entries, "_read_changed", read)
        for way, there in (("down", True), ("", False), ("up", True)):  # the second has to wait for its turn
            inbox.stream.go(way)
            for _ in range(100_000):
                if (inbox.stream in app.room._dirty_widgets) == there:
                    break
                await asyncio.sleep(0)
        inbox.entries.changed(frozenset({inbox.stream.cursor}))
        await until(pilot, lambda: drawn)
        assert drawn == [True]


async def test_the_footer_offers_nothing_to_do_with_nobody(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        app.room.inbox.stream.go_to("earlier")
        await until(pilot, lambda: "c write   tab next section   R refresh" in text_of(app))
        app.room.inbox.stream.show_rows([])
        await until(pilot, lambda: "c write   R refresh" in text_of(app))
        assert "reply" not in app.room.inbox.hints()


async def test_what_the_engine_says_while_the_screen_is_taken_down_is_not_listened_to(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        close = app._close_all

        async def closing() -> None:
            await close()
            for event in (InboxChanged(frozenset({GARDEN})), InboxChanged(frozenset()), MissingChanged("")):
                await app._on_message(Happened(event))

        app._close_all = closing  # type: ignore[method-assign]
