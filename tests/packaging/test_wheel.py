"""What is in the wheel, whichever way it was built, and that it can be used."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

DATA = (
    "connect_tui/py.typed",
    "connect_tui/domain/phrases.toml",
    "connect_tui/providers/demo/community.toml",
    "connect_tui/providers/demo/voices.toml",
    "connect_tui/themes/hearth.toml",
    "connect_tui/tui/styles/room.tcss",
)
SOURCES = {"connect_tui": "src/connect_tui", "connect_tui/tui": "tui", "connect_tui/providers": "providers"}


@pytest.fixture(params=["tree", "sdist"])
def names(request: pytest.FixtureRequest, wheels: dict[str, Path]) -> set[str]:
    with zipfile.ZipFile(wheels[request.param]) as wheel:
        return {name for name in wheel.namelist() if not name.endswith("/")}


def test_it_has_one_name(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"connect_tui"}


def test_it_holds_the_data(names: set[str]) -> None:
    assert set(DATA) <= names


def test_it_holds_every_source_theme_and_style(names: set[str], root: Path) -> None:
    for package, folder in {**SOURCES, "connect_tui/themes": "themes"}.items():
        for pattern in ("*.py", "*.toml", "*.tcss"):
            for file in (root / folder).rglob(pattern):
                assert f"{package}/{file.relative_to(root / folder).as_posix()}" in names


def test_it_holds_nothing_else(names: set[str]) -> None:
    kinds = (".py", ".toml", ".tcss", "py.typed")
    strange = {name for name in names if not name.endswith(kinds) and ".dist-info/" not in name}
    assert strange == set()
    assert not any(name.endswith("config.example.toml") for name in names)


def test_both_wheels_are_the_same(wheels: dict[str, Path]) -> None:
    contents = []
    for path in wheels.values():
        with zipfile.ZipFile(path) as wheel:
            # RECORD names the others, and METADATA is the same text either way.
            contents.append({name: wheel.read(name) for name in wheel.namelist() if "RECORD" not in name})
    assert contents[0] == contents[1]


READ = """
import sys
sys.path.insert(0, sys.argv[1])
from importlib.resources import files
import connect_tui
assert connect_tui.__file__.startswith(sys.argv[1]) == (sys.argv[2] == "wheel"), connect_tui.__file__
from connect_tui.tui.palette import Palette, palettes
assert "hearth" in {name for name, palette in palettes() if isinstance(palette, Palette)}
assert files("connect_tui.tui").joinpath("styles/room.tcss").read_text(encoding="utf-8")
from connect_tui.domain.asking import asks
from connect_tui.domain.text import Text
assert asks(Text("Are you coming?"))
from connect_tui import plugins
assert {"demo", "mastodon"} <= set(plugins.kinds())
assert plugins.load("mastodon").title
"""


def test_an_installed_wheel_reads_its_data(unpacked: Path) -> None:
    _read(str(unpacked), "wheel")


def test_the_tree_reads_its_data(tmp_path: Path) -> None:
    _read(str(tmp_path), "editable")


def _read(folder: str, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ, folder, kind], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr


def test_the_installed_command_runs(unpacked: Path) -> None:
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from connect_tui.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(unpacked), "check", "--example-config"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=unpacked,
    )
    assert done.returncode == 0, done.stderr
    assert "[general]" in done.stdout
