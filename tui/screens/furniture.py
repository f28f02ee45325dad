"""The parts of the room, and which of them stand where."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.screens.beside import Beside
from connect_tui.tui.screens.inbox import InboxPart
from connect_tui.tui.screens.sheet import LOW, height_class
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.ground import BareColumn, BareRow, ground
from connect_tui.tui.widgets.part import Part
from connect_tui.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    # Imported when the room is furnished: the first frame does without.
    from connect_tui.tui.screens.answering import AnsweringPart
    from connect_tui.tui.screens.conversation import ConversationPart
    from connect_tui.tui.screens.finding import FindingPart
    from connect_tui.tui.screens.shelf import ShelfPart

WIDE = 110
"""Columns from which on a conversation stands beside the inbox."""
TALKING, SHELF, FINDING, ANSWERING = "-talking", "-shelf", "-finding", "-answering"
"""What stands in the place of the inbox, as classes of the room: its styles show one part and hide others."""
ALONE, BESIDE = "-narrow", "-wide"
"""Whether a conversation stands in the place of the list, or beside it."""


class Furniture(Screen[None]):
    """It begins with the inbox alone; `furnish` brings the other parts in."""

    shelf: "ShelfPart"
    talk: "ConversationPart"
    answering: "AnsweringPart"
    finding: "FindingPart"

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 # Textual reads it so
        (0, ALONE),
        (WIDE, BESIDE),
    ]
    VERTICAL_BREAKPOINTS = LOW

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        if desk.settings.plain:
            self.HORIZONTAL_BREAKPOINTS = [(0, ALONE)]
        self._desk = desk
        self.inbox = InboxPart(desk)
        self.status = StatusLine(id="status")
        self.beside = Beside(self)
        self.furnished = False
        self._furnishing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Inbox, and room for a conversation, over the quiet line and the footer."""
        size = self.app.size
        self.add_class(BESIDE if self.has_room(size) else ALONE, height_class(size.height), update=False)
        with BareRow(id="room"):
            yield self.inbox
            yield BareColumn(id="beside")
        yield self.status
        yield Footer(self._desk.keymap, id="footer")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing but the ground."""
        return ground(self, crop)

    async def furnish(self) -> None:
        """Bring in what the first frame does not need, once."""
        async with self._furnishing:
            if not self.furnished:
                await self._bring_in()
                self.furnished = True
                if self.is_wide:
                    self.beside.show()

    async def _bring_in(self) -> None:
        from connect_tui.tui.screens.answering import AnsweringPart
        from connect_tui.tui.screens.conversation import ConversationPart
        from connect_tui.tui.screens.finding import FindingPart
        from connect_tui.tui.screens.shelf import ShelfPart

        self.shelf = ShelfPart(self._desk)
        self.talk = ConversationPart(self._desk)
        self.answering = AnsweringPart(self._desk)
        self.finding = FindingPart(self._desk)
        await self.query_one("#room").mount(self.shelf, self.finding, self.answering, after=self.inbox)
        await self.query_one("#beside").mount(self.talk)

    @property
    def is_wide(self) -> bool:
        """Whether a conversation stands beside the list, and not in its place."""
        return self.has_class(BESIDE)

    @property
    def shows_talk(self) -> bool:
        """Whether somebody opened the conversation that stands there."""
        return self.has_class(TALKING)

    @property
    def shows_shelf(self) -> bool:
        """Whether what is put away stands in the place of the inbox."""
        return self.has_class(SHELF)

    @property
    def shows_finding(self) -> bool:
        """Whether what was found stands in the place of the inbox."""
        return self.has_class(FINDING)

    @property
    def shows_answering(self) -> bool:
        """Whether one answers one after another, in the place of everything."""
        return self.has_class(ANSWERING)

    @property
    def conversations(self) -> "Sequence[ConversationPart | AnsweringPart]":
        """The parts that show one, as soon as they are there."""
        return (self.talk, self.answering) if self.furnished else ()

    @property
    def listing(self) -> "InboxPart | ShelfPart | FindingPart":
        """The list that stands there: the inbox, or what stands in its place."""
        if self.shows_finding:
            return self.finding
        return self.shelf if self.shows_shelf else self.inbox

    def put(self, *classes: str, without: Sequence[str] = ()) -> None:
        """Change what stands where. The columns alone are styled by that: to style anew what is in them, as
        Textual does, is as much work as all the rest of the key.
        """
        self.remove_class(*without, update=False)
        self.add_class(*classes, update=False)
        self.app.stylesheet.update_nodes(self.query_one("#room").children)

    def where(self) -> Where:
        """The part of the screen in which one is."""
        return self.here().where

    def here(self) -> Part:
        """The part in which one is."""
        if not self.furnished:
            return self.inbox
        inner: tuple[Part, ...] = (self.talk.composer, self.answering.composer)
        outer: tuple[Part, ...] = (self.talk, self.answering, self.finding, self.shelf)
        return next((part for part in (*inner, *outer) if part.has_focus_within), self.inbox)

    def on_resize(self, event: Resize) -> None:
        """From narrow to wide there is suddenly room beside the inbox. What stands where is settled before
        Textual lays it out: left to itself, it does so as before, styles everything anew, and does it again.
        """
        if self.has_room(event.size) is not self.is_wide:
            now, before = (BESIDE, ALONE) if self.has_room(event.size) else (ALONE, BESIDE)
            self.put(now, without=(before,))
        if self.is_wide and self.furnished and not self.talk.uri:
            self.beside.show()

    def has_room(self, size: Size) -> bool:
        """Whether a conversation finds room beside the list on a screen of this size."""
        return size.width >= WIDE and not self._desk.settings.plain

    def tick(self) -> None:
        """Time has passed, or who I am has changed: what is shown may read differently."""
        self._desk.save_again()
        self.inbox.tick()
        for part in (self.shelf, self.finding, self.talk, self.answering) if self.furnished else ():
            part.tick()
