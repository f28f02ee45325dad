"""Reading themes, saying what is wrong with one, looking at them, and keeping one."""

from pathlib import Path
from typing import Literal

import pytest
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.widgets import Input

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.palette import ROLES, Palette, ThemeError, find, names, palettes, read
from connect_tui.tui.screens.themes import ChooseTheme
from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.theme import for_few_colours, theme_for

GOOD = 'name = "mine"\ndark = true\n[colors]\n' + "".join(f'{role} = "#102030"\n' for role in ROLES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of my own themes, with one in it."""
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "mine.toml").write_text(GOOD, encoding="utf-8")
    return folder


def test_all_of_our_own_can_be_read() -> None:
    found = {name: palette for name, palette in palettes() if isinstance(palette, Palette)}
    assert tuple(found) == names()
    assert {"hearth", "light", "high-contrast", "terminal"} <= found.keys()
    for palette in found.values():
        assert set(palette.colors) == set(ROLES)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("people =", "peeple ="), "colors.peeple: not a colour of a theme. Did you mean “people”?"),
        (('rail = "#102030"\n', ""), "colors.rail: is missing"),
        (('soft = "#102030"', 'soft = "greyish"'), "colors.soft: is “greyish”"),
        (('soft = "#102030"', "soft = 3"), "colors.soft: is 3, a number"),
        (('soft = "#102030"', 'soft = "ansi_gren"'), "Did you mean “ansi_green”?"),
        (('soft = "#102030"', 'soft = "ansi_green"'), "do not go together"),
        (("dark = true", 'dark = "yes"'), "dark: it has to be true or false"),
        (('name = "mine"', "name = 3"), "name: is 3"),
        (('name = "mine"', 'name = "yours"'), "named like its file: “mine”"),
        (("dark =", "drak ="), "drak: not a key of a theme. Did you mean “dark”?"),
        (("[colors]", "[colours]"), "colours: not a key of a theme. Did you mean “colors”?"),
        (("[colors]", "[colors"), "mine.toml"),
        (("dark = true", 'dark = true\ncontrast = "hihg"'), "Did you mean “high”?"),
    ],
)
def test_what_is_wrong_names_the_file_and_the_key(
    folder: Path, change: tuple[str, str], sentence: str
) -> None:
    file = folder / "mine.toml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(ThemeError, match=r"mine\.toml") as error:
        read(file)
    assert sentence in str(error.value)
    assert str(file) in str(error.value)


def test_everything_that_is_wrong_is_said_at_once(folder: Path) -> None:
    file = folder / "mine.toml"
    spoilt = GOOD.replace("dark = true", "drak = true").replace('soft = "#102030"', 'soft = "grey"')
    file.write_text(spoilt.replace('rail = "#102030"\n', ""), encoding="utf-8")
    with pytest.raises(ThemeError) as error:
        read(file)
    faults = error.value.faults
    keys = [fault.removeprefix(f"{file}: ").partition(":")[0] for fault in faults]
    assert keys == ["drak", "dark", "colors.soft", "colors.rail"]
    assert str(error.value) == "\n".join(faults)


def test_mine_stand_beside_ours_and_come_first(folder: Path) -> None:
    assert {"mine", "hearth"} <= set(names(folder))
    (folder / "hearth.toml").write_text(GOOD.replace('"mine"', '"hearth"'), encoding="utf-8")
    assert find("hearth", folder).colors["accent"] == "#102030"
    assert find("hearth").colors["accent"] != "#102030"
    with pytest.raises(ThemeError, match="Did you mean “hearth”"):
        find("harth", folder)


@pytest.mark.parametrize("theme", names())
async def test_the_screen_comes_up_in_every_theme(stage: Stage, theme: str) -> None:
    app = stage.app(ScreenSettings(theme=theme))
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        assert app.theme == theme


async def test_a_theme_is_worn_while_it_is_looked_at_and_kept_when_taken(stage: Stage, folder: Path) -> None:
    app = stage.app(ScreenSettings(themes=folder))
    async with app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        assert app.theme == "hearth"
        await press(pilot, "T")
        await until(pilot, lambda: "Which colours?" in text_of(app))
        await press(pilot, "end")
        last = app.theme
        assert last in names(folder)
        assert last != "hearth"
        await press(pilot, "escape")
        assert app.theme == "hearth"
        assert stage.store.mine.preferred("theme", "") == ""
        await press(pilot, "T", "end", "enter")
        await until(pilot, lambda: stage.store.mine.preferred("theme", "") == last)
        assert app.theme == last


async def test_one_that_is_broken_is_named_and_passed_over(stage: Stage, folder: Path) -> None:
    (folder / "mine.toml").write_text(GOOD.replace("people", "peeple"), encoding="utf-8")
    app = stage.app(ScreenSettings(theme="mine", themes=folder))
    async with app.run_test(size=(80, 40)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        assert app.theme == "hearth"
        await press(pilot, "T", "end")
        await until(pilot, lambda: "mine.toml: colors.peeple: not a colour" in wrong(app))
        assert "cannot be worn" in text_of(app)
        assert app.theme in names()
        await press(pilot, "enter")  # there is nothing to keep
        assert isinstance(app.screen, ChooseTheme)
        await press(pilot, "up")
        assert not wrong(app)


def wrong(app: ConnectApp) -> str:
    """What is said of the theme under the cursor."""
    note = app.screen.query("#wrong")
    if not note or not note.first().display:
        return ""
    region = note.first().region
    assert region.y > 0
    lines = [strip.crop(region.x, region.right) for strip in app.screen._compositor.render_strips()]
    said = [line.text.strip() for line in lines[region.y : region.bottom]]
    return " ".join(said)


async def test_dark_ones_are_looked_at_together(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "T", "home")
        worn = [app.theme]
        for _ in names()[1:]:
            await press(pilot, "down")
            worn.append(app.theme)
        assert sorted(worn) == sorted(names())
        dark = [find(name).dark for name in worn]
        assert dark == sorted(dark, reverse=True)


@pytest.mark.parametrize("height", [12, 20, 24, 40])
async def test_what_can_hardly_be_read_is_said_where_one_looks(
    stage: Stage, folder: Path, height: int
) -> None:
    app = stage.app(ScreenSettings(theme="mine", themes=folder))
    async with app.run_test(size=(60, height)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "T")
        await until(pilot, lambda: "can hardly be seen" in wrong(app))
        for words in ("Which colours?", "enter keep these"):
            assert words in text_of(app)
        where = app.screen.query_one("#answers").region
        await press(pilot, "down")
        await until(pilot, lambda: not wrong(app))
        assert app.screen.query_one("#answers").region == where


async def test_where_no_colours_are_wanted_there_are_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:hm")
        strips = app.screen._compositor.render_strips()
        assert any("▎" in segment.text for strip in strips for segment in strip)
        filtered = [
            segment
            for strip in strips
            for segment in strip.apply_filter(app._filters[-1], app.screen.background_colors[1])
        ]
        colours = {
            str(colour.name)
            for segment in filtered
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
        }
        assert colours <= {"default"}
        # The cursor behind what was typed is seen without any colour.
        after = next(i for i, segment in enumerate(filtered) if segment.text.endswith("hm")) + 1
        style = filtered[after].style
        assert style is not None
        assert style.reverse


def test_what_was_chosen_holds_until_the_configuration_says_something_else(stage: Stage) -> None:
    mine = stage.store.mine
    assert mine.preferred("theme", "hearth") == "hearth"
    mine.prefer("theme", "light", "hearth")
    assert mine.preferred("theme", "hearth") == "light"
    assert mine.preferred("theme", "warm") == "warm"


@pytest.mark.parametrize(("theme", "no_color"), [("terminal", ""), ("terminal", "1"), ("hearth", "1")])
async def test_what_the_palette_would_do_stands_out_without_a_ground_of_its_own(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, theme: str, no_color: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    app = stage.app(ScreenSettings(theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: barred(app))
        assert "what is to be done, by name" in text_of(app)
        assert any("Open" in line for line in barred(app))
        await press(pilot, "down")
        await until(pilot, lambda: any("Quit" in line for line in barred(app)))
        assert not any("Open" in line for line in barred(app))


@pytest.mark.parametrize("theme", ["terminal", "hearth"])
async def test_nothing_that_can_be_typed_on_blinks_or_is_dim(stage: Stage, theme: str) -> None:
    app = stage.app(ScreenSettings(theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        for keys in (["ctrl+p"], ["/"], ["J"], ["z"], ["C"], ["r", "alt+w"], ["alt+l"], ["alt+p"], ["alt+m"]):
            await press(pilot, *keys)
            await until(pilot, lambda: app.screen.query(Input))
            await pilot.pause()
            for line in app.screen.query(Input):
                assert not line.cursor_blink
                assert not line.get_component_rich_style("input--placeholder").dim
            await press(pilot, "escape")


@pytest.mark.parametrize("keys", [["C"], ["ctrl+p"], ["F"]], ids="-".join)
async def test_without_colours_nothing_runs_through_the_words_of_a_card(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, *keys)
        await until(pilot, lambda: app.screen is not app.room)
        await pilot.pause()
        assert "Waiting for you" not in text_of(app)
        assert "? help" not in text_of(app)


@pytest.mark.parametrize("keys", [["T"], ["i"], ["r", "alt+p"], ["r", "alt+m"]], ids="-".join)
@pytest.mark.parametrize(("theme", "no_color"), [("terminal", ""), ("hearth", ""), ("hearth", "1")])
async def test_what_stands_at_the_side_leaves_the_room_in_sight(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, theme: str, no_color: str, keys: list[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    app = stage.app(ScreenSettings(theme=theme))
    async with app.run_test(size=(80, 40)) as pilot:
        await stand_on(app, pilot, GARDEN)
        for key in keys:
            await press(pilot, key)
            await pilot.pause(0.05)
        await until(pilot, lambda: app.screen is not app.room)
        await pilot.pause()
        assert "Which tomatoes would you plant?" in text_of(app)


async def test_where_one_types_is_seen_in_a_terminals_own_colours(stage: Stage) -> None:
    app = stage.app(ScreenSettings(theme="terminal"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        await press(pilot, "J")
        await until(pilot, lambda: app.screen.query(Input))
        style = app.screen.query_one(Input).get_component_rich_style("input--cursor")
        assert_hole(style)
        await press(pilot, "escape", "r", "type:hm", "left")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await pilot.pause()
        (under,) = (
            segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.reverse
        )
        assert_hole(under)


def assert_hole(style: Style) -> None:
    """The letter stands in the colour of the ground, whichever the terminal has, on that of the bar."""
    assert style.reverse
    assert style.color is not None
    assert style.color.name == "color(2)"
    assert style.bgcolor is None or style.bgcolor.is_default


@pytest.mark.parametrize(
    ("worn", "ground", "wears"),
    [
        ("hearth", "", "terminal"),
        ("hearth", "15;0", "terminal"),
        ("light", "0;15", "terminal-light"),
        ("hearth", "0;default;7", "terminal-light"),
        ("hearth", "default;default", "terminal"),
        ("terminal-light", "", ""),
        ("terminal", "0;15", ""),
    ],
)
def test_a_terminal_of_few_colours_gets_its_own(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, worn: str, ground: str, wears: str
) -> None:
    monkeypatch.setattr(ConnectApp, "is_headless", False)
    monkeypatch.setenv("COLORFGBG", ground)
    app = stage.app(ScreenSettings(theme=worn))
    app.console = Console(color_system="standard")
    assert for_few_colours(app) == wears
    app.console = Console(color_system="truecolor")
    assert for_few_colours(app) == ""


@pytest.mark.parametrize(("colours", "shown"), [("256", "#303030"), ("truecolor", "#352b23")])
def test_a_terminal_of_256_colours_gets_the_nearest_to_the_eye(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, colours: Literal["256", "truecolor"], shown: str
) -> None:
    monkeypatch.setattr(ConnectApp, "is_headless", False)
    monkeypatch.setattr(ConnectApp, "is_running", True)
    app = stage.app()
    app.console = Console(color_system=colours)
    selection = theme_for(app, find("hearth")).variables["selection"]
    whole = Color.parse(selection).downgrade(
        ColorSystem.EIGHT_BIT if colours == "256" else ColorSystem.TRUECOLOR
    )
    assert whole.get_truecolor().hex == shown


def barred(app: ConnectApp) -> list[str]:
    """The lines behind the bar."""
    return [line for line in text_of(app).split("\n") if "▎" in line]


async def test_the_one_that_is_worn_is_read_anew_when_others_are_looked_at(
    stage: Stage, folder: Path
) -> None:
    app = stage.app(ScreenSettings(theme="mine", themes=folder))
    async with app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        (folder / "mine.toml").write_text(GOOD.replace('people = "#102030"', 'people = "#d0e0f0"'), "utf-8")
        await press(pilot, "T")
        await until(pilot, lambda: "Which colours?" in text_of(app))
        await pilot.pause()
        drawn = {
            segment.style.color.get_truecolor().hex
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.color is not None and "Chloe" in segment.text
        }
        assert drawn == {"#d0e0f0"}
