"""An entry of the inbox: people first, then why it is here, then what was said."""

from collections.abc import Iterator

from msgspec import Struct

from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.marks import Delivery
from connect_tui.domain.post import Post
from connect_tui.domain.sentences import names, phrase, short_time
from connect_tui.tui.render.names import listed, name_of
from connect_tui.tui.render.pieces import (
    NOTHING,
    Line,
    Piece,
    Role,
    Shape,
    cells_of,
    fit,
    safe_line,
    short,
    spread,
    width_of,
)
from connect_tui.tui.render.post import cover_of, cover_pieces
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import ended, one_paragraph, without_salutation, words
from connect_tui.tui.render.wrap import wrap

_WORDS = {Delivery.SENDING: "your answer is on its way", Delivery.NOT_SENT: "your answer was not sent"}
_WITHOUT_REASON = frozenset({Reason.TOOK_PART, Reason.AMONG_PEOPLE, Reason.SELF_THREAD, Reason.POSTED})
_BETWEEN = " · "
_LEAST_OF_FULL = 6
_LEAST_OF_TOPIC = 12
"""Cells of it that are shown at least; where there are fewer, nothing is said of it."""


class EntryRow(Struct, frozen=True):
    """One entry. Under the cursor its words stand in full, elsewhere it takes two or three lines."""

    entry: Entry
    note: str = ""
    """What is said about it in place of the reason why it is here."""

    selectable = True

    @property
    def key(self) -> str:
        """The entry's own name."""
        return self.entry.uri

    def lines(self, view: View) -> list[Line]:
        """The entry and an empty line below it."""
        width = view.width - 1
        first, rest = _first(self.entry, view, width)
        reason = self.note or _reason(self.entry, view, width - cells_of(rest))
        whole = cells_of(reason + rest) <= width
        below = [reason + rest] if whole else [reason, rest]
        head = [first, *(fit((Piece(said.lstrip(" ,·"), Role.SOFT),), width) for said in below if said)]
        tail = _delivery(self.entry, width)
        room = view.tall - len(head) - len(tail) - 1
        most = max(_LEAST_OF_FULL, room) if view.selected else max(1, 3 - len(head) - len(tail))
        return [*barred([*head, *_said(self.entry, view, width, most), *tail], view), NOTHING]


def _first(entry: Entry, view: View, width: int) -> tuple[Line, str]:
    """Who, and at the right where and when; and what more is to be said about them that has no room there."""
    name = Piece(safe_line(_people(entry)), Role.PEOPLE, Shape.STRONG)
    account = view.account(entry.account.name)
    where = Piece(f"{account} · {short_time(entry.since, view.now)}", Role.SOFT)
    behind, rest = "", ""
    for said in _about(entry, view):
        if not rest and width_of((name, where)) + 2 + cells_of(behind + said) <= width:
            behind += said
        else:
            rest += said
    left = (name, Piece(behind, Role.SOFT)) if behind else (name,)
    return spread(left, (where,), width), rest


def _about(entry: Entry, view: View) -> Iterator[str]:
    if entry.reason is Reason.SELF_THREAD:
        yield ", a thread"
    if circle := _circle(entry, view):
        yield _BETWEEN + circle
    if entry.newcomer:
        yield _BETWEEN + "new to you"


def _people(entry: Entry) -> str:
    return names(entry.people, and_you=entry.reason is Reason.TOOK_PART)


def _circle(entry: Entry, view: View) -> str:
    """The circle of all who are named, where they are in one."""
    found = {view.circles.get(person.key, "") for person in entry.people}
    return safe_line(found.pop()) if len(found) == 1 else ""


def _reason(entry: Entry, view: View, width: int) -> str:
    """Why it is here; for what stands under something else, under what."""
    if entry.reason in _WITHOUT_REASON or entry.section is Section.SETTLED:
        return ""
    reason = phrase(entry)
    if entry.section is Section.ASIDE and entry.delivery is Delivery.NONE and entry.spoke_last:
        reason += " · you spoke last"
    return reason + _under(entry, view, width - cells_of(reason))


def _under(entry: Entry, view: View, room: int) -> str:
    conversation, post = entry.conversation, entry.post
    if conversation is None or post is None or entry.reason is Reason.BOOSTED:
        return ""
    top = conversation.top
    if top.uri == post.uri or post.direct:
        under = ", under a post that is missing here" if conversation.gap and not post.direct else ""
    elif topic := _topic(top):
        left = room - cells_of(", under “”")
        under = f", under “{short(topic, left)}”" if left >= _LEAST_OF_TOPIC else ""
    else:
        under = f", under a post by {name_of(top.author, view.me)}"
    return under if cells_of(under) <= room else ""


def _topic(post: Post) -> str:
    """What a conversation is about: the beginning of its first post, unless it is covered."""
    return cover_of(post) or without_salutation(post.text).plain[:200]


def _said(entry: Entry, view: View, width: int, most: int) -> list[Line]:
    """What was said, in at most `most` lines; a covered post shows its cover alone."""
    post = entry.post
    if post is None:
        return [fit((Piece(safe_line(entry.people[0].handle), Role.SOFT),), width)] if entry.people else []
    lines = _post_lines(post, entry, view, width, most)
    last = entry.reply_to
    if view.selected and last is not None and last.uri != post.uri and len(lines) + 2 <= most:
        lines += [NOTHING, *_post_lines(last, entry, view, width, most - len(lines) - 1)]
    if entry.section is Section.ACTIVE and entry.spoke_last and entry.delivery is Delivery.NONE:
        lines[-1:] = _beside(lines[-1] if lines else NOTHING, "you spoke last", width)
    return lines


def _beside(line: Line, note: str, width: int) -> list[Line]:
    right = (Piece(note, Role.SOFT),)
    room = width - width_of(right) - 2
    return [spread(line if width_of(line) <= room else ended(line, room), right, width)]


def _post_lines(post: Post, entry: Entry, view: View, width: int, most: int) -> list[Line]:
    speaker = f"{name_of(post.author, view.me)}: " if entry.section is Section.ACTIVE else ""
    cover = cover_pieces(post)
    if cover and post.uri not in view.opened:
        return wrap([Piece(speaker, Role.SOFT), *cover], width)[:most]
    text = without_salutation(post.text)
    if not text:
        return [fit((Piece(speaker + _without_words(post), Role.SOFT),), width)]
    if not view.selected:
        text = one_paragraph(text)
    return words(text, width, most=most, before=Piece(speaker, Role.SOFT))


def _without_words(post: Post) -> str:
    """What a post without a text consists of."""
    parts = [
        word
        for word, there in (
            ("a poll", post.poll),
            ("something attached", post.attachments),
            ("a quoted post", post.quote),
            ("a link", post.link),
        )
        if there
    ]
    return listed(parts) or "no words"


def _delivery(entry: Entry, width: int) -> list[Line]:
    word = _WORDS.get(entry.delivery)
    if not word:
        return []
    role = Role.TROUBLE if entry.delivery is Delivery.NOT_SENT else Role.SOFT
    return [fit((Piece(word, role),), width)]
