"""The whole screen at any size, with anything in it: it never breaks, and no line is wider than it is."""

from datetime import UTC, datetime, timedelta

import pytest
from stage import GARDEN, Stage, furnished, press, text_of, until

from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Attachment, Copy, Link, MediaKind, Poll, PollOption, Post, PostId, Quote
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.tui.app import ConnectApp
from connect_tui.tui.messages import Talk
from connect_tui.tui.screens.room import Room
from connect_tui.tui.settings import ScreenSettings

HOSTILE = (
    "日本語の長い文章がここにあります、そして終わりません。",
    "👩‍👩‍👧‍👦🇩🇪🏴\U000e0067\U000e0062\U000e007f ❤️ " * 5,
    "h\u0337\u0322e\u0338l\u0337\u0335l\u0336\u0321o\u0337 " * 9,
    "هل نخبز معًا يوم السبت؟ " * 6 + "שלום עולם",
    "https://example.org/" + "a" * 300,
    "[@click=app.quit]quit[/] [/x] [bold]" * 4,
    "x" * 400,
    "one\n\n\n\ntwo\n   three\n\tfour",
)
SIZES = [(20, 6), (37, 13), (60, 20), (110, 30), (200, 60)]


def hostile_posts() -> list[Post]:
    """A conversation nine deep of what nobody wants to lay out."""
    posts: list[Post] = []
    for number, text in enumerate((*HOSTILE, "the end")):
        moment = datetime.now(UTC) - timedelta(minutes=60 - number)
        posts.append(
            Post(
                uri=f"https://home.example/hostile/{number}",
                author=Person(f"@p{number}@home.example", text[:60], PersonId("home", f"p{number}")),
                created=moment,
                seen=moment,
                copies=(
                    Copy(PostId("home", f"h{number}"), PostId("home", f"h{number - 1}") if number else None),
                ),
                text=Text(
                    text, tuple(Span(kind, 0, len(text) // 2, "https://e.example") for kind in SpanKind)
                ),
                warning=text[:80] if number % 3 == 2 else "",
                poll=Poll("p", (PollOption(text, 7), PollOption(text, None, mine=True))),
                attachments=(Attachment(MediaKind.IMAGE, "https://e.example/a", text),),
                link=Link("https://e.example/" + "b" * 90, text),
                quote=Quote("https://e.example/q", Person("@q@e", text, PersonId("home", "q")), Text(text)),
            )
        )
    return posts


@pytest.mark.parametrize("keys", [["r"], ["c", "enter"]], ids=["answer", "new"])
@pytest.mark.parametrize("size", [(20, 6), (30, 10), (40, 12), (80, 13)])
async def test_on_the_smallest_screen_one_sees_what_one_writes_and_who_can_read_it(
    stage: Stage, size: tuple[int, int], keys: list[str]
) -> None:
    app = stage.app(ScreenSettings(languages=("en",)))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        app.room.inbox.stream.go_to(GARDEN)
        await press(pilot, *keys, "type:Do you have some seedlings to spare?")
        await until(pilot, lambda: "spare?" in text_of(app))
        assert "public" in text_of(app)


@pytest.mark.parametrize("keys", ["ctrl+p", "J", "T", "v", "z", "C", "F"])
@pytest.mark.parametrize("size", [(60, 20), (40, 10)])
async def test_a_question_stands_whole_on_a_small_screen(
    stage: Stage, size: tuple[int, int], keys: str
) -> None:
    app = stage.app(ScreenSettings(languages=("en",)))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, keys)
        await until(pilot, lambda: app.screen is not app.room and app.screen.query("#footer"))
        await until(pilot, lambda: "esc back" in text_of(app))
        assert not app.screen.show_vertical_scrollbar
        assert app.screen.query_one(".card").region.height <= size[1]


def fits(app: ConnectApp) -> bool:
    """Whether every line is exactly as wide as the screen, and there are no more of them."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return len(lines) == height and all(line.cell_length == width for line in lines)


async def test_another_size_is_laid_out_and_drawn_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        styled: list[bool] = []
        monkeypatch.setattr(
            Room, "update_node_styles", lambda room, animate=True: styled.append(room.is_wide)
        )
        for width, wide in ((80, False), (160, True)):
            await pilot.resize_terminal(width, 40)
            await pilot.pause()
            assert app.room.is_wide is wide
            assert app.room.query_one("#beside").display is wide
        assert not styled


@pytest.mark.parametrize("plain", [False, True])
async def test_anything_fits_a_screen_of_any_size(stage: Stage, plain: bool) -> None:
    stage.store.cache.merge(hostile_posts())
    app = stage.app(ScreenSettings(plain=plain, languages=("en",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await furnished(pilot)
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert fits(app)
            await press(pilot, "G")
            app.room.post_message(Talk("https://home.example/hostile/0", "home"))
            await until(pilot, lambda: app.room.talk.stream.has_focus)
            for key in ("X", "G", "r"):
                await press(pilot, key)
                assert fits(app)
            await press(pilot, "type:日本語 and more", "escape", "escape")
            assert fits(app)
            for keys in (["?"], ["T"], ["J", "type:p"], ["F"], ["C"], ["P"], ["z"], ["i"], ["v"]):
                for key in (*keys, "escape"):
                    await press(pilot, key)
                    assert fits(app)
            await press(pilot, "/", "ctrl+u", "type:日本")
            assert fits(app)
            await press(pilot, "escape")
            app.room.inbox.stream.go_to(GARDEN)


@pytest.mark.parametrize(("size", "whole"), [((60, 20), True), ((80, 24), True), ((120, 40), False)])
async def test_nothing_peeps_out_beside_what_is_long_where_there_is_little_room(
    stage: Stage, size: tuple[int, int], *, whole: bool
) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "?")
        await until(pilot, lambda: bool(app.screen.query(".sheet")))
        await pilot.pause()
        assert (app.screen.query_one(".sheet").region == app.screen.region) is whole


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (80, 12)])
async def test_what_stands_in_the_way_is_nobodys_words(stage: Stage, size: tuple[int, int]) -> None:
    """Where there are lines enough it stands apart from the list above it."""
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await furnished(pilot)
        sentence = "home does not answer. You can read and write; what you send waits here."
        app.room.status.stand(sentence)
        await until(pilot, lambda: "home does not answer" in text_of(app))
        lines = text_of(app).split("\n")
        at = next(n for n, line in enumerate(lines) if "home does not answer" in line)
        assert lines[at].startswith("    home")
        assert (not lines[at - 1].strip()) is (size[1] > 12)
        app.room.status.stand("")
        await until(pilot, lambda: app.room.status.region.height == 1)
