"""The entries that are on the screen, in the inbox's order, and the rows they make. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf
from operator import attrgetter

from connect_tui.domain.entry import Entry, Place, Reason, Section
from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.sync.missing import Missing
from connect_tui.sync.reading import InboxPage
from connect_tui.tui.reading import Lines, is_new
from connect_tui.tui.render.kept import KeptRow, kept
from connect_tui.tui.render.missing import MissingRow
from connect_tui.tui.render.quiet import NobodyRow, QuietRow
from connect_tui.tui.render.reading import ReadRow
from connect_tui.tui.render.rows import LineRow, Row, SpaceRow, TitleRow
from connect_tui.tui.sight import EVERYTHING, Sight

TITLES = {
    Section.WAITING: "Waiting for you",
    Section.ACTIVE: "In conversation",
    Section.ASIDE: "Just so you know",
    Section.BROADCAST: "Around you",
}
"""The sections that are shown."""
_LAST = list(TITLES)[-1]
EARLIER = "earlier"
"""The key of the line that older entries are folded under."""


class InboxList:
    """The entries read so far. `whole` is true once the last one has been read. What people wrote long ago is
    passed over while it is folded: one of them is enough to say that there is something.
    """

    def __init__(self) -> None:
        self.whole = False
        self.unfolded = False
        self.passed_over: Place | None = None
        """Behind which place all of long ago stands, where there is more of it than what stands here."""
        self._rows: list[KeptRow] = []
        self._by_uri: dict[str, Place] = {}
        self.last: Place | None = None
        """Behind which place it is read on."""

    @property
    def nobody(self) -> bool:
        """Whether nobody waits."""
        return not (self._rows and self._rows[0].section is Section.WAITING)

    @property
    def goes_on(self) -> bool:
        """Whether another section may come behind what was read."""
        in_the_last = bool(self._rows) and self._rows[-1].section is _LAST
        return not self.whole and not in_the_last

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        """Forget all entries."""
        self._rows.clear()
        self._by_uri.clear()
        self.last = None
        self.whole = False
        self.passed_over = None

    @property
    def doubtful(self) -> bool:
        """Whether what stood for all that was passed over is gone."""
        return self.passed_over is not None and not any(_is_old(row) for row in self._rows)

    def stand_in(self, entries: Sequence[Entry], sight: Sight = EVERYTHING) -> bool:
        """Let one of these, which come behind `passed_over` now, stand for all that was passed over. False
        where none of them can, and there may be more.
        """
        if not (entries and _is_old(entries[0])):
            self.passed_over = None
            return True
        for entry in entries:
            if _is_old(entry) and sight.keeps(entry):
                self._insert(entry)
                return True
        return False

    def extend(self, page: InboxPage, sight: Sight = EVERYTHING) -> None:
        """The next page; those that are not in sight are passed over."""
        self.whole = page.behind is None
        self.last = page.behind
        enough = self.passed_over is not None
        for entry in page.entries:
            if _is_old(entry) and enough:
                self.passed_over, behind = _around(entry.place)
                self.last = max(behind, page.behind or behind)
            elif entry.section in TITLES and sight.keeps(entry):
                self._insert(entry)
                enough = enough or (_is_old(entry) and not self.unfolded)

    def put(self, uri: str, entry: Entry | None) -> None:
        """A conversation has another entry now; `None`, or a settled one: it is not shown any more."""
        self._drop(uri)
        if entry is not None and entry.conversation is not None:
            # It may have had another name: that of its topmost post, before one above that was known.
            for before in self._by_uri.keys() & entry.conversation.by_uri.keys():
                self._drop(before)
        if entry is None or entry.section not in TITLES:
            return
        self._drop(entry.uri)
        if self.whole or (self.last is not None and entry.place <= self.last):
            self._insert(entry)

    def kept(self, key: str) -> KeptRow | None:
        """What is kept of an entry, by its name."""
        place = self._by_uri.get(key)
        return None if place is None else self._rows[self._at(place)]

    def all(self) -> Sequence[KeptRow]:
        """What is kept of all entries read so far, in their order."""
        return tuple(self._rows)

    def rows(
        self,
        quiet: Iterable[tuple[Person, Post]],
        *,
        looking: bool,
        sight: Sight = EVERYTHING,
        read: Lines | None = None,
        missing: Sequence[Missing] = (),
    ) -> list[Row]:
        """The rows of the list. `quiet` are the people to talk with where nobody waits; while `looking`,
        it is not known yet whether anybody does. `read` is how far I have read what is around me, `missing`
        what has not been fetched of it, the latest first.
        """
        gaps = [stretch for stretch in missing if sight.shows_stretch_of(stretch.account)]
        rows = list[Row]() if looking or not self.nobody else _nobody(quiet, sight)
        for section, group in groupby(self._rows, attrgetter("section")):
            here = list(group)
            rows.append(TitleRow(f"title:{section}", TITLES[section]))
            rows += self._around_me(here, gaps, read or {}) if section is _LAST else self._folded(here)
        return rows

    def _folded(self, rows: Iterable[KeptRow]) -> Iterator[Row]:
        """Those who wrote long ago are folded under a line."""
        for old, group in groupby(rows, _is_old):
            if old:
                yield _fold(self.unfolded)
            if self.unfolded or not old:
                yield from group

    def _around_me(self, rows: Iterable[KeptRow], gaps: Sequence[Missing], read: Lines) -> Iterator[Row]:
        """What is around me, with where something is missing, and where that begins which I had read."""
        below, below_news = list(gaps), self._below_news(read)
        for row in rows:
            while below and row.since < below[0].until:
                yield MissingRow(below.pop(0))
            if read and row is below_news:
                yield ReadRow(max(read.values()))
            yield row
        # Below everything it can only stand where nothing older is left to be read here.
        if self.whole:
            yield from map(MissingRow, below)

    def _below_news(self, read: Lines) -> KeptRow | None:
        """The first row of those that I had read; `None` where nothing above them is new."""
        found: KeptRow | None = None
        for row in reversed(self._rows):
            if is_new(row, read):
                return found
            found = row
        return None

    def _insert(self, entry: Entry) -> None:
        self._drop(entry.uri)
        row = kept(entry, like=self._rows[0] if self._rows else None)
        self._rows.insert(self._at(entry.place), row)
        self._by_uri[entry.uri] = entry.place

    def _drop(self, uri: str) -> None:
        place = self._by_uri.pop(uri, None)
        if place is not None:
            del self._rows[self._at(place)]

    def _at(self, place: Place) -> int:
        return bisect_left(self._rows, place, key=lambda row: row.place)


def _is_old(entry: Entry | KeptRow) -> bool:
    return entry.reason is Reason.EARLIER


def _around(place: Place) -> tuple[Place, Place]:
    """Where the whole group of a place begins, and where what follows it does."""
    section, group, *_ = place
    return (section, group, 0, 0, -inf, ""), (section, group + 1, 0, 0, -inf, "")


def _nobody(quiet: Iterable[tuple[Person, Post]], sight: Sight) -> list[Row]:
    """That nobody waits, and whom one might talk with."""
    people = (QuietRow(person, post) for person, post in quiet)
    return [NobodyRow(sight.nobody), *people, SpaceRow("space")]


def _fold(open_: bool) -> LineRow:
    sentence = "Some wrote longer ago." if not open_ else "These wrote longer ago."
    return LineRow(EARLIER, sentence, True, "enter folds them away" if open_ else "enter shows them")
