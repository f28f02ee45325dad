"""The linear mode: everything in words, one under another, with the terminal's own cursor on what is focused."""

import time
from pathlib import Path

import pytest
from glass import Glass
from rich.cells import cell_len
from sitting import Sitting
from stage import GARDEN, LUNCH, Stage, press, stand_on, text_of, until
from textual.geometry import Offset
from textual.pilot import Pilot

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.render.linear import linear
from connect_tui.tui.render.pieces import Piece, Role, spread
from connect_tui.tui.settings import ScreenSettings

FRAMES = "│┃─━┆┊▎▏▌█╭╮╰╯┌┐└┘○→✓"
GARDEN_BOOK = "https://home.example/users/mags/grandmother"
NIGHT_RADIO = "https://home.example/users/wren/night-radio"
PLAIN = ScreenSettings(plain=True, languages=("en",))


def test_the_terminals_cursor_stands_on_what_is_focused(tmp_path: Path) -> None:
    with Sitting("--plain", "--demo") as sitting:
        sitting.sees("Lunch? I am near the market until two.")
        glass = Glass(sitting)
        glass.until(">Chloe, sky")
        assert glass.shows_cursor
        assert glass.column == 0
        sitting.types(b"j")
        glass.until(">")
        assert "Chloe" not in glass.line
        sitting.types(b"gg")
        glass.until(">Section: Waiting for you")
        sitting.types(b"j\r")
        glass.until(">Chloe to you")
        sitting.types(b"r")
        glass.look()
        sitting.types(b"Black Krim")
        glass.look()
        assert glass.line == ""
        above = glass.text.splitlines()[glass._screen.cursor.y]
        assert above[: glass.column].endswith("Black Krim")
        sitting.types(b"\x1b")
        glass.look()
        time.sleep(0.3)
        glass.until(">")
        sitting.types(b"?")
        glass.until(">Section: ")
        sitting.types(b"q")
        glass.until(">Chloe to you")
        sitting.types(b"J")
        glass.look()
        sitting.types(b"\x1b")
        glass.until(">Chloe to you")
        sitting.types(b"\x11")


def test_without_it_the_cursor_is_hidden_as_ever(tmp_path: Path) -> None:
    with Sitting("--demo") as sitting:
        sitting.sees("Lunch? I am near the market until two.")
        glass = Glass(sitting)
        glass.look()
        assert not glass.shows_cursor
        assert "▎" in glass.text


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (160, 50)])
async def test_no_frames_no_columns_no_signs_without_words(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        seen = text_of(app)
        for keys in (
            ["?"],
            ["escape", "T"],
            ["escape", "v"],
            ["escape", "/", "type:garden"],
            ["escape", "J"],
        ):
            await press(pilot, *keys)
            seen += text_of(app)
        await press(pilot, "escape")
        app.room.inbox.stream.go_to(GARDEN)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        seen += text_of(app)
        assert not [sign for sign in FRAMES if sign in seen]
        assert not app.room.has_class("-wide")


async def test_the_cursor_comes_to_every_line_in_its_order(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "home")
        stream = app.room.inbox.stream
        seen = [stream.cursor]
        for _ in range(5):
            await press(pilot, "j")
            seen.append(stream.cursor)
        assert seen == [row.key for row in stream.rows][:6]
        assert seen[0] == "title:waiting"


async def open_night_radio(app: ConnectApp, pilot: Pilot[None]) -> None:
    """A conversation whose first post is longer than a small screen."""
    await stand_on(app, pilot, NIGHT_RADIO, "enter")
    await until(pilot, lambda: app.room.talk.stream.has_focus and app.room.talk.stream.cursor == NIGHT_RADIO)


def heard(app: ConnectApp) -> str:
    """The line to which the terminal's own cursor came."""
    return line_at_cursor(app).rstrip()


async def test_the_arrows_read_line_by_line_and_letters_go_from_one_to_the_next(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "home")
        said = [heard(app)]
        for _ in range(9):
            await press(pilot, "down")
            said.append(heard(app))
        assert said == [
            ">Section: Waiting for you",
            ">Chloe, sky, 2 h",
            " wrote to you privately",
            " Lunch? I am near the market until two.",
            ">はるか Haruka, sky, yesterday",
            " asked you",
            " 日曜日に窯を開けます。見に来ませんか？",
            ">Ben, home, yesterday",
            " asked you, under “Planning the garden…”",
            " Which tomatoes would you plant?",
        ]
        for line in reversed(said[:-1]):
            await press(pilot, "up")
            assert heard(app) == line
        await press(pilot, "j", "down", "j")
        assert heard(app) == ">はるか Haruka, sky, yesterday"
        await press(pilot, "down", "k")
        assert heard(app) == ">Chloe, sky, 2 h"
        await press(pilot, "end", *["down"] * 5)
        at_the_end = heard(app)
        await press(pilot, "down")
        assert heard(app) == at_the_end != ""
        await press(pilot, "home", "end")
        first = heard(app)
        assert first.startswith(">")
        await press(pilot, "down", "end")
        assert heard(app) == first


async def test_another_width_reads_from_the_beginning_of_the_row(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(40, 12)) as pilot:
        await open_night_radio(app, pilot)
        await press(pilot, "home", *["down"] * 6)
        assert not heard(app).startswith(">")
        await pilot.resize_terminal(80, 12)
        await until(pilot, lambda: heard(app).startswith(">"))


async def test_the_arrows_lead_out_of_a_list_to_the_line_at_its_end(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "z")
        await until(pilot, lambda: heard(app).startswith(">in an hour"))
        await press(pilot, "down", "down", "down", "down")
        await until(pilot, lambda: type(app.focused).__name__ == "TypedLine")
        await press(pilot, "up")
        await until(pilot, lambda: heard(app).startswith(">next week"))
        await press(pilot, "escape", "/", "type:garden")
        await until(pilot, lambda: "Mags" in text_of(app))
        line = app.focused
        await press(pilot, "down", "up", "up", "up")
        await until(pilot, lambda: app.focused is line)


async def test_every_line_of_what_is_longer_than_the_screen_is_read(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(40, 12)) as pilot:
        await open_night_radio(app, pilot)
        await press(pilot, "home")
        down = [heard(app)]
        while len(down) < 60 and (len(down) < 2 or down[-1] != down[-2]):
            await press(pilot, "down")
            down.append(heard(app))
        up = [down.pop()]
        while len(up) < 60 and (len(up) < 2 or up[-1] != up[-2]):
            await press(pilot, "up")
            up.append(heard(app))
        assert up[:-1][::-1] == down
        post = app.room.talk.post()
        assert post is not None
        words = "".join("".join(down).split())
        assert "".join(post.text.plain.split()) in words


@pytest.mark.parametrize("plain", [True, False])
async def test_what_was_said_of_one_deed_is_silent_after_the_next(stage: Stage, plain: bool) -> None:
    app = stage.app(ScreenSettings(plain=plain, languages=("en",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, "e")
        await until(pilot, lambda: "Chloe: done. u takes it back." in text_of(app))
        await press(pilot, "j", "k")
        assert "Chloe: done. u takes it back." in text_of(app)
        await press(pilot, "r", "type:Black Krim", "ctrl+s")
        await until(pilot, lambda: "sending" in text_of(app))
        assert "Chloe: done" not in text_of(app)


@pytest.mark.parametrize("opens", ["/", "J", "ctrl+p"])
async def test_the_cursor_stands_where_the_next_letter_goes(stage: Stage, opens: str) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, LUNCH, opens)
        for key, before in (("a", "a"), ("本", "a本"), ("b", "a本b"), ("left", "a本"), ("home", "")):
            await press(pilot, key)
            line, at = whole_line_at_cursor(app), app.cursor_position
            assert cell_len(line[: line.index("a本b"[: len(before) or 1])] + before) == at.x, key


async def test_what_a_sign_is_called_costs_no_word(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(40, 24)) as pilot:
        await stand_on(app, pilot, GARDEN_BOOK, "enter")
        await until(pilot, lambda: "quoted: Do not prune" in text_of(app))
        lines = [line.rstrip() for line in text_of(app).splitlines()]
        assert "…" not in "".join(lines)
        at = lines.index(" quoted: Do not prune when you are")
        assert lines[at + 1] == " cross."
        said = " ".join(" ".join(lines[at:]).split())
        assert "The tree will remember it longer than quoted: you." in said


def test_what_stands_at_the_right_follows_behind_a_comma() -> None:
    line = spread((Piece("Ben"),), (Piece("home · yesterday"),), 60)
    assert "".join(piece.text for piece in linear(line)) == "Ben, home, yesterday"
    assert linear((Piece("  "), Piece("set in"))) == (Piece("  "), Piece("set in"))
    below = (Piece(">", Role.BAR), Piece("   "), Piece("goes on"))
    assert linear(below) == below
    assert "".join(piece.text for piece in linear((Piece("Ben"), Piece(" ✓  ")))) == "Ben, yes. "
    to = spread((Piece("Ben"), Piece(" ✓  ")), (Piece("as @you"),), 60)
    assert "".join(piece.text for piece in linear(to)) == "Ben, yes. as @you"
    asked = spread((Piece("Which circles is Ben in?"),), (Piece("@ben@home.example"),), 60)
    assert "".join(piece.text for piece in linear(asked)) == "Which circles is Ben in? @ben@home.example"
    assert linear((Piece("German  · as it is now"),)) == (Piece("German, as it is now"),)


async def test_the_cursor_goes_to_the_name_and_to_the_choice_that_have_the_focus(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:hm", "tab")
        await until(pilot, lambda: line_at_cursor(app).startswith("Ben, yes. you answer Ben"))
        await press(pilot, "tab", "alt+p", "type:Yes", "enter", "type:No", "enter", "enter")
        await until(pilot, lambda: line_at_cursor(app).startswith("One may choose ‹ one answer ›"))
        await press(pilot, "enter")
        await until(pilot, lambda: line_at_cursor(app).startswith("It is open for ‹ a day ›"))
        assert "One may choose   one answer  " in text_of(app)
        await press(pilot, "escape")
        await until(pilot, lambda: "poll answer: Yes, answer: No, one answer, open for a day" in text_of(app))


def line_at_cursor(app: ConnectApp) -> str:
    """What stands on the screen from the terminal's own cursor on."""
    at = app.cursor_position
    return text_of(app).splitlines()[at.y][at.x :]


async def test_the_cursor_reaches_the_status_and_the_keys_and_comes_back(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        before = app.cursor_position
        app.room.status.say("Something passing.")
        await press(pilot, "f6")
        assert app.cursor_position == app.room.status.content_region.offset
        await press(pilot, "f6")
        assert app.cursor_position == app.room.query_one("#footer").content_region.offset
        await press(pilot, "f6")
        assert app.cursor_position == before
        await press(pilot, "f6")
        await press(pilot, "j")
        assert app.cursor_position == app.room.inbox.stream.place


async def test_it_looks_aside_while_one_writes_and_from_a_question(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "v")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await press(pilot, "f6")
        assert app.cursor_position == app.screen.query_one("#footer").content_region.offset
        await press(pilot, "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:a")
        before, writes = app.cursor_position, app.focused
        await press(pilot, "f6")
        assert app.cursor_position != before
        await press(pilot, "type:b")
        assert app.focused is writes
        assert app.cursor_position == before + Offset(1, 0)


async def test_a_sequence_to_look_aside_takes_no_key_from_others(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True, keys={"aside": ("g x",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "G")
        await press(pilot, "g", "g")
        assert app.room.inbox.stream.row is app.room.inbox.stream.rows[0]


async def test_a_sequence_looks_aside_goes_on_and_comes_back(stage: Stage) -> None:
    app = stage.app(ScreenSettings(plain=True, keys={"aside": ("g x",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        before = app.cursor_position
        app.room.status.say("Something passing.")
        await press(pilot, "g", "x")
        await until(pilot, lambda: app.cursor_position == app.room.status.content_region.offset)
        await press(pilot, "g", "x")
        footer = app.room.query_one("#footer")
        await until(pilot, lambda: app.cursor_position == footer.content_region.offset)
        await press(pilot, "g", "x")
        await until(pilot, lambda: app.cursor_position == before)


async def test_what_the_palette_would_do_has_the_sign_before_it(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: pointed(app) == ["Open, enter"])
        await press(pilot, "down", "down")
        assert heard(app) == " open what is under the cursor"
        await press(pilot, "down")
        await until(pilot, lambda: pointed(app) == ["Quit, q"])
        await press(pilot, "type:colour")
        await until(pilot, lambda: pointed(app) == ["Colours, T"])


LISTS = {
    "go to": ((), "J", " a person, a circle"),
    "palette": ((), "ctrl+p", " what is to be done"),
    "language": (("r", "type:x"), "alt+l", " type its name"),
    "suggestion": (("r",), "type:@b", "@b"),
}
"""What leads there, what opens it, and on what the cursor stands then."""


@pytest.mark.parametrize("name", LISTS)
async def test_the_cursor_goes_into_a_list_under_a_line_and_comes_back(stage: Stage, name: str) -> None:
    before, opens, begins = LISTS[name]
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, *before, opens)
        await until(pilot, lambda: whole_line_at_cursor(app).startswith(begins) and app.focused)
        typing = app.cursor_position
        await until(pilot, lambda: "\n>" in text_of(app).partition(begins)[2])
        await press(pilot, "down")
        await until(pilot, lambda: line_at_cursor(app).startswith(">") and app.cursor_position.y > typing.y)
        await press(pilot, "type:e")
        await until(pilot, lambda: app.cursor_position == typing + Offset(1, 0))


async def test_the_cursor_stands_in_the_text_from_the_beginning_and_after_all_that_comes_between(
    stage: Stage,
) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        sheet = app.room.talk.composer.pad.sheet
        await until(pilot, lambda: sheet.has_focus and sheet.region.y > 5)
        assert app.cursor_position == sheet.content_region.offset
        await press(pilot, "type:well")
        for keys in (["alt+l", "escape"], ["alt+m", "escape"], ["alt+w", "enter"], ["tab", "tab"]):
            await press(pilot, *keys)
            await until(pilot, lambda: sheet.has_focus and app.screen is app.room)
            assert app.cursor_position == sheet.content_region.offset + Offset(4, 0)
        await pilot.resize_terminal(60, 40)
        await until(pilot, lambda: sheet.region.y > 24)
        assert app.cursor_position == sheet.content_region.offset + Offset(4, 0)


async def test_everything_that_is_said_around_can_be_reached(stage: Stage) -> None:
    app = stage.app(PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry() and not app.room.inbox.looking)
        assert await around(pilot, app) == ["r reply"]
        await press(pilot, "w")
        await until(pilot, lambda: app.room.answering.stream.has_focus)
        assert await around(pilot, app) == ["r reply", "Chloe, sky", "Chloe wrote", "Between Chloe"]
        await press(pilot, "z")
        await until(pilot, lambda: app.screen is not app.room)
        assert (await around(pilot, app))[:2] == ["enter choose", "When shall"]


async def around(pilot: Pilot[None], app: ConnectApp) -> list[str]:
    """The first words of each line that the cursor comes to on its way around."""
    home, seen = app.cursor_position, list[str]()
    for _ in range(20):
        await press(pilot, "f6")
        if app.cursor_position == home:
            return [" ".join(line.split()[:2]).strip(",") for line in seen]
        seen.append(whole_line_at_cursor(app))
    raise AssertionError(f"it does not come back: {seen}")


def whole_line_at_cursor(app: ConnectApp) -> str:
    return text_of(app).splitlines()[app.cursor_position.y]


def pointed(app: ConnectApp) -> list[str]:
    """The lines of the screen that have the sign before them."""
    lines = [line.strip() for line in text_of(app).splitlines()]
    return [line[1:].strip() for line in lines if line.startswith(">")]
