"""The list under the screen: what is read does not move, and the cursor is always in sight."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from connect_tui.tui.render.pieces import Line, Piece
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.reel import Measure, Reel
from connect_tui.tui.widgets.viewport import ALL

SIZE = 10


@dataclass(frozen=True)
class Block:
    """So many lines; one more under the cursor."""

    key: str
    height: int
    selectable: bool = True

    def lines(self, view: View) -> list[Line]:
        return [(Piece(self.key),)] * (self.height + view.selected)


def measure(row: object, selected: bool, most: int = ALL) -> int:
    """No more than matters, as of a row that is laid out only so far."""
    assert isinstance(row, Block)
    return min(row.height + selected, max(0, most))


def measure_all(row: object, selected: bool, most: int) -> int:
    return measure(row, selected)


def reel(heights: list[int], size: int = SIZE, measure: Measure = measure) -> Reel:
    found = Reel(measure)
    found.resize(size)
    found.replace([Block(str(index), height) for index, height in enumerate(heights)])
    return found


HEIGHTS = st.lists(st.integers(1, 14), min_size=1, max_size=40)
MOVES = st.lists(st.sampled_from(["down", "up", "page down", "page up", "top", "end", "wheel"]), max_size=25)


def move(found: Reel, name: str) -> None:
    match name:
        case "down" | "up":
            found.move(1 if name == "down" else -1)
        case "page down" | "page up":
            found.page(1 if name == "page down" else -1)
        case "top" | "end":
            found.jump(end=name == "end")
        case _:
            found.scroll(3)


@given(HEIGHTS, MOVES)
def test_no_empty_space_while_something_is_out_of_sight(heights: list[int], moves: list[str]) -> None:
    found = reel(heights)
    for name in moves:
        move(found, name)
        seen = list(found.visible())
        first, start = seen[0]
        last, end = seen[-1]
        end += measure(last, last.key == found.cursor)
        assert start <= 0
        assert end >= SIZE or (first.key, start) == ("0", 0)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=20), MOVES)
def test_nothing_is_seen_otherwise_for_being_measured_only_so_far(
    heights: list[int], moves: list[str]
) -> None:
    found, exact = reel(heights), reel(heights, measure=measure_all)
    for name in moves:
        move(found, name)
        move(exact, name)
        assert list(found.visible()) == list(exact.visible())
        assert (found.cursor, found.left) == (exact.cursor, exact.left)
        assert [found.at(line) for line in range(SIZE)] == [exact.at(line) for line in range(SIZE)]


@given(HEIGHTS, MOVES)
def test_keys_leave_the_cursor_in_sight(heights: list[int], moves: list[str]) -> None:
    found = reel(heights)
    for name in moves:
        move(found, name)
        if name != "wheel":
            assert found.cursor in {row.key for row, _ in found.visible()} or "wheel" in moves


@given(HEIGHTS, MOVES, st.lists(st.integers(1, 5), max_size=50), st.lists(st.integers(1, 5), max_size=50))
def test_what_arrives_above_and_below_moves_nothing(
    heights: list[int], moves: list[str], above: list[int], below: list[int]
) -> None:
    found = reel(heights)
    for name in moves:
        move(found, name)
    before = {row.key: line for row, line in found.visible()}
    full = sum(heights) + 1 >= SIZE
    rows = [*found.rows]
    found.replace(
        [
            *(Block(f"above {index}", height) for index, height in enumerate(above)),
            *rows,
            *(Block(f"below {index}", height) for index, height in enumerate(below)),
        ]
    )
    after = {row.key: line for row, line in found.visible()}
    if full:
        assert {key: after[key] for key in before} == before


def test_the_cursor_goes_to_the_nearest_where_its_row_is_gone() -> None:
    found = reel([2, 2, 2, 2])
    found.go_to("2")
    found.replace([row for row in found.rows if row.key != "2"])
    assert found.cursor == "3"
    found.replace([row for row in found.rows if row.key != "3"])
    assert found.cursor == "1"
    found.replace([])
    assert (found.cursor, found.row) == ("", None)


def test_where_its_row_is_gone_what_comes_next_stands_in_its_place() -> None:
    found = Reel(measure)
    found.resize(SIZE)
    title, other = Block("title", 1, False), Block("other", 1, False)
    rows = [title, Block("a", 1), Block("b", 1), other, Block("c", 1)]
    found.replace(rows)
    found.go_to("b")
    found.replace([title, rows[1], other, rows[4]])
    assert found.cursor == "c"
    found.replace([Block("nobody", 1, False), Block("quiet", 1), other, rows[4]])
    assert found.cursor == "c"


def test_a_row_that_is_back_is_brought_to_where_the_cursor_stood() -> None:
    found = reel([2, 2, 2, 2, 2, 2])
    rows = list(found.rows)
    found.go_to("2")
    line = {row.key: start for row, start in found.visible()}["2"]
    found.replace([row for row in rows if row.key != "2"])
    assert found.cursor == "3"
    found.replace(rows)
    found.bring("2")
    assert found.cursor == "2"
    assert {row.key: start for row, start in found.visible()}["2"] == line


def test_the_cursor_steps_over_what_it_may_not_stand_on() -> None:
    found = Reel(measure)
    found.resize(SIZE)
    found.replace([Block("title", 1, False), Block("a", 1), Block("space", 1, False), Block("b", 1)])
    assert found.cursor == "a"
    found.move(1)
    assert found.cursor == "b"
    found.move(-5)
    assert found.cursor == "a"


def test_a_row_longer_than_the_window_is_read_through() -> None:
    found = reel([40, 1])
    seen: set[int] = set()
    for _ in range(40):
        for row, line in found.visible():
            if row.key == "0":
                seen |= set(range(-line, min(40, SIZE - line)))
        found.move(1)
    assert seen == set(range(40))
    assert found.cursor == "1"


def test_only_what_is_near_is_measured() -> None:
    measured: set[str] = set()

    def counting(row: object, selected: bool, most: int) -> int:
        assert isinstance(row, Block)
        measured.add(row.key)
        return row.height

    found = Reel(counting)
    found.resize(30)
    found.replace([Block(str(index), 3) for index in range(100_000)])
    found.jump(end=True)
    found.page(-1)
    assert len(measured) < 100
