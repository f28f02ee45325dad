"""The inbox: who is waiting, what is being talked about, what is around."""

from collections.abc import Sequence

from msgspec.structs import replace
from textual.app import ComposeResult

from connect_tui.domain.entry import Entry, Reason, Section
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.port.answers import Timeline
from connect_tui.sync.missing import Missing
from connect_tui.tui.actions import EMPTY, MISSING, NOBODY, OWED, QUIET, REQUEST, Hint, Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.inbox_list import EARLIER, InboxList
from connect_tui.tui.messages import (
    Answer,
    Drafts,
    Find,
    Jump,
    NearEnd,
    Opened,
    OtherKeys,
    Say,
    Shelf,
    Talk,
    Write,
)
from connect_tui.tui.reading import lines_addressed, lines_around
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.render.quiet import QuietRow
from connect_tui.tui.render.reading import ReadRow
from connect_tui.tui.render.rows import TitleRow
from connect_tui.tui.screens.marks import LEAVING, MarkDeeds
from connect_tui.tui.screens.people import PeopleDeeds
from connect_tui.tui.screens.posts import PostDeeds
from connect_tui.tui.screens.reading import until_here
from connect_tui.tui.screens.sights import SightDeeds
from connect_tui.tui.sight import Sight
from connect_tui.tui.widgets.part import Deeds, Part, Reasons
from connect_tui.tui.widgets.stream import Stream

_PAGE = 50
_LEAST = 3
"""Lines that an entry takes at least."""
_MORE = 10
"""Entries read on when the end is near: few enough that the key that led there does not feel it."""
_QUIET = 3
"""People with whom it has gone quiet that are named where nobody waits."""
_MANY = 50
"""So many are asked for where only some of them are in sight."""
_AT_ONCE = 8
"""Changed entries that are read between two frames."""


class InboxPart(Part):
    """Reads entries as far as they are looked at, and keeps them as they change."""

    where = Where.INBOX

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.keymap, id="inbox")
        self.stream = Stream(desk.view(), id="entries")
        self.looking = True
        self.seeking = False
        """Whether the next section is being looked for, behind what has been read."""
        self._desk = desk
        self._list = InboxList()
        self._changed: dict[str, None] = {}
        self._missing: Sequence[Missing] = ()
        self._touched = False
        self._let_go: list[str] = []
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
        self._read(self.app.size.height // _LEAST + 1)
        self._show()
        self.screen.call_after_refresh(self._read_on, _PAGE)

    @property
    def sight(self) -> Sight:
        """What part of the inbox is looked at."""
        return self._sights.sight

    @property
    def blank(self) -> bool:
        """Whether nothing stands here, because nothing is known yet."""
        return self.looking and not len(self._list)

    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        row = self._list.kept(self.stream.cursor)
        return None if row is None else row.entry

    def reload(self) -> None:
        """Read the inbox anew, as far as it was read."""
        asked = max(_PAGE, len(self._list))
        self._list.clear()
        self._read(asked)
        self._show()

    def _look_again(self) -> None:
        """Something else is in sight: the cursor stays on its entry, or begins at the top."""
        before = self.stream.cursor
        self.reload()
        if self.stream.cursor != before:
            self.stream.go("top")

    def changed(self, uris: frozenset[str]) -> None:
        """These entries changed; none named: perhaps all of them."""
        if not uris:
            return self.reload()
        if not self._changed:
            self._read_when_drawn()
        self._changed.update(dict.fromkeys(uris))
        return None

    def missing_changed(self) -> None:
        """Something is missing from what is around me, or no longer."""
        self._missing = self._desk.reader.missing()
        self._show()

    def look_at(self, circle: str, account: str) -> None:
        """Show only a circle, or an account; everything where none is named."""
        self._sights.look(circle, account)

    def let_go(self, uri: str) -> None:
        """Let an entry leave by something that I did; the cursor goes to what comes next."""
        self._touched = True
        self._let_go.insert(0, uri)
        self._list.put(uri, None)
        self._show()
        if self._list.nobody:
            self.stream.go("top")

    def back_again(self) -> None:
        """Something was taken back: the cursor goes to the entry that is here again because of it."""
        for uri in self._let_go:
            entry = self._desk.reader.entry(uri)
            if entry is not None and entry.section in LEAVING:
                self._let_go.remove(uri)
                self._list.put(uri, entry)
                self._show()
                self.stream.bring(uri)
                return

    def found(self) -> None:
        """Looking for news came to an end: it is known now whether anybody waits."""
        if self.looking and self._desk.reader.gathered:
            self.looking = False
            self._show()

    def leave(self) -> None:
        """I go away, or ask for what is new: the lines move over what was on the screen."""
        sight = self._sights.sight
        if sight.circle:
            return
        rows, shown, whole = self._list.all(), self.stream.shown, self._list.whole
        names = self._accounts()
        around = self._desk.reader.read_up_to(Timeline.HOME)
        self._desk.read_on(Timeline.HOME, lines_around(rows, shown, around, names, whole=whole))
        addressed = self._desk.reader.read_up_to(Timeline.ADDRESSED)
        now = self._desk.clock()
        moved = lines_addressed(rows, shown, addressed, names, now, whole=whole)
        self._desk.read_on(Timeline.ADDRESSED, moved)

    def lines_moved(self) -> None:
        """How far I have read is another place now."""
        if len(self._list):
            self._show()

    def tick(self) -> None:
        """Time went on."""
        self.stream.view = replace(self._desk.view(), opened=self.stream.view.opened)

    def act(self, action: str) -> bool:
        """Move, or do something with the entry under the cursor."""
        self._touched = True
        self.seeking = False
        if action == "bottom":
            self._read_on(_PAGE)
        return self.stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """What can be done in the inbox."""
        return {
            **self._posts.deeds(),
            **self._marks.deeds(),
            **self._people.deeds(),
            **self._people.answers(),
            **self._sights.deeds(),
            "open": lambda: self._talk(write=False),
            "reply": lambda: self._talk(write=True),
            "write": lambda: self.post_message(Write()),
            "answer": lambda: self.post_message(Answer()),
            "shelf": lambda: self.post_message(Shelf()),
            "refresh": self._look_for_news,
            "fetch": self._fetch,
            "read": self._read_until_here,
            "search": lambda: self.post_message(Find()),
            "jump": lambda: self.post_message(Jump()),
            "drafts": lambda: self.post_message(Drafts()),
            "close": lambda: self.call_later(self.app.action_quit),
            "section": lambda: self._section(1),
            "section_back": lambda: self._section(-1),
            "warnings": lambda: self._posts.uncover({row.covered for row in self._list.all()} - {""}),
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
        self.screen.call_after_refresh(self._read_on)

    def _read_on(self, asked: int = _MORE) -> None:
        if not self._list.whole:
            self._read(asked)
            self._show()

    def _say(self, sentence: str) -> None:
        self.post_message(Say(sentence))

    def _post(self) -> Post | None:
        entry = self.entry()
        return entry.post if entry else None

    def _seen(self) -> frozenset[str]:
        """The posts that the entry under the cursor stands for."""
        row = self._list.kept(self.stream.cursor)
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
            self._list.unfolded = not self._list.unfolded
            self.reload()
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
        if way > 0 and not after and self._list.goes_on:
            self.seeking = True
            self.screen.call_after_refresh(self._seek)
            return
        target = (after or firsts)[0] if way > 0 else (after or firsts)[-1]
        self.stream.go_to(rows[target].key)

    def _seek(self) -> None:
        """Read on until the next section is there: a page between two frames, so that no key is held up."""
        if self.seeking:
            self.seeking = False
            self._read_on(_PAGE)
            self._section(1)

    def _read(self, asked: int) -> None:
        """Read on, from behind what was read."""
        circle = self._sights.sight.circle or None
        entries = self._desk.reader.entries(after=self._list.last, limit=asked, circle=circle)
        self._list.extend(entries, asked, self._sights.sight)
        self._missing = self._desk.reader.missing()

    def _stood_in(self) -> bool:
        """Whether something else stands now for what was written long ago, or is known not to be there."""
        circle = self._sights.sight.circle or None
        old = self._desk.reader.entries(after=self._list.passed_over, limit=_MORE, circle=circle)
        return self._list.stand_in(old, self._sights.sight)

    def _quiet_people(self) -> list[tuple[Person, Post]]:
        """With whom it has gone quiet, of those in sight."""
        found = self._desk.reader.quiet_people(_QUIET if self._sights.sight.whole else _MANY)
        fits = self._sights.sight.holds
        return [(person, post) for person, post in found if fits(person.key, post.id.account)][:_QUIET]

    def circles_changed(self) -> None:
        """Somebody was put into a circle, or taken out."""
        self.tick()
        self._sights.circles_changed()

    def _read_changed(self) -> None:
        """Read some of what changed; the rest after the next frame, so that keys are not held up."""
        self._desk.runner.go_first()
        cursor = ""
        uris = list(self._changed)[:_AT_ONCE]
        for uri, entry in self._desk.reader.entries_named(uris).items():
            del self._changed[uri]
            if entry is not None and entry.conversation and self.stream.cursor in entry.conversation.by_uri:
                cursor = entry.uri
            self._list.put(uri, entry if entry is not None and self._sights.sight.keeps(entry) else None)
        if self._list.doubtful and not self._stood_in():
            self.reload()
        else:
            self._show(cursor)
        if self._changed:
            self.set_timer(0.01, self._read_when_drawn)

    def _read_when_drawn(self) -> None:
        """What a key has changed is drawn first."""
        self.screen.call_after_refresh(self._read_changed)

    def _show(self, cursor: str = "") -> None:
        """Draw the list. `cursor` is the new name of the entry under the cursor, where it has one."""
        quiet = self._quiet_people() if self._list.nobody and not self.blank else ()
        read = self._desk.reader.read_up_to(Timeline.HOME)
        sight = self._sights.sight
        rows = self._list.rows(quiet, looking=self.blank, sight=sight, read=read, missing=self._missing)
        # Until somebody touches it, the inbox is read from its beginning, whatever still comes in.
        touched = self._touched or self.stream.touched
        first = cursor if touched else next((row.key for row in rows if row.selectable), "")
        self.stream.show_rows(rows, first)
        told = (self.blank, self.hints())
        if told != self._told:
            self._told = told
            self.post_message(OtherKeys())
