"""The files of `login`."""

import errno
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from connect_tui.config.locations import Locations
from connect_tui.config.model import Config, Source
from connect_tui.config.write import login_file, remove_login, write_login, write_private

TABLE = {"kind": "mastodon", "server": "https://example.social", "credential": "keyring"}


def test_what_login_writes_is_read_again(locations: Locations, read: Callable[..., Config]) -> None:
    path = write_login(locations, "home", TABLE)
    assert path == login_file(locations, "home")
    (home,) = read("").providers
    assert (home.name, home.kind, home.source) == ("home", "mastodon", Source.CREDENTIAL)
    assert home.values == {"server": "https://example.social"}


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = write_login(Locations.inside(tmp_path), "home", TABLE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_removing_leaves_the_others(locations: Locations) -> None:
    kept = write_login(locations, "work", TABLE)
    write_login(locations, "home", TABLE)
    assert remove_login(locations, "home")
    assert not remove_login(locations, "home")
    assert list(locations.logins.iterdir()) == [kept]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "home.toml"
    write_private(file, "before")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left") as caught:
        write_private(file, "after")
    assert caught.value.filename == str(file)
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_one(tmp_path: Path) -> None:
    place, link = tmp_path / "kept.toml", tmp_path / "config" / "home.toml"
    link.parent.mkdir()
    link.symlink_to(place)
    for text in ("one", "two"):
        write_private(link, text)
        assert link.readlink() == place
        assert place.read_text() == text
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert list(link.parent.iterdir()) == [link]
