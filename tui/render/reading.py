"""Lines for how far I have read: words and a thin rule, never a number."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.reading import News
from connect_tui.domain.sentences import DAYS, MONTHS
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, fit, width_of
from connect_tui.tui.render.rows import Row
from connect_tui.tui.render.thread import PostRow
from connect_tui.tui.render.view import View


class NewRow(Struct, frozen=True):
    """What follows is new to me; `again`: there is more of it, further down than what stood between."""

    above: str
    since: datetime
    again: bool = False

    selectable = False

    @property
    def key(self) -> str:
        """Named for the post below the line."""
        return f"new:{self.above}"

    def lines(self, view: View) -> list[Line]:
        """The words on a thin line."""
        words = "also new" if self.again else f"new since {day_of(self.since, view.now)}"
        return ruled(words, view)


class ReadRow(Struct, frozen=True):
    """What follows I had read before."""

    since: datetime

    selectable = False
    key = "read until here"

    def lines(self, view: View) -> list[Line]:
        """The words on a thin line."""
        return ruled(f"you had read from here on, {day_of(self.since, view.now)}", view)


def ruled(words: str, view: View) -> list[Line]:
    """Quiet words on a thin rule, and space below; in plain a sentence."""
    if view.plain:
        return [fit((Piece(" "), Piece(words[:1].upper() + words[1:] + ".", Role.SOFT)), view.width), NOTHING]
    line: Line = (Piece(" ── ", Role.RAIL), Piece(words, Role.SOFT), Piece(" ", Role.RAIL))
    rest = max(0, view.width - width_of(line) - 1)
    return [fit((*line, Piece("─" * rest, Role.RAIL)), view.width), NOTHING]


def with_news(rows: Iterable[Row], news: News | None, me: frozenset[str]) -> Iterator[Row]:
    """The rows of a conversation, with a line above what is new. What I said in between parts nothing."""
    fresh = begun = False
    for row in rows:
        if news is not None and isinstance(row, PostRow):
            if row.post.uri in news.posts:
                if not fresh:
                    yield NewRow(row.post.uri, news.since, begun)
                fresh = begun = True
            elif row.post.author.key not in me:
                fresh = False
        yield row


def day_of(moment: datetime, now: datetime) -> str:
    """A day as people say it, today by its time: "14:10", "yesterday", "Monday", "3 March"."""
    moment = moment.astimezone(now.tzinfo)
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"{moment.hour}:{moment.minute:02}"
    if days == 1:
        return "yesterday"
    if days < 7:
        return DAYS[moment.weekday()]
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {MONTHS[moment.month - 1]}{year}"
