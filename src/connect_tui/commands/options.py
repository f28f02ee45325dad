"""What was typed on the command line, with types."""

from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from connect_tui.domain.entry import Section
from connect_tui.domain.post import Visibility

PROGRAM = "connect-tui"
FINE = 0
SOME_FAILED = 1
"""Something did not work with an account; whatever could be done was done."""
USAGE = 2
INTERRUPTED = 130


class UsageError(Exception):
    """What was typed cannot be done. `str()` is the sentence that says why."""


class AccountError(Exception):
    """An account failed, and the command needs it. `str()` is the sentence that says why."""


class Options(Struct):
    """Every option of every command; a command reads those that it has."""

    config: Path | None = None
    version: bool = False
    demo: bool = False
    plain: bool = False
    command: str = ""
    account: str = ""
    name: str = ""
    where: str = ""
    browser: bool = True
    json: bool = False
    section: Section | None = None
    refresh: bool = False
    as_of: datetime | None = None
    uri: str = ""
    text: str | None = None
    visibility: Visibility | None = None
    warning: str | None = None
    language: str | None = None
    media: list[tuple[str, str]] = []
    """Files, each with its description."""
    poll: list[str] = []
    multiple: bool = False
    closes: timedelta = timedelta(days=1)
    wait: bool = False
    wider: bool = False
    deed: str = "list"
    keys: list[str] = []
    """Drafts, by the beginnings of their keys."""
    example_config: bool = False
    file: Path | None = None
