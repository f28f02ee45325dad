"""A look at somebody who asks to follow me: who they say they are, and what they wrote last."""

from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from connect_tui.domain.entry import Entry
from connect_tui.domain.people import Profile
from connect_tui.domain.post import Post
from connect_tui.domain.sentences import long_time
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.person import ProfileRow
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.render.thread import PostRow
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_PATIENCE = 0.5
"""Seconds before it is said that something is being looked for."""


class PersonPart(Part):
    """Shows what is known at once, and the rest when it comes."""

    where = Where.PERSON

    @dataclass
    class Met(Message, bubble=False):
        """What the server told; posted from the engine's thread."""

        profile: Profile | None
        posts: tuple[Post, ...]

    def __init__(self, desk: Desk, entry: Entry) -> None:
        super().__init__(desk.keymap, id="person")
        self._desk = desk
        self._entry = entry
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
        person = self._entry.people[0]

        def told(profile: Profile | None, posts: tuple[Post, ...]) -> None:
            self.post_message(self.Met(profile, posts))

        self._desk.meet(self._entry.account.name, person.id, told)

    def act(self, action: str) -> bool:
        """Move, answer, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Answer, or leave; enter opens a warning."""
        return {
            "accept": lambda: self.screen.dismiss("accept"),
            "decline": lambda: self.screen.dismiss("decline"),
            "choose": self._uncover,
            "cancel": lambda: self.screen.dismiss(""),
        }

    def on_person_part_met(self, message: Met) -> None:
        """Show all of it."""
        self._met = True
        nothing = "" if message.posts else "There is nothing of theirs to read here."
        self._show(message.profile, message.posts, nothing)

    def _still_looking(self) -> None:
        if not self._met:
            self._show(None, (), "looking…")

    def _uncover(self) -> None:
        row = self._stream.row
        if isinstance(row, PostRow) and cover_of(row.post):
            opened = self._stream.view.opened ^ {row.post.uri}
            self._stream.view = replace(self._stream.view, opened=opened)

    def _show(self, profile: Profile | None, posts: tuple[Post, ...], sentence: str) -> None:
        when = long_time(self._entry.since, self._desk.clock())
        asked = f"asked to follow you on {self._entry.account.name}, {when}"
        rows: list[Row] = [ProfileRow(profile or Profile(self._entry.people[0]), asked)]
        if sentence:
            rows.append(LineRow("none", sentence))
        self._stream.show_rows([*rows, *(PostRow(post) for post in posts)])


class Look(ModalScreen[str]):
    """Answers “accept” or “decline”; empty where neither was said."""

    def __init__(self, desk: Desk, entry: Entry) -> None:
        super().__init__()
        self._desk = desk
        self._entry = entry

    def compose(self) -> ComposeResult:
        """The person over the keys."""
        with Vertical(classes="sheet"):
            yield PersonPart(self._desk, self._entry)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_keys(Where.PERSON)


def _choosing(desk: Desk) -> View:
    """Here the key that chooses opens warnings."""
    view = desk.view()
    return replace(view, keys={**view.keys, "warning": view.key("choose")})
