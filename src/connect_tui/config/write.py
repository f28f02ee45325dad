"""The small files that `login` writes, one an account. `config.toml` is never written."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from connect_tui.config.locations import Locations, make_private

_NOTE = "# Written by “connect-tui login”, removed by “connect-tui logout”. It holds no secret.\n\n"


def login_file(locations: Locations, name: str) -> Path:
    """The file that `login` writes for this account."""
    return locations.logins / f"{name}.toml"


def write_login(locations: Locations, name: str, table: Mapping[str, str | tuple[str, ...]]) -> Path:
    """Write an account's own file, whole or not at all; answers with its path.

    Raises:
        OSError: it cannot be written.
    """
    import tomli_w  # only a login writes

    path = login_file(locations, name)
    make_private(path.parent)
    write_private(path, _NOTE + tomli_w.dumps({"providers": {name: dict(table)}}))
    return path


def remove_login(locations: Locations, name: str) -> bool:
    """Remove an account's own file; false where there was none."""
    path = login_file(locations, name)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all; its directory has to be there. A link to it stays one.

    Raises:
        OSError: it cannot be written. It names the file, not what stood in for it meanwhile.
    """
    try:
        _write_beside(Path(os.path.realpath(path)), text)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_beside(path: Path, text: str) -> None:
    # mkstemp makes it 0600, and in the same directory, so that replacing it is one step.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
