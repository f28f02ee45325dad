"""Every theme is complete, and everything written in it can be read: WCAG 2.2, contrast ratio."""

import tomllib
from colorsys import rgb_to_hsv
from importlib.resources import files
from itertools import product

import pytest
from msgspec.structs import replace
from shades import in_256_colours

from connect_tui.tui.contrast import GROUNDS, LEAST, LEAST_SIGN, TEXTS, Faint, contrast, faint, luminance
from connect_tui.tui.palette import find

ROLES = {
    "background", "surface", "text", "people", "words", "soft", "accent", "trouble", "bar", "rail", "selection",
}  # fmt: skip

# What terminals make of the sixteen names: the colours of the VGA card, xterm's, and a set that many wear.
TERMINALS = {
    "vga": {
        "ansi_red": "#aa0000",
        "ansi_green": "#00aa00",
        "ansi_blue": "#0000aa",
        "ansi_magenta": "#aa00aa",
        "ansi_cyan": "#00aaaa",
        "ansi_bright_black": "#555555",
        "ansi_bright_red": "#ff5555",
    },
    "xterm": {
        "ansi_red": "#cd0000",
        "ansi_green": "#00cd00",
        "ansi_blue": "#0000ee",
        "ansi_magenta": "#cd00cd",
        "ansi_cyan": "#00cdcd",
        "ansi_bright_black": "#7f7f7f",
        "ansi_bright_red": "#ff5555",
    },
    "solarized": {
        "ansi_red": "#dc322f",
        "ansi_green": "#859900",
        "ansi_blue": "#268bd2",
        "ansi_magenta": "#d33682",
        "ansi_cyan": "#2aa198",
        "ansi_bright_black": "#002b36",
        "ansi_bright_red": "#cb4b16",
    },
}
OF_THE_TERMINAL = {"terminal": ("#000000", "#002b36"), "terminal-light": ("#ffffff", "#fdf6e3")}
"""The themes made of these, with the ground of most and that of Solarized."""
LEAST_RAIL = 1.5

THEMES = {
    entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
    for entry in files("connect_tui.themes").iterdir()
    if entry.name.endswith(".toml")
}
COLOURED = sorted(name for name in THEMES if name not in OF_THE_TERMINAL)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_the_ratio_is_computed_as_the_standard_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_the_themes_that_are_promised_are_there() -> None:
    promised = {"hearth", "light", "dark", "high-contrast", "warm", "monochrome", *OF_THE_TERMINAL}
    assert promised <= set(THEMES)


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_theme_is_complete_and_named_like_its_file(name: str) -> None:
    theme = THEMES[name]
    assert set(theme) == {"name", "title", "dark", "contrast", "colors"}
    assert theme["name"] == name
    assert theme["title"].strip()
    assert theme["contrast"] in LEAST
    assert set(theme["colors"]) == ROLES


@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize(("text", "ground"), product(TEXTS, GROUNDS))
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    theme = THEMES[name]
    ratio = contrast(theme["colors"][text], theme["colors"][ground])
    assert ratio >= LEAST[theme["contrast"]], f"{text} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("name", sorted(THEMES))
def test_nothing_of_ours_can_hardly_be_seen(name: str) -> None:
    assert list(faint(find(name))) == []


def test_what_can_hardly_be_seen_is_named_once_where_it_is_worst() -> None:
    hearth = find("hearth")
    dim = replace(hearth, colors={**hearth.colors, "soft": "#6a6056", "bar": "#4f443b"})
    found = {unseen.role: unseen for unseen in faint(dim)}
    assert set(found) == {"soft", "bar"}
    assert found["soft"].ground == "selection"
    assert str(Faint("soft", "surface", 4.48, 4.5)) == (
        "colors.soft: can hardly be seen on surface; its contrast is 4.4, and should be 4.5 or more"
    )


def test_who_promises_high_contrast_is_held_to_it() -> None:
    assert list(faint(replace(find("hearth"), contrast="high")))


@pytest.mark.parametrize("name", COLOURED)
def test_dark_says_the_truth(name: str) -> None:
    theme = THEMES[name]
    assert theme["dark"] == (luminance(theme["colors"]["background"]) < luminance(theme["colors"]["text"]))


def hue(colour: str) -> tuple[float, float]:
    """The angle of its hue, and how far it is from grey."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return rgb_to_hsv(red, green, blue)[0] * 360, max(red, green, blue) - min(red, green, blue)


@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_colour_becomes_another_in_256_colours(name: str, role: str) -> None:
    colour = THEMES[name]["colors"][role]
    shown = in_256_colours(colour)
    (before, strength), (after, strength_after) = hue(colour), hue(shown)
    turned = abs(before - after) % 360
    assert strength_after == 0 or min(turned, 360 - turned) < 35, shown
    assert strength_after < strength + 0.2, shown
    assert contrast(colour, shown) < 1.8, shown


@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize(("text", "ground"), product(TEXTS, GROUNDS))
def test_text_can_be_read_in_256_colours(name: str, text: str, ground: str) -> None:
    theme = THEMES[name]
    ratio = contrast(in_256_colours(theme["colors"][text]), in_256_colours(theme["colors"][ground]))
    assert ratio >= LEAST[theme["contrast"]], f"{text} on {ground}: {ratio:.2f}"


def test_monochrome_is_grey() -> None:
    for colour in THEMES["monochrome"]["colors"].values():
        assert len({colour[at : at + 2] for at in (1, 3, 5)}) == 1


@pytest.mark.parametrize("name", OF_THE_TERMINAL)
def test_the_terminals_themes_leave_the_ground_and_the_words_to_it(name: str) -> None:
    colours = THEMES[name]["colors"]
    assert all(colour.startswith("ansi_") for colour in colours.values())
    for role in ("background", "surface", "selection", "text", "people", "words"):
        assert colours[role] == "ansi_default"


@pytest.mark.parametrize("name", OF_THE_TERMINAL)
@pytest.mark.parametrize("terminal", ["vga", "xterm"])
@pytest.mark.parametrize("text", ["soft", "accent", "trouble"])
def test_the_terminals_colours_can_be_read_on_black_and_on_white(name: str, terminal: str, text: str) -> None:
    ground, _ = OF_THE_TERMINAL[name]
    assert contrast(TERMINALS[terminal][THEMES[name]["colors"][text]], ground) >= LEAST["normal"]


@pytest.mark.parametrize("name", OF_THE_TERMINAL)
@pytest.mark.parametrize("terminal", sorted(TERMINALS))
@pytest.mark.parametrize(("sign", "least"), [("bar", LEAST_SIGN), ("rail", LEAST_RAIL)])
def test_signs_in_the_terminals_colours_can_be_seen(
    name: str, terminal: str, sign: str, least: float
) -> None:
    usual, solarized = OF_THE_TERMINAL[name]
    ground = solarized if terminal == "solarized" else usual
    assert contrast(TERMINALS[terminal][THEMES[name]["colors"][sign]], ground) >= least
