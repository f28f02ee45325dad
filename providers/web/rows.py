"""Text that grows piece by piece, with its spans; every piece is cleaned on its way in."""

import re
import unicodedata
from typing import Self

from connect_tui.domain import clean
from connect_tui.domain.text import Span, SpanKind, Text

MAX_SHOWN = 20_000
"""Characters kept of one text: no network has posts as long, and of an article whoever wants more opens its
page. What is left out is said by an ellipsis.
"""
MAX_ROWS = 1_000
"""Lines kept of one text."""
# Without the look back, a long run of blanks would be read anew from each of them.
_SOFT = re.compile(r"(?<![ \t])[ \t]*[\r\n\f][ \t\r\n\f]*")
_CLOSERS = frozenset("\u202c\u2069")


class Rows:
    """Collects the rows of a text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._pending = 0
        self._fresh = True
        self._last = ""
        self._more = False
        self.place = 0
        """Where the next character will stand, unless rows are parted first."""

    def write(self, text: str, verbatim: bool = False) -> Self:
        """Add text. Its line feeds are white space, as in HTML, unless it is `verbatim`."""
        if self.place > MAX_SHOWN:
            self._more = self._more or not text.isspace()
            return self
        text, self._more = text[: 2 * MAX_SHOWN], self._more or len(text) > 2 * MAX_SHOWN
        text = clean.text(text if verbatim else _SOFT.sub(" ", text))
        text = _without_head(text, self._last)
        if (self._fresh or self._pending or self._last == "\n") and not verbatim:
            text = text.lstrip(" ")
        if text:
            self._flush()
            self._add(text)
            self._fresh = False
        return self

    def marked(self, text: str, kind: SpanKind, target: str) -> None:
        """Add text that is one span."""
        self._flush()
        start = self.place
        self.write(text)
        self.mark(kind, start, target)

    def mark(self, kind: SpanKind, start: int, target: str = "") -> None:
        """Say what everything since `start` is."""
        if self.place > start:
            self._spans.append(Span(kind, start, self.place, target))

    def line_feed(self) -> None:
        """Begin a new line, also where the last one is empty."""
        if self._parts:
            self._pending = min(self._pending + 1, 2)

    def part(self, feeds: int) -> None:
        """Part what comes from what was, by at least so many line feeds."""
        if self._parts and not self._fresh:
            self._pending = max(self._pending, feeds - (self._last == "\n"))

    def bullet(self, text: str) -> None:
        """Begin the line of a list."""
        if self.place > MAX_SHOWN:
            return
        if self._fresh and self._last == " ":
            self._pending = 1
        self._flush()
        self._add(text)
        self._fresh = True

    def text(self) -> Text:
        """The whole, without white space at its end."""
        whole, spans = "".join(self._parts), self._spans
        if cut := self._more or len(whole) > MAX_SHOWN or whole.count("\n") > MAX_ROWS:
            whole = _shortened(whole)
            spans = [_trimmed(span, whole) for span in spans if span.start < len(whole)]
            whole += " …"
        # What came in one piece is clean already.
        cleaned = whole if len(self._parts) < 2 and not cut else clean.text(whole)
        spans = spans if cleaned == whole else _moved(spans, whole, cleaned)
        plain = cleaned.rstrip()
        trimmed = (_trimmed(span, plain) for span in spans if span.start < len(plain))
        kept = dict.fromkeys(span for span in trimmed if span.end > span.start)
        return Text(plain, tuple(sorted(kept, key=lambda span: (span.start, -span.end))))

    def leave_out(self) -> None:
        """There is more than what comes here."""
        self._more = True

    def _flush(self) -> None:
        if self._pending and self._parts:
            self._add("\n" * self._pending)
        self._pending = 0

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._last = text[-1]
        self.place += len(text)


def _shortened(whole: str) -> str:
    """As much as is kept, up to the end of a word."""
    if len(whole) > MAX_SHOWN:
        end = whole.rfind(" ", MAX_SHOWN // 2, MAX_SHOWN)
        whole = whole[: end if end > 0 else MAX_SHOWN]
    rows = whole.split("\n", MAX_ROWS)
    if len(rows) > MAX_ROWS:
        whole = "\n".join(rows[:MAX_ROWS])
    return whole.rstrip()


def _joins(character: str) -> bool:
    """Whether this character grows on the one before it, or shows nothing."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def _without_head(text: str, last: str) -> str:
    """Without what would join the end of the piece before: a flood could come cut into harmless pieces."""
    start = 0
    if last and _joins(last):
        while start < len(text) and _joins(text[start]):
            start += 1
    return text[start:]


def _trimmed(span: Span, plain: str) -> Span:
    """The span without white space at its ends, within the text."""
    start, end = span.start, min(span.end, len(plain))
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return Span(span.kind, start, end, span.target)


def _moved(spans: list[Span], whole: str, cleaned: str) -> list[Span]:
    """The spans at their places in the cleaned text, which lacks characters and may have closers more."""
    places: list[int] = []
    there = 0
    for character in whole:
        places.append(there)
        while there < len(cleaned) and cleaned[there] != character and cleaned[there] in _CLOSERS:
            there += 1
        if there < len(cleaned) and cleaned[there] == character:
            there += 1
    places.append(there)
    return [Span(span.kind, places[span.start], places[span.end], span.target) for span in spans]
