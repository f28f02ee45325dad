"""The sheet that I write on, and under it what could be meant by the word that is being typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from connect_tui.tui.completing import Begun, Kind, Suggestion, begun
from connect_tui.tui.messages import CursorMoved, NearEnd, Opened
from connect_tui.tui.render.suggestion import SuggestionRow
from connect_tui.tui.render.view import View
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedText


class Pad(Vertical):
    """Says what is begun, and takes suggestions for it. They are taken with tab, or with enter once one was
    gone to; every other key goes on with the text.
    """

    @dataclass
    class Sought(Message):
        """Something is begun now, or with `None` nothing any more."""

        begun: Begun | None

    @dataclass
    class Told(Message, bubble=False):
        """What can be offered for this; may be posted from any thread, and may come too late."""

        begun: Begun
        suggestions: Sequence[Suggestion]

    def __init__(self, view: View, *, id: str = "pad") -> None:  # noqa: A002 # Textual's own name for it
        super().__init__(id=id)
        self.sheet = TypedText(id="text", compact=True, highlight_cursor_line=False, first=self._press)
        self._offered = Stream(view, id="offered")
        self._offered.can_focus = False
        self._begun: Begun | None = None
        self._let_be: tuple[int, Begun] | None = None
        self._gone_to = False

    def compose(self) -> ComposeResult:
        """The sheet over what is offered."""
        yield self.sheet
        yield self._offered

    def on_mount(self) -> None:
        """Nothing is offered yet."""
        self._offered.display = False

    @property
    def offering(self) -> bool:
        """Whether something is offered now."""
        return self._offered.display

    @property
    def settled(self) -> str:
        """The text without a handle that is only begun: nobody is named by what is still being chosen."""
        begun = self._begun
        if begun is None or begun.kind is not Kind.PERSON or not self.offering:
            return self.sheet.text
        line, column = self.sheet.cursor_location
        lines = self.sheet.text.split("\n")
        lines[line] = lines[line][: begun.start] + lines[line][column:]
        return "\n".join(lines)

    def on_pad_told(self, message: Told) -> None:
        """Offer it, if that still stands before the cursor: an answer to an earlier word is dropped."""
        if message.begun != self._begun:
            return
        # What is typed in full already needs no suggestion.
        rows = [SuggestionRow(one) for one in message.suggestions if one.insert != self._typed()]
        self._offered.display = bool(rows)
        self._offered.styles.height = len(rows)
        self._offered.show_rows(rows, "" if self._gone_to else next((row.key for row in rows), ""))

    def withdraw(self) -> None:
        """Offer nothing."""
        self._begun, self._gone_to = None, False
        self.sheet.go_through(None)
        self._offered.display = False

    @on(TextArea.SelectionChanged)
    def _seek(self) -> None:
        """The cursor stands elsewhere, or something was typed."""
        here = self._unless_let_be(begun(self._before()) if self.sheet.has_focus else None)
        if here == self._begun:
            return
        if here is None:
            self.withdraw()
        self._begun, self._gone_to = here, False
        self.post_message(self.Sought(here))

    def _unless_let_be(self, here: Begun | None) -> Begun | None:
        """What is begun, but for a word that nothing was wanted for; what grows out of it is another."""
        if self._let_be is None:
            return here
        line, word = self._let_be
        if (
            here is not None
            and (self._line, here.start) == (line, word.start)
            and here.text.startswith(word.text)
        ):
            return None if here == word else here
        self._let_be = None
        return here

    @on(CursorMoved)
    @on(NearEnd)
    def _keep(self, message: CursorMoved | NearEnd) -> None:
        """The list of suggestions is nobody else's."""
        message.stop()

    @on(Opened)
    def _clicked(self, message: Opened) -> None:
        message.stop()
        self._take()

    def on_descendant_blur(self) -> None:
        """Keys go elsewhere."""
        self.withdraw()

    def _press(self, key: str) -> bool:
        """A key before the sheet gets it; whether it was meant for what is offered."""
        if not self.offering:
            return False
        keys: dict[str, Callable[[], object]] = {
            "down": lambda: self._step("down"),
            "up": lambda: self._step("up"),
            "tab": self._take,
            "escape": self._leave_it,
        }
        if self._gone_to:
            keys["enter"] = self._take
        if deed := keys.get(key):
            deed()
        return key in keys

    def _step(self, way: str) -> None:
        self._gone_to = True
        self._offered.go(way)
        self.sheet.go_through(self._offered)

    def _leave_it(self) -> None:
        """Not asked again for this word, where it stands."""
        self._let_be = (self._line, self._begun) if self._begun else None
        self.withdraw()
        self.post_message(self.Sought(None))

    def _take(self) -> None:
        row, here = self._offered.row, self._begun
        self.withdraw()
        if not isinstance(row, SuggestionRow) or here is None:
            return
        line, column = self.sheet.cursor_location
        after = self.sheet.document.get_line(line)[column : column + 1]
        space = "" if after.isspace() else " "
        self.sheet.replace(row.suggestion.insert + space, (line, here.start), (line, column))
        self.sheet.move_cursor((line, here.start + len(row.suggestion.insert) + 1))

    def _typed(self) -> str:
        return self._before()[self._begun.start :] if self._begun else ""

    @property
    def _line(self) -> int:
        return self.sheet.cursor_location[0]

    def _before(self) -> str:
        """The line up to the cursor."""
        line, column = self.sheet.cursor_location
        return self.sheet.document.get_line(line)[:column] if self.sheet.selection.is_empty else ""
