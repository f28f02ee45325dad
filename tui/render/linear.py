"""Lines as they are read one after another: no columns, no rails, and a word for every sign."""

import re
from collections.abc import Iterable, Iterator

from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, width_of
from connect_tui.tui.render.wrap import wrap

_QUOTED = "▏"
_WORDS = {
    "✓": ", yes. ",
    "–": ", no. ",
    "┆": "",
    _QUOTED: "quoted: ",
    "→": "link: ",
    "○": "answer: ",
}
"""Pieces that are signs, and what is said for each."""
_DOT = re.compile(" *· ")
_IN = Piece(" ")
_ENDS = ("?", "…", ":")
"""What wants no comma behind it."""


def heard(lines: Iterable[Line], width: int) -> Iterator[Line]:
    """The same lines for whoever reads one after another. A word takes more room than its sign: what is
    longer now than the screen is wide goes on below.
    """
    for line in map(linear, lines):
        if width_of(line) <= width:
            yield line
        else:
            first, *more = wrap(line, width - 1)
            yield first
            yield from ((_IN, *rest) for rest in more)


def linear(line: Line) -> Line:
    """The same line for whoever hears it, or feels it: what stood at the right follows behind a comma."""
    if line and all(piece.text.strip() == _QUOTED for piece in line):
        return NOTHING  # between two quoted paragraphs
    kept: list[Piece] = []
    said = False
    for piece in line:
        text = _WORDS.get(piece.text.strip(), piece.text)
        if said and len(text) > 1 and text.isspace():
            before = kept[-1].text
            text = "" if before.endswith(". ") else " " if before.endswith(_ENDS) else ", "
        # Behind the bar alone, space only sets a line in.
        said = said or (piece.role is not Role.BAR and bool(text.strip()))
        # A rail is seen, and need not be read; a word for it is.
        role = Role.SOFT if piece.role is Role.RAIL and text is not piece.text else piece.role
        kept.append(piece._replace(text=_DOT.sub(", ", text), role=role))
    return tuple(kept)
