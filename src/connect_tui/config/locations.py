"""Where the program's files live: XDG directories on Linux, the platform's own elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from platformdirs import PlatformDirs

APP = "connect-tui"
VARIABLE = "CONNECT_TUI_CONFIG"
"""The environment variable that names another configuration file."""


class LocationError(Exception):
    """Nobody can tell where files belong. `str()` says why and what to do."""


class Locations(Struct, frozen=True):
    """The configuration file and the program's directories. Nothing is created by asking.

    `named` is true where the user named the file, so that it has to be there.
    """

    config: Path
    data: Path
    cache: Path
    named: bool = False

    @property
    def logins(self) -> Path:
        """The directory of the files that `login` writes, one an account, beside the configuration."""
        return self.config.parent / "providers.d"

    @property
    def themes(self) -> Path:
        """The directory of the user's own themes, beside the configuration."""
        return self.config.parent / "themes"

    @property
    def log(self) -> Path:
        """The file that tells of faults of the program."""
        return self.cache / "connect-tui.log"

    @property
    def secrets(self) -> Path:
        """The directory of the files that hold secrets where there is no keyring."""
        return self.data / "credentials"

    @classmethod
    def find(cls, environ: Mapping[str, str], option: Path | None = None) -> "Locations":
        """The locations for this environment; `option` is what `--config` named.

        Raises:
            LocationError: the environment does not tell.
        """
        dirs = PlatformDirs(APP, appauthor=False)
        named = option or (Path(environ[VARIABLE]) if environ.get(VARIABLE) else None)
        try:
            config = _whole(named) if named else dirs.user_config_path / "config.toml"
            return cls(config, dirs.user_data_path, dirs.user_cache_path, named is not None)
        except RuntimeError as error:
            raise LocationError("There is no home for your files. Set HOME to the path of yours.") from error

    @classmethod
    def inside(cls, folder: Path) -> "Locations":
        """Locations that all lie in one directory, such as a temporary one."""
        return cls(folder / "config" / "config.toml", folder / "data", folder / "cache")


def _whole(named: Path) -> Path:
    """The path of a file that the user named.

    Raises:
        LocationError: it starts from nowhere.
    """
    try:
        return named.expanduser().absolute()
    except RuntimeError as error:
        raise LocationError(f"{named}: there is nobody of that name here.") from error
    except FileNotFoundError as error:
        raise LocationError(f"{named}: the folder in which you are is gone. Name the whole path.") from error


def make_private(folder: Path) -> Path:
    """Make a directory that only its owner can enter, and what is missing above it; answers with it."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
