"""One who waits, with what is needed to answer: what is said about it, and as much of it as that takes."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Entry
from connect_tui.domain.sentences import names, sentence
from connect_tui.tui.render.names import listed, name_of
from connect_tui.tui.render.pieces import Line, Piece, Role, Shape, safe_line
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.render.thread import PendingRow

_ABOVE = 3
_TURNS = 3
FOLDED = "folded:"
"""What the key of a line begins with that stands for what is left out."""


class Heading(Struct, frozen=True):
    """The lines over the words: who, with which account; why; who else is in it."""

    who: Line
    account: Line
    why: Line
    within: Line


def heading(entry: Entry, me: frozenset[str], now: datetime) -> Heading:
    """What is said about an entry."""
    who = [Piece(safe_line(names(entry.people)), Role.PEOPLE, Shape.STRONG)]
    if entry.newcomer:
        who.append(Piece(" · new to you", Role.SOFT))
    return Heading(
        tuple(who),
        (Piece(safe_line(entry.account.name), Role.SOFT),),
        (Piece(safe_line(sentence(entry, now)) + ".", Role.WORDS),),
        (Piece(_within(entry, me), Role.SOFT),),
    )


def _within(entry: Entry, me: frozenset[str]) -> str:
    """Who is in it; for a private one, who can read it."""
    conversation = entry.conversation
    if conversation is None:
        return ""
    spoke = [name_of(post.author, me) for post in conversation.posts]
    people = list(dict.fromkeys(name for name in spoke if name != "you"))
    if conversation.top.direct:
        return f"Between {listed([*people, 'you'], 6)} alone."
    people += ["you"] if "you" in spoke else []
    return f"{listed(people, 5)} are in it." if len(people) > 1 else "Nobody else is in it."


def excerpt(rows: Sequence[Row], conversation: Conversation, entry: Entry, drafted: str = "") -> list[Row]:
    """Of all rows of a conversation those that it takes to answer: what it is about, the last few posts
    above the one to answer, that turn, and what was said last. `drafted` is what I began to answer.
    """
    kept, to = _kept(conversation, entry), _to(entry)
    shown: list[Row] = []
    for needed, run in groupby(rows, lambda row: _is_needed(row, kept)):
        part = list(run)
        shown += part if needed or len(part) == 1 else [_fold(part[0])]
    if drafted:
        begun = " ".join(safe_line(drafted).split())
        place = next((index for index, row in enumerate(shown, 1) if row.key == to), len(shown))
        shown.insert(place, LineRow("drafted", f"You began to answer: “{begun}”"))
    return shown


def _is_needed(row: Row, kept: frozenset[str]) -> bool:
    return isinstance(row, PendingRow) or row.key.removeprefix("gap:") in kept


def _fold(first: Row) -> LineRow:
    return LineRow(FOLDED + first.key, "Something is left out here.", True, "enter shows it")


def _kept(conversation: Conversation, entry: Entry) -> frozenset[str]:
    to = _to(entry)
    above = [post.uri for post in conversation.above(to)] if to in conversation.by_uri else []
    turn = above[: above.index(entry.post.uri) + 1] if entry.post and entry.post.uri in above else []
    last = sorted(conversation.posts, key=lambda post: (post.time, post.uri))[-_TURNS:]
    post = [entry.post.uri] if entry.post else []
    near = above[len(turn) : len(turn) + _ABOVE]
    return frozenset([conversation.uri, to, *post, *turn, *near, *(post.uri for post in last)])


def _to(entry: Entry) -> str:
    post = entry.reply_to or entry.post
    return post.uri if post else ""
