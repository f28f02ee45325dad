"""Lines that are drawn: kept for going back and forth, never more than some screens of them, and light."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from stage import Stage, furnished, press
from textual.color import Color
from textual.geometry import Region

from connect_tui.tui.net import HARMLESS
from connect_tui.tui.render.pieces import Line, Piece
from connect_tui.tui.render.rows import Row
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.painter import Painter, Whole
from connect_tui.tui.widgets.reel import Reel
from connect_tui.tui.widgets.stream import Stream

VIEW = View(80, datetime(2026, 1, 1, tzinfo=UTC))
BLACK = Color(0, 0, 0)
DRAWN: list[str] = []


class Drawn(Struct, frozen=True):
    """A row of five lines that notes when it is drawn."""

    key: str

    selectable = True

    def lines(self, view: View) -> Iterable[Line]:
        """The same line five times."""
        DRAWN.append(self.key)
        return [(Piece(self.key[: view.width]),)] * 5


@pytest.fixture
def painter() -> Painter:
    DRAWN.clear()
    made = Painter(lambda _: Style(), Style)
    made.width = 120
    return made


def test_what_was_drawn_a_moment_ago_is_not_drawn_again(painter: Painter) -> None:
    for key in ("a", "b", "a", "b"):
        painter.strips(Drawn(key), VIEW, selected=False)
    assert DRAWN == ["a", "b"]


def test_what_is_far_away_is_not_kept(painter: Painter) -> None:
    for key in ("a", *map(str, range(VIEW.tall)), "a"):
        painter.strips(Drawn(key), VIEW, selected=False)
    assert DRAWN.count("a") == 2


def test_a_row_longer_than_all_that_is_kept_is_kept_while_it_is_looked_at(painter: Painter) -> None:
    class Long(Drawn, frozen=True):
        def lines(self, view: View) -> list[Line]:
            return list(super().lines(view)) * view.tall

    for _ in range(3):
        assert len(painter.strips(Long("a"), VIEW, selected=True)) == 5 * VIEW.tall
    assert DRAWN == ["a"]


def test_long_rows_in_sight_are_laid_out_once(painter: Painter) -> None:
    class Long(Drawn, frozen=True):
        def lines(self, view: View) -> list[Line]:
            return list(super().lines(view)) * view.tall

    above, below = Long("above"), Long("below")
    for _ in range(3):
        assert len(painter.strips(above, VIEW, selected=True, first=100)) == 20
        assert len(painter.strips(below, VIEW, selected=False, end=4)) == 4
    assert DRAWN == ["above", "below"]


def test_a_row_is_laid_out_and_drawn_only_as_far_as_it_is_seen(painter: Painter) -> None:
    laid: list[int] = []

    class Endless(Drawn, frozen=True):
        def lines(self, view: View) -> Iterator[Line]:
            for number in count():
                laid.append(number)
                yield (Piece(str(number)),)

    def height(row: Row, selected: bool, most: int) -> int:
        return painter.height(row, VIEW, selected=selected, most=most)

    reel = Reel(height)
    reel.resize(VIEW.tall)
    reel.replace([Endless("a"), Endless("b"), Endless("c")], "b")
    reel.move(1)
    reel.page(1)
    reel.move(-1)
    [(row, line)] = reel.visible()
    shown = painter.strips(row, VIEW, selected=True, first=-line, end=VIEW.tall - line)
    assert [strip.text.strip() for strip in shown] == [str(-line + y) for y in range(VIEW.tall)]
    assert max(laid) < 3 * VIEW.tall


def test_every_line_is_as_wide_as_the_pane(painter: Painter) -> None:
    assert {strip.cell_length for strip in painter.strips(Drawn("a"), VIEW, selected=False)} == {120}
    assert painter.blank().cell_length == 120
    assert painter.blank() is painter.blank()


def test_a_line_that_is_cut_at_its_end_does_not_hold_itself() -> None:
    line = Whole([Segment("words")])
    held = sys.getrefcount(line)
    (cut,) = line.divide([5])
    assert cut is line
    del cut
    assert sys.getrefcount(line) == held
    assert [strip.text for strip in line.divide([2, 5])] == ["wo", "rds"]


def test_the_net_leaves_a_harmless_line_as_it_is_and_mends_the_others() -> None:
    line = Whole([Segment("words")])
    assert line.apply_filter(HARMLESS, BLACK) is line
    harmful = Whole([Segment("a\x1b[2Jb")])
    mended = harmful.apply_filter(HARMLESS, BLACK)
    assert mended.text == "a[2Jb"
    assert harmful.apply_filter(HARMLESS, BLACK) is mended
    assert isinstance(mended, Whole)


async def test_a_key_draws_only_the_lines_that_it_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await furnished(pilot)
        stream = app.room.inbox.stream
        before = [stream.render_line(y) for y in range(stream.size.height)]
        drawn: list[Region] = []
        refresh = Stream.refresh

        def noting(self: Stream, *regions: Region, **how: bool) -> Stream:
            drawn.extend(regions or (Region(0, 0, *self.size),))
            return refresh(self, *regions, **how)

        monkeypatch.setattr(Stream, "refresh", noting)
        await press(pilot, "j")
        after = [stream.render_line(y) for y in range(stream.size.height)]
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old.text != new.text]
        lines = {y for region in drawn for y in range(region.y, region.bottom)}
        assert changed
        assert lines >= set(changed)
        assert len(lines) < stream.size.height
