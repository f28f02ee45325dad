"""Lines as they are read one after another: no columns, no rails, and a word for every sign."""

import re

from connect_tui.tui.render.pieces import Line, Piece, Role

_WORDS = {
    "✓": ", yes. ",
    "–": ", no. ",
    "┆": "",
    "▏": "quoted: ",
    "→": "link: ",
    "○": "answer: ",
}
"""Pieces that are signs, and what is said for each."""
_DOT = re.compile(" *· ")
_ENDS = ("?", "…", ":")
"""What wants no comma behind it."""


def linear(line: Line) -> Line:
    """The same line for whoever hears it, or feels it: what stood at the right follows behind a comma."""
    kept: list[Piece] = []
    said = False
    for piece in line:
        text = _WORDS.get(piece.text.strip(), piece.text)
        if said and len(text) > 1 and text.isspace():
            before = kept[-1].text
            text = "" if before.endswith(". ") else " " if before.endswith(_ENDS) else ", "
        # Behind the bar alone, space only sets a line in.
        said = said or (piece.role is not Role.BAR and bool(text.strip()))
        kept.append(piece._replace(text=_DOT.sub(", ", text)))
    return tuple(kept)
