"""What the screen is told about itself by the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """`keys` holds the user's own keys by action. `plain` says every sign in a word as well and draws no
    rails; `editor` and `browser` are commands, empty for the system's own. `undo_send` is the time in
    which what was sent can be taken back. `languages` are the ones I write in, the first one first.
    """

    theme: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plain: bool = False
    undo_send: timedelta = timedelta(seconds=5)
    languages: tuple[str, ...] = ()
    editor: str = ""
    browser: str = ""
