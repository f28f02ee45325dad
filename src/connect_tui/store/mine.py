"""`mine.db`: what is mine, and no network can give back."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.marks import Marks
from connect_tui.store.acquaintances import Acquaintances
from connect_tui.store.database import Database
from connect_tui.store.drafts import Drafts
from connect_tui.store.journal import Journal
from connect_tui.store.marks import MarkTable
from connect_tui.store.mine_schema import SCRIPTS
from connect_tui.store.opening import Kind
from connect_tui.store.outbox_lock import OutboxLock
from connect_tui.store.preferences import Preferences
from connect_tui.store.read_lines import ReadLines
from connect_tui.store.same_people import SamePeople

if TYPE_CHECKING:
    from connect_tui.store.portable import Portable

KIND = Kind(SCRIPTS, precious=True)


class Mine(Drafts, MarkTable, Acquaintances, SamePeople, ReadLines, Journal, Preferences):
    """Drafts, marks, whom I know, how far I read, and what I can take back.

    What a method has answered is on the disk.

    Raises `StoreError`.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._sending = OutboxLock(database.path.with_name(database.path.name + ".sending"))

    def marks_on(self, uris: Iterable[str]) -> Marks:
        """The marks on these posts, and my answers to anything that are still on their way."""
        return Marks.of((mark for _, mark in self.numbered_marks_on(uris)), self.pending())

    @property
    def portable(self) -> "Portable":
        """All of it as records, to be taken along and brought back."""
        from connect_tui.store.portable import Portable

        return Portable(self._db)

    def sending_lock(self) -> AbstractContextManager[bool]:
        """`with mine.sending_lock() as sending:` is true where this process may send until the block ends."""
        return self._sending.taken()

    def stranded(self) -> tuple[Draft, ...]:
        """Drafts that somebody began to send and did not live to finish; none while another process sends.

        Ask before claiming anything: whoever holds the sending lock gets everything in `SENDING`.
        """
        if self._sending.held:
            return self.drafts({DraftState.SENDING})
        with self._sending.taken() as free:
            return self.drafts({DraftState.SENDING}) if free else ()

    def close(self) -> None:
        """Close the file, and let go of the sending lock."""
        self._sending.close()
        self._db.close()
