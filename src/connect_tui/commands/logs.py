"""The log: faults of the program, for whoever mends it. Never a word of a post, never a secret."""

import logging
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from os import O_APPEND, O_CREAT, O_WRONLY, fdopen
from os import open as os_open
from pathlib import Path
from types import TracebackType

from connect_tui.config.locations import make_private

_SIZE = 200_000
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def keep_log(file: Path) -> None:
    """Write faults into this file, and nowhere else; it is made when there is one to write."""
    handler = _PrivateFile(file, maxBytes=_SIZE, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(_WithoutWords("%(asctime)s %(name)s: %(message)s"))
    handler.setLevel(logging.ERROR)
    for name in ("connect_tui", "asyncio"):
        logger = logging.getLogger(name)
        for old in [old for old in logger.handlers if isinstance(old, _PrivateFile)]:
            logger.removeHandler(old)
        logger.addHandler(handler)
        logger.propagate = False


class _PrivateFile(RotatingFileHandler):
    """A file that only its owner can read, in a directory that may be missing."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        make_private(path.parent)
        return fdopen(os_open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600), "a", encoding="utf-8")


class _WithoutWords(logging.Formatter):
    """Says where a fault happened and of which kind it was; its message may quote what nobody should read."""

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - the name is logging's
        """The places that a fault went through, and its kind."""
        kind, _, trace = ei
        return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")
