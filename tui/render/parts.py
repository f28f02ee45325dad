"""What hangs on a post beside its words: a poll, a quote, pictures, a page it points to, what I did."""

from datetime import datetime

from connect_tui.domain import clean
from connect_tui.domain.post import Attachment, Link, MediaKind, Poll, PollOption, Post, Quote
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import Line, Piece, Role, Shape, fit, safe_line, width_of
from connect_tui.tui.render.times import until
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import words
from connect_tui.tui.render.wrap import hung, wrap

_KINDS = {
    MediaKind.IMAGE: "picture",
    MediaKind.VIDEO: "film",
    MediaKind.AUDIO: "sound",
    MediaKind.OTHER: "file",
}
_BAR_CELLS = 10
_SHARES = (
    "nobody", "one in ten", "two in ten", "three in ten", "four in ten", "half",
    "six in ten", "seven in ten", "eight in ten", "nine in ten", "everybody",
)  # fmt: skip
"""The bar in words."""
_QUOTE_LINES = 6


def poll_lines(poll: Poll, view: View) -> list[Line]:
    """The answers to choose from, each with a bar where results are shown; never a number."""
    lines: list[Line] = []
    for option in poll.options:
        lines += _option_lines(option, view)
    return [*lines, fit((Piece(_poll_state(poll, view.now), Role.SOFT),), view.width)]


def quote_lines(quote: Quote, view: View) -> list[Line]:
    """What is quoted, set in from the left."""
    if quote.author is None:
        return [fit((Piece("▏ ", Role.RAIL), Piece("a quoted post that is not here", Role.SOFT)), view.width)]
    head = (Piece(name_of(quote.author, view.me), Role.PEOPLE), Piece(" wrote", Role.SOFT))
    body = words(quote.text, max(1, view.width - 2), most=_QUOTE_LINES)
    return [fit((Piece("▏ ", Role.RAIL), *line), view.width) for line in (head, *body)]


def attachment_lines(attachment: Attachment, view: View) -> list[Line]:
    """What is attached, by what its author says it shows."""
    kind = _KINDS[attachment.kind]
    alt = " ".join(safe_line(attachment.alt).split())
    if not alt:
        return [fit((Piece(f"{kind} without a description", Role.SOFT),), view.width)]
    return wrap([Piece(f"{kind}: ", Role.SOFT), Piece(alt, Role.SOFT, Shape.EMPHASIS)], view.width)


def link_lines(link: Link, view: View) -> list[Line]:
    """The page that a post points to: its title, and the host it is really on."""
    host = clean.host(link.url)
    title = safe_line(link.title).strip()
    if not title:
        return [fit((Piece("→ ", Role.SOFT), Piece(host, Role.ACCENT)), view.width)] if host else []
    right = (Piece("  " + host, Role.SOFT),)
    left = fit((Piece("→ ", Role.SOFT), Piece(title, Role.ACCENT)), max(8, view.width - width_of(right)))
    return [fit((*left, *right), view.width)]


def deed_line(post: Post, width: int) -> list[Line]:
    """What I did with a post, in words."""
    deeds = [
        word
        for word, done in (
            ("your favourite", post.favourited),
            ("boosted by you", post.boosted),
            ("bookmarked", post.bookmarked),
        )
        if done
    ]
    return [fit((Piece(" · ".join(deeds), Role.SOFT),), width)] if deeds else []


def _option_lines(option: PollOption, view: View) -> list[Line]:
    mine = (Piece("  your choice", Role.ACCENT),) if option.mine else ()
    title = Piece(safe_line(option.title), Role.WORDS)
    if option.tenths is None:
        return hung(Piece("○ ", Role.SOFT), wrap([title, *mine], max(1, view.width - 2)))
    full = min(max(option.tenths, 0), _BAR_CELLS)
    if view.plain:
        return wrap([title, *mine, Piece(f", {_SHARES[full]}", Role.SOFT)], view.width)
    bar = (Piece("━" * full, Role.ACCENT), Piece("─" * (_BAR_CELLS - full), Role.RAIL), Piece("  "))
    if view.width < 3 * _BAR_CELLS:
        return [*wrap([title, *mine], view.width), fit(bar, view.width)]
    rows = wrap([title, *mine], view.width - width_of(bar))
    blank = (Piece(" " * width_of(bar)),)
    return [(*(blank if index else bar), *row) for index, row in enumerate(rows)]


def _poll_state(poll: Poll, now: datetime) -> str:
    several = "more than one answer · " if poll.multiple else ""
    if poll.closed or (poll.closes is not None and poll.closes <= now):
        return several + "the poll is closed"
    if poll.closes is None:
        return several + "the poll is open"
    return f"{several}open until {until(poll.closes, now)}"
