"""The one room that everything happens in: the inbox, and beside it or in its place a conversation."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.timer import Timer

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.errors import StoreError
from connect_tui.sync.events import Event
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import (
    Answer,
    Back,
    CursorMoved,
    Drafts,
    Find,
    Jump,
    Left,
    OtherKeys,
    Say,
    Shelf,
    Shown,
    Stayed,
    Step,
    TakeBack,
    TakenBack,
    Talk,
    Write,
)
from connect_tui.tui.screens.inbox import InboxPart
from connect_tui.tui.screens.marks import report
from connect_tui.tui.screens.sheet import LOW
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Part
from connect_tui.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    # Imported when the room is furnished: the first frame does without.
    from connect_tui.tui.screens.answering import AnsweringPart
    from connect_tui.tui.screens.commands import Command
    from connect_tui.tui.screens.conversation import ConversationPart
    from connect_tui.tui.screens.finding import FindingPart
    from connect_tui.tui.screens.hearing import Hearing
    from connect_tui.tui.screens.jump import Target
    from connect_tui.tui.screens.shelf import ShelfPart

WIDE = 110
"""Columns from which on a conversation stands beside the inbox."""
_TALKING, _SHELF, _FINDING, _ANSWERING = "-talking", "-shelf", "-finding", "-answering"
_PREVIEW_AFTER = 0.12
"""Seconds that the cursor rests before the conversation beside it follows."""


class Room(Screen[None]):
    """Lets the parts know what happened, and passes between them what they ask for.

    It begins with the inbox alone; `furnish` brings the other parts in.
    """

    shelf: "ShelfPart"
    talk: "ConversationPart"
    answering: "AnsweringPart"
    finding: "FindingPart"
    _hearing: "Hearing"

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 # Textual reads it so
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = LOW

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        if desk.settings.plain:
            self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow")]
        self._desk = desk
        self.inbox = InboxPart(desk)
        self.status = StatusLine(id="status")
        self._preview: Timer | None = None
        self.furnished = False
        self._furnishing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Inbox, and room for a conversation, over the quiet line and the footer."""
        with Horizontal(id="room"):
            yield self.inbox
            yield Vertical(id="beside")
        yield self.status
        yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Begin in the inbox."""
        self.inbox.stream.focus()
        self.set_interval(30, self.tick)
        self.call_after_refresh(self.post_message, Shown())

    async def furnish(self) -> None:
        """Bring in what the first frame does not need, once."""
        async with self._furnishing:
            if not self.furnished:
                await self._bring_in()
                self.furnished = True
                if self.has_class("-wide"):
                    self._show_beside()

    async def _bring_in(self) -> None:
        from connect_tui.tui.screens.answering import AnsweringPart
        from connect_tui.tui.screens.conversation import ConversationPart
        from connect_tui.tui.screens.finding import FindingPart
        from connect_tui.tui.screens.hearing import Hearing
        from connect_tui.tui.screens.shelf import ShelfPart

        self._hearing = Hearing(self, self._desk)
        self.shelf = ShelfPart(self._desk)
        self.talk = ConversationPart(self._desk)
        self.answering = AnsweringPart(self._desk)
        self.finding = FindingPart(self._desk)
        await self.query_one("#room").mount(self.shelf, self.finding, self.answering, after=self.inbox)
        await self.query_one("#beside").mount(self.talk)

    @property
    def shows_shelf(self) -> bool:
        """Whether what is put away stands in the place of the inbox."""
        return self.has_class(_SHELF)

    @property
    def shows_finding(self) -> bool:
        """Whether what was found stands in the place of the inbox."""
        return self.has_class(_FINDING)

    @property
    def shows_answering(self) -> bool:
        """Whether one answers one after another, in the place of everything."""
        return self.has_class(_ANSWERING)

    def heard(self, event: Event) -> None:
        """Sync says that something happened."""
        self._hearing.heard(event)

    def kept(self, unsent: frozenset[str]) -> None:
        """It is known what became of what I wrote; some drafts could not be handed over."""
        for part in (self.talk, self.answering):
            if unsent and part.uri:
                part.unsent(unsent)
        self._name_keys()

    def flush(self) -> None:
        """Have everything that is being written kept."""
        for part in (self.talk, self.answering) if self.furnished else ():
            part.composer.flush()
        # Where I stopped reading is worth keeping, and not worth staying for.
        with suppress(StoreError):
            self._end_reading()
            self.inbox.leave()

    def _end_reading(self) -> None:
        """What was on the screen of a conversation has been read."""
        for part in (self.talk, self.answering):
            part.end_reading()

    def act(self, action: str) -> None:
        """Do this where the cursor is."""
        self.here().act(action)

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

    @on(Talk)
    async def _talk(self, message: Talk) -> None:
        await self.furnish()
        self._stop_preview()
        self._end_answering()
        self.talk.show(message.uri, message.account)
        self.talk.begin_reading()
        self._desk.opened(message.uri)
        self._arrange(_TALKING)
        if message.write:
            self.call_after_refresh(self.talk.write)
        else:
            self.talk.stream.focus()

    @on(Back)
    def _back(self) -> None:
        """From a conversation to the list that it stands in, from there to the inbox."""
        self._end_reading()
        if self.shows_answering:
            self._end_answering()
        elif self.has_class(_TALKING) or self.talk.has_focus_within:
            self._arrange(without=(_TALKING,))
        else:
            self._arrange(without=(_FINDING if self.shows_finding else _SHELF,))
        self._list().stream.focus()

    def _arrange(self, *classes: str, without: Sequence[str] = ()) -> None:
        """Change what stands where. The columns alone are styled by that: to style anew what is in them, as
        Textual does, is as much work as all the rest of the key.
        """
        self.remove_class(*without, update=False)
        self.add_class(*classes, update=False)
        self.app.stylesheet.update_nodes(self.query_one("#room").children)

    def _list(self) -> "InboxPart | ShelfPart | FindingPart":
        if self.shows_finding:
            return self.finding
        return self.shelf if self.shows_shelf else self.inbox

    @on(Left)
    async def _left(self, message: Left) -> None:
        """It leaves the inbox at once, and so does what is shown of it."""
        await self.furnish()
        self.inbox.let_go(message.uri)
        if self.shows_answering:
            self.answering.leave(message.uri)
        elif self.talk.has_focus_within:
            self._back()

    @on(Stayed)
    def _stayed(self, message: Stayed) -> None:
        self.inbox.changed(frozenset({message.uri}))
        self.status.say("It was not marked: something has changed.")

    @on(TakeBack)
    def _take_back(self) -> None:
        drafts = self._desk.reader.drafts()
        leaving = frozenset(draft.key for draft in drafts if draft.state is DraftState.QUEUED)
        report(self._desk.undo(), self, lambda sentence: TakenBack(sentence, leaving))

    @on(TakenBack)
    async def _taken_back(self, message: TakenBack) -> None:
        await self.furnish()
        self.status.say(message.sentence or "There is nothing to take back.")
        drafts = (self._desk.reader.draft(key) for key in message.leaving)
        writing = next((draft for draft in drafts if draft and draft.state is DraftState.WRITING), None)
        if writing is not None:
            self.post_message(Write(writing))
        elif self.shows_answering:
            self.answering.back_again()
        elif self.inbox.has_focus_within:
            self.inbox.back_again()

    @on(Shelf)
    async def _ask_which(self) -> None:
        from connect_tui.tui.screens.choice import Choice
        from connect_tui.tui.screens.shelf import TITLES

        await self.furnish()
        answers = [(kind, title) for kind, title in TITLES.items()]
        self.app.push_screen(Choice(self._desk, "What do you want to see?", answers), self.put_away)

    def lists(self, here: Part) -> "Iterator[Command]":
        """The lists of what is put away, by name, for where one can go to them."""
        from connect_tui.tui.screens.commands import Command
        from connect_tui.tui.screens.shelf import TITLES

        for kind, title in TITLES.items() if self.furnished and "shelf" in here.deeds() else ():
            go = partial(self.put_away, kind)
            yield Command(f"list:{kind}", f"List: {title}", "where it can be taken back", "", go)

    def put_away(self, kind: str | None) -> None:
        """Show one of the lists of what is put away."""
        if kind:
            self._end_reading()
            self._end_answering()
            self._arrange(_SHELF, without=(_TALKING, _FINDING))
            self.shelf.show(kind)

    @on(Find)
    async def _find(self, message: Find) -> None:
        """Find something, in the place of the inbox."""
        await self.furnish()
        self._stop_preview()
        self._end_answering()
        self._arrange(_FINDING, without=(_TALKING,))
        self.finding.begin(message.text)

    @on(Step)
    def _step(self, message: Step) -> None:
        self.finding.step(message.steps)

    @on(Jump)
    async def _ask_where_to(self) -> None:
        from connect_tui.tui.screens.jump import JumpTo

        await self.furnish()
        self.app.push_screen(JumpTo(self._desk), self._jump)

    def _jump(self, target: "Target | None") -> None:
        """Show what somebody said, or the part of the inbox that was named."""
        if target is None:
            return
        if target.person is not None:
            self.post_message(Find(f"from:{target.person.handle}"))
            return
        self._end_answering()
        self._arrange(without=(_TALKING, _SHELF, _FINDING))
        self.inbox.look_at(target.circle, target.account)
        self.inbox.stream.focus()

    @on(Answer)
    async def _answer(self) -> None:
        await self.furnish()
        self.talk.lay_down()
        self._end_reading()
        if not self.answering.begin(self.inbox.sight):
            known = self._desk.reader.gathered
            self.status.say(self.inbox.sight.nobody if known else "Nothing has been gathered here yet.")
            return
        self._stop_preview()
        self._arrange(_ANSWERING, without=(_TALKING,))

    def _end_answering(self) -> None:
        if self.shows_answering:
            self.answering.lay_down()
            self._arrange(without=(_ANSWERING,))

    @on(Say)
    def _say(self, message: Say) -> None:
        self.status.say(message.sentence)

    @on(Write)
    async def _write(self, message: Write) -> None:
        """Something new; or a draft that was taken back, where it belongs."""
        await self.furnish()
        draft = message.draft
        if draft is not None and draft.answers and not message.alone and self.shows_answering:
            self.answering.take_up(draft)
        elif draft is not None and draft.edits and not message.alone:
            self.talk.show(draft.edits, draft.account)
            self._arrange(_TALKING)
            self.talk.change(draft)
        elif draft is not None and draft.answers and not message.alone and self._is_here(draft.answers):
            self.talk.show(draft.answers, draft.account)
            self.talk.begin_reading()
            self._arrange(_TALKING)
            self.talk.write(draft)
        else:
            self._new(draft)

    @on(CursorMoved)
    def _follow(self, message: CursorMoved) -> None:
        self._name_keys()
        self._stop_preview()
        if (
            message.stream in ("entries", "put-away", "found")
            and self.furnished
            and self.has_class("-wide")
            and not self.talk.composer.writing
        ):
            self._preview = self.set_timer(_PREVIEW_AFTER, self._show_beside)

    @on(DescendantFocus)
    @on(OtherKeys)
    def _name_keys(self) -> None:
        try:
            here = self.here()
            # What is said stands where one looks: above, while there is nothing below.
            self.set_class(here is self.inbox and self.inbox.blank, "-blank")
            hints = list(here.hints())
            if self.shows_finding and here is self.talk:
                hints.insert(1, "hit_next")
            self.query_one(Footer).offer(here, hints)
        except NoMatches:
            return

    def on_resize(self, event: Resize) -> None:
        """From narrow to wide there is suddenly room beside the inbox."""
        if (
            event.size.width >= WIDE
            and not self._desk.settings.plain
            and self.furnished
            and not self.talk.uri
        ):
            self._show_beside()

    def _is_here(self, uri: str) -> bool:
        """Whether this post can still be seen, and answered."""
        conversation = self._desk.reader.conversation(uri)
        post = conversation.by_uri.get(uri) if conversation else None
        return post is not None and not post.deleted

    @on(Drafts)
    async def _drafts(self) -> None:
        from connect_tui.tui.screens.shelf import DRAFTS

        await self.furnish()
        self.put_away(DRAFTS)

    def _new(self, draft: Draft | None) -> None:
        from connect_tui.tui.screens.letter import NewLetter

        entry = self._list().entry()
        preferred = entry.account.name if entry else ""
        self.app.push_screen(NewLetter(self._desk, draft, preferred))

    def _show_beside(self) -> None:
        if self.shows_finding:
            if (post := self.finding.post()) is not None and not self.talk.has_focus_within:
                self.talk.show(post.uri, post.id.account)
            return
        entry = self._list().entry()
        if entry is not None and entry.post is not None and not self.talk.has_focus_within:
            self.talk.show((entry.reply_to or entry.post).uri, entry.account.name)

    def _stop_preview(self) -> None:
        if self._preview is not None:
            self._preview.stop()
            self._preview = None

    def tick(self) -> None:
        """Time has passed, or who I am has changed: what is shown may read differently."""
        self._desk.save_again()
        self.inbox.tick()
        for part in (self.shelf, self.finding, self.talk, self.answering) if self.furnished else ():
            part.tick()
