"""The file that faults are written into."""

from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler
from os import O_APPEND, O_CREAT, O_WRONLY, fdopen
from os import open as os_open
from pathlib import Path

from connect_tui.config.locations import make_private

_SIZE = 200_000


class PrivateFile(RotatingFileHandler):
    """A file that only its owner can read, in a folder that may be missing; an older one lies beside it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_SIZE, backupCount=1, encoding="utf-8", delay=True)

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Where nothing can be written, nothing is said: it would be on the screen, with all its words."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        make_private(path.parent)
        return fdopen(os_open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600), "a", encoding="utf-8")
