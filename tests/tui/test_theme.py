"""Reading themes, and saying what is wrong with one."""

from pathlib import Path

import pytest
from stage import Stage, until

from connect_tui.tui.settings import ScreenSettings
from connect_tui.tui.theme import ROLES, ThemeError, palettes, read

GOOD = 'name = "mine"\ndark = true\n[colors]\n' + "".join(f'{role} = "#102030"\n' for role in ROLES)


def test_all_of_our_own_can_be_read() -> None:
    found = {palette.name: palette for palette in palettes()}
    assert "hearth" in found
    assert {"light", "high-contrast", "terminal"} <= found.keys()
    for palette in found.values():
        assert set(palette.colors) == set(ROLES)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("people", "peeple"), "colors.peeple"),
        (('rail = "#102030"\n', ""), "colors.rail"),
        (('soft = "#102030"', 'soft = "greyish"'), "“greyish” is not a colour"),
        (("dark = true", 'dark = "yes"'), "“dark” must be true or false"),
        (('name = "mine"', "name = 3"), "“name”"),
        (("[colors]", "[colours]"), "colours"),
        (("[colors]", "[colors"), "theme.toml"),
    ],
)
def test_what_is_wrong_names_the_file_and_the_key(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    file = tmp_path / "theme.toml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(ThemeError, match=r"theme\.toml") as error:
        read(file)
    assert sentence in str(error.value)


@pytest.mark.parametrize("theme", [palette.name for palette in palettes()])
async def test_the_screen_comes_up_in_every_theme(stage: Stage, theme: str) -> None:
    app = stage.app(ScreenSettings(theme=theme))
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        assert app.theme == theme


async def test_without_colours(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.room.inbox.entry())
        strips = app.screen._compositor.render_strips()
        assert any("▎" in segment.text for strip in strips for segment in strip)
