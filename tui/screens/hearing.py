"""What sync said, passed on to the parts of the room that show it."""

from typing import TYPE_CHECKING

from connect_tui.sync.events import (
    AccountChanged,
    DraftChanged,
    Event,
    InboxChanged,
    MissingChanged,
    ReadOn,
    Refreshing,
    Said,
    Uploading,
)
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.progress import uploading

if TYPE_CHECKING:
    from connect_tui.tui.screens.room import Room


class Hearing:
    """Listens for one furnished room."""

    def __init__(self, room: "Room", desk: Desk) -> None:
        self._room = room
        self._desk = desk

    def heard(self, event: Event) -> None:
        """Sync says that something happened."""
        room = self._room
        match event:
            case InboxChanged(uris):
                # The first posts of an account are there before its first refresh is over.
                self._look_at_accounts()
                self._look_at_circles()
                self._posts_changed(uris)
            case MissingChanged():
                room.inbox.entries.missing_changed()
            case DraftChanged(key):
                self._draft_changed(key)
            case Refreshing(account, busy):
                room.status.busy(account, busy)
                if not busy:
                    self._look_at_accounts()
                    self._look_at_circles()
                    room.inbox.entries.found()
            case AccountChanged(account, trouble):
                self._look_at_accounts()
                self._desk.troubles.put(account, trouble)
                room.status.stand(self._desk.troubles.sentence(self._desk.keymap.first("hide_accounts")))
            case Said(sentence):
                room.status.say(sentence)
            case Uploading(_, share):
                room.status.say(uploading(share))
            case ReadOn():
                room.inbox.entries.lines_moved()
                room.talk.reload()

    def _posts_changed(self, uris: frozenset[str]) -> None:
        room = self._room
        room.inbox.entries.changed(uris)
        if room.talk.uri and room.talk.holds(uris):
            room.talk.reload()
        if room.shows_shelf:
            room.shelf.reload()
        if room.shows_answering:
            room.answering.changed(uris)

    def _draft_changed(self, key: str) -> None:
        room = self._room
        draft = next((draft for draft in self._desk.reader.drafts() if draft.key == key), None)
        if draft is not None and draft.answers:
            room.inbox.entries.changed(frozenset({draft.answers}))
        for part in room.conversations:
            if part.uri:
                part.draft_changed(key)
        if room.shows_shelf:
            room.shelf.reload()

    def _look_at_accounts(self) -> None:
        before = self._desk.me
        self._desk.accounts_changed()
        if self._desk.me != before:
            self._room.tick()

    def _look_at_circles(self) -> None:
        if self._desk.circles_changed():
            self._room.inbox.circles_changed()
            self._room.talk.tick()
