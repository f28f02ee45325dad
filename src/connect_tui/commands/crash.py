"""A fault of the program itself: a report for whoever mends it, without words of anybody and without secrets.

It says where the fault happened and of which kind it was. What a fault says of itself, and the values of
variables, stay out: they may quote what nobody should read.
"""

import os
import platform
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from connect_tui.config.locations import LocationError, Locations, make_private

_PACKAGES = ("connect-tui", "textual", "rich", "httpx", "msgspec")
_SAID = "connect-tui has a fault and had to end. What you have written is kept."
_DEEP = 5
"""So many causes are told."""


def faults_folder(arguments: Sequence[str]) -> Path | None:
    """Where reports belong; the demo touches nothing of the user's, so that its own are temporary."""
    if "--demo" in arguments:
        return None
    try:
        return Locations.find(os.environ).cache / "faults"
    except LocationError:
        return None


def told(error: BaseException, folder: Path | None) -> str:
    """Write the report, and say where it is; where it cannot be written, the report itself."""
    text = report(error)
    try:
        file = _write(text, folder)
    except OSError:
        return f"{_SAID}\n\n{text}"
    return f"{_SAID} A report without your words and without secrets is in {file}."


def report(error: BaseException) -> str:
    """Where a fault happened, of which kind it was, and with which versions."""
    return "\n".join((*_surroundings(), "", *_chain(error)))


def _surroundings() -> Iterator[str]:
    yield f"time: {datetime.now(UTC).isoformat(timespec='seconds')}"
    for package in _PACKAGES:
        yield f"{package}: {version(package)}"
    yield f"python: {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield f"terminal: {os.environ.get('TERM', 'none')}"


def _chain(error: BaseException) -> Iterator[str]:
    """The fault and what caused it, the first cause last."""
    cause: BaseException | None = error
    for _ in range(_DEEP):
        if cause is None:
            return
        yield f"{type(cause).__module__}.{type(cause).__qualname__}"
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"  {_shown(frame.filename)}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _shown(file: str) -> str:
    """A path without the name of whose computer it is."""
    home = os.path.expanduser("~")  # noqa: PTH111 - where there is none, this answers all the same
    return "~" + file[len(home) :] if file.startswith(home + os.sep) else file


def _write(text: str, folder: Path | None) -> Path:
    """A new file that only its owner can read."""
    place = make_private(folder) if folder is not None else None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    handle, name = tempfile.mkstemp(".txt", f"connect-tui-fault-{stamp}-", place)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return Path(name)
