"""A look at somebody, who may ask to follow me: who they say they are, and what they wrote last."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import DescendantFocus
from textual.message import Message

from connect_tui.domain.entry import Entry
from connect_tui.domain.people import Person, Profile
from connect_tui.domain.post import Post
from connect_tui.domain.sentences import long_time
from connect_tui.tui.actions import FOOTERS, Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import CursorMoved
from connect_tui.tui.render.names import addressees
from connect_tui.tui.render.person import ProfileRow
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.render.thread import PostRow
from connect_tui.tui.render.view import View
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Deeds, Part, Reasons
from connect_tui.tui.widgets.stream import Stream

_PATIENCE = 0.5
"""Seconds before it is said that something is being looked for."""


class Visitor(Struct, frozen=True):
    """Somebody to look at through an account; `asking` since when to follow me, where they do."""

    person: Person
    account: str
    asking: datetime | None = None

    @classmethod
    def of(cls, entry: Entry) -> "Visitor":
        """Who asks to follow me."""
        return cls(entry.people[0], entry.account.name, entry.since)

    @property
    def actions(self) -> tuple[Hint, ...]:
        """What the footer names."""
        return FOOTERS[Where.PERSON] if self.asking else (("choose", "open it"), *FOOTERS[Where.PERSON][2:])


class PersonPart(Part):
    """Shows what is known at once, and the rest when it comes."""

    where = Where.PERSON

    @dataclass
    class Met(Message, bubble=False):
        """What the server told; posted from the engine's thread."""

        profile: Profile | None
        posts: tuple[Post, ...]

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        super().__init__(desk.keymap, id="person")
        self._desk = desk
        self._visitor = visitor
        self._met = False
        self._stream = Stream(_choosing(desk), id="look")

    def compose(self) -> ComposeResult:
        """The person, and under them what they wrote."""
        yield self._stream

    def on_mount(self) -> None:
        """Show the name, and ask for the rest."""
        self._show(None, (), "")
        self._stream.focus()
        self.set_timer(_PATIENCE, self._still_looking)

        def told(profile: Profile | None, posts: tuple[Post, ...]) -> None:
            self.post_message(self.Met(profile, posts))

        self._desk.meet(self._visitor.account, self._visitor.person.id, told)

    def act(self, action: str) -> bool:
        """Move, answer, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Answer, or leave; enter opens a warning."""
        answers: Deeds = {
            "accept": lambda: self.screen.dismiss("accept"),
            "decline": lambda: self.screen.dismiss("decline"),
        }
        return {
            **(answers if self._visitor.asking else {}),
            "choose": self._uncover,
            "person": lambda: self.screen.dismiss("person"),
            "cancel": lambda: self.screen.dismiss(""),
        }

    def reasons(self) -> Reasons:
        """Enter opens warnings, and does nothing else."""
        return {"choose": lambda: "" if self._covered() else "There is nothing to open here."}

    def _covered(self) -> Post | None:
        row = self._stream.row
        return row.post if isinstance(row, PostRow) and cover_of(row.post) else None

    def on_person_part_met(self, message: Met) -> None:
        """Show all of it."""
        self._met = True
        nothing = "" if message.posts else "There is nothing of theirs to read here."
        self._show(message.profile, message.posts, nothing)

    def _still_looking(self) -> None:
        if not self._met:
            self._show(None, (), "looking…")

    def _uncover(self) -> None:
        if (post := self._covered()) is not None:
            opened = self._stream.view.opened ^ {post.uri}
            self._stream.view = replace(self._stream.view, opened=opened)

    def _show(self, profile: Profile | None, posts: tuple[Post, ...], sentence: str) -> None:
        visitor, why = self._visitor, ""
        if visitor.asking:
            when = long_time(visitor.asking, self._desk.clock())
            why = f"asked to follow you on {visitor.account}, {when}"
        rows: list[Row] = [ProfileRow(profile or Profile(visitor.person), why)]
        if sentence:
            rows.append(LineRow("none", sentence))
        me = self._desk.me
        self._stream.show_rows([*rows, *(PostRow(post, addressees(post, None, me)) for post in posts)])


class Look(Sheet[str]):
    """Answers “accept” or “decline”, “person” for what else can be done about them; or nothing."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        super().__init__()
        self._desk = desk
        self._visitor = visitor

    def compose(self) -> ComposeResult:
        """The person over the keys."""
        with Vertical(classes="sheet"):
            yield PersonPart(self._desk, self._visitor)
            yield Footer(self._desk.keymap, id="footer")

    @on(DescendantFocus)
    @on(CursorMoved)
    def _name_keys(self) -> None:
        self.query_one(Footer).offer(self.query_one(PersonPart), self._visitor.actions)


def _choosing(desk: Desk) -> View:
    """Here the key that chooses opens warnings."""
    view = desk.view()
    return replace(view, keys={**view.keys, "warning": view.key("choose")})
