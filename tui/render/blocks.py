"""What a text is made of, line by line: paragraphs, quoted lines, code, items of a list."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import NamedTuple

from connect_tui.domain.text import Span, SpanKind, Text

_KINDS = (SpanKind.CODE, SpanKind.QUOTE, SpanKind.LIST)
_DEEPEST = 3
"""Quotations within one another that are told apart."""


class Block(NamedTuple):
    """Some lines in a row that are of one kind, `None` for plain ones; an item of a list stands alone.
    `depth` says in how many quotations they stand.
    """

    kind: SpanKind | None
    text: Text
    depth: int = 1


class _Row(NamedTuple):
    start: int
    end: int
    kind: SpanKind | None
    item: int
    """Where an item of a list begins; no two are joined."""
    depth: int


def blocks(text: Text) -> list[Block]:
    """The blocks of a text, in their order."""
    marks = text.of_kind(*_KINDS)
    if not marks:
        return [Block(None, text)]
    found: list[Block] = []
    spans = _Spans(text)
    for (kind, _, depth), rows in groupby(_rows(text.plain, marks), key=lambda row: row[2:]):
        lines = list(rows)
        found.append(Block(kind, spans.between(lines[0].start, lines[-1].end), depth))
    return found


class _Spans:
    """The spans of a text, for its stretches one after another: a post may have thousands of both."""

    def __init__(self, text: Text) -> None:
        self._plain = text.plain
        self._ahead = deque(sorted(text.spans, key=_order))
        self._open: list[Span] = []

    def between(self, start: int, end: int) -> Text:
        """A stretch that begins behind the last one, with the spans that reach into it."""
        while self._ahead and self._ahead[0].start < end:
            self._open.append(self._ahead.popleft())
        self._open = [span for span in self._open if span.end > start]
        inside = (
            Span(span.kind, max(0, span.start - start), min(span.end, end) - start, span.target)
            for span in self._open
        )
        return Text(self._plain[start:end], tuple(inside))


def between(text: Text, start: int, end: int) -> Text:
    """A stretch of a text, with the spans that reach into it."""
    return _Spans(text).between(start, end)


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _rows(plain: str, marks: tuple[Span, ...]) -> Iterator[_Row]:
    over = {kind: _Over(span for span in marks if span.kind is kind) for kind in _KINDS}
    start = 0
    for line in plain.split("\n"):
        end = start + len(line)
        found = [over[kind].line(start, end) for kind in _KINDS]
        span = next((span for span in found if span is not None), None)
        item = span.start if span is not None and span.kind is SpanKind.LIST else -1
        depth = over[SpanKind.QUOTE].depth(end) if span is not None and span.kind is SpanKind.QUOTE else 1
        yield _Row(start, end, span.kind if span else None, item, depth)
        start = end + 1


class _Over:
    """Spans of one kind, for the lines of a text one after another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ahead = deque(sorted(spans, key=_order))
        self._begun: deque[Span] = deque()

    def line(self, start: int, end: int) -> Span | None:
        """The first that reaches over the whole line; an empty one belongs to what reaches over it."""
        while self._ahead and self._ahead[0].start <= start:
            self._shed(start)
            self._begun.append(self._ahead.popleft())
        self._shed(start)
        # What ends within this line reaches over none below it either.
        while self._begun and (self._begun[0].end < end or self._begun[0].end <= start):
            self._begun.popleft()
        return self._begun[0] if self._begun else None

    def depth(self, end: int) -> int:
        """How many reach over the line that was asked for last and ends here; of very many, a few."""
        return max(1, sum(span.end >= end for span in islice(self._begun, _DEEPEST)))

    def _shed(self, start: int) -> None:
        """Within another one, those that are over stand last."""
        while self._begun and self._begun[-1].end <= start:
            self._begun.pop()
