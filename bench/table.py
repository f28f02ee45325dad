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


def table(rows: Iterable[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | against what | ratio | wanted |", "|---|---|---:|---|"]
    for row in rows:
        what, _, against = row.what.partition(" | ")
        lines.append(f"| {what} | {against} | {row.ratio:.2f} | {row.wanted} |")
    return "\n".join(lines)


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
    document.write_text(f"{before}{begin}\n\n{made}\n\n{end}{after}", "utf-8")
