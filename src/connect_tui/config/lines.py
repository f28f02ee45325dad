"""Finding the line of a TOML file on which a key stands, since `tomllib` does not tell."""

import re

from connect_tui.domain.late import late

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = late(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = late(rf"\s*({_DOTTED})\s*=")
_LONG_QUOTES = late(r'"""|\'\'\'')

Path = tuple[str, ...]


class Lines:
    """The lines on which the tables and keys of one TOML text stand."""

    def __init__(self, text: str) -> None:
        self._rows = text.splitlines()
        self._found: dict[Path, int] = {}
        table: Path = ()
        inside = False
        for number, row in enumerate(self._rows, start=1):
            if not inside:
                if header := _HEADER.match(row):
                    table = _parts(header[1])
                    self._note(table, number)
                elif key := _KEY.match(row):
                    self._note((*table, *_parts(key[1])), number)
            if len(_LONG_QUOTES.findall(row)) % 2:
                inside = not inside

    def of(self, *path: str) -> int | None:
        """The line of a key or table, or of the nearest table around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._found:
                return self._found[path[:end]]
        return None

    def of_item(self, item: str, *path: str) -> int | None:
        """The line of one string in a list that is the value of a key."""
        start = self.of(*path)
        if start is None:
            return None
        for number, row in enumerate(self._rows[start - 1 :], start=start):
            if f'"{item}"' in row or f"'{item}'" in row:
                return number
        return start

    def _note(self, path: Path, number: int) -> None:
        for end in range(1, len(path) + 1):
            self._found.setdefault(path[:end], number)


def _parts(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
