"""What is put away: conversations with a mark, and what I wrote and did not send."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.sentences import long_time
from connect_tui.sync.marked import Marked
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.names import listed
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, fit, safe_line, spread
from connect_tui.tui.render.rows import LineRow, Row, barred
from connect_tui.tui.render.times import coming, said_at
from connect_tui.tui.render.view import View
from connect_tui.tui.render.wrap import wrap

_LINES, _FULL = 2, 12


def key_of(marked: Marked) -> str:
    """What names the row of something marked."""
    if marked.entry is not None:
        return marked.entry.uri
    return f"mark:{marked.number}"


def as_marked(marked: Marked) -> Entry | None:
    """The entry by what was addressed to me when it was marked: that is what it was marked for."""
    entry = marked.entry
    if entry is None or entry.conversation is None:
        return entry
    found = [
        post for post in entry.conversation.posts if post.uri in marked.mark.addressed and not post.deleted
    ]
    if not found:
        return entry
    found.sort(key=lambda post: (post.time, post.uri), reverse=True)
    people = {post.author.key: post.author for post in found}
    return replace(entry, post=found[0], reply_to=None, people=tuple(people.values()), spoke_last=False)


def marked_row(marked: Marked, now: datetime) -> Row:
    """A conversation with when it was marked, or until when; where it is not here, that alone."""
    note = _note(marked, now)
    if (entry := as_marked(marked)) is not None:
        return EntryRow(entry, note)
    return LineRow(key_of(marked), f"A conversation that is not here: {note}.", True)


def _note(marked: Marked, now: datetime) -> str:
    mark = marked.mark
    if mark.kind is MarkKind.LATER and mark.until is not None:
        return f"put off until {coming(mark.until, now)}"
    if mark.kind is MarkKind.DONE:
        return f"done {long_time(mark.made, now)}"
    where = f" on {listed([safe_line(name) for name in marked.servers])}" if marked.servers else ""
    return f"muted{where}" + (f", {long_time(mark.made, now)}" if marked.number is not None else "")


class DraftRow(Struct, frozen=True):
    """Something that I wrote: to whom, what has become of it, and its words."""

    draft: Draft
    to: str

    selectable = True

    @property
    def key(self) -> str:
        """The draft's own name."""
        return f"draft:{self.draft.key}"

    def lines(self, view: View) -> list[Line]:
        """Under the cursor its words stand in full, and what stood in the way."""
        draft, width = self.draft, view.width - 1
        who = Piece(f"To {self.to}" if self.to else "Something new", Role.PEOPLE, Shape.STRONG)
        when = f"{view.account(draft.account)} · {said_at(draft.changed, view.now)}"
        words = wrap([Piece(" ".join(draft.text.split()))], width)
        most = _FULL if view.selected else _LINES
        if len(words) > most:
            words = [*words[: most - 1], fit((*words[most - 1], Piece(" …", Role.SOFT)), width)]
        state = (self._state(view),)
        said = wrap(state, width)[:_FULL] if view.selected else [fit(state, width)]
        head = spread((who,), (Piece(when, Role.SOFT),), width)
        return [*barred([head, *said, *words], view), NOTHING]

    def _state(self, view: View) -> Piece:
        problem = safe_line(self.draft.problem)
        match self.draft.state:
            case DraftState.FAILED:
                return Piece(f"not sent: {problem or 'the network did not take it'}", Role.TROUBLE)
            case DraftState.UNSURE:
                return Piece(f"perhaps sent: {problem or 'look before you send it again'}", Role.TROUBLE)
            case DraftState.QUEUED:
                return Piece(f"sending · {view.key('undo')} takes it back", Role.SOFT)
            case DraftState.SENDING:
                return Piece("sending", Role.SOFT)
            case _:
                return Piece("a draft", Role.SOFT)
