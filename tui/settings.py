"""What the screen is told about itself by the configuration."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from msgspec import Struct, field


class ScreenSettings(Struct, frozen=True, kw_only=True):
    """`theme` is the one to wear, `configured_theme` the one that the configuration names, `themes` the
    folder of the user's own. `keys` holds the user's own keys by action. `plain` says every sign in a word
    as well and draws no rails; `editor` and `browser` are commands, empty for the system's own. `undo_send`
    is the time in which what was sent can be taken back. `languages` are the ones I write in, the first
    one first. `remind_alt`: ask once where something attached has no description. `accounts` names those that
    are configured; of one that was not reached yet nothing is known.
    """

    theme: str = ""
    configured_theme: str = ""
    themes: Path | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plain: bool = False
    undo_send: timedelta = timedelta(seconds=5)
    languages: tuple[str, ...] = ()
    editor: str = ""
    browser: str = ""
    remind_alt: bool = True
    accounts: tuple[str, ...] = ()
