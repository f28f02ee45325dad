"""The inbox: who is waiting, what is being talked about, what is around."""

from collections.abc import Sequence

from textual.app import ComposeResult

from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.port.answers import Timeline
from connect_tui.tui.actions import EMPTY, MISSING, NOBODY, OWED, QUIET, REQUEST, Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.inbox_list import EARLIER
from connect_tui.tui.messages import (
    NearEnd,
    Opened,
    OtherKeys,
    Talk,
)
from connect_tui.tui.reading import lines_addressed, lines_around
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.render.quiet import QuietRow
from connect_tui.tui.render.reading import ReadRow
from connect_tui.tui.render.rows import TitleRow
from connect_tui.tui.screens.entries import PAGE, Entries
from connect_tui.tui.screens.marks import MarkDeeds
from connect_tui.tui.screens.people import PeopleDeeds
from connect_tui.tui.screens.posts import PostDeeds
from connect_tui.tui.screens.reading import until_here
from connect_tui.tui.screens.roompart import RoomPart
from connect_tui.tui.screens.sights import SightDeeds
from connect_tui.tui.sight import Sight
from connect_tui.tui.widgets.part import Deeds, Reasons


class InboxPart(RoomPart):
    """Does what keys ask of the entries, and names the keys that fit the one under the cursor."""

    where = Where.INBOX

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "entries", id="inbox")
        self.seeking = False
        """Whether the next section is being looked for, behind what has been read."""
        self.entries = Entries(desk, self.stream, lambda: self.sight, self._name_keys)
        self._told: tuple[bool, Sequence[Hint]] = (False, ())
        self._sights = SightDeeds(desk, self.stream, self._look_again, self._say)
        self._posts = PostDeeds(desk, self.stream, self._post, self._say)
        self._marks = MarkDeeds(desk, self, self.entry, lambda: "", self._seen)
        self._people = PeopleDeeds(desk, self, self.entry, self._person, self._say)

    def compose(self) -> ComposeResult:
        """The list, under what part of the inbox it shows."""
        yield self._sights.bar
        yield self.stream

    def on_mount(self) -> None:
        """Show what is known: what can be seen at once, and the rest behind it."""
        self._sights.begin()
        self.entries.begin(self.app.size.height)

    @property
    def sight(self) -> Sight:
        """What part of the inbox is looked at."""
        return self._sights.sight

    @property
    def looking(self) -> bool:
        """Whether it is not known yet if anybody waits."""
        return self.entries.looking

    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        row = self.entries.here
        return None if row is None else row.entry

    def _look_again(self) -> None:
        """Something else is in sight: the cursor stays on its entry, or begins at the top."""
        before = self.stream.cursor
        self.entries.reload()
        if self.stream.cursor != before:
            self.stream.go("top")

    def look_at(self, circle: str, account: str) -> None:
        """Show only a circle, or an account; everything where none is named."""
        self._sights.look(circle, account)

    def circles_changed(self) -> None:
        """Somebody was put into a circle, or taken out."""
        self.tick()
        self._sights.circles_changed()

    def leave(self) -> None:
        """I go away, or ask for what is new: the lines move over what was on the screen."""
        sight = self._sights.sight
        if sight.circle:
            return
        rows, shown, whole = self.entries.all(), self.stream.shown, self.entries.whole
        names = self._accounts()
        around = self._desk.reader.read_up_to(Timeline.HOME)
        self._desk.read_on(Timeline.HOME, lines_around(rows, shown, around, names, whole=whole))
        addressed = self._desk.reader.read_up_to(Timeline.ADDRESSED)
        now = self._desk.clock()
        moved = lines_addressed(rows, shown, addressed, names, now, whole=whole)
        self._desk.read_on(Timeline.ADDRESSED, moved)

    def act(self, action: str) -> bool:
        """Move, or do something with the entry under the cursor."""
        self.stream.touch()
        self.seeking = False
        if action == "bottom":
            self.entries.read_on(PAGE)
        return super().act(action)

    def deeds(self) -> Deeds:
        """What can be done in the inbox."""
        return {
            **super().deeds(),
            **self._posts.deeds(),
            **self._marks.deeds(),
            **self._people.deeds(),
            **self._people.answers(),
            **self._sights.deeds(),
            "open": lambda: self._talk(write=False),
            "reply": lambda: self._talk(write=True),
            "refresh": self._look_for_news,
            "fetch": self._fetch,
            "read": self._read_until_here,
            "close": lambda: self.app.call_later(self.app.action_quit),
            "section": lambda: self._section(1),
            "section_back": lambda: self._section(-1),
            "warnings": lambda: self._posts.uncover({row.covered for row in self.entries.all()} - {""}),
        }

    def reasons(self) -> Reasons:
        """Why some of it cannot be done now."""
        return {
            **self._posts.reasons(),
            **self._marks.reasons(),
            **self._people.reasons(),
            **self._sights.reasons(),
            "open": lambda: self._why_nothing("open"),
            "reply": lambda: self._why_nothing("answer"),
            "fetch": self._why_no_fetch,
            "read": self._why_not_read,
        }

    def hints(self) -> Sequence[Hint]:
        """Done and later are named only where something is owed."""
        entry = self.entry()
        if isinstance(self.stream.row, QuietRow):
            return QUIET
        if isinstance(self.stream.row, MissingRow):
            return MISSING
        if entry is not None and entry.reason is Reason.FOLLOW_REQUEST:
            return REQUEST
        if entry is not None and entry.section is Section.WAITING:
            return OWED
        if entry is None and self.stream.row is None:
            return self._people.fitting(EMPTY)
        return self._people.fitting(NOBODY if entry is None else super().hints())

    def on_opened(self, message: Opened) -> None:
        """Opened with the mouse."""
        message.stop()
        self._talk(write=False)

    def on_near_end(self, message: NearEnd) -> None:
        """Read on, once what can be seen is drawn."""
        message.stop()
        self.entries.read_on_when_drawn()

    def _post(self) -> Post | None:
        entry = self.entry()
        return entry.post if entry else None

    def _seen(self) -> frozenset[str]:
        """The posts that the entry under the cursor stands for."""
        row = self.entries.here
        return row.posts if row else frozenset()

    def _person(self) -> Person | None:
        """Who the entry under the cursor is about."""
        row, entry = self.stream.row, self.entry()
        if isinstance(row, QuietRow):
            return row.person
        if entry is None:
            return None
        return entry.post.author if entry.post else entry.people[0]

    def _talk(self, *, write: bool) -> None:
        row = self.stream.row
        if row is None:
            return
        if isinstance(row, MissingRow):
            self._fetch()
        elif row.key == EARLIER:
            self.entries.fold()
        elif self._people.look():
            return
        elif isinstance(row, QuietRow):
            self.post_message(Talk(row.post.uri, row.post.id.account, write=True))
        elif (entry := self.entry()) is not None and entry.post is not None:
            to = entry.reply_to or entry.post
            self.post_message(Talk(to.uri, entry.account.name, write))

    def _accounts(self) -> list[str]:
        """My accounts that are in sight, by name."""
        sight = self._sights.sight
        return [account.name for account, _ in self._desk.accounts() if sight.shows(account.name)]

    def _fetch(self) -> None:
        """Fetch what is missing where the cursor is: of what is around me, or of a conversation."""
        row, entry = self.stream.row, self.entry()
        if isinstance(row, MissingRow):
            self._desk.fill(row.missing.account)
        elif entry is not None:
            self._desk.complete(entry.uri)
        self._say("Asking for what is missing.")

    def _why_no_fetch(self) -> str:
        entry = self.entry()
        gaps = entry is not None and entry.conversation is not None and entry.conversation.gaps
        return "" if gaps or isinstance(self.stream.row, MissingRow) else "Nothing is missing here."

    def _why_nothing(self, verb: str) -> str:
        row = self.stream.row
        return "" if row is not None and row.selectable else f"There is nothing to {verb} here."

    def _look_for_news(self) -> None:
        self.leave()
        self._desk.refresh()

    def _read_until_here(self) -> None:
        if (entry := self.entry()) is not None:
            lines = dict.fromkeys(self._accounts(), entry.since)
            self._desk.read_on(Timeline.HOME, lines, by_hand=True)
            self._say(until_here(self._desk))

    def _why_not_read(self) -> str:
        entry = self.entry()
        if entry is None or entry.post is None or entry.section is not Section.BROADCAST:
            return "Only what is around you is read until somewhere; the others wait for you."
        return ""

    def _section(self, way: int) -> None:
        rows = self.stream.rows
        here = next((index for index, row in enumerate(rows) if row.key == self.stream.cursor), 0)
        firsts = [
            index + 1
            for index, row in enumerate(rows[:-1])
            if isinstance(row, TitleRow | ReadRow) and rows[index + 1].selectable
        ]
        if not firsts:
            return
        after = [index for index in firsts if index > here] if way > 0 else [i for i in firsts if i < here]
        if way > 0 and not after and self.entries.goes_on:
            self.seeking = True
            self.screen.call_after_refresh(self._seek)
            return
        target = (after or firsts)[0] if way > 0 else (after or firsts)[-1]
        self.stream.go_to(rows[target].key)

    def _seek(self) -> None:
        """Read on until the next section is there: a page between two frames, so that no key is held up."""
        if self.seeking:
            self.seeking = False
            self.entries.read_on(PAGE)
            self._section(1)

    def _name_keys(self) -> None:
        """The list was drawn anew: have the footer name other keys, where others fit now."""
        told = (self.entries.blank, self.hints())
        if told != self._told:
            self._told = told
            self.post_message(OtherKeys())
