"""Sending: drafts into the outbox, and what somebody says of those of which it is not known what became."""

from collections.abc import Awaitable, Callable, Sequence

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.store import Store
from connect_tui.sync.drafting import Drafting
from connect_tui.sync.outbox import Outbox


class Sending:
    """Passes drafts on, and wakes the outbox. `refresh` asks the networks for news."""

    def __init__(
        self, store: Store, drafting: Drafting, outbox: Outbox, refresh: Callable[[], Awaitable[object]]
    ) -> None:
        self._store = store
        self._drafting = drafting
        self._outbox = outbox
        self._refresh = refresh

    def send(self, key: str, *, at_once: bool = False) -> bool:
        """Put a draft into the outbox; false where it is there already, or gone."""
        queued = self._drafting.send(key, at_once=at_once)
        if queued:
            self._outbox.wake()
        return queued

    def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep the parts of one text and put all of them into the outbox, or none. Whoever sends again what
        may have arrived has looked.
        """
        unsure = {draft.key for draft in self._store.mine.drafts({DraftState.UNSURE})}
        queued = self._drafting.send_all(drafts)
        if queued:
            for key in unsure.intersection(draft.key for draft in drafts):
                self._outbox.vouch(key)
            self._outbox.wake()
        return queued

    def send_again(self, key: str, *, looked: bool = False) -> bool:
        """Send at once what did not go, or waits for its next try; false where it is being sent, or gone.
        `looked`: somebody has seen that nothing came of it.
        """
        if looked:
            self._outbox.vouch(key)
        return self.send(key, at_once=True) or self._outbox.hurry(key)

    async def arrived(self, key: str) -> bool:
        """Somebody has seen what became of a draft. False where it is not known which post that is, and the
        parts that follow it need that.
        """
        if self._store.mine.drafts_after(key):
            await self._refresh()
        arrived = self._drafting.arrived(key)
        self._outbox.wake()
        return arrived
