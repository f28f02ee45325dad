"""The log: faults of the program, for whoever mends it. Never a word of a post, never a secret."""

import logging
import traceback
from pathlib import Path
from types import TracebackType

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def keep_log(file: Path) -> None:
    """Write faults into this file, and nowhere else; it is made when there is one to write."""
    handler = _WhereNeeded(file)
    handler.setFormatter(_WithoutWords("%(asctime)s"))
    handler.setLevel(logging.ERROR)
    for name in ("connect_tui", "asyncio"):
        logger = logging.getLogger(name)
        for old in [old for old in logger.handlers if isinstance(old, _WhereNeeded)]:
            logger.removeHandler(old)
        logger.addHandler(handler)
        logger.propagate = False


class _WhereNeeded(logging.Handler):
    """Loads what writes the file when there is something to write: the first frame does without."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._into: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down."""
        if self._into is None:
            from connect_tui.commands.log_file import PrivateFile

            self._into = PrivateFile(self._file)
            self._into.setFormatter(self.formatter)
        self._into.handle(record)


class _WithoutWords(logging.Formatter):
    """Says where a fault happened and of which kind it was; its message may quote what nobody should read."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """What was said of it. The loop shows what its tasks were given, and what faults say themselves."""
        said = "a fault in the loop" if record.name == "asyncio" else record.message
        return f"{record.asctime} {record.name}: {said}"

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - the name is logging's
        """The places that a fault went through, and its kind."""
        kind, _, trace = ei
        return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")
