"""The program with one account that is written down by hand."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command_line import CommandLine, Ended

Json = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """The program with one account, written down by hand."""

    run: CommandLine
    token: str

    def __call__(self, *arguments: str, typed: str = "") -> Ended:
        return self.run(*arguments, typed=typed, env={"MY_TOKEN": self.token})

    def inbox(self, *arguments: str) -> Json:
        """The inbox as JSON; nothing may go wrong."""
        ended = self("inbox", "--json", *arguments)
        assert (ended.status, ended.err) == (0, "")
        found: Json = json.loads(ended.out)
        assert list(found) == ["as_of", "entries", "problems"]
        assert found["problems"] == []
        return found


def write_account(config: Path, url: str, more: str = "") -> None:
    config.write_text(
        f'[providers.home]\nkind = "mastodon"\nserver = "{url}"\ntoken_env = "MY_TOKEN"\n{more}',
        encoding="utf-8",
    )
