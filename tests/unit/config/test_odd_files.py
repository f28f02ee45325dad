"""Files that are none, files without an end, and places that are nowhere: said in a moment, never a fault."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from connect_tui.config import toml
from connect_tui.config.load import Known, load
from connect_tui.config.locations import LocationError, Locations
from connect_tui.config.problems import ConfigError
from connect_tui.tui import palette


def writes(data: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(data)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "cannot be read: Is a directory"),
    "a pipe": (os.mkfifo, "is a pipe into which nobody writes"),
    "a device without an end": (lambda file: file.symlink_to("/dev/zero"), "is far too large"),
    "a link to itself": (lambda file: file.symlink_to(file), "Too many levels of symbolic links"),
    "far too large": (writes(b"# \n" * toml.MOST), "is far too large"),
    "nested too deeply": (writes(b"a = " + b"[" * 100_000), "is nested too deeply"),
    "a number without an end": (writes(b"a = " + b"9" * 10_000), "holds a number that is far too long"),
    "UTF-16": (writes("a = 1".encode("utf-16")), "is not UTF-8 text"),
    "NUL": (writes(b"\0"), "is not valid TOML"),
}


@pytest.mark.parametrize(("make", "said"), ODD.values(), ids=ODD)
def test_it_is_said_what_it_is(
    make: Callable[[Path], object], said: str, tmp_path: Path, known: Known
) -> None:
    own, login, theme = (
        tmp_path / name / "x.toml" for name in ("config", "config/providers.d", "config/themes")
    )
    for file in (own, login, theme):
        file.parent.mkdir(exist_ok=True)
        make(file)
    with pytest.raises(ConfigError) as caught:
        load(Locations(own, tmp_path, tmp_path, named=True), known)
    assert {problem.file for problem in caught.value.problems} == {own, login}
    for problem in caught.value.problems:
        assert said in str(problem)
    with pytest.raises(palette.ThemeError, match=r"x\.toml") as refused:
        palette.read(theme)
    assert said in str(refused.value)


def test_a_number_written_in_another_way_is_not_repeated(tmp_path: Path, known: Known) -> None:
    file = tmp_path / "x.toml"
    file.write_text(f"[general]\nundo_send = 0x{'f' * 9000}\n")
    with pytest.raises(ConfigError, match="is a very large number; it has to be a duration"):
        load(Locations(file, tmp_path, tmp_path), known)


def test_out_of_a_pipe_comes_what_somebody_writes_into_it(tmp_path: Path, known: Known) -> None:
    """As in `connect-tui --config <(decrypt config.toml.gpg)`."""
    reading, writing = os.pipe()

    def decrypt() -> None:
        os.write(writing, b'[general]\ntheme = "snow"\n')
        os.close(writing)

    threading.Timer(0.1, decrypt).start()
    config = load(Locations(Path(f"/dev/fd/{reading}"), tmp_path, tmp_path, named=True), known)
    os.close(reading)
    assert config.general.theme == "snow"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_as_elsewhere(end: str, tmp_path: Path, known: Known) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(f'[general]{end}theme = "snow"{end}colour = 1{end}'.encode("utf-8-sig"))
    with pytest.raises(ConfigError, match=r"x\.toml, line 3: general\.colour") as caught:
        load(Locations(file, tmp_path, tmp_path), known)
    assert len(caught.value.problems) == 1


def test_there_is_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("connect_tui.config.locations.PlatformDirs.user_data_path", property(nowhere))
    with pytest.raises(LocationError, match="Set HOME"):
        Locations.find({})


@pytest.mark.parametrize("named", ["~nobody-of-this-name/config.toml", "~nobody-of-this-name"])
def test_the_home_of_nobody(named: str) -> None:
    with pytest.raises(LocationError, match="nobody of that name"):
        Locations.find({"CONNECT_TUI_CONFIG": named})


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(LocationError, match="is gone"):
        Locations.find({}, Path("config.toml"))
    assert Locations.find({}, Path("/config.toml")).config == Path("/config.toml")
