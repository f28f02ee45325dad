"""Reading the configuration: `config.toml` and the files of `login`, all faults at once."""

from collections.abc import Callable

from msgspec import Struct

from connect_tui.config.accounts import accounts
from connect_tui.config.circles import circles
from connect_tui.config.keys import keys
from connect_tui.config.locations import Locations
from connect_tui.config.model import Bindable, Config
from connect_tui.config.problems import ConfigError, Problem
from connect_tui.config.reading import Source
from connect_tui.config.settings import attention, general
from connect_tui.port.plugin import ProviderPlugin

PARTS = ("general", "attention", "circles", "providers", "keys")
"""The tables of `config.toml`."""


class Known(Struct, frozen=True, kw_only=True):
    """What a configuration can name: providers (`load` as in `connect_tui.plugins`), actions, themes.

    Without `themes`, any name of a theme will do.
    """

    load: Callable[[str], ProviderPlugin]
    actions: tuple[Bindable, ...] = ()
    themes: tuple[str, ...] = ()


def load(locations: Locations, known: Known) -> Config:
    """Read the configuration. Without any file it is empty: the defaults, and no account.

    Raises:
        ConfigError: anything in it cannot be used; it holds every fault.
    """
    own = Source(locations.config, required=locations.named)
    logins = _logins(locations, own)
    for name in own.root:
        if name not in PARTS:
            own.unknown("no part of the configuration", name, PARTS)
    config = Config(
        general=general(own, known.themes),
        attention=attention(own),
        circles=circles(own),
        keys=keys(own, known.actions),
        providers=accounts(own, logins, known.load),
    )
    problems = [problem for source in (own, *logins) for problem in source.problems]
    if problems:
        raise ConfigError(tuple(sorted(problems, key=_reading_order)))
    return config


def _logins(locations: Locations, own: Source) -> tuple[Source, ...]:
    """The files that `login` wrote, by name."""
    try:
        files = sorted(file for file in locations.logins.iterdir() if file.suffix == ".toml")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        own.problems.append(Problem(locations.logins, f"cannot be read: {error.strerror}"))
        return ()
    logins = tuple(Source(file) for file in files if not file.name.startswith("."))
    for login in logins:
        for name in login.root:
            if name != "providers":
                login.unknown("no part of this file", name, ("providers",))
    return logins


def _reading_order(problem: Problem) -> tuple[str, int]:
    return str(problem.file), problem.line or 0
