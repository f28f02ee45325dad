"""The conversation beside a list: it follows the cursor, once that rests."""

from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from connect_tui.tui.screens.furniture import Furniture

_AFTER = 0.12
"""Seconds that the cursor rests before the conversation follows."""
_LISTS = ("entries", "put-away", "found")
"""The lists that it stands beside, by the names of their streams."""


class Beside:
    """What is shown of the entry under the cursor where there is room, without anybody opening it."""

    def __init__(self, room: "Furniture") -> None:
        self._room = room
        self._timer: Timer | None = None

    def follow(self, stream: str) -> None:
        """The cursor moved in this list."""
        self.stay()
        room = self._room
        if stream in _LISTS and room.furnished and room.is_wide and not room.talk.composer.writing:
            self._timer = room.set_timer(_AFTER, self.show)

    def stay(self) -> None:
        """What is shown is meant to be."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def show(self) -> None:
        """Show it now, unless somebody is in what is shown."""
        room = self._room
        if room.talk.has_focus_within:
            return
        if room.shows_finding:
            if (post := room.finding.post()) is not None:
                room.talk.show(post.uri, post.id.account)
            return
        entry = room.listing.entry()
        if entry is not None and entry.post is not None:
            room.talk.show((entry.reply_to or entry.post).uri, entry.account.name)
