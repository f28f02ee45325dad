"""What the parts of the room have in common: rows with a cursor on one of them, and ways to each other."""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace
from textual.message import Message

from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Answer, Drafts, Find, Jump, Say, Shelf, Write
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_WAYS: Mapping[str, type[Message]] = {
    "write": Write,
    "answer": Answer,
    "shelf": Shelf,
    "search": Find,
    "jump": Jump,
    "drafts": Drafts,
}
"""What leads from one part to another, and what asks the room for that."""


class RoomPart(Part):
    """Shows rows in `stream`, whose name is `rows`."""

    def __init__(self, desk: Desk, rows: str, *, id: str) -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(desk.keymap, id=id)
        self.stream = Stream(desk.view(), id=rows)
        self._desk = desk

    def tick(self) -> None:
        """Time went on."""
        self.stream.view = replace(self._desk.view(), opened=self.stream.view.opened)

    def act(self, action: str) -> bool:
        """Move, or do something with what is under the cursor."""
        return self.stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """What can be done in every part."""
        ways = {action: partial(self._lead, message) for action, message in _WAYS.items()}
        return {**ways, "refresh": self._desk.refresh}

    def _lead(self, message: type[Message]) -> None:
        self.post_message(message())

    def _say(self, sentence: str) -> None:
        self.post_message(Say(sentence))
