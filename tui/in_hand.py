"""What I wrote and the disk does not have yet: nothing of it is lost while that lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.store.errors import StoreError
from connect_tui.tui.worth import worth_keeping


class InHand:
    """Drafts on their way to the disk, by key. The screen hands them over, the engine's thread keeps them."""

    def __init__(self) -> None:
        self.unkept: dict[str, Draft] = {}
        """What the disk did not take: it is tried again, and found here meanwhile."""
        self._handed: dict[str, Draft] = {}
        """What the engine was given to keep, until it has."""

    def hand_over(self, *drafts: Draft) -> None:
        """The engine is to keep these."""
        self._handed.update((draft.key, draft) for draft in drafts)

    @contextmanager
    def keeping(self, *drafts: Draft) -> Iterator[None]:
        """They are kept within; where the store fails they stay here, to be written on."""
        held = {draft.key: replace(draft, state=DraftState.WRITING) for draft in drafts}
        try:
            yield
        except StoreError:
            self.unkept.update(held)
            raise
        for draft in drafts:
            self.unkept.pop(draft.key, None)
            if self._handed.get(draft.key) is draft:  # nothing was written since
                del self._handed[draft.key]

    def let_go(self, key: str) -> None:
        """It is to be thrown away."""
        self._handed.pop(key, None)

    def left(self) -> tuple[Draft, ...]:
        """What the engine was given to keep and has not kept, because it ended before: to be written on."""
        return tuple(
            replace(draft, state=DraftState.WRITING)
            for draft in self._handed.values()
            if worth_keeping(draft)
        )
