"""What is printed for somebody who looks at it."""

import io
import sys

import pytest
from rich.cells import cell_len

from connect_tui.commands.terminal import Terminal

ADDRESS = "https://tea.example/" + "leaves/" * 12


class Screen(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Nothing is begun.", ["Nothing is begun."]),
        ("What you write is kept, whatever comes.", ["What you write is kept,", "whatever comes."]),
        ("  home: it does not answer since noon.", ["  home: it does not answer", "  since noon."]),
        ("One line.\n\nAnother one.", ["One line.", "", "Another one."]),
        ("会議は明日の午後三時からです。場所は二階です。",
         ["会議は明日の午後三時からです。", "場所は二階です。"]),
        ("  home: 会議は明日の午後三時からです。", ["  home: 会議は明日の午後三時か", "  らです。"]),
        (f"Open {ADDRESS} there.", ["Open", ADDRESS, "there."]),
        (f"開く {ADDRESS} そこで", ["開く", ADDRESS, "そこで"]),
        (f"  {ADDRESS}", [f"  {ADDRESS}"]),
    ],
)  # fmt: skip
def test_lines_end_between_words_and_by_cells(
    monkeypatch: pytest.MonkeyPatch, text: str, lines: list[str]
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "30")
    Terminal({}).say(text)
    assert screen.getvalue().splitlines() == lines
    assert all(cell_len(line) <= 30 for line in lines if ADDRESS not in line)


def test_a_pipe_gets_the_lines_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stdout", pipe)
    Terminal({}).say("会議は明日の午後三時からです。" * 9)
    assert pipe.getvalue() == "会議は明日の午後三時からです。" * 9 + "\n"
