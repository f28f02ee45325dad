"""What is put off, done or muted, and what I wrote and did not send, where all of it can be taken back."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.store.relations import Hidden
from connect_tui.sync.marked import Marked
from connect_tui.tui.actions import Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Back, Opened, Say, Talk, Write
from connect_tui.tui.render.found import PersonRow
from connect_tui.tui.render.names import listed, name_of
from connect_tui.tui.render.pieces import safe_line
from connect_tui.tui.render.rows import LineRow, Row, TitleRow
from connect_tui.tui.render.shelf import DraftRow, as_marked, key_of, marked_row
from connect_tui.tui.screens.choice import Choice
from connect_tui.tui.screens.marks import MarkDeeds, report, who
from connect_tui.tui.screens.people import PeopleDeeds
from connect_tui.tui.screens.posts import PostDeeds, covered
from connect_tui.tui.screens.roompart import RoomPart
from connect_tui.tui.widgets.part import Deeds, Reasons

DRAFTS = "drafts"
TITLES = {
    MarkKind.LATER.value: "Put off",
    MarkKind.DONE.value: "Done",
    MarkKind.MUTED.value: "Muted",
    DRAFTS: "Drafts and what was not sent",
}
"""The lists there are: of what has a mark of a kind, and of drafts."""
_NONE = {
    MarkKind.LATER.value: "Nothing is put off.",
    MarkKind.DONE.value: "Nothing is marked as done.",
    MarkKind.MUTED.value: "No conversation is muted.",
    DRAFTS: "Nothing is begun, and everything was sent.",
}
_NO_LONGER = {
    MarkKind.LATER: "no longer put off",
    MarkKind.DONE: "no longer done",
    MarkKind.MUTED: "conversation no longer muted",
}
_ARRIVED = (
    ("write", "Not yet: write on"),
    ("arrived", "Yes, it is there: let go of the draft"),
    ("again", "No: send it again"),
)
_NOT_SEEN = "Your post is not to be found here, so the parts after it cannot follow it: they are kept."
_PUT_OFF: tuple[Hint, ...] = ("open", "done", ("later", "another time"), "lift", "back")
"""What the footer names on something that is put off."""
_DRAFT: tuple[Hint, ...] = (("open", "write on"), ("lift", "throw away"), "shelf", "undo", "back")
_PERSON: tuple[Hint, ...] = (("person", "take it back"), "shelf", "undo", "back")
"""What it names on somebody who is muted or blocked."""
_NOTHING: tuple[Hint, ...] = ("shelf", "undo", "back")


class ShelfPart(RoomPart):
    """Shows one of the lists at a time, in the place of the inbox."""

    where = Where.SHELF

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "put-away", id="shelf")
        self._kind = MarkKind.LATER.value
        self._marked: dict[str, Marked] = {}
        self._posts = PostDeeds(desk, self.stream, self._post, self._say)
        self._marks = MarkDeeds(desk, self, self.entry, self._uri)
        self._people = PeopleDeeds(desk, self, self.entry, self._person, self._say)

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.stream

    def show(self, kind: str) -> None:
        """Show this list from its beginning."""
        self._kind = kind
        self.stream.show_rows([])
        self.reload()
        self.stream.focus()

    def reload(self) -> None:
        """Read the list anew."""
        rows = self._draft_rows() if self._kind == DRAFTS else self._marked_rows(MarkKind(self._kind))
        title = TitleRow("title", TITLES[self._kind])
        hidden = self._hidden_rows() if self._kind == MarkKind.MUTED.value else ()
        self.stream.show_rows([title, *(rows or [LineRow("none", _NONE[self._kind])]), *hidden])

    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        marked = self._marked.get(self.stream.cursor)
        return as_marked(marked) if marked else None

    def deeds(self) -> Deeds:
        """What can be done here."""
        return {
            **super().deeds(),
            **self._posts.deeds(),
            **self._marks.deeds(),
            **self._people.deeds(),
            "open": lambda: self._talk(write=False),
            "reply": lambda: self._talk(write=True),
            "warnings": lambda: self._posts.uncover(
                covered(m.entry.post for m in self._marked.values() if m.entry and m.entry.post)
            ),
            "back": lambda: self.post_message(Back()),
            "lift": self._lift,
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            **self._posts.reasons(),
            **self._marks.reasons(),
            **self._people.reasons(),
            "open": lambda: self._why_nothing("open"),
            "reply": lambda: self._why_nothing("answer"),
            "lift": self._why_no_lift,
        }

    def _why_nothing(self, verb: str) -> str:
        entry = self.entry()
        if verb == "open" and self._hidden() is not None:
            return ""
        here = self._draft() is not None or (entry is not None and entry.post is not None)
        return "" if here else f"There is nothing to {verb} here."

    def _why_no_lift(self) -> str:
        here = self._draft() is not None or self.stream.cursor in self._marked
        return "" if here or self._hidden() is not None else "There is nothing to take back here."

    def hints(self) -> Sequence[Hint]:
        """What fits the list; what is put off can have another time."""
        if self._draft() is not None:
            return _DRAFT
        if self._hidden() is not None:
            return _PERSON
        if self.stream.cursor not in self._marked:
            return _NOTHING
        return _PUT_OFF if self._kind == MarkKind.LATER.value else super().hints()

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        message.stop()
        self._talk(write=False)

    def _talk(self, *, write: bool) -> None:
        draft, entry = self._draft(), self.entry()
        if self._hidden() is not None:
            self.act("person")
        elif draft is not None:
            self._go_on(draft)
        elif entry is not None and entry.post is not None:
            self.post_message(Talk((entry.reply_to or entry.post).uri, entry.account.name, write))

    def _go_on(self, draft: Draft) -> None:
        """Write on; what is on its way is taken back first, if it can be."""
        if draft.state is DraftState.WRITING:
            self.post_message(Write(draft))
        elif draft.state is DraftState.UNSURE:
            # Only who looks at the network can tell; a wrong guess loses it or doubles it.
            self.app.push_screen(
                Choice(self._desk, "Nobody could tell whether it was sent. Did it arrive?", _ARRIVED),
                lambda answer: self._settle(draft, answer),
            )
        else:
            self._write_on(draft)

    def _settle(self, draft: Draft, answer: str | None) -> None:
        """What is to become of what was perhaps sent."""
        if answer == "write":
            self._write_on(draft)
        elif answer == "arrived":
            report(self._desk.arrived(draft.key), self, lambda done: None if done else Say(_NOT_SEEN))
            self._desk.refresh()
        elif answer == "again":
            self._desk.send([draft])
            self._say("It is sent once more.")

    def _write_on(self, draft: Draft) -> None:
        report(
            self._desk.take_back(draft.key),
            self,
            lambda taken: Write(draft) if taken else Say("It is leaving just now."),
        )

    def _lift(self) -> None:
        draft, marked = self._draft(), self._marked.get(self.stream.cursor)
        if self._hidden() is not None:
            self.act("person")
        elif draft is not None:
            answers = [("no", "No, keep it"), ("yes", "Yes, throw it away")]
            self.app.push_screen(
                Choice(self._desk, "Throw this draft away?", answers),
                lambda answer: self._drop(draft, answer),
            )
        elif marked is not None:
            number = marked.number
            uri = min(marked.mark.posts)
            job = self._desk.unmute(uri) if number is None else self._desk.lift(number)
            report(
                job,
                self,
                lambda lifted: Say(self._lifted(marked) if lifted else "It is not marked any more."),
            )

    def _lifted(self, marked: Marked) -> str:
        entry = as_marked(marked)
        people = f"{who(entry)}: " if entry else ""
        return f"{people}{_NO_LONGER[marked.mark.kind]}." + self._desk.way_back("that")

    def _drop(self, draft: Draft, answer: str | None) -> None:
        if answer == "yes":
            self._desk.drop(draft.key)
            self._say("The draft is gone.")

    def _marked_rows(self, kind: MarkKind) -> Sequence[Row]:
        found = self._desk.reader.marked(kind)
        self._marked = {key_of(marked): marked for marked in found}
        now = self._desk.clock()
        return [marked_row(marked, now) for marked in self._marked.values()]

    def _hidden_rows(self) -> Sequence[Row]:
        """Those whom I muted or blocked, with where."""
        rows = [PersonRow(hidden.person, note=_where(hidden)) for hidden in self._desk.reader.hidden_people()]
        return [TitleRow("people", "People you muted or blocked"), *rows] if rows else ()

    def _draft_rows(self) -> Sequence[Row]:
        self._marked = {}
        return [DraftRow(draft, self._to(draft)) for draft in self._desk.reader.drafts()]

    def _to(self, draft: Draft) -> str:
        conversation = self._desk.reader.conversation(draft.answers) if draft.answers else None
        post = conversation.by_uri.get(draft.answers) if conversation else None
        if post is not None:
            return name_of(post.author, self._desk.me)
        return "somebody who is not here" if draft.answers else ""

    def _draft(self) -> Draft | None:
        row = self.stream.row
        return row.draft if isinstance(row, DraftRow) else None

    def _post(self) -> Post | None:
        entry = self.entry()
        return entry.post if entry else None

    def _person(self) -> Person | None:
        post = self._post()
        return post.author if post else self._hidden()

    def _hidden(self) -> Person | None:
        """Who is muted or blocked, under the cursor."""
        row = self.stream.row
        return row.person if isinstance(row, PersonRow) else None

    def _uri(self) -> str:
        marked = self._marked.get(self.stream.cursor)
        return min(marked.mark.posts, default="") if marked else ""


def _where(hidden: Hidden) -> str:
    """What hides somebody, and where."""
    found = (("blocked", hidden.blocked), ("muted", hidden.muted))
    return ", ".join(f"{what} on {listed([safe_line(n) for n in names])}" for what, names in found if names)
