"""Every pair of colours in which something is written can be read, in every theme: which pairs there are is
found by looking at the screen, in a theme where no two roles look alike.
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from shades import in_256_colours
from stage import GARDEN, LUNCH, Stage, press, stand_on

from connect_tui.tui.app import ConnectApp
from connect_tui.tui.contrast import LEAST, WRITTEN, contrast
from connect_tui.tui.palette import ROLES
from connect_tui.tui.settings import ScreenSettings

MARKED = {
    role: "#" + "".join(f"{index * step % 256:02x}" for step in (53, 101, 197))
    for index, role in enumerate(ROLES, 1)
}
"""Far from each other: what is mixed of two is neither."""
THEMES = {
    entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
    for entry in files("connect_tui.themes").iterdir()
    if entry.name.endswith(".toml") and not entry.name.startswith("terminal")
}
SCENES = (
    (LUNCH,),
    (GARDEN, "enter"),
    (GARDEN, "enter", "r", "type:Hm", "shift+left"),
    (GARDEN, "enter", "r", "type:Hm @", "down"),
    (GARDEN, "enter", "r", "tab"),
    (GARDEN, "enter", "r", "alt+w", "type:a"),
    (GARDEN, "enter", "r", "alt+p"),
    (GARDEN, "enter", "r", "alt+m"),
    (GARDEN, "enter", "r", "alt+l", "type:g"),
    (GARDEN, "enter", "r", "type:a", "alt+x"),
    (LUNCH, "r", "alt+v"),
    (GARDEN, "tab", "tab", "tab"),
    (GARDEN, "/", "type:garden"),
    (GARDEN, "/", "type:garden", "shift+home"),
    (GARDEN, "/", "type:garden", "down"),
    (GARDEN, "/", "type:zzqq"),
    (GARDEN, "J", "type:b"),
    (GARDEN, "z"),
    (GARDEN, "z", "type:fri"),
    (GARDEN, "C"),
    (GARDEN, "P"),
    (GARDEN, "F"),
    (GARDEN, "H"),
    (GARDEN, "T"),
    (GARDEN, "v"),
    (GARDEN, "D"),
    (GARDEN, "i"),
    (GARDEN, "w"),
    (GARDEN, "?"),
    (GARDEN, "ctrl+p"),
    (GARDEN, "ctrl+p", "type:vote"),
)
"""Where one stands, and the keys that lead to what is looked at."""
QUOTED = (GARDEN, "/", "type:garden", "down")
"""The same, with a sign for which the linear mode has a word."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of themes with the one in it whose roles all look different."""
    folder = tmp_path / "themes"
    folder.mkdir()
    colours = "".join(f'{role} = "{colour}"\n' for role, colour in MARKED.items())
    (folder / "marked.toml").write_text(f'name = "marked"\ndark = true\n[colors]\n{colours}', "utf-8")
    return folder


async def test_whatever_is_written_can_be_read_in_every_theme(stage: Stage, folder: Path) -> None:
    drawn: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for plain, (place, *keys) in [*((False, scene) for scene in SCENES), (True, QUOTED)]:
        app = stage.app(ScreenSettings(theme="marked", themes=folder, languages=("en",), plain=plain))
        async with app.run_test(size=(120, 40)) as pilot:
            await stand_on(app, pilot, place)
            for key in keys:
                await press(pilot, key)
                await pilot.pause(0.1)
            for pair, words in pairs(app).items():
                drawn[pair].append(f"{' '.join(keys)}: {words}")
    unknown = {pair: where for pair, where in drawn.items() if not {*pair} <= MARKED.keys()}
    assert not unknown, "colours that are no theme's"
    judged = {*map(frozenset, WRITTEN)}
    assert {*map(frozenset, drawn)} <= judged, "of these nobody is told who makes a theme"
    for name, theme in THEMES.items():
        for pair, where in drawn.items():
            text, ground = (theme["colors"][role] for role in pair)
            for ratio in (contrast(text, ground), contrast(in_256_colours(text), in_256_colours(ground))):
                assert ratio >= LEAST[theme["contrast"]], f"{name}: {pair}, {where[:3]}"


def pairs(app: ConnectApp) -> Mapping[tuple[str, str], str]:
    """The roles in which letters stand on the uppermost layer, each with the role of its ground, and what
    stands there.
    """
    roles = {colour: role for role, colour in MARKED.items()}
    layers = app.screen.query(".card, .sheet, .drawer, .note")
    region = layers.first().region if layers else app.screen.region
    found: dict[tuple[str, str], str] = {}
    for strip in app.screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            style = segment.style
            if style is None or not any(map(str.isalnum, segment.text)):
                continue
            assert style.color is not None
            assert style.bgcolor is not None
            colours = [colour.get_truecolor().hex for colour in (style.color, style.bgcolor)]
            if style.reverse:
                colours.reverse()
            text, ground = (roles.get(colour, colour) for colour in colours)
            found[text, ground] = segment.text
    return found
