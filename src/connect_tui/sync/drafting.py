"""Drafts: kept as they are written, put into the outbox, taken back from it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Post
from connect_tui.store.journal import Sent
from connect_tui.store.store import Store
from connect_tui.sync.attaching import kept
from connect_tui.sync.before import CLOCKS_DIFFER, me_on
from connect_tui.sync.events import DraftChanged, Event
from connect_tui.sync.standing import Standing
from connect_tui.sync.wording import same_words, spoken

_LOOKED_AT = 80
"""So many of my posts that became known last are looked at."""
_GONE = (DraftState.QUEUED, DraftState.SENDING, DraftState.SENT)


class Drafting:
    """What I write, until it leaves."""

    def __init__(
        self,
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
        undo_send: timedelta,
    ) -> None:
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit
        self._undo_send = undo_send

    def save(self, draft: Draft) -> bool:
        """Keep a draft as it is written; false where it is on its way and can no longer be changed."""
        known = self._store.mine.draft(draft.key)
        if known is not None:
            if known.state is DraftState.QUEUED:
                return False
            draft = replace(draft, first_tried=known.first_tried)
        draft = replace(draft, media=kept(draft.media, known.media if known is not None else ()))
        if not self._store.mine.save_draft(draft):
            return False
        self._tell(draft)
        return True

    def drop(self, key: str) -> bool:
        """Throw a draft away; false where it is just being sent."""
        draft = self._store.mine.draft(key)
        if draft is None or not self._store.mine.drop_draft(key):
            return False
        self._tell(draft)
        return True

    def send(self, key: str, *, at_once: bool = False) -> bool:
        """Put a draft into the outbox, and with it the parts that stopped because it did not go; false where
        it is there already, or gone. `at_once`: nobody is there to take it back.
        """
        now = self._clock()
        with self._store.mine.transaction():
            queued = self._queue(key, now if at_once else now + self._undo_send)
            if queued and not at_once:
                self._store.mine.note_step(Sent(key), now)
        for draft in queued:
            self._tell(draft)
        return bool(queued)

    def send_all(self, drafts: Sequence[Draft]) -> bool:
        """Keep the parts of one text and put them all into the outbox, or none of them; taken back together.
        False where one of them is on its way already.
        """
        now = self._clock()
        with self._store.mine.transaction():
            on_their_way = [known for part in drafts if (known := self._store.mine.draft(part.key))]
            if not drafts or any(known.state in _GONE for known in on_their_way):
                return False
            if len(drafts) > 1:
                # What came after the text comes after the last part that it has now.
                self._store.mine.follow_instead(drafts[0].key, drafts[-1].key)
            for part in drafts:
                self.save(part)
                self._store.mine.queue(part.key, now + self._undo_send)
            stopped = self._queue_after(drafts[-1].key, now + self._undo_send)
            self._store.mine.note_step(Sent(drafts[0].key), now)
        for part in (*drafts, *stopped):
            self._tell(part)
        return True

    def arrived(self, key: str) -> bool:
        """Somebody has seen the post that this draft, of which that was not known, has become: the parts that
        follow it go there. False, and nothing is changed, where they would not know which post that is.
        """
        draft = self._store.mine.draft(key)
        if draft is None or draft.state is not DraftState.UNSURE:
            return True
        post = self._post_of(draft)
        with self._store.mine.transaction():
            if post is not None:
                sent = replace(draft, state=DraftState.SENT, sent_uri=post.uri, problem="")
                self._store.mine.save_draft(replace(sent, changed=self._clock()))
                followed = self._queue_after(key, self._clock())
            elif self._store.mine.drafts_after(key):
                return False
            else:
                self._store.mine.drop_draft(key)
                followed = ()
        for part in (draft, *followed):
            self._tell(part)
        return True

    def _post_of(self, draft: Draft) -> Post | None:
        """The post of mine that says what a draft says, and is not known to be another draft's."""
        taken = {other.sent_uri for other in self._store.mine.drafts({DraftState.SENT})}
        found = [
            post
            for post in self._store.cache.seen_last_by(me_on(self._store, draft.account), _LOOKED_AT)
            if post.uri not in taken
            and same_words(spoken(post.text), draft.text)
            and (draft.first_tried is None or post.created >= draft.first_tried - CLOCKS_DIFFER)
        ]
        return found[0] if found else None

    def take_back(self, key: str) -> bool:
        """Take a draft out of the outbox to write on, and with it the parts that follow; false where it is
        too late.
        """
        with self._store.mine.transaction():
            back = self._take_back(key)
        for draft in back:
            self._tell(draft)
        return bool(back)

    def _queue(self, key: str, not_before: datetime) -> tuple[Draft, ...]:
        draft = self._store.mine.queue(key, not_before)
        if draft is None:
            return ()
        return (draft, *self._queue_after(key, not_before))

    def _queue_after(self, key: str, not_before: datetime) -> tuple[Draft, ...]:
        """The parts that stopped because the one before them did not go."""
        parts = [part for part in self._store.mine.drafts_after(key) if part.state is DraftState.FAILED]
        return tuple(after for part in parts for after in self._queue(part.key, not_before))

    def _take_back(self, key: str) -> tuple[Draft, ...]:
        draft = self._store.mine.take_back(key)
        if draft is None:
            return ()
        parts = self._store.mine.drafts_after(key)
        return (draft, *(after for part in parts for after in self._take_back(part.key)))

    def _tell(self, draft: Draft) -> None:
        self._emit(DraftChanged(draft.key))
        if draft.answers:
            self._standing.touch(draft.answers)
