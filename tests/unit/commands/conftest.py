"""The command line as people use it: the real program, in a process of its own, in an empty home."""

from pathlib import Path

import pytest
from command_line import CommandLine
from mock_mastodon import User
from watched_mastodon import WatchedMastodon


@pytest.fixture
def run(sealed: Path, tmp_path: Path) -> CommandLine:
    """The program, in an empty home and an empty folder."""
    return CommandLine(tmp_path)


@pytest.fixture
def by_hand(config: Path, server: WatchedMastodon, me: User) -> dict[str, str]:
    """One account in one file, written by hand; answers with the environment that it needs."""
    config.write_text(
        f'[providers.home]\nkind = "mastodon"\nserver = "{server.url}"\ntoken_env = "MY_TOKEN"\n',
        encoding="utf-8",
    )
    return {"MY_TOKEN": me.token}
