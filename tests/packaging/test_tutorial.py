"""The tutorial for whoever writes a provider: what it builds is a package that works, installed beside a wheel."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

_FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {
    "pyproject.toml",
    *(f"board/{name}.py" for name in ("__init__", "harness", "mapping", "notes", "provider")),
}

Env = dict[str, str]


@pytest.fixture(scope="module")
def package(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the tutorial shows, where it says that they are."""
    folder = tmp_path_factory.mktemp("board")
    text = (root / "docs" / "writing-a-provider.md").read_text(encoding="utf-8")
    files = dict(_FILE.findall(text))
    assert set(files) == FILES
    for name, code in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(package: Path, unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Env:
    """The environment in which it is installed, beside connect-tui as its wheel installs it."""
    if find_spec("setuptools") is None:
        pytest.skip("setuptools is not installed here, and cannot be fetched without a network")
    folder = tmp_path_factory.mktemp("site")
    how = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", "install", *how, "--target", str(folder), str(package)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "connect_tui_board-1.0.dist-info").is_dir()
    return {"PYTHONPATH": os.pathsep.join([str(unpacked), str(folder)])}


def run(env: Env, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,
        env={**os.environ, **env},
    )


def test_it_passes_the_suite_that_comes_with_the_wheel(site: Env, tmp_path: Path, unpacked: Path) -> None:
    where = run(site, tmp_path, "-c", "import connect_tui; print(connect_tui.__file__)").stdout
    assert where.startswith(str(unpacked))
    done = run(site, tmp_path, "-m", "connect_tui.contract", "board.harness:BoardHarness", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 50


def test_the_suite_notices_what_is_wrong(site: Env, tmp_path: Path) -> None:
    """A suite that nothing fails would promise nothing."""
    broken = """
from board.harness import BoardHarness
from board.provider import Board
from connect_tui.provider import Page

async def timeline(self, cursor=None, *, now=False):
    return Page(older="again")

async def post(self, post):
    raise KeyError(post.key)

Board.timeline, Board.post = timeline, post
"""
    (tmp_path / "broken.py").write_text(broken, encoding="utf-8")
    done = run(site, tmp_path, "-m", "connect_tui.contract", "broken:BoardHarness", "-q")
    assert done.returncode == 1
    assert "paging does not end" in done.stdout
    assert "KeyError" in done.stdout


def test_the_program_speaks_with_it(site: Env, tmp_path: Path) -> None:
    garden = tmp_path / "garden"
    garden.mkdir()
    note = {"author": "ana", "text": "@me Which tomatoes?", "at": datetime.now(UTC).isoformat(), "parent": ""}
    (garden / "one.json").write_text(json.dumps(note), encoding="utf-8")
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "connect-tui"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text(
        f'[providers.garden]\nkind = "board"\nfolder = "{garden}"\nname = "me"\n', encoding="utf-8"
    )
    program = ("-m", "connect_tui")
    printed = run(site, tmp_path, *program, "inbox", "--refresh", "--json")
    assert printed.returncode == 0, printed.stderr
    (entry,) = json.loads(printed.stdout)["entries"]
    assert (entry["section"], entry["reason"], entry["account"]) == (
        "waiting",
        "asked",
        "@me@garden.board.local",
    )
    replied = run(site, tmp_path, *program, "reply", entry["post"], "Black Krim.")
    assert replied.returncode == 0, replied.stderr
    (answer,) = (json.loads(file.read_text()) for file in garden.glob("*.json") if file.stem != "one")
    assert (answer["author"], answer["parent"]) == ("me", "one")
    assert "Black Krim." in answer["text"]
    after = json.loads(run(site, tmp_path, *program, "inbox", "--refresh", "--json").stdout)
    assert [entry["section"] for entry in after["entries"]] == ["active"]


def test_a_folder_is_recognised_at_login(site: Env, tmp_path: Path) -> None:
    for name in ("garden", "kitchen"):
        (tmp_path / name).mkdir()
        done = run(site, tmp_path, "-m", "connect_tui", "login", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        assert f"That is the board in {tmp_path / name}." in done.stdout
    named = run(site, tmp_path, "-m", "connect_tui", "accounts").stdout
    assert "board: " in named
    assert "board-2: " in named
