"""The real program against a real server, from an empty home; what people have said there is in `exchanges`."""

from pathlib import Path

import pytest
from command_line import CommandLine
from exchanges import Scene
from mock_mastodon import User
from program import Program, write_account
from watched_mastodon import WatchedMastodon


@pytest.fixture
def program(config: Path, server: WatchedMastodon, me: User, tmp_path: Path) -> Program:
    write_account(config, server.url)
    return Program(CommandLine(tmp_path), me.token)


@pytest.fixture
def scene(server: WatchedMastodon, config: Path) -> Scene:
    """All the exchanges, and a configuration with a circle."""
    write_account(config, server.url, '\n[circles]\nfriends = ["@fay@mock.local"]\n')
    return Scene.seed(server)


@pytest.fixture
def town(scene: Scene, tmp_path: Path) -> Program:
    """The program of the one to whom all of it happens."""
    return Program(CommandLine(tmp_path), scene.me.token)
