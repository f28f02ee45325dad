"""Which answer of a poll? One, or as many as it lets one choose."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.domain.post import Poll
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.ballot import OptionRow
from connect_tui.tui.render.pieces import Piece, Role, Shape
from connect_tui.tui.render.rows import AnswerRow, Row
from connect_tui.tui.screens.sheet import Sheet, lines_for
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream

_CAST = "cast"


class BallotPart(Part):
    """The answers. Where only one can be chosen, choosing it is the vote."""

    where = Where.CHOICE

    def __init__(self, desk: Desk, poll: Poll) -> None:
        super().__init__(desk.keymap, id="choices")
        self._poll = poll
        self._chosen: set[int] = set()
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The answers."""
        yield self._stream

    def on_mount(self) -> None:
        """Nothing is chosen yet."""
        self._show()
        self._stream.focus()

    def act(self, action: str) -> bool:
        """Move, choose, or leave."""
        return self._stream.go(action) or super().act(action)

    def deeds(self) -> Deeds:
        """Choose, or leave it."""
        return {"choose": self._choose, "cancel": lambda: self.screen.dismiss(())}

    def on_key(self, event: events.Key) -> None:
        """Space ticks, where several can be; a single choice is a vote, and wants a plain yes."""
        if event.key == "space" and self._poll.multiple:
            event.stop()
            event.prevent_default()
            self._choose()
        else:
            super().on_key(event)

    def on_opened(self, message: Opened) -> None:
        """Chosen with the mouse."""
        message.stop()
        self._choose()

    def _choose(self) -> None:
        row = self._stream.row
        if isinstance(row, OptionRow) and not self._poll.multiple:
            self.screen.dismiss((row.place,))
        elif isinstance(row, OptionRow):
            self._chosen ^= {row.place}
            self._show()
        elif self._chosen:
            self.screen.dismiss(tuple(sorted(self._chosen)))

    def _show(self) -> None:
        rows: list[Row] = [
            OptionRow(place, option.title, place in self._chosen, self._poll.multiple)
            for place, option in enumerate(self._poll.options)
        ]
        if self._poll.multiple:
            cast = "These are my answers" if self._chosen else "Choose as many as you like"
            rows.append(AnswerRow(_CAST, f"  {cast}"))
        self._stream.show_rows(rows)
        self._stream.styles.height = lines_for(min(len(rows), 12), self.app.size.height)


class Ballot(Sheet[tuple[int, ...]]):
    """Answers the positions of what was chosen; nothing where nobody voted."""

    def __init__(self, desk: Desk, poll: Poll) -> None:
        super().__init__()
        self._desk = desk
        self._poll = poll

    def compose(self) -> ComposeResult:
        """What is asked, over the answers."""
        words = "Choose one or several." if self._poll.multiple else "Choose one. It cannot be taken back."
        with Vertical(classes="card"):
            yield Note([(Piece(words, Role.TITLE, Shape.STRONG),)], id="question")
            yield BallotPart(self._desk, self._poll)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_keys(Where.CHOICE)
