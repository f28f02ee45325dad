"""Keeping what is written, as it is written; also where two windows have the same draft open."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.tui.desk import Desk

_BEING_WRITTEN = frozenset({DraftState.WRITING, DraftState.FAILED, DraftState.UNSURE})


class Keeping:
    """Knows what of one draft was kept from here. Where it is not that any more, because somebody else wrote
    on with it, or sent it, nothing of theirs is touched: what is written here goes on as a draft of its own.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: Draft | None = None
        self._kept: set[datetime] = set()
        self._parted: dict[str, str] = {}
        """Keys that drafts had before they became ones of their own, and have since."""

    def begin(self, draft: Draft) -> None:
        """Go on with this one."""
        self._last, self._kept = draft, {draft.changed}
        self._parted.clear()

    def as_it_is(self, draft: Draft) -> Draft | None:
        """The draft to be kept now; `None` where it is as it was, and on the disk."""
        draft = self.known_as(draft)
        unkept = draft.key in self._desk.in_hand.unkept
        if self._last is not None and draft == replace(self._last, changed=draft.changed) and not unkept:
            return None
        self._last = replace(self.apart(draft), changed=self._desk.clock())
        self._kept.add(self._last.changed)
        return self._last

    def apart(self, draft: Draft) -> Draft:
        """The same, under another key where it is not alone."""
        draft = self.known_as(draft)
        if self._alone(draft):
            return draft
        self._kept.clear()
        self._parted[draft.key] = uuid4().hex
        return replace(self.known_as(draft), first_tried=None)

    def known_as(self, draft: Draft) -> Draft:
        """The draft under the key that it has by now: word of it may have set out before."""
        return replace(draft, key=self._parted.get(draft.key, draft.key))

    def drop(self, draft: Draft) -> None:
        """Throw it away; what somebody else made of it stays."""
        draft = self.known_as(draft)
        if self._alone(draft):
            self._desk.drop(draft.key)

    def all_apart(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The parts of one text; the second answers the first, whatever its key is."""
        first = self.apart(drafts[0])
        return [
            first,
            *(replace(d, follows=first.key) if d.follows == drafts[0].key else d for d in drafts[1:]),
        ]

    def _alone(self, draft: Draft) -> bool:
        """Whether what is on disk is what was kept from here."""
        there = self._desk.reader.draft(draft.key)
        if there is None or draft.key in self._desk.in_hand.unkept or _says_the_same(there, draft):
            return True
        return there.state in _BEING_WRITTEN and there.changed in self._kept


def _says_the_same(one: Draft, other: Draft) -> bool:
    """Whether nobody who reads them could tell one from the other."""
    return _said(one) == _said(other)


def _said(draft: Draft) -> tuple[object, ...]:
    media = tuple((medium.path, medium.alt) for medium in draft.media)
    whom = (draft.account, draft.answers, draft.edits, draft.follows, draft.visibility, draft.recipients)
    return (*whom, draft.text, draft.warning, draft.language, media, draft.poll)
