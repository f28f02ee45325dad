"""The list of packages and the tree say the same. What is left off the list works here, and is not in the wheel."""

import os
import tomllib
from pathlib import Path

import pytest

MAPPED = {
    "connect_tui": "src/connect_tui",
    "connect_tui.tui": "tui",
    "connect_tui.providers": "providers",
    "connect_tui.themes": "themes",
}


def test_every_folder_with_code_is_a_package(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert settings["package-dir"] == MAPPED
    found = {name for package, folder in MAPPED.items() for name in _packages(package, root / folder)}
    assert sorted(settings["packages"]) == sorted(found)


def test_every_package_has_its_file(root: Path) -> None:
    for package, folder in MAPPED.items():
        for name in _packages(package, root / folder):
            below = name.removeprefix(package).replace(".", "/").lstrip("/")
            assert (root / folder / below / "__init__.py").is_file(), name


@pytest.mark.parametrize("name", ["tui", "providers", "themes"])
def test_links_for_type_checkers_are_relative(root: Path, name: str) -> None:
    assert (root / "src" / "connect_tui" / name).readlink() == Path("..", "..", name)


def test_nothing_at_the_root_hides_the_package(root: Path) -> None:
    assert not (root / "connect_tui").exists()


def _packages(package: str, folder: Path) -> set[str]:
    """The folder and those below it that hold Python files; links are not followed."""
    found: set[str] = set()
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        if any(name.endswith(".py") for name in files):
            below = Path(place).relative_to(folder).parts
            found.add(".".join((package, *below)))
    return found
