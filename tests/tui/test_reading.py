"""How far I have read: the lines on the screen, and what moves them."""

from datetime import datetime, timedelta

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.pilot import Pilot
from town import ME, NOW, Town, at, say, uri

from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.post import Post
from connect_tui.domain.reading import News
from connect_tui.provider import Timeline
from connect_tui.store.errors import StoreError
from connect_tui.store.read_lines import ReadLine, talk_place, timeline_place
from connect_tui.sync.events import ReadOn
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.reading import is_new, lines_addressed, lines_around
from connect_tui.tui.render.kept import KeptRow, kept
from connect_tui.tui.render.pieces import width_of
from connect_tui.tui.render.reading import NewRow, ReadRow, day_of, with_news
from connect_tui.tui.render.thread import PostRow, conversation_rows
from connect_tui.tui.render.view import View
from connect_tui.tui.settings import ScreenSettings

HOUR, MICRO = timedelta(hours=1), timedelta(microseconds=1)


async def begin(app: ConnectApp, pilot: Pilot[None], uri: str = "") -> None:
    await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
    if uri:
        await stand_on(app, pilot, uri)


async def read_home(app: ConnectApp, pilot: Pilot[None], stage: Stage, place: int) -> list[Entry]:
    """I have read from this entry on among what is around me; all of that."""
    entries = around(app)
    for name in ("home", "sky"):
        line = ReadLine(entries[place].since)
        stage.store.mine.set_read_line(timeline_place(Timeline.HOME, name), line)
    app.room.heard(ReadOn())
    await pilot.pause()
    return entries


def around(app: ConnectApp) -> list[Entry]:
    return app.desk.reader.entries(Section.BROADCAST, limit=200)


def line_in(stage: Stage, uri: str) -> datetime | None:
    return stage.store.mine.read_line(talk_place(uri)).at


def rows(app: ConnectApp) -> list[str]:
    return [row.key for row in app.room.inbox.stream.rows]


async def test_what_is_new_in_a_conversation_stands_under_a_line_until_i_was_there(stage: Stage) -> None:
    conversation = stage.store.cache.conversation(stage.store.cache.group_of(GARDEN) or 0)
    assert conversation is not None
    posts = sorted(conversation.posts, key=lambda post: post.time)
    stage.store.mine.set_read_line(talk_place(GARDEN), ReadLine(posts[0].time))
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "enter")
        await until(pilot, lambda: "── new since " in text_of(app))
        assert text_of(app).index("── new since") < text_of(app).index("Which tomatoes would you plant?")
        assert line_in(stage, GARDEN) == posts[0].time
        await press(pilot, "q")
        await until(pilot, lambda: line_in(stage, GARDEN) != posts[0].time)
        await press(pilot, "enter")
        await until(pilot, lambda: "Which tomatoes would you plant?" in text_of(app))
        assert "new since" not in text_of(app)


async def test_looking_at_it_beside_the_inbox_moves_nothing(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(130, 40)) as pilot:
        await begin(app, pilot, GARDEN)
        await until(pilot, lambda: app.room.talk.uri)
        await press(pilot, "j", "j", "k", "k", "G", "g", "g")
        await pilot.pause(0.3)
        await press(pilot, "v", "escape")
        assert stage.store.mine._db.rows("SELECT place FROM read_lines") == []


async def test_what_was_not_on_the_screen_stays_new(stage: Stage) -> None:
    conversation = stage.store.cache.conversation(stage.store.cache.group_of(GARDEN) or 0)
    assert conversation is not None
    first = min(post.time for post in conversation.posts)
    stage.store.mine.set_read_line(talk_place(GARDEN), ReadLine(first))
    app = stage.app()
    async with app.run_test(size=(60, 8)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "enter", "q")
        await until(pilot, lambda: not app.desk.unfinished())
        found = app.desk.reader.news(conversation)
        assert found is not None
        assert found.posts


async def test_in_a_conversation_a_key_says_that_i_read_until_here(stage: Stage) -> None:
    conversation = stage.store.cache.conversation(stage.store.cache.group_of(GARDEN) or 0)
    assert conversation is not None
    top = min(conversation.posts, key=lambda post: post.time)
    stage.store.mine.set_read_line(talk_place(GARDEN), ReadLine(top.time - HOUR))
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await begin(app, pilot, GARDEN)
        await press(pilot, "enter", "g", "g", "L")
        await until(pilot, lambda: line_in(stage, GARDEN) == top.time)
        assert "You have read until here. u takes it back." in text_of(app)
        await until(pilot, lambda: "new since" in text_of(app))
        await press(pilot, "q")
        await until(pilot, lambda: app.room.inbox.has_focus_within)
        assert line_in(stage, GARDEN) == top.time
        await press(pilot, "u")
        await until(pilot, lambda: "The line is where it was before." in text_of(app))
        assert line_in(stage, GARDEN) == top.time - HOUR


async def test_around_me_the_line_stands_where_i_stopped_reading(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        entries = await read_home(app, pilot, stage, 1)
        assert rows(app).index("read until here") == rows(app).index(entries[1].uri) - 1
        await press(pilot, "shift+tab")
        assert app.room.inbox.stream.cursor == entries[1].uri
        assert "── you had read from here on, " in text_of(app)
        await press(pilot, "j", "j", "k", "G", "g", "g")
        assert app.desk.reader.read_up_to(Timeline.HOME)["home"] == entries[1].since


async def test_asking_for_news_moves_the_line_over_what_was_seen(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 60)) as pilot:
        await begin(app, pilot)
        entries = await read_home(app, pilot, stage, 2)
        await press(pilot, "R")
        await until(pilot, lambda: not app.desk.unfinished())
        before = app.desk.reader.read_up_to(Timeline.HOME)
        if entries[0].uri not in app.room.inbox.stream.shown:
            assert set(before.values()) == {entries[2].since}
        await press(pilot, "tab", "tab", "tab")
        app.room.inbox.stream.go_to(entries[3].uri)
        await press(pilot, "R")
        await until(pilot, lambda: app.desk.reader.read_up_to(Timeline.HOME) != before)
        await until(pilot, lambda: "read until here" not in rows(app))


async def test_leaving_moves_the_lines_and_they_outlive_the_program(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, "q")
        await until(pilot, lambda: not app.is_running)
    assert app.desk.reader.read_up_to(Timeline.HOME) == {}
    again = stage.app()
    async with again.run_test(size=(80, 200)) as pilot:
        await begin(again, pilot)
        await press(pilot, "q")
        await until(pilot, lambda: not again.is_running)
    lines = again.desk.reader.read_up_to(Timeline.HOME)
    assert max(lines.values()) == around(again)[0].since
    assert set(again.desk.reader.read_up_to(Timeline.ADDRESSED)) == {"home", "sky"}
    assert not any(is_new(kept(entry), lines) for entry in around(stage.app()))


async def test_a_key_says_that_i_read_until_here_around_me(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, GARDEN)
        entries = around(app)
        await press(pilot, "L")
        assert "Only what is around you is read until somewhere" in text_of(app)
        app.room.inbox.stream.go_to(entries[2].uri)
        await press(pilot, "L")
        await until(pilot, lambda: "read until here" in rows(app))
        assert rows(app).index("read until here") == rows(app).index(entries[2].uri) - 1
        await press(pilot, "u")
        await until(pilot, lambda: "read until here" not in rows(app))


async def test_in_plain_the_line_is_a_sentence(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await read_home(app, pilot, stage, 1)
        await press(pilot, "shift+tab")
        assert "You had read from here on, " in text_of(app)
        assert "──" not in text_of(app)


@pytest.mark.parametrize("width", [1, 5, 20, 60, 200])
@pytest.mark.parametrize("plain", [False, True])
def test_a_line_is_never_wider_than_the_screen(width: int, plain: bool) -> None:
    view = View(width=width, now=NOW, plain=plain)
    for row in (NewRow("x", NOW - HOUR), NewRow("x", NOW, again=True), ReadRow(NOW - 900 * HOUR)):
        assert all(width_of(line) <= width for line in row.lines(view))


@pytest.mark.parametrize(
    ("back", "words"),
    [(0, "12:00"), (1, "11:00"), (24, "yesterday"), (24 * 3, "Sunday"), (24 * 20, "26 February"), (24 * 100, "8 December 2025")],
)  # fmt: skip
def test_a_day_is_said_as_people_say_it(back: int, words: str) -> None:
    assert day_of(NOW - back * HOUR, NOW) == words


def test_each_run_of_what_is_new_has_its_line_and_my_own_words_part_none() -> None:
    posts = [
        say("me", "top", "a", when="9h"),
        say("ben", "old", "b", "a", when="8h"),
        say("ben", "new", "c", "b", when="3h"),
        say("me", "mine", "d", "c", when="2h"),
        say("ben", "new too", "e", "d", when="1h"),
        say("ana", "old", "f", "a", when="7h"),
        say("ana", "new", "g", "a", when="1h"),
    ]
    (conversation,) = assemble(posts)
    new = News(NOW - 5 * HOUR, frozenset({uri("c"), uri("e"), uri("g")}))
    me = frozenset({ME.key})
    shown = with_news(conversation_rows(conversation, (), me), new, me)
    lines = {row.above: row.again for row in shown if isinstance(row, NewRow)}
    assert lines == {uri("c"): False, uri("g"): True}
    plain = with_news(conversation_rows(conversation, (), me), None, me)
    assert all(isinstance(row, PostRow) for row in plain)


def entries(*posts: Post) -> list[KeptRow]:
    return [kept(entry) for entry in Town(list(posts), follows=("ana", "ben")).inbox()]


def test_the_line_around_me_moves_over_what_was_seen_and_no_further() -> None:
    found = entries(*(say("ana", key, key, when=f"{hours}h") for hours, key in enumerate("abcd", 1)))
    lines = {"home": at("3h")}
    seen = {uri("a"), uri("b")}
    assert [is_new(entry, lines) for entry in found] == [True, True, False, False]
    assert lines_around(found, seen, lines, ["home"], whole=True) == {"home": at("1h")}
    assert lines_around(found, {uri("a")}, lines, ["home"], whole=True) == {"home": at("2h") - MICRO}
    assert lines_around(found, {uri("c")}, lines, ["home"], whole=True)["home"] < at("2h")
    assert lines_around(found, set(), lines, ["home"], whole=True) == {}
    assert lines_around(found, seen, lines, ["work"], whole=True) == {}


def test_where_reading_did_not_come_down_to_the_line_it_stays() -> None:
    found = entries(*(say("ana", key, key, when=f"{hours}h") for hours, key in enumerate("ab", 1)))
    seen = {uri("a"), uri("b")}
    assert lines_around(found, seen, {"home": at("9h")}, ["home"], whole=False) == {}
    assert lines_around(found, seen, {"home": at("9h")}, ["home"], whole=True) == {"home": at("1h")}
    assert lines_around(found, {uri("b")}, {}, ["home"], whole=False) == {"home": at("1h")}


def test_the_line_of_what_is_addressed_to_me_stops_before_those_who_were_not_seen() -> None:
    found = entries(
        say("ana", "@me there?", "a", when="1h"),
        say("ben", "@me and you?", "b", when="2h"),
        say("dev", "a thing", "c", when="2h"),
    )

    def moved(*shown: str, **lines: datetime) -> dict[str, datetime]:
        return lines_addressed(found, {uri(key) for key in shown}, lines, [ME.name], NOW, whole=True)

    assert moved("a", "b") == {"home": NOW}
    assert moved("b", home=at("5h")) == {"home": at("1h") - MICRO}
    assert moved("a", home=at("5h")) == {"home": at("2h") - MICRO}
    assert moved("c", home=at("90m")) == {"home": at("1h") - MICRO}
    assert moved() == {}
    assert moved("c", home=NOW) == {}
    assert lines_addressed(found[:1], {uri("a")}, {}, [ME.name], NOW, whole=False) == {}


async def test_who_was_answered_one_after_another_has_been_read(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await begin(app, pilot)
        await press(pilot, "w")
        await until(pilot, lambda: app.room.answering.entry)
        first = app.room.answering.entry
        assert first is not None
        await press(pilot, "n")
        await until(pilot, lambda: app.room.answering.entry != first)
        await until(pilot, lambda: line_in(stage, first.uri))
        await press(pilot, "q")


async def test_a_file_that_cannot_be_read_does_not_keep_me_from_leaving(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)

        def damaged(timeline: Timeline) -> None:
            raise StoreError("The file is damaged.")

        monkeypatch.setattr(app.desk.reader, "read_up_to", damaged)
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not app.is_running)
