"""Lines as they are read one after another: no columns, no rails, and a word for every sign."""

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
_DOT = " · "


def linear(line: Line) -> Line:
    """The same line for whoever hears it, or feels it: what stood at the right follows behind a comma."""
    kept: list[Piece] = []
    said = False
    for piece in line:
        text = _WORDS.get(piece.text.strip(), piece.text)
        if said and len(text) > 1 and text.isspace():
            text = "" if kept[-1].text.endswith(". ") else ", "
        # Behind the bar alone, space only sets a line in.
        said = said or (piece.role is not Role.BAR and bool(text.strip()))
        kept.append(piece._replace(text=text.replace(_DOT, ", ")))
    return tuple(kept)
