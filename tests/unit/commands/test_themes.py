"""Themes of one's own, as the command line sees them."""

from pathlib import Path

import pytest
from command_line import CommandLine
from sitting import Sitting

GOOD = Path(__file__).parents[3].joinpath("themes", "warm.toml").read_text("utf-8")


@pytest.fixture
def mine(config: Path) -> Path:
    """A theme of my own, beside the configuration."""
    file = config.parent / "themes" / "mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text(GOOD.replace('"warm"', '"mine"'), "utf-8")
    return file


def test_one_of_my_own_can_be_named(run: CommandLine, config: Path, mine: Path) -> None:
    config.write_text('[general]\ntheme = "mine"\n')
    assert run("accounts").status == 0
    config.write_text('[general]\ntheme = "mien"\n')
    ended = run("accounts")
    assert ended.status == 2
    assert "Did you mean “mine”?" in ended.err


def test_check_names_what_is_wrong_with_one(run: CommandLine, mine: Path) -> None:
    mine.write_text(GOOD.replace('"warm"', '"mine"').replace("accent =", "acent ="), "utf-8")
    ended = run("check")
    assert f"themes: {mine}: colors.acent" in ended.out
    assert "Did you mean “accent”?" in ended.out


def test_check_says_what_can_hardly_be_seen_in_one(run: CommandLine, mine: Path) -> None:
    mine.write_text(GOOD.replace('"warm"', '"mine"').replace('soft = "#54412f"', 'soft = "#b09a80"'), "utf-8")
    ended = run("check")
    (said,) = (line for line in ended.out.splitlines() if line.startswith("themes:"))
    assert said.startswith("themes: mine: colors.soft: can hardly be seen on selection; its contrast is 1.")


def test_a_broken_one_that_is_worn_is_an_error_of_the_configuration(config: Path, mine: Path) -> None:
    config.write_text('[general]\ntheme = "mine"\n[providers.home]\nkind = "demo"\n')
    mine.write_text(GOOD.replace('"warm"', '"mine"').replace("dark = false", "dark = 3"), "utf-8")
    with Sitting() as sitting:
        assert sitting.ends() == 2
        assert "mine.toml: dark" in " ".join(sitting.seen.split())


def test_one_of_my_own_is_worn(config: Path, mine: Path) -> None:
    config.write_text('[general]\ntheme = "mine"\n[providers.home]\nkind = "demo"\n')
    with Sitting() as sitting:
        sitting.sees("Which tomatoes would you plant?")
        sitting.types(b"\x11")
        assert sitting.ends() == 0


def test_without_an_account_the_linear_mode_asks_line_by_line(config: Path) -> None:
    with Sitting("--plain") as sitting:
        sitting.sees("Where is your account?")
        sitting.types(b"\n")
        sitting.sees("Section: Waiting for you")
        sitting.types(b"\x11")
        assert sitting.ends() == 0
