"""A form for a poll: its answers, whether several may be chosen, how long it is open."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from connect_tui.domain.draft import DraftPoll
from connect_tui.port.capabilities import PollLimits
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.beside import DURATIONS, in_words
from connect_tui.tui.render.pieces import NOTHING, Piece, Role, Shape
from connect_tui.tui.screens.sheet import Drawer, Sheet
from connect_tui.tui.widgets.dial import Dial
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.linebar import LineBar
from connect_tui.tui.widgets.note import Note
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.typing import TypedLine

Changed = Callable[[DraftPoll | None], None]
"""Takes the poll as it is after every key."""
Fault = Callable[[DraftPoll], str]
"""What is wrong with a poll, in a sentence; empty where nothing is."""


class PollPart(Part):
    """The fields. `changed` hears of every key, so that nothing typed here can be lost."""

    where = Where.FORM

    def __init__(
        self, desk: Desk, poll: DraftPoll | None, limits: PollLimits, changed: Changed, fault: Fault
    ) -> None:
        super().__init__(desk.keymap, id="poll")
        self._fault = fault
        self._poll = poll or DraftPoll(())
        self._limits = limits
        self._changed = changed
        self._durations = [
            (length, words)
            for length, words in DURATIONS
            if limits.shortest <= length <= limits.longest
        ] or [(limits.longest, in_words(limits.longest))]  # fmt: skip
        self._ready = False

    def compose(self) -> ComposeResult:
        """A line for each answer there may be, and two dials."""
        for index in range(max(self._limits.options, len(self._poll.options))):
            value = self._poll.options[index] if index < len(self._poll.options) else ""
            yield TypedLine(
                value, placeholder="an answer", compact=True, classes="option", select_on_focus=False
            )
        words = [words for _, words in self._durations]
        yield Dial(
            "One may choose", ["one answer", "several answers"], int(self._poll.multiple), id="several"
        )
        yield Dial("It is open for", words, self._nearest(), id="open-for")
        yield LineBar(id="problem")

    def on_mount(self) -> None:
        """To the first empty line; two are always there, and one more than is filled."""
        self._show_lines()
        first = next((line for line in self._lines() if not line.value), self._lines()[0])
        first.focus()
        self._ready = True

    def act(self, action: str) -> bool:
        """Up and down go from field to field."""
        if action in ("up", "down"):
            (self.screen.focus_previous if action == "up" else self.screen.focus_next)()
            return True
        return super().act(action)

    def deeds(self) -> Deeds:
        """Back to the text, on to the next field, or away with it."""
        return {
            "keep": lambda: self.screen.dismiss(None),
            "pick": self.screen.focus_next,
            "remove": self._remove,
        }

    @on(Input.Changed)
    @on(Dial.Turned)
    def _edited(self) -> None:
        if self._ready:
            self._show_lines()
            self._changed(self._now())

    @on(Input.Submitted)
    def _next(self) -> None:
        self.screen.focus_next()

    def _remove(self) -> None:
        self._ready = False
        self._changed(None)
        self.screen.dismiss(None)

    def _lines(self) -> list[TypedLine]:
        return list(self.query(".option").results(TypedLine))

    def _show_lines(self) -> None:
        lines = self._lines()
        filled = max((index for index, line in enumerate(lines) if line.value.strip()), default=-1)
        for index, line in enumerate(lines):
            line.display = index < max(2, filled + 2)
        now = self._now()
        # While there is one answer only, one is about to write the next.
        problem = self._fault(now) if now and len(now.options) > 1 else ""
        self.query_one("#problem", LineBar).show((Piece(problem, Role.TROUBLE),) if problem else NOTHING)

    def _now(self) -> DraftPoll | None:
        """The poll as it stands; `None` while it has no answers at all."""
        options = tuple(line.value.strip() for line in self._lines() if line.value.strip())
        several = self.query_one("#several", Dial).at == 1
        duration = self._durations[self.query_one("#open-for", Dial).at][0]
        return DraftPoll(options, several, duration) if options else None

    def _nearest(self) -> int:
        def away(index: int) -> float:
            return abs((self._durations[index][0] - self._poll.duration).total_seconds())

        return min(range(len(self._durations)), key=away)


class PollForm(Sheet[None]):
    """Under the text, until it is left; what stands in it holds at once."""

    def __init__(
        self, desk: Desk, poll: DraftPoll | None, limits: PollLimits, changed: Changed, fault: Fault
    ) -> None:
        super().__init__()
        self._desk = desk
        self._part = PollPart(desk, poll, limits, changed, fault)

    def compose(self) -> ComposeResult:
        """What it is, the fields, the keys."""
        with Drawer(classes="drawer"):
            yield Note([(Piece("What can one choose from?", Role.TITLE, Shape.STRONG),)], id="question")
            yield self._part
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_actions(("keep", ("pick", "next field"), "remove"))
