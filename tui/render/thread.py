"""A conversation as rows: who answers whom in words and by a quiet rail, and where something is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.tui.render.beside import beside_lines
from connect_tui.tui.render.names import VISIBILITIES, addressees, listed, name_of
from connect_tui.tui.render.pieces import (
    NOTHING,
    Line,
    Piece,
    Role,
    Shape,
    cells_of,
    fit,
    safe_line,
    spread,
    width_of,
)
from connect_tui.tui.render.post import body_lines
from connect_tui.tui.render.rows import Row, absent, behind_bar
from connect_tui.tui.render.times import said_at
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap, wrap_with

_WIDE, _WIDE_RAILS, _NARROW_RAILS = 60, 4, 2
_DELIVERY = {
    DraftState.QUEUED: "sending",
    DraftState.SENDING: "sending",
    DraftState.UNSURE: "perhaps sent",
    DraftState.FAILED: "not sent",
}


class PostRow(Struct, frozen=True):
    """One post: under the rails of what it answers, its author and whom it speaks to, then its words.

    `to` names whom it speaks to. `account`, with which it is seen, and `place`, who can read it, are what
    only its beginning says. `below` is the depth of the rail that goes on below it.
    """

    post: Post
    to: str = ""
    parent: Post | None = None
    depth: int = 0
    place: str = ""
    boosters: tuple[Person, ...] = ()
    below: int = 0
    account: str = ""

    selectable = True

    @property
    def key(self) -> str:
        """The post's own name."""
        return self.post.uri

    def lines(self, view: View) -> Iterator[Line]:
        """The post and an empty line that carries its rail."""
        rail = rail_of(self.depth, view.width)
        inner = replace(view, width=max(1, view.width - 1 - len(rail)))
        return railed(self._said(inner), rail, self.below, view)

    def _said(self, view: View) -> Iterator[Line]:
        yield self._head(view)
        yield from body_lines(self.post, view)
        if self.boosters:
            names = listed([name_of(person, view.me) for person in self.boosters], 2)
            yield fit((Piece(f"boosted by {names}", Role.SOFT),), view.width)

    def _head(self, view: View) -> Line:
        post = self.post
        behind: list[Piece] = []
        if post.author.automated:
            behind.append(Piece(", automated", Role.SOFT))
        if self.parent is not None and self.parent.author.key == post.author.key:
            behind.append(Piece(" go on" if post.author.key in view.me else " goes on", Role.SOFT))
        elif self.to:
            behind += [Piece(" to " if view.plain else " → ", Role.SOFT), Piece(self.to, Role.PEOPLE)]
        changed = "edited" if post.edited else ""
        right = [
            part
            for part in (
                self.account and view.account(self.account),
                self.place,
                changed,
                said_at(post.time, view.now),
            )
            if part
        ]
        where = Piece(" · ".join(right), Role.SOFT)
        room = view.width - 2 - cells_of(where.text)
        name = Piece(name_of(post.author, view.me), Role.PEOPLE, Shape.STRONG)
        # A long name leaves room for whom it speaks to.
        (name,) = fit((name,), max(room // 2, room - width_of(behind))) or (name,)
        return spread((name, *behind), (where,), view.width)


class GapRow(Struct, frozen=True):
    """A post is answered that is not here."""

    below: str
    depth: int = 0

    selectable = True

    @property
    def key(self) -> str:
        """Named for the post under the gap."""
        return f"gap:{self.below}"

    def lines(self, view: View) -> Iterator[Line]:
        """One line that says so, and how to fetch it."""
        rail = rail_of(self.depth, view.width)
        hint = f"{view.key('fetch')} fetches it"
        lines = absent("a post is missing here", hint, view.width - 1 - len(rail))
        return railed(lines, rail, self.depth, view)


class HiddenRow(Struct, frozen=True):
    """Posts that I do not want to see; only why is said. `several` follow one another."""

    post: str
    why: str
    depth: int = 0
    below: int = 0
    several: bool = False

    selectable = False

    @property
    def key(self) -> str:
        """Named for the first of the posts."""
        return f"hidden:{self.post}"

    def lines(self, view: View) -> Iterator[Line]:
        """One line that says why."""
        rail = rail_of(self.depth, view.width)
        what = "posts" if self.several else "a post"
        lines = absent(f"{what} {self.why}", "", view.width - 1 - len(rail))
        return railed(lines, rail, self.below, view)


class PendingRow(Struct, frozen=True):
    """What I wrote and the server does not have yet."""

    draft: Draft
    to: str = ""
    depth: int = 0
    below: int = 0

    selectable = True

    @property
    def key(self) -> str:
        """The draft's own name."""
        return f"draft:{self.draft.key}"

    def lines(self, view: View) -> Iterator[Line]:
        """My words, and what has become of them."""
        rail = rail_of(self.depth, view.width)
        width = max(1, view.width - 1 - len(rail))
        trouble = self.draft.state in (DraftState.FAILED, DraftState.UNSURE)
        left = [Piece("you", Role.PEOPLE, Shape.STRONG)]
        if self.draft.edits:
            left.append(Piece(", changing this", Role.SOFT))
        elif self.to and not self.draft.follows:
            left += [Piece(" to " if view.plain else " → ", Role.SOFT), Piece(self.to, Role.PEOPLE)]
        word = _DELIVERY.get(self.draft.state, "draft")
        if self.draft.state is DraftState.QUEUED:
            word += f" · {view.key('undo')} takes it back"
        state = Piece(word, Role.TROUBLE if trouble else Role.ACCENT)
        rows = [spread(tuple(left), (state,), width)]
        if self.draft.warning:
            rows += wrap([Piece(f"Warning: {safe_line(self.draft.warning)}", Role.SOFT)], width)
        rows += wrap([Piece(self.draft.text)], width)
        rows += [fit(line, width) for line in beside_lines(self.draft)]
        if trouble:
            why = safe_line(self.draft.problem) or "The network did not take it."
            hint = Piece(f"{view.key('reply')} looks at it again", Role.SOFT)
            rows += wrap_with([Piece(why, Role.TROUBLE)], hint, width)
        return railed(rows, rail, self.below, view)


def rail_of(depth: int, width: int) -> str:
    """One line of rail for each post above; deep ones fold, so that words keep their room."""
    most = _WIDE_RAILS if width >= _WIDE else _NARROW_RAILS
    return "│ " * depth if depth <= most else "│ " * (most - 1) + "┊ "


def railed(lines: Iterable[Line], rail: str, below: int, view: View) -> Iterator[Line]:
    """The lines behind bar and rail, and a line below them with the rail that goes on."""
    rails = (Piece(rail, Role.RAIL),) if rail and not view.plain else ()
    space = rail_of(below, view.width) if not view.plain else ""
    after: Line = fit((Piece(" "), Piece(space, Role.RAIL)), view.width) if space else NOTHING
    yield from behind_bar(((*rails, *line) for line in lines), view)
    yield after


ThreadRow = PostRow | GapRow | HiddenRow | PendingRow
"""What a conversation is made of."""


def conversation_rows(
    conversation: Conversation,
    drafts: Sequence[Draft],
    me: frozenset[str],
    hidden: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """The rows of a conversation in reading order; a direct one by time and without rails. `hidden` says of
    the posts that are not to be seen why, by URI.
    """
    if conversation.top.direct:
        return tuple(_joined(_letters(conversation, drafts, me, hidden or {})))
    rows = list(_joined(_tree(conversation, drafts, me, hidden or {})))
    for index, (row, after) in enumerate(pairwise(rows)):
        if not isinstance(row, GapRow):
            rows[index] = replace(row, below=min(row.depth, after.depth))
    return tuple(rows)


def _joined(rows: Iterable[ThreadRow]) -> Iterator[ThreadRow]:
    """The rows, with one for all hidden posts that follow one another for the same reason."""
    kept: HiddenRow | None = None
    for row in rows:
        if kept is not None and isinstance(row, HiddenRow) and (row.why, row.depth) == (kept.why, kept.depth):
            kept = replace(kept, several=True)
            continue
        if kept is not None:
            yield kept
        kept = row if isinstance(row, HiddenRow) else None
        if kept is None:
            yield row
    if kept is not None:
        yield kept


def _tree(
    conversation: Conversation, drafts: Sequence[Draft], me: frozenset[str], hidden: Mapping[str, str]
) -> Iterator[ThreadRow]:
    depths: dict[str, int] = {}
    called = _called(conversation)
    boosters = _boosters(conversation)
    for post in conversation.posts:
        parent = conversation.parent(post.uri)
        missing = post.uri in conversation.gaps
        depth = depths[parent.uri] + 1 if parent is not None else int(missing)
        depths[post.uri] = depth
        if missing:
            yield GapRow(post.uri)
        if post.uri in hidden:
            yield HiddenRow(post.uri, hidden[post.uri], depth)
        else:
            by = tuple(boosters.get(post.uri, ()))
            account = post.id.account if parent is None else ""
            to = addressees(post, parent, me, called)
            yield PostRow(post, to, parent, depth, _place(post, parent), by, account=account)
        for draft in drafts:
            if draft.answers == post.uri:
                yield PendingRow(draft, name_of(post.author, me), depth + 1)


def _letters(
    conversation: Conversation, drafts: Sequence[Draft], me: frozenset[str], hidden: Mapping[str, str]
) -> Iterator[ThreadRow]:
    called = _called(conversation)
    if conversation.gap:
        yield GapRow(conversation.uri)
    for post in sorted(conversation.posts, key=lambda post: (post.time, post.uri)):
        if post.uri in hidden:
            yield HiddenRow(post.uri, hidden[post.uri])
        else:
            before = conversation.top if post is not conversation.top else None
            account = post.id.account if before is None else ""
            to = addressees(post, None, me, called)
            yield PostRow(post, to, place=_place(post, before), account=account)
    yield from (PendingRow(draft) for draft in drafts)


def _called(conversation: Conversation) -> dict[str, str]:
    """The names of those who speak here, by their handle keys."""
    return {post.author.key: post.author.name for post in conversation.posts}


def _boosters(conversation: Conversation) -> dict[str, list[Person]]:
    """Who boosted which post, by URI."""
    found: dict[str, list[Person]] = {}
    for boost in conversation.boosts:
        found.setdefault(boost.uri, []).append(boost.by)
    return found


def _place(post: Post, parent: Post | None) -> str:
    """Who can read it, where a conversation begins or where that changes."""
    changed = parent is None or post.visibility is not parent.visibility
    return VISIBILITIES[post.visibility] if changed else ""
