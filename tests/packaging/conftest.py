"""The project as it is packaged: built from a copy, so that nothing is left behind in the tree."""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PARTS = (
    "src",
    "tui",
    "providers",
    "themes",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "config.example.toml",
)
_ENOUGH = 77
"""The first setuptools that builds this project."""
_NO_NETWORK = ("Could not find a version", "No matching distribution", "Connection", "Max retries")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is packaged, links as links."""
    copy = tmp_path_factory.mktemp("tree") / "connect-tui"
    copy.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for part in _PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, symlinks=True, ignore=ignore)
        else:
            shutil.copy(ROOT / part, copy / part)
    return copy


@pytest.fixture(scope="session")
def wheels(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two wheels: one built from the tree, one from the source distribution."""
    built: dict[str, Path] = {}
    for name, how in (("tree", ("--wheel",)), ("sdist", ())):
        out = tmp_path_factory.mktemp(name)
        _build(tree, out, *how)
        (built[name],) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def unpacked(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheels["tree"]) as wheel:
        wheel.extractall(folder)
    return folder


def _build(tree: Path, out: Path, *how: str) -> None:
    isolation = ("--no-isolation",) if _has_setuptools() else ()
    done = subprocess.run(
        [sys.executable, "-m", "build", *how, *isolation, "--outdir", str(out), str(tree)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        timeout=300,
    )
    said = done.stdout + done.stderr
    if done.returncode and not isolation and any(sign in said for sign in _NO_NETWORK):
        pytest.skip("setuptools is too old here, and the package index cannot be reached for a newer one")
    assert done.returncode == 0, said


def _has_setuptools() -> bool:
    try:
        return int(version("setuptools").partition(".")[0]) >= _ENOUGH
    except PackageNotFoundError:
        return False
