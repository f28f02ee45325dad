"""Every file in `bad/` has beside it, line by line, what is said about it."""

from pathlib import Path

import pytest

from connect_tui.config.load import Known, load
from connect_tui.config.locations import Locations
from connect_tui.config.problems import ConfigError, did_you_mean

BAD = Path(__file__).with_name("bad")


@pytest.mark.parametrize("file", sorted(BAD.glob("*.toml")), ids=lambda file: file.stem)
def test_every_fault_is_said_at_once(file: Path, known: Known, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(Locations(file, tmp_path, tmp_path, named=True), known)
    said = [str(problem) for problem in caught.value.problems]
    assert all(problem.startswith(str(file)) for problem in said)
    found = [problem.removeprefix(f"{file}, ") for problem in said]
    assert found == file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_a_secret_in_the_wrong_place_is_never_repeated() -> None:
    for file in BAD.glob("*.txt"):
        said = file.read_text(encoding="utf-8")
        assert "s3cr3t" not in said
        assert "hunter2" not in said


def test_of_very_many_words_only_the_nearest_is_named() -> None:
    many = tuple(f"action_{number}" for number in range(60))
    assert did_you_mean("acton_7", many).strip() == "Did you mean “action_7”?"
    assert "action_59" in did_you_mean("something else", many)
