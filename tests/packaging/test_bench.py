"""The benchmarks work: what they measure is for people to read, and is not tested."""

import importlib
import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"


def test_a_quick_run_renews_the_table_of_a_document(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text((BENCH / "README.md").read_text("utf-8"), "utf-8")
    ended = subprocess.run(
        [sys.executable, BENCH / "run.py", "--quick", "--into", document],
        capture_output=True, text=True, timeout=300, env=os.environ | {"TMPDIR": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    rows = [line for line in ended.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) > 10
    text = document.read_text("utf-8")
    assert ended.stdout.strip() in text
    assert text.startswith("# Measured")
    assert "From one run, of" in text
    assert "`community.py` makes the posts" in text


def test_a_run_that_is_broken_off_leaves_the_rows_that_it_had(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text((BENCH / "README.md").read_text("utf-8"), "utf-8")
    with subprocess.Popen(
        [sys.executable, BENCH / "run.py", "--quick", "--into", document],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as run:  # fmt: skip
        assert run.stdout is not None
        first, second = run.stdout.readline(), run.stdout.readline()
        run.kill()
    text = document.read_text("utf-8")
    assert first in text
    assert second
    assert "has not come to its end" in text
    assert "around me" not in text.partition("<!-- end of the table -->")[0].partition("<!-- table")[2]


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl to make a certificate with")
def test_a_client_that_cannot_be_installed_is_named_and_the_others_are_measured(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text((BENCH / "README.md").read_text("utf-8"), "utf-8")
    nothing = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    ended = subprocess.run(
        [sys.executable, BENCH / "bench_others.py", "--quick", "--only", "toot", "--environments", tmp_path, "--into", document],
        capture_output=True, text=True, timeout=300, env=os.environ | nothing | {"TMPDIR": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "| what | connect-tui |" in ended.stdout
    assert "toot is not among them: " in ended.stdout
    text = document.read_text("utf-8")
    assert ended.stdout.strip() in text
    assert text.count("renewed by make bench -->") == text.count("renewed by make bench-others -->") == 1


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("typist")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("bench_others")


def test_the_table_says_how_many_times_as_much_others_take(bench: ModuleType) -> None:
    def measured(name: str, seconds: float) -> object:
        echo = bench.Echo(seconds, seconds, seconds)
        start = bench.Start(seconds, seconds)
        client = bench.Client(
            name, (), lambda home, network: None, requirements=() if name == "ours" else (f"{name}==2.0",)
        )
        pages = [] if name == "theirs" else [echo]
        return bench.Measured(
            client, [start], [start], [echo], pages, [echo], [seconds], [seconds], [seconds]
        )

    lines = bench.table([measured("ours", 0.01), measured("theirs", 0.025)]).splitlines()
    assert lines[0] == "| what | ours | theirs 2.0 |"
    assert "| a key to its first byte | 10 ms | 2.50 |" in lines
    assert "| a page to its last byte | 10 ms | has none |" in lines
    assert not [line for line in lines if str(math.nan) in line]


@pytest.mark.parametrize(
    ("times", "wanted"),
    [([1.0], 1.0), ([float(n) for n in range(100)], 99.0), ([float(n) for n in range(300)], 297.0)],
)
def test_the_slowest_in_a_hundred(bench: ModuleType, times: list[float], wanted: float) -> None:
    echoes = [bench.Echo(time, 0, 0) for time in reversed(times)]
    assert bench._slowest(echoes, bench._first) == wanted


def test_whoever_stops_answering_is_left_out_and_the_rest_goes_on(bench: ModuleType) -> None:
    def step(measured: object) -> None:
        went.append(measured)
        if measured is gone:
            raise bench.NothingSaid("nothing moved")

    went: list[object] = []
    gone, there = (bench.Measured(bench.Client(name, (), None)) for name in ("gone", "there"))
    bench._in_turn([gone, there], step)
    bench._in_turn([gone, there], step)
    assert went == [gone, there, there]
    assert gone.failed == "nothing moved"
    assert not there.failed


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        ("\x1b[?2026h\x1b[?25l\x1b[>1u\x1b]0;title\x07\x1b[c", False),
        ("\x1b[1;1Hone", False),
        ("\x1b[1;1Htwo", True),
        ("\x1b[1;1H\x1b[7mone\x1b[0m", True),
    ],
    ids=["modes and questions", "the same again", "other words", "other colours"],
)
def test_a_screen_has_moved_if_it_looks_otherwise(bench: ModuleType, said: str, moves: bool) -> None:
    class Terminal:
        heard_of = b"\x1b[1;1Hone"

        def heard(self, had: int, until: int | None = None) -> bytes:
            return self.heard_of[had:until]

    terminal = Terminal()
    glass = bench.Glass(terminal)
    before = glass.look()
    terminal.heard_of += said.encode()
    assert (glass.look() != before) is moves


LIST_BEFORE = "\x1b[1;4H▎one\x1b[2;4H two"
ELSEWHERE = "\x1b[1;60Hnews\x1b[2;4H TWO"
MOVED = "\x1b[1;4H one\x1b[2;4H▎TWO"


class Told:
    """A terminal in which a program says these, a second from one to the next."""

    def __init__(self, bench: ModuleType, before: str, *answers: str) -> None:
        self._said = before.encode()
        self._answers = answers
        self._heard = bench.Heard

    def quiet(self, seconds: float) -> None:
        pass

    def write(self, key: str) -> None:
        pass

    def heard(self, had: int, until: int | None = None) -> bytes:
        return self._said[had:until]

    def listen(self, until: float) -> list[object]:
        moments: list[object] = []
        for number, answer in enumerate(self._answers, 1):
            self._said += answer.encode()
            moments.append(self._heard(time.perf_counter() + number * 100, len(self._said)))
        self._answers = ()
        return moments


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        ([MOVED], 100),
        ([ELSEWHERE, MOVED], 200),
        ([ELSEWHERE, MOVED[:-8], MOVED[-8:], ELSEWHERE], 300),
        ([MOVED[:3], MOVED[3:]], 200),
    ],
    ids=["at once", "after something else", "in two pieces", "within a sequence"],
)
def test_a_key_is_answered_when_the_cursor_stands_elsewhere(
    typing: ModuleType, answers: list[str], at: float
) -> None:
    terminal = Told(importlib.import_module("terminal"), LIST_BEFORE, *answers)
    taken = typing.Typist(terminal, typing.Glass(terminal), ahead=0)._press("j")
    assert at - 50 < taken < at + 50


def test_a_key_that_only_has_something_else_drawn_led_nowhere(
    typing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing, "_PATIENCE", 0.01)
    terminal = Told(importlib.import_module("terminal"), LIST_BEFORE, ELSEWHERE)
    typist = typing.Typist(terminal, typing.Glass(terminal), ahead=0)
    with pytest.raises(typing.NothingSaid):
        typist._press("j")


def test_every_client_is_pinned_with_its_toolkit(bench: ModuleType, tmp_path: Path) -> None:
    pinned = bench.pinned()
    assert set(pinned) == set(bench.others(tmp_path))
    assert all("==" in requirement for wanted in pinned.values() for requirement in wanted)
    assert all(len(wanted) > 1 for wanted in pinned.values())
