"""Places to type in, which leave the keys with alt to the screen.

Many terminals send alt as an escape before the letter. Textual then hands on the letter as something to be
typed as well, and it would stand in the text.
"""

from textual import events
from textual.binding import Binding
from textual.widgets import Input, TextArea


class Sheet(TextArea):
    """Several lines to write on."""

    async def _on_key(self, event: events.Key) -> None:
        _type_no_letter_of(event)


class TypedLine(Input):
    """One line to write on."""

    def takes(self, event: events.Key) -> bool:
        """Whether a key is the line's own while it has the cursor: it types, or edits."""
        own = (key for binding in Input.BINDINGS for key in Binding.make_bindings([binding]))
        return self.has_focus and (event.is_printable or any(event.key == key.key for key in own))

    async def _on_key(self, event: events.Key) -> None:
        _type_no_letter_of(event)


def _type_no_letter_of(event: events.Key) -> None:
    # Textual calls the handler of the class above after this one, with the same event.
    if event.key.startswith("alt+"):
        event.character = None
