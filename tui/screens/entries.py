"""The entries of the inbox: read as far as they are looked at, kept as they change, and drawn."""

from collections.abc import Callable, Sequence

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.port.answers import Timeline
from connect_tui.sync.missing import Missing
from connect_tui.tui.desk import Desk
from connect_tui.tui.inbox_list import InboxList
from connect_tui.tui.render.kept import KeptRow
from connect_tui.tui.screens.marks import LEAVING
from connect_tui.tui.sight import Sight
from connect_tui.tui.widgets.stream import Stream

PAGE = 50
"""Entries that are read at a time where nobody waits for them to be drawn."""
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


class Entries:
    """Shows in `stream` what is in `sight`. `shown` is called whenever that was renewed."""

    def __init__(
        self, desk: Desk, stream: Stream, sight: Callable[[], Sight], shown: Callable[[], None]
    ) -> None:
        self.looking = True
        """Whether it is not known yet if anybody waits."""
        self._desk = desk
        self._stream = stream
        self._sight = sight
        self._shown = shown
        self._list = InboxList()
        self._changed: dict[str, None] = {}
        self._missing: Sequence[Missing] = ()
        self._let_go: list[str] = []

    @property
    def blank(self) -> bool:
        """Whether nothing stands here, because nothing is known yet."""
        return self.looking and not len(self._list)

    @property
    def whole(self) -> bool:
        """Whether the last of them has been read."""
        return self._list.whole

    @property
    def goes_on(self) -> bool:
        """Whether another section may come behind what was read."""
        return self._list.goes_on

    @property
    def here(self) -> KeptRow | None:
        """What is kept of the entry under the cursor."""
        return self._list.kept(self._stream.cursor)

    def all(self) -> Sequence[KeptRow]:
        """What is kept of all that were read, in their order."""
        return self._list.all()

    def begin(self, height: int) -> None:
        """Show what can be seen at once on so many lines, and the rest behind it."""
        self._read(height // _LEAST + 1)
        self.show()
        self._stream.screen.call_after_refresh(self.read_on, PAGE)

    def reload(self) -> None:
        """Read them anew, as far as they were read."""
        asked = max(PAGE, len(self._list))
        self._list.clear()
        self._read(asked)
        self.show()

    def read_on(self, asked: int = _MORE) -> None:
        """Read those behind what was read."""
        if not self._list.whole:
            self._read(asked)
            self.show()

    def read_on_when_drawn(self) -> None:
        """The end is near: what can be seen is drawn first."""
        self._stream.screen.call_after_refresh(self.read_on)

    def fold(self) -> None:
        """Show what people wrote long ago, or fold it away again."""
        self._list.unfolded = not self._list.unfolded
        self.reload()

    def changed(self, uris: frozenset[str]) -> None:
        """These changed; none named: perhaps all of them."""
        if not uris:
            return self.reload()
        if not self._changed:
            self._read_when_drawn()
        self._changed.update(dict.fromkeys(uris))
        return None

    def missing_changed(self) -> None:
        """Something is missing from what is around me, or no longer."""
        self._missing = self._desk.reader.missing()
        self.show()

    def found(self) -> None:
        """Looking for news came to an end: it is known now whether anybody waits."""
        if self.looking and self._desk.reader.gathered:
            self.looking = False
            self.show()

    def lines_moved(self) -> None:
        """How far I have read is another place now."""
        if len(self._list):
            self.show()

    def let_go(self, uri: str) -> None:
        """Let one leave by something that I did; the cursor goes to what comes next."""
        self._stream.touched = True
        self._let_go.insert(0, uri)
        self._list.put(uri, None)
        self.show()
        if self._list.nobody:
            self._stream.go("top")

    def back_again(self) -> None:
        """Something was taken back: the cursor goes to the one that is here again because of it."""
        for uri in self._let_go:
            entry = self._desk.reader.entry(uri)
            if entry is not None and entry.section in LEAVING:
                self._let_go.remove(uri)
                self._list.put(uri, entry)
                self.show()
                self._stream.bring(uri)
                return

    def show(self, cursor: str = "") -> None:
        """Draw the list. `cursor` is the new name of the entry under the cursor, where it has one."""
        quiet = self._quiet_people() if self._list.nobody and not self.blank else ()
        read = self._desk.reader.read_up_to(Timeline.HOME)
        sight = self._sight()
        rows = self._list.rows(quiet, looking=self.blank, sight=sight, read=read, missing=self._missing)
        # Until somebody touches it, the inbox is read from its beginning, whatever still comes in.
        first = next((row.key for row in rows if row.selectable), "")
        self._stream.show_rows(rows, cursor if self._stream.touched else first)
        self._shown()

    def _read(self, asked: int) -> None:
        """Read on, from behind what was read."""
        sight = self._sight()
        page = self._desk.reader.page(self._list.last, asked, sight.circle or None)
        self._list.extend(page, sight)
        self._missing = self._desk.reader.missing()

    def _read_when_drawn(self) -> None:
        """What a key has changed is drawn first."""
        self._stream.screen.call_after_refresh(self._read_changed)

    def _read_changed(self) -> None:
        """Read some of what changed; the rest after the next frame, so that keys are not held up."""
        self._desk.runner.go_first()
        cursor, keeps = "", self._sight().keeps
        uris = list(self._changed)[:_AT_ONCE]
        for uri, entry in self._desk.reader.entries_named(uris).items():
            del self._changed[uri]
            if entry is not None and entry.conversation and self._stream.cursor in entry.conversation.by_uri:
                cursor = entry.uri
            self._list.put(uri, entry if entry is not None and keeps(entry) else None)
        if self._list.doubtful and not self._stood_in():
            self.reload()
        else:
            self.show(cursor)
        if self._changed:
            self._stream.set_timer(0.01, self._read_when_drawn)

    def _stood_in(self) -> bool:
        """Whether something else stands now for what was written long ago, or is known not to be there."""
        sight = self._sight()
        old = self._desk.reader.page(self._list.passed_over, _MORE, sight.circle or None)
        return self._list.stand_in(old.entries, sight)

    def _quiet_people(self) -> list[tuple[Person, Post]]:
        """With whom it has gone quiet, of those in sight."""
        sight = self._sight()
        found = self._desk.reader.quiet_people(_QUIET if sight.whole else _MANY)
        return [(person, post) for person, post in found if sight.holds(person.key, post.id.account)][:_QUIET]
