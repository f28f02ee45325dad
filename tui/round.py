"""Those who wait, one after another, each once. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connect_tui.domain.entry import Entry, Place, Section
from connect_tui.domain.marks import Delivery
from connect_tui.tui.ports import Reading
from connect_tui.tui.sight import EVERYTHING, Sight

_PAGE = 20


@dataclass(slots=True)
class Round:
    """Goes through the waiting entries in their order, as they are at the time."""

    reader: Reading
    sight: Sight = EVERYTHING
    _visited: list[str] = field(default_factory=list)
    _at: int = -1

    def next(self) -> Entry | None:
        """The next one; `None` where everybody who waits has been seen."""
        for index in range(self._at + 1, len(self._visited)):
            if (entry := self._waiting(self._visited[index])) is not None:
                self._at = index
                return entry
        self._at = len(self._visited)
        found = next((entry for entry in self.waiting() if entry.uri not in self._visited), None)
        if found is not None:
            self._visited.append(found.uri)
        return found

    def before(self) -> Entry | None:
        """The one seen before that still waits; `None` where there is none."""
        for index in range(self._at - 1, -1, -1):
            if (entry := self._waiting(self._visited[index])) is not None:
                self._at = index
                return entry
        return None

    def back_to(self, uris: Sequence[str]) -> Entry | None:
        """The first of these that waits, as it does again when something was taken back."""
        for uri in uris:
            if uri in self._visited and (entry := self._waiting(uri)) is not None:
                self._at = self._visited.index(uri)
                return entry
        return None

    def again(self) -> None:
        """Begin with the first once more."""
        self._visited.clear()
        self._at = -1

    def waiting(self) -> Iterator[Entry]:
        """Everybody who waits now, but for those to whom an answer is on its way."""
        after: Place | None = None
        while page := self.reader.entries(Section.WAITING, after, _PAGE):
            here = (entry for entry in page if self.sight.keeps(entry))
            yield from (entry for entry in here if entry.delivery is not Delivery.SENDING)
            after = page[-1].place

    def _waiting(self, uri: str) -> Entry | None:
        entry = self.reader.entry(uri)
        if entry is None or entry.section is not Section.WAITING or entry.delivery is Delivery.SENDING:
            return None
        return entry
