"""The words of a post: text with spans, and where its links really go."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from connect_tui.domain import clean
from connect_tui.domain.late import late
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.tui.render.blocks import Block, between, blocks
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, fit, width_of
from connect_tui.tui.render.wrap import wrap, wrapped

_SHAPES = {
    SpanKind.EMPHASIS: Shape.EMPHASIS,
    SpanKind.STRONG: Shape.STRONG,
    SpanKind.STRIKE: Shape.STRIKE,
    SpanKind.LINK: Shape.UNDERLINE,
}
_ROLES = {
    SpanKind.MENTION: Role.ACCENT,
    SpanKind.LINK: Role.ACCENT,
    SpanKind.CODE: Role.SOFT,
    SpanKind.QUOTE: Role.SOFT,
}

_SIGNS = {SpanKind.QUOTE: Piece("▏ ", Role.RAIL), SpanKind.CODE: Piece("  ")}
_ITEM = late(r"(?:[•*-]|\d{1,3}[.)])\s")
_ROOM = 16
"""Cells from which on there is room to set something in."""
_IN_A_CELL = 10
"""Characters that one cell may hold: of a longer text, no more is laid out than can be seen."""
_FURTHER = "  "
"""Before what of a line of code stands below it."""
_TICK = Piece("`", Role.SOFT)


def words(text: Text, width: int, *, most: int = 0, before: Piece | None = None) -> list[Line]:
    """The text in lines; with `most`, no more than that many, the last one ending in an ellipsis.
    `before` stands in front of the first word.
    """
    room = most * max(width, 1) * _IN_A_CELL
    longer = 0 < room < len(text.plain)
    lines = list(all_words(between(text, 0, room) if longer else text, width, before=before))
    if most and (longer or len(lines) > most):
        last = lines[most - 1 : most + 1]
        if len(last) == 2 and 2 * width_of(last[0]) < width and "\n" not in text.plain:
            # What comes is a word longer than a line: some of it says more than nothing.
            lines[most - 1] = (*last[0], Piece(" "), *last[1])
        lines = lines[:most]
        while lines and not lines[-1]:
            lines.pop()
        lines.append(ended(lines.pop() if lines else NOTHING, width))
    return lines


def ended(line: Line, width: int) -> Line:
    """The line with an ellipsis at its end; where that has no room, between two words, unless that takes
    away half of the line.
    """
    kept = next(wrapped(line, width - 2), NOTHING)
    whole = line if 2 * width_of(kept) < width else kept
    return fit((*whole, Piece(" …", Role.SOFT)), width)


def all_words(text: Text, width: int, *, before: Piece | None = None) -> Iterator[Line]:
    """The whole text line by line, laid out as it is asked for; no empty lines at its end."""
    empty: list[Line] = []
    for index, block in enumerate(blocks(text)):
        for line in _block(block, width, before if index == 0 else None):
            if line:
                yield from empty
                empty.clear()
                yield line
            else:
                empty.append(line)


def _block(block: Block, width: int, before: Piece | None) -> Iterator[Line]:
    """The lines of one block: what is quoted behind a rail, code set in, an item with its lines below its
    first word. Where there is no room for that, as they are.
    """
    front = [before] if before else []
    sign = _SIGNS.get(block.kind) if block.kind else None
    if width < _ROOM or (sign is None and block.kind is not SpanKind.LIST):
        yield from wrapped([*front, *pieces(block.text)], width)
        return
    if sign is not None:
        signs = (sign,) * min(block.depth, (width - _ROOM) // 2 + 1)
        room = width - 2 * len(signs)
        code = block.kind is SpanKind.CODE
        yield from wrap(front, width) if front else ()
        for line in _code(block.text.plain, room) if code else wrapped(list(pieces(block.text)), room):
            yield *signs, *line
        return
    item = [*front, *pieces(block.text)]
    mark = _ITEM.match(block.text.plain)
    if mark is None or len(list(islice(wrapped(item, width), 2))) < 2:
        yield from wrapped(item, width)
        return
    space = Piece(" " * len(mark[0]))
    for index, line in enumerate(wrapped(item, width - len(space.text))):
        yield (space, *line) if index else line


def _code(plain: str, width: int) -> Iterator[Line]:
    """Code line by line; what of a line has no room goes on further in than it began."""
    for row in plain.split("\n"):
        whole = [Piece(row, Role.SOFT)]
        if len(list(islice(wrapped(whole, width), 2))) < 2:
            yield from wrapped(whole, width)
            continue
        words = row.lstrip(" ")
        begins = min(len(row) - len(words), width // 2)
        for index, line in enumerate(wrapped([Piece(words, Role.SOFT)], width - begins - len(_FURTHER))):
            yield Piece(" " * begins + (_FURTHER if index else "")), *line


def one_paragraph(text: Text) -> Text:
    """The same text with its line breaks turned into spaces, for a few lines of it."""
    return Text(text.plain.replace("\n", " "), text.spans)


def without_salutation(text: Text) -> Text:
    """The text without the run of mentions it begins with: the line above it says who answers whom."""
    mentions = sorted(text.of_kind(SpanKind.MENTION), key=lambda span: span.start)
    here = 0
    for span in mentions:
        if span.end > here and not text.plain[here : span.start].strip(" ,:\n\u00a0"):
            here = span.end
    here += len(text.plain[here:]) - len(text.plain[here:].lstrip(" ,:\n\u00a0")) if here else 0
    return text if here >= len(text.plain) else starting_at(text, here)


def starting_at(text: Text, here: int, sign: str = "") -> Text:
    """The text from a character on, behind a sign that something stands before it."""
    if here <= 0:
        return text
    moved = len(sign) - here
    spans = tuple(
        Span(span.kind, max(len(sign), span.start + moved), span.end + moved, span.target)
        for span in text.spans
        if span.end > here
    )
    return Text(sign + text.plain[here:], spans)


def pieces(text: Text) -> Iterator[Piece]:
    """The text in pieces; a link whose words do not begin with its true host is followed by it."""
    plain = text.plain
    edges = sorted(
        {0, len(plain), *(min(max(e, 0), len(plain)) for s in text.spans for e in (s.start, s.end))}
    )
    links = {min(span.end, len(plain)): span for span in text.of_kind(SpanKind.LINK)}
    code = [span for span in text.of_kind(SpanKind.CODE) if _inline(plain, span)]
    opens, closes = {span.start for span in code}, {span.end for span in code}
    over = _Over(text.spans)
    for start, end in pairwise(edges):
        if start in opens:
            yield _TICK
        yield Piece(plain[start:end], *over.at(start))
        if end in closes:
            yield _TICK
        if end in links and (host := hidden_host(plain, links[end])):
            yield Piece(f" ({host})", Role.SOFT)


def _inline(plain: str, span: Span) -> bool:
    """Whether code stands among other words, without a sign of its own."""
    before, after = plain[: span.start][-1:], plain[span.end : span.end + 1]
    alone = before in ("", "\n") and after in ("", "\n")
    return not alone and "`" not in (before, after) and span.end <= len(plain)


def hidden_host(plain: str, span: Span) -> str:
    """The host that a link goes to, where its own words do not already say it."""
    host = clean.host(span.target)
    said = plain[max(0, span.start) : span.end].strip().casefold()
    for beginning in ("https://", "http://"):
        said = said.removeprefix(beginning)
    if said.endswith(f"({host.casefold()})"):  # a page's words say it already
        return ""
    bare = said.removeprefix("www.")
    ends = ("", "/", "?", "#", "…", ":")
    for name in {host, host.removeprefix("www.")} - {""}:
        for text in (said, bare):
            if text.startswith(name) and text[len(name) : len(name) + 1] in ends:
                return ""
    return host


class _Over:
    """What the pieces of a text are, one after another. A post may have thousands of spans: each is looked
    at once, when it begins.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ahead = deque(sorted(spans, key=lambda span: span.start))
        self._roles: deque[Span] = deque()
        self._ends = dict.fromkeys(_SHAPES, 0)

    def at(self, place: int) -> tuple[Role, Shape]:
        """The role of what has begun first, and the shapes of all, for the piece that begins here."""
        while self._ahead and self._ahead[0].start <= place:
            span = self._ahead.popleft()
            if span.kind in _ROLES:
                self._roles.append(span)
            if span.kind in _SHAPES:
                self._ends[span.kind] = max(self._ends[span.kind], span.end)
        while self._roles and self._roles[0].end <= place:
            self._roles.popleft()
        shape = Shape.PLAIN
        for kind, end in self._ends.items():
            if end > place:
                shape |= _SHAPES[kind]
        return _ROLES[self._roles[0].kind] if self._roles else Role.WORDS, shape
