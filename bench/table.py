"""The table of what was measured: how it is made, and put into a document between two marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- table: renewed by make bench -->", "<!-- end of the table -->"


@dataclass(frozen=True)
class Row:
    """One line: what is compared with what, the ratio of the two, and what it shall be, if anything."""

    what: str
    ratio: float
    wanted: str = ""


def table(rows: Iterable[Row], said: str) -> str:
    """The rows as Markdown, under what is to be said of the run that they are from."""
    lines = [said, "", "| what | against what | ratio | wanted |", "|---|---|---:|---|"]
    return "\n".join([*lines, *map(line, rows)])


def line(row: Row) -> str:
    """One row as Markdown."""
    what, _, against = row.what.partition(" | ")
    return f"| {what} | {against} | {row.ratio:.2f} | {row.wanted} |"


def put(document: Path, made: str, begin_mark: str = BEGIN) -> None:
    """Put a table into the document, behind its mark.

    Raises:
        ValueError: the document has no place for it.
    """
    text = document.read_text("utf-8")
    before, begin, rest = text.partition(begin_mark)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} has no place for a table")
    # Whoever breaks off in the middle finds one table or the other.
    beside = document.with_name(f".{document.name}.new")
    beside.write_text(f"{before}{begin}\n\n{made}\n\n{end}{after}", "utf-8")
    beside.replace(document)
