"""Reading one TOML file, and collecting what is wrong with it."""

from pathlib import Path

from connect_tui.config import toml
from connect_tui.config.lines import Lines
from connect_tui.config.problems import Problem, did_you_mean, found
from connect_tui.config.toml import Table, TomlError


class Source:
    """One configuration file: its tables, and the problems found in it so far.

    `root` is empty where the file cannot be read or is no TOML; `problems` says so then.
    """

    def __init__(self, file: Path, required: bool = True) -> None:
        self.file = file
        self.problems: list[Problem] = []
        text = self._read(required)
        self._lines = Lines(text)
        self.root: Table = self._parse(text)

    def complain(self, message: str, *path: str, item: str | None = None) -> None:
        """Note a fault of the key at this path, or of one item of the list that stands there."""
        line = self._lines.of(*path) if item is None else self._lines.of_item(item, *path)
        self.problems.append(Problem(self.file, message, ".".join(path), line))

    def table(self, name: str) -> Table:
        """The table of this name; empty, with a complaint, where something else stands there."""
        return self.checked_table(self.root.get(name, {}), name) or {}

    def checked_table(self, value: object, *path: str) -> Table | None:
        """The value as a table; `None`, with a complaint, where it is none."""
        if isinstance(value, dict):
            return value
        self.complain(f"is {found(value)}; it has to be a table", *path)
        return None

    def unknown(self, what: str, name: str, known: tuple[str, ...], *table: str) -> None:
        """Complain of a key that is not known in this table; `what` says what it is not."""
        self.complain(f"is {what}.{did_you_mean(name, known)}", *table, name)

    def strings(self, value: object, *path: str) -> tuple[str, ...]:
        """A list of strings; what does not fit is left out, with a complaint."""
        if not isinstance(value, list):
            self.complain(f"is {found(value)}; it has to be a list of texts", *path)
            return ()
        for item in value:
            if not isinstance(item, str):
                self.complain(f"holds {found(item)}; every item has to be a text", *path)
        return tuple(item for item in value if isinstance(item, str))

    def _read(self, required: bool) -> str:
        try:
            return toml.read(self.file)
        except FileNotFoundError:
            if required:
                self.problems.append(Problem(self.file, "there is no such file"))
        except TomlError as error:
            self.problems.append(Problem(self.file, str(error), line=error.line))
        return ""

    def _parse(self, text: str) -> Table:
        try:
            return toml.parse(text)
        except TomlError as error:
            self.problems.append(Problem(self.file, str(error), line=error.line))
            return {}
