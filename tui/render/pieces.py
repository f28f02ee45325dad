"""Pieces of text with a role, lines made of them, and the last net for what may not reach a terminal."""

from collections.abc import Iterable
from enum import Flag, StrEnum
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

from connect_tui.domain.clean import safe as safe
from connect_tui.domain.late import late


class Role(StrEnum):
    """What a piece of a line is; a theme gives each its colour, the style sheet its weight."""

    PEOPLE = "people"
    WORDS = "words"
    SOFT = "soft"
    ACCENT = "accent"
    TROUBLE = "trouble"
    BAR = "bar"
    RAIL = "rail"
    TITLE = "title"


class Shape(Flag):
    """How a piece stands out from its neighbours, whatever its role."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    UNDERLINE = 8


class Piece(NamedTuple):
    """A stretch of one line."""

    text: str
    role: Role = Role.WORDS
    shape: Shape = Shape.PLAIN


Line = tuple[Piece, ...]
"""One line of the screen; its width is the sum of the widths of its pieces."""

NOTHING: Line = ()
"""An empty line."""

_SPACES = late(r"[\t\n\r\v\f]+")


def safe_line(text: str) -> str:
    """What stands on one line of the screen: nothing that could steer a terminal, no line feed."""
    if text.isprintable():
        return text
    return safe(_SPACES.sub(" ", text))


def cells_of(text: str) -> int:
    """The cells that a text takes. Rich remembers the last four thousand texts that it measured: those that
    need no measuring are kept out of there.
    """
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def width_of(line: Iterable[Piece]) -> int:
    """The cells that a line takes."""
    return sum(cells_of(piece.text) for piece in line)


def cut(text: str, width: int) -> str:
    """As much of the beginning as fits, by whole graphemes."""
    if width <= 0:
        return ""
    if cells_of(text) <= width:
        return text
    taken = 0
    for start, _, cells in split_graphemes(text)[0]:
        taken += cells
        if taken > width:
            return _within(text[:start], width)
    return text


def short(text: str, width: int) -> str:
    """The words as they stand on one row of `width` cells, for a sentence that quotes them. What is longer
    ends between two words, unless that leaves less than half of the row.
    """
    plain = " ".join(safe_line(text).split())
    if cells_of(plain) <= width or width <= 0:
        return plain if width > 0 else ""
    kept = cut(plain, width - 1)
    space = len(kept) if plain[len(kept)].isspace() else kept.rfind(" ")
    if space > 0 and 2 * cells_of(kept[:space]) >= width:
        kept = kept[:space]
    return kept.rstrip(" .,;:–-") + "…"


def fit(line: Line, width: int) -> Line:
    """The line on one row of `width` cells; where it is longer it ends in an ellipsis."""
    line = tuple(piece._replace(text=safe_line(piece.text)) for piece in line)
    if width_of(line) <= width:
        return line
    kept: list[Piece] = []
    left = width - 1
    for piece in line:
        text = cut(piece.text, left)
        left -= cells_of(text)
        if text != piece.text:
            kept.append(piece._replace(text=text.rstrip() + "…"))
            break
        kept.append(piece)
    return tuple(kept) if width > 0 else NOTHING


def spread(left: Line, right: Line, width: int) -> Line:
    """One row with something at its left and something at its right. Where both do not fit, the right
    gives way down to half of the row, then the left is cut.
    """
    left, right = fit(left, width), fit(right, width)
    if not right:
        return left
    wanted = width_of(left) + 2 + width_of(right)
    if wanted > width:
        right = fit(right, max(width // 2, width - width_of(left) - 2))
        left = fit(left, width - width_of(right) - 2)
    space = width - width_of(left) - width_of(right)
    return (*left, Piece(" " * space), *right) if space > 0 else fit(left, width)


def _within(text: str, width: int) -> str:
    """Shorten further where a text measures more alone than as part of a longer one."""
    while text and cells_of(text) > width:
        text = text[:-1]
    return text
