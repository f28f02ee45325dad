"""What a text is made of, line by line: paragraphs, quoted lines, code, items of a list."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from connect_tui.domain.text import Span, SpanKind, Text

_KINDS = (SpanKind.CODE, SpanKind.QUOTE, SpanKind.LIST)


class Block(NamedTuple):
    """Some lines in a row that are of one kind, `None` for plain ones; an item of a list stands alone."""

    kind: SpanKind | None
    text: Text


class _Row(NamedTuple):
    start: int
    end: int
    kind: SpanKind | None
    item: int
    """Where an item of a list begins; no two are joined."""


def blocks(text: Text) -> list[Block]:
    """The blocks of a text, in their order."""
    marks = text.of_kind(*_KINDS)
    if not marks:
        return [Block(None, text)]
    found: list[Block] = []
    for (kind, _), rows in groupby(_rows(text.plain, marks), key=lambda row: (row.kind, row.item)):
        lines = list(rows)
        found.append(Block(kind, between(text, lines[0].start, lines[-1].end)))
    return found


def between(text: Text, start: int, end: int) -> Text:
    """A stretch of a text, with the spans that reach into it."""
    spans = tuple(
        Span(span.kind, max(0, span.start - start), min(span.end, end) - start, span.target)
        for span in text.spans
        if span.start < end and span.end > start
    )
    return Text(text.plain[start:end], spans)


def _rows(plain: str, marks: tuple[Span, ...]) -> Iterator[_Row]:
    start = 0
    for line in plain.split("\n"):
        end = start + len(line)
        span = _over(marks, start, end)
        item = span.start if span is not None and span.kind is SpanKind.LIST else -1
        yield _Row(start, end, span.kind if span else None, item)
        start = end + 1


def _over(marks: tuple[Span, ...], start: int, end: int) -> Span | None:
    """What the whole of a line is; an empty one belongs to what reaches over it."""
    for kind in _KINDS:
        for span in marks:
            if span.kind is kind and span.start <= start and span.end >= end and span.end > start:
                return span
    return None
