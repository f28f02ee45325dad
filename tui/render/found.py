"""What was found: people by name, and what was said, cut to where the words stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.days import ELSEWHERE
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.domain.sentences import DAYS, MONTHS
from connect_tui.domain.text import Text
from connect_tui.tui.render.names import listed, name_of
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, safe_line, spread
from connect_tui.tui.render.post import cover_pieces
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.times import said_at
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import one_paragraph, starting_at, without_salutation, words
from connect_tui.tui.render.wrap import wrap

_LINES, _FULL = 2, 12
_BEFORE = 40
"""Characters that stand before the first word that was looked for."""


class FoundRow(Struct, frozen=True):
    """A post, with the words that were looked for set off."""

    post: Post
    words: tuple[str, ...] = ()

    selectable = True

    @property
    def key(self) -> str:
        """The post's own name."""
        return self.post.uri

    def lines(self, view: View) -> list[Line]:
        """Who said it, where and when; then the words, under the cursor more of them."""
        post, width = self.post, view.width - 1
        who = (Piece(name_of(post.author, view.me), Role.PEOPLE, Shape.STRONG),)
        when = f"{view.account(post.id.account)} · {said_at(post.time, view.now)}"
        head = spread(who, (Piece(when, Role.SOFT),), width)
        return [*barred([head, *self._said(view, width)], view), NOTHING]

    def _said(self, view: View, width: int) -> list[Line]:
        if (cover := cover_pieces(self.post)) and self.post.uri not in view.opened:
            return wrap(list(marked(cover, self.words)), width)[:_LINES]
        text = without_salutation(self.post.text)
        full = view.selected and view.focused
        if not full:
            text = near(one_paragraph(text), self.words)
        lines = words(text, width, most=_FULL if full else _LINES)
        return [tuple(marked(line, self.words)) for line in lines]


class PersonRow(Struct, frozen=True):
    """Somebody by name; `note` is a word about them."""

    person: Person
    words: tuple[str, ...] = ()
    note: str = ""

    selectable = True

    @property
    def key(self) -> str:
        """Named for the person."""
        return f"person:{self.person.key}"

    def lines(self, view: View) -> list[Line]:
        """The name, and at its right the handle."""
        name = marked([Piece(name_of(self.person, view.me), Role.PEOPLE, Shape.STRONG)], self.words)
        handle = marked([Piece(safe_line(self.person.handle), Role.SOFT)], self.words)
        note = (Piece(f", {self.note}", Role.SOFT),) if self.note else NOTHING
        return barred([spread((*name, *note), tuple(handle), view.width - 1)], view)


def near(text: Text, words: Sequence[str]) -> Text:
    """The text from a little before the first of these words on."""
    match = _pattern(words).search(text.plain) if words else None
    if match is None or match.start() <= _BEFORE:
        return text
    space = text.plain.find(" ", match.start() - _BEFORE, match.start())
    return starting_at(text, space + 1 if space >= 0 else match.start() - _BEFORE // 4, "… ")


def marked(line: Iterable[Piece], words: Sequence[str]) -> Iterator[Piece]:
    """The same pieces, with these words underlined."""
    if not words:
        yield from line
        return
    pattern = _pattern(words)
    for piece in line:
        here = 0
        for match in pattern.finditer(piece.text):
            if match.start() > here:
                yield piece._replace(text=piece.text[here : match.start()])
            yield Piece(match[0], Role.ACCENT, piece.shape | Shape.UNDERLINE)
            here = match.end()
        if here < len(piece.text):
            yield piece._replace(text=piece.text[here:])


def understood(query: Query, now: datetime) -> Line:
    """What a query asks for beyond its words, and which of these may have been meant for a day; nothing where
    that is all.
    """
    if query.unknown:
        return (Piece(_no_days(query.unknown), Role.TROUBLE),)
    named = [word for word in query.words if word.casefold() in ELSEWHERE]
    parts = [f"“{safe_line(word)}” as a word; the day is “{ELSEWHERE[word.casefold()]}”" for word in named]
    for names, how in ((DAYS, "on"), (MONTHS, "in")):
        spoken = (name for name in names if name.casefold() in map(str.casefold, query.words))
        parts += [f"“{name}” as a word; the time is “{how} {name}”" for name in spoken]
    if query.by:
        parts.append("by " + listed([safe_line(name) for name in query.by], 4))
    if query.without:
        parts.append("without " + listed([f"“{safe_line(word)}”" for word in query.without], 4))
    if query.not_by:
        parts.append("not by " + listed([safe_line(name) for name in query.not_by], 4))
    if query.since:
        parts.append(f"since {_day(query.since, now)}")
    if query.before:
        parts.append(f"before {_day(query.before, now)}")
    return (Piece(" · ".join(parts), Role.SOFT),) if parts else NOTHING


def _no_days(unknown: Sequence[str]) -> str:
    """That these are no days, and what comes after that which stands before them."""
    days = listed([f"“{safe_line(day)}”" for day in unknown])
    before = listed([day.partition(":")[0] + ":" for day in unknown])
    such = "such as 2026-03-01, yesterday, last week or March"
    return f"{days}: no day that is known here. After {before} comes a day, {such}."


def _day(moment: datetime, now: datetime) -> str:
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {MONTHS[moment.month - 1]}{year}"


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest), re.IGNORECASE)
