"""What stands under one another begins in one column; the bar hangs in the margin before it."""

from functools import partial
from pathlib import Path

import pytest
from stage import GARDEN, Stage, press, stand_on, text_of, until
from textual.geometry import Region

from connect_tui.tui.app import ConnectApp

BAR = "▎"


def inside(app: ConnectApp, region: Region) -> list[str]:
    """What stands in a part of the screen, line by line."""
    lines = app.screen._compositor.render_strips()[region.y : region.bottom]
    return [line.crop(region.x, region.right).text for line in lines]


def start(line: str) -> int:
    """Where a line begins, behind the bar where there is one."""
    return line.index(BAR) + 1 if BAR in line else len(line) - len(line.lstrip())


@pytest.mark.parametrize(
    "keys",
    [["v"], ["T"], ["z"], ["C"], ["P"], ["F"], ["H"], ["J"], ["ctrl+p"], ["?"],
     ["r", "type:a", "alt+x"], ["r", "alt+l"]],
    ids="-".join,
)  # fmt: skip
async def test_a_question_its_answers_and_its_keys_begin_in_one_column(stage: Stage, keys: list[str]) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await stand_on(app, pilot, GARDEN, *keys[:1])
        for key in keys[1:]:
            await until(pilot, lambda: app.room.talk.composer.has_focus_within)
            await press(pilot, key)
        await until(pilot, lambda: app.screen is not app.room and BAR in text_of(app))
        await pilot.pause()
        [card] = app.screen.query(".card, .sheet")
        above, first, *_ = inside(app, card.region)
        assert first.strip()
        assert not above.strip()
        lines = [line for line in inside(app, card.region) if line.strip()]
        assert {start(lines[0]), start(lines[-1])} == {start(line) for line in lines if BAR in line}


@pytest.mark.parametrize("size", [(60, 20), (120, 40), (200, 60)])
async def test_what_is_offered_begins_below_what_is_written(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        await press(pilot, "type:@c")
        pad = app.room.talk.composer.pad
        await until(pilot, lambda: pad.offering)
        await pilot.pause()
        written, *_, offered = [line for line in inside(app, pad.region) if line.strip()]
        assert start(offered) == start(written) > 0


def shows_below(app: ConnectApp, words: str) -> bool:
    """Whether a form shows these words."""
    return bool(app.screen.query(".drawer")) and words in text_of(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_form_below_the_text_begins_in_its_column(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    monkeypatch.chdir(tmp_path)
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await stand_on(app, pilot, GARDEN, "r")
        await until(pilot, lambda: app.room.talk.composer.has_focus_within)
        column = app.room.talk.composer.query_one("#to").content_region.x
        for keys, words in (
            (("alt+m",), "b.png"),
            (("type:a.png", "enter"), "no description yet"),
            (("enter",), "describe it"),
            (("escape", "alt+p", "down", "down"), "one answer"),
        ):
            await press(pilot, *keys)
            await until(pilot, partial(shows_below, app, words))
            await pilot.pause()
            [drawer] = app.screen.query(".drawer")
            lines = [line for line in inside(app, drawer.region) if line.strip()]
            assert {start(line) for line in lines} == {column}, lines
