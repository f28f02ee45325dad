"""Breaking text into lines: by words, between wide characters, and always by whole graphemes."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import split_graphemes

from connect_tui.domain.clean import safe
from connect_tui.tui.render.pieces import Line, Piece, Role, cells_of, cut, width_of

_TOKENS = re.compile(r"[^\S\u00a0\u202f]+|[\S\u00a0\u202f]+")
_PART = 512
"""Characters that are looked at together; no grapheme that anybody writes is as long."""
_NEVER_FIRST = frozenset(
    "、。，．・：；？！゛゜ー」』）】〕〉》〟…ぁぃぅぇぉっゃゅょァィゥェォッャュョ”’)]}.,:;!?"
)


class _Atom(NamedTuple):
    """What is not broken unless it is longer than a whole line."""

    start: int
    end: int
    cells: int
    space: bool


def wrap(pieces: Sequence[Piece], width: int) -> list[Line]:
    """Lines of at most `width` cells; line feeds break, spaces at a break are swallowed."""
    return list(wrapped(pieces, width))


def wrapped(pieces: Sequence[Piece], width: int) -> Iterator[Line]:
    """The same lines one after another: each costs something only when it is asked for."""
    if width <= 0:
        return
    pieces = [piece._replace(text=safe(piece.text)) for piece in pieces if piece.text]
    plain = "".join(piece.text for piece in pieces)
    starts = [0, *accumulate(len(piece.text) for piece in pieces)]
    begin = 0
    for row in plain.split("\n"):
        for start, end in _broken(row, width):
            yield from _narrow(_slice(pieces, starts, begin + start, begin + end), width)
        begin += len(row) + 1


def wrap_with(pieces: Sequence[Piece], hint: Piece, width: int, between: str = "  ") -> list[Line]:
    """The pieces in lines, and behind them a hint, in one piece: on lines of its own where the last of theirs
    has no room for all of it. A key apart from what it does says nothing.
    """
    lines = wrap(pieces, width)
    behind = hint._replace(text=between + hint.text)
    if lines and width_of(lines[-1]) + cells_of(behind.text) <= width:
        return [*lines[:-1], (*lines[-1], behind)]
    return [*lines, *wrap([hint], width)]


def hung(sign: Piece, lines: Iterable[Line]) -> list[Line]:
    """The lines behind a sign that stands before the first of them."""
    space = Piece(" " * cells_of(sign.text), sign.role)
    return [(space if index else sign, *line) for index, line in enumerate(lines)]


def wrap_text(text: str, width: int, role: Role = Role.WORDS) -> list[Line]:
    """`wrap` for a text of one role."""
    return wrap([Piece(text, role)], width)


def _broken(row: str, width: int) -> Iterator[tuple[int, int]]:
    """Where the lines of one row begin and end."""
    if not _surely_longer(row, width) and cells_of(row) <= width:
        yield 0, len(row.rstrip())
        return
    start = end = used = 0
    for atom in _atoms(row, width):
        if used + atom.cells > width:
            if end > start:
                yield start, end
            start, used = atom.end if atom.space else atom.start, 0
            end = start
            if atom.space:
                continue
        elif atom.space and end == start and start > 0:
            start = end = atom.end
            continue
        used += atom.cells
        if not atom.space:
            end = atom.end
    if end > start:
        yield start, end


def _atoms(row: str, width: int) -> Iterator[_Atom]:
    for token in _TOKENS.finditer(row):
        text, start = token[0], token.start()
        if text.isspace():
            yield _Atom(start, token.end(), cells_of(text), space=True)
        elif text.isascii() and len(text) <= width:
            yield _Atom(start, token.end(), cells_of(text), space=False)
        else:
            yield from _parts(text, start, width)


def _parts(text: str, offset: int, width: int) -> Iterator[_Atom]:
    """A token in parts: each wide grapheme may begin a line, and so may what does not fit in one."""
    start = end = cells = 0
    wide_before = False
    for begin, stop, size in _graphemes(text):
        wide = size > 1
        breaks = (wide or wide_before) and text[begin] not in _NEVER_FIRST
        if end > start and (breaks or cells + size > width):
            yield _Atom(offset + start, offset + end, cells, space=False)
            start, cells = begin, 0
        end, cells, wide_before = stop, cells + size, wide
    if end > start:
        yield _Atom(offset + start, offset + end, cells, space=False)


def _surely_longer(row: str, width: int) -> bool:
    """Whether a look at the beginning of a row is enough to know that it takes more than one line."""
    beginning = 10 * width  # a grapheme may be of many characters
    return len(row) > beginning and cells_of(row[:beginning]) > 2 * width


def _graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each begins and ends, and its cells. A long text is looked at part by part."""
    here = 0
    while here < len(text):
        found = split_graphemes(text[here : here + _PART])[0]
        # The last one of a part may go on behind it.
        whole = found[:-1] if here + _PART < len(text) and len(found) > 1 else found
        for start, end, cells in whole:
            yield here + start, here + end, cells
        here += whole[-1][1]


def _slice(pieces: Sequence[Piece], starts: Sequence[int], begin: int, end: int) -> Line:
    """The pieces between two offsets of their joined text."""
    line: list[Piece] = []
    index = bisect_right(starts, begin) - 1
    while index < len(pieces) and starts[index] < end:
        text = pieces[index].text[max(0, begin - starts[index]) : end - starts[index]]
        if text:
            line.append(pieces[index]._replace(text=text))
        index += 1
    return tuple(line)


def _narrow(line: Line, width: int) -> Iterator[Line]:
    """The line; in two or more where its pieces measure more one by one than joined, or a grapheme is
    wider than the whole screen.
    """
    if width_of(line) <= width:
        yield line
        return
    kept: list[Piece] = []
    left = width
    for piece in line:
        text = cut(piece.text, left)
        kept.append(piece._replace(text=text))
        left -= cells_of(text)
        if text != piece.text:
            break
    yield tuple(kept)
