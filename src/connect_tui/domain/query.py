"""What somebody looks for, as they type it: words, people, days. Pure.

garden "black krim" from:ana since:march
soup last week -leek -from:ben
from:me before:2026-03-01
"""

import re
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.days import Stretch, span_of
from connect_tui.domain.late import late

_TOKENS = late(
    r'(?:(?<!\S)(?P<barred>-)(?=[^\s-]))?(?:(?P<name>from|since|before|on|in):\s*)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))',
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "：": ":"})
ME = "me"
"""The name under which I look for what I wrote."""


class Query(Struct, frozen=True):
    """`words` stand anywhere in a post; each of `by` in its author's name or handle. None of `without` stands
    in it, and none of `not_by` there. It was said at `since` or later, before `before`. `unknown` is what
    should name days and names none, with what stands before it: “in:home”.
    """

    words: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    unknown: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says what to look for; what to leave out alone is no search."""
        return bool(self.words or self.by or self.since or self.before)


class _Token(Struct, frozen=True):
    name: str
    text: str
    quoted: bool
    barred: bool


def parse(text: str, now: datetime) -> Query:
    """What a line means. Days are those of `now`; “last week” and its like are days unless in quotes."""
    tokens = _tokens(text)
    words: list[str] = []
    by: list[str] = []
    since: list[datetime] = []
    before: list[datetime] = []
    unknown: list[str] = []
    without = [token.text for token in tokens if token.barred and not token.name]
    not_by = [token.text for token in tokens if token.barred and token.name]
    tokens = [token for token in tokens if not token.barred]
    while tokens:
        name, said, days = _next(tokens, now)
        if name == "from":
            by.append(said)
        elif not name:
            words.append(said)
        elif days is None:
            unknown.append(f"{name}:{said}")
        elif name == "since":
            since.append(days.start)
        elif name == "before":
            before.append(days.start)
        else:
            since.append(days.start)
            before.append(days.end)
    return Query(
        tuple(dict.fromkeys(words)),
        tuple(dict.fromkeys(by)),
        max(since, default=None),
        min(before, default=None),
        tuple(unknown),
        tuple(dict.fromkeys(without)),
        tuple(dict.fromkeys(not_by)),
    )


def _next(tokens: list[_Token], now: datetime) -> tuple[str, str, Stretch | None]:
    """Take one thing off the tokens: its name, empty for a word; what was said; the days that it means."""
    token = tokens.pop(0)
    if token.name == "from":
        return "from", token.text, None
    if token.name:
        return token.name, *_days(token, tokens, now)
    if token.quoted or not token.text.isascii():
        return "", token.text, None
    said = token.text.casefold()
    if said in ("since", "before", "on", "in") and tokens and not tokens[0].quoted and not tokens[0].name:
        rest = tokens[1:]
        words, days = _days(tokens[0], rest, now)
        if days is not None:
            tokens[:] = rest
            return said, words, days
    if said in ("last", "this", "today", "yesterday"):
        rest = tokens[:]
        words, days = _days(token, rest, now)
        if days is not None:
            tokens[:] = rest
            return "on", words, days
    return "", token.text, None


def _days(token: _Token, rest: list[_Token], now: datetime) -> tuple[str, Stretch | None]:
    """The days that a token means, with those behind it where it takes more: “last week”, “1 march 2025”."""
    for more in () if token.quoted else (2, 1):
        following = rest[:more]
        if len(following) == more and not any(other.quoted or other.name for other in following):
            words = " ".join((token.text, *(other.text for other in following)))
            if (days := span_of(words, now)) is not None:
                del rest[:more]
                return words, days
    return token.text, span_of(token.text, now)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKENS.finditer(text.translate(_QUOTES)):
        quoted, barred = match["quoted"], bool(match["barred"])
        name = (match["name"] or "").casefold()
        said = (match["bare"] if quoted is None else quoted).strip()
        if said and barred and name not in ("", "from"):
            name, said = "", f"{name}:{said}"  # days are not left out: it is a word
        if said:
            found.append(_Token(name, said, quoted is not None, barred))
    return found
