"""The one room that everything happens in, and the ways through it: what leads from one part to another."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.css.query import NoMatches
from textual.events import DescendantFocus

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.errors import StoreError
from connect_tui.sync.events import Event
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
from connect_tui.tui.screens.furniture import ANSWERING, FINDING, SHELF, TALKING, Furniture
from connect_tui.tui.screens.marks import report
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Part

if TYPE_CHECKING:
    # Imported when the room is furnished: the first frame does without.
    from connect_tui.tui.screens.commands import Command
    from connect_tui.tui.screens.hearing import Hearing
    from connect_tui.tui.screens.jump import Target


class Room(Furniture):
    """Lets the parts know what happened, and passes between them what they ask for."""

    _hearing: "Hearing"

    def on_mount(self) -> None:
        """Begin in the inbox."""
        self.set_focus(self.inbox.stream)
        self.set_interval(30, self.tick)
        self.call_after_refresh(self.post_message, Shown())

    async def _bring_in(self) -> None:
        from connect_tui.tui.screens.hearing import Hearing

        await super()._bring_in()
        self._hearing = Hearing(self, self._desk)

    def heard(self, event: Event) -> None:
        """Sync says that something happened."""
        self._hearing.heard(event)

    def kept(self, unsent: frozenset[str]) -> None:
        """It is known what became of what I wrote; some drafts could not be handed over."""
        for part in self.conversations:
            if unsent and part.uri:
                part.unsent(unsent)
        self._name_keys()

    def flush(self) -> None:
        """Have everything that is being written kept."""
        for part in self.conversations:
            part.composer.flush()
        # Where I stopped reading is worth keeping, and not worth staying for.
        with suppress(StoreError):
            self._end_reading()
            self.inbox.leave()

    def _end_reading(self) -> None:
        """What was on the screen of a conversation has been read."""
        for part in self.conversations:
            part.end_reading()

    def act(self, action: str) -> None:
        """Do this where the cursor is."""
        self.here().act(action)

    @on(Talk)
    async def _talk(self, message: Talk) -> None:
        await self.furnish()
        self.beside.stay()
        self._end_answering()
        self.talk.show(message.uri, message.account)
        self.talk.begin_reading()
        self._desk.opened(message.uri)
        self.put(TALKING)
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
        elif self.shows_talk or self.talk.has_focus_within:
            self.put(without=(TALKING,))
        else:
            self.put(without=(FINDING if self.shows_finding else SHELF,))
        self.listing.stream.focus()

    @on(Left)
    async def _left(self, message: Left) -> None:
        """It leaves the inbox at once, and so does what is shown of it."""
        await self.furnish()
        self.inbox.entries.let_go(message.uri)
        if self.shows_answering:
            self.answering.leave(message.uri)
        elif self.talk.has_focus_within:
            self._back()

    @on(Stayed)
    def _stayed(self, message: Stayed) -> None:
        self.inbox.entries.changed(frozenset({message.uri}))
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
            self.inbox.entries.back_again()

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
            self.put(SHELF, without=(TALKING, FINDING))
            self.shelf.show(kind)

    @on(Drafts)
    async def _drafts(self) -> None:
        from connect_tui.tui.screens.shelf import DRAFTS

        await self.furnish()
        self.put_away(DRAFTS)

    @on(Find)
    async def _find(self, message: Find) -> None:
        """Find something, in the place of the inbox."""
        await self.furnish()
        self.beside.stay()
        self._end_answering()
        self.put(FINDING, without=(TALKING,))
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
        self.put(without=(TALKING, SHELF, FINDING))
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
        self.beside.stay()
        self.put(ANSWERING, without=(TALKING,))

    def _end_answering(self) -> None:
        if self.shows_answering:
            self.answering.lay_down()
            self.put(without=(ANSWERING,))

    @on(Say)
    def _say(self, message: Say) -> None:
        self.status.hear(message)

    @on(Write)
    async def _write(self, message: Write) -> None:
        """Something new; or a draft that was taken back, where it belongs."""
        await self.furnish()
        draft = message.draft
        if draft is not None and draft.answers and not message.alone and self.shows_answering:
            self.answering.take_up(draft)
        elif draft is not None and draft.edits and not message.alone:
            self.talk.show(draft.edits, draft.account)
            self.put(TALKING)
            self.talk.change(draft)
        elif draft is not None and draft.answers and not message.alone and self._is_here(draft.answers):
            self.talk.show(draft.answers, draft.account)
            self.talk.begin_reading()
            self.put(TALKING)
            self.talk.write(draft)
        else:
            self._new(draft)

    def _is_here(self, uri: str) -> bool:
        """Whether this post can still be seen, and answered."""
        conversation = self._desk.reader.conversation(uri)
        post = conversation.by_uri.get(uri) if conversation else None
        return post is not None and not post.deleted

    def _new(self, draft: Draft | None) -> None:
        from connect_tui.tui.screens.letter import NewLetter

        entry = self.listing.entry()
        preferred = entry.account.name if entry else ""
        self.app.push_screen(NewLetter(self._desk, draft, preferred))

    @on(CursorMoved)
    def _follow(self, message: CursorMoved) -> None:
        self._name_keys()
        self.beside.follow(message.stream)

    @on(DescendantFocus)
    @on(OtherKeys)
    def _name_keys(self) -> None:
        try:
            here = self.here()
            # What is said stands where one looks: above, while there is nothing below.
            self.set_class(here is self.inbox and self.inbox.entries.blank, "-blank")
            hints = list(here.hints())
            if self.shows_finding and here is self.talk:
                hints.insert(1, "hit_next")
            self.query_one(Footer).offer(here, hints)
        except NoMatches:
            return
