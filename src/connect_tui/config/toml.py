"""TOML files of the user: read in bounds, and what is wrong with one in words."""

import os
import select
import stat
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path

from connect_tui.domain.late import late

Table = Mapping[str, object]

MOST = 1024 * 1024
"""Bytes; nobody writes so many, and a device has no end."""
PATIENCE = 30.0
"""Seconds in which something has to come out of a pipe; somebody may have to type what unlocks it."""
_PLACE = late(r"\s*\(at line (\d+), column (\d+)\)$")


class TomlError(Exception):
    """A file that is no TOML, or none that can be read. `str()` is a clause that follows its name."""

    def __init__(self, clause: str, line: int | None = None) -> None:
        super().__init__(clause)
        self.line = line


def read(file: Path) -> str:
    """The text of a file.

    Raises:
        FileNotFoundError: there is none.
        TomlError: it cannot be read.
    """
    try:
        data = _bytes(file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TomlError(f"cannot be read: {error.strerror}") from error
    if len(data) > MOST:
        raise TomlError("is far too large")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise TomlError("is not UTF-8 text", data[: error.start].count(b"\n") + 1) from error


def parse(text: str) -> Table:
    """What a text of TOML says.

    Raises:
        TomlError: it is none.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        reason = _PLACE.sub("", str(error))
        raise TomlError(f"is not valid TOML: {reason}", int(place[1]) if place else None) from error
    except RecursionError as error:
        raise TomlError("is nested too deeply") from error
    except ValueError as error:
        raise TomlError("holds a number that is far too long") from error


def _bytes(file: Path) -> bytes:
    """What stands in a file, or comes out of a pipe in time (`--config <(…)`); too much by a few bytes."""
    # Opened so that nobody has to be there already: whoever waits for that may wait for ever.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        data = _until_the_end(descriptor)
        if not data and stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            raise TomlError("is a pipe into which nobody writes")
    finally:
        os.close(descriptor)
    return data


def _until_the_end(descriptor: int) -> bytes:
    data, limit = bytearray(), time.monotonic() + PATIENCE
    while len(data) <= MOST:
        try:
            part = os.read(descriptor, 64 * 1024)
        except BlockingIOError:
            if not select.select([descriptor], [], [], max(0.0, limit - time.monotonic()))[0]:
                raise TomlError("cannot be read: nothing came in time") from None
            continue
        if not part:
            break
        data += part
    return bytes(data)
