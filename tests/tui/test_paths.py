"""Paths as somebody types them, sound or not."""

import os
from pathlib import Path

import pytest

from connect_tui.tui import paths

ODD = ("~nobody-of-this-name/x.png", "~nobody-of-this-name", "a\0b", "a\0b/", "x" * 5000, "/" + "x/" * 3000)


@pytest.mark.parametrize("typed", ODD, ids=[text[:12].encode("unicode_escape").decode() for text in ODD])
def test_what_cannot_be_a_path_is_none(typed: str) -> None:
    assert paths.complete(typed, (".png",)) == ()
    assert paths.whole(typed).endswith(typed.rstrip("/"))


def test_homes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    (tmp_path / "a heron.png").touch()
    assert paths.complete("~/a", (".png",)) == ("~/a heron.png",)
    for typed in (
        "~/a heron.png",
        "~/a\\ heron.png",
        f"'{tmp_path}/a heron.png'",
        f"file://{tmp_path}/a heron.png",
    ):
        assert paths.whole(typed) == str(tmp_path / "a heron.png")
