"""What is wrong with a configuration, said so that it can be mended."""

from pathlib import Path

from msgspec import Struct

from connect_tui.domain import clean

_MANY = 20
_LARGE = 10**30


class Problem(Struct, frozen=True):
    """One fault: where it stands, and a sentence on what was found and what is allowed.

    `key` is dotted (`general.theme`), empty where the whole file is meant; `line` begins at 1.
    """

    file: Path
    message: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = str(self.file) if self.line is None else f"{self.file}, line {self.line}"
        said = f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"
        # What was found in the file is quoted, and may have come with it from anywhere.
        return clean.text(said)


class ConfigError(Exception):
    """The configuration cannot be used; `problems` are all its faults."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """The nearest of the known words as the end of a sentence, and all of them, unless these are so many that
    nobody would find the one in them.
    """
    from difflib import get_close_matches  # only where something is wrong

    like = get_close_matches(word, known, n=1, cutoff=0.6)
    hint = f" Did you mean “{like[0]}”?" if like else ""
    if like and len(known) > _MANY:
        return hint
    return f"{hint} Allowed: {', '.join(known)}"


def found(value: object) -> str:
    """A value from a TOML file as a person would name it. Never call it on what may be secret."""
    match value:
        case bool():
            return f"{str(value).lower()}, true or false"
        case str():
            return f"“{value if len(value) <= 60 else value[:57] + '…'}”"
        case int() if abs(value) > _LARGE:
            return "a very large number"
        case int() | float():
            return f"{value}, a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return f"{value}, a date or time"
