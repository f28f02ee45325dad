"""Every attack, by every network, onto a real terminal: what the terminal gets is text and what is ours."""

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ATTACKS, FORBIDDEN
from command_line import CommandLine, Ended
from driven import drive, steering, words
from hostile_wires import TOKEN, WIRES, Wire, WireServer
from sitting import Sitting

MARKS_OF_SUCCESS = re.compile(r"\x1b\[(?:31m|8m|5i|99;99H|38:2)|\x1b\]0;|\x1b\]52;|\x1b\]2;|\x1bc")


@pytest.fixture(params=sorted(WIRES), scope="module")
def wire(request: pytest.FixtureRequest) -> Wire:
    made: Wire = WIRES[request.param](list(ATTACKS.values()))
    return made


@pytest.fixture(scope="module")
def server(wire: Wire) -> Iterator[WireServer]:
    with WireServer(wire) as running:
        yield running


@pytest.fixture
def account(wire: Wire, server: WireServer, config: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """The configuration names the hostile server."""
    config.write_text(wire.table(server.url), encoding="utf-8")
    monkeypatch.setenv("MY_TOKEN", TOKEN)
    return wire


def gathered(tmp_path: Path) -> CommandLine:
    run = CommandLine(tmp_path)
    assert "Traceback" not in run("inbox", "--refresh").err
    return run


def test_the_bytes_that_reach_a_terminal(account: Wire, tmp_path: Path, sealed: Path) -> None:
    gathered(tmp_path)
    with Sitting() as sitting:
        seen = drive(sitting)
    assert steering(seen) == []
    assert MARKS_OF_SUCCESS.findall(seen) == []
    shown = words(seen)
    assert shown.count("before") > 20
    database = sqlite3.connect(next(sealed.rglob("cache.db")))
    assert len(database.execute("SELECT 1 FROM posts").fetchall()) >= 100
    database.close()


def test_what_commands_print(account: Wire, tmp_path: Path) -> None:
    run = gathered(tmp_path)
    printed: list[Ended] = [
        run(*arguments)
        for arguments in (
            ("inbox",),
            ("inbox", "--section", "broadcast"),
            ("inbox", "--json"),
            ("accounts",),
            ("check",),
            ("export",),
        )
    ]
    bad = [
        found[0]
        for ended in printed
        for row in (ended.out + ended.err).splitlines()
        for found in FORBIDDEN.finditer(row)
    ]
    assert bad == []
    assert os.environ["MY_TOKEN"] not in "".join(ended.out + ended.err for ended in printed)
