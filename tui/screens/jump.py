"""Going somewhere by name: to a person, a circle, an account."""

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from connect_tui.domain.people import Person
from connect_tui.tui.actions import Where
from connect_tui.tui.desk import Desk
from connect_tui.tui.messages import Opened
from connect_tui.tui.render.found import PersonRow
from connect_tui.tui.render.jump import PlaceRow
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer
from connect_tui.tui.widgets.part import Deeds, Part
from connect_tui.tui.widgets.stream import Stream
from connect_tui.tui.widgets.typing import TypedLine

_PEOPLE = 20
_TALL = 12


class Target(Struct, frozen=True):
    """Where to go: to a person, or to a part of the inbox by its circle or account; all of it where none is
    named.
    """

    person: Person | None = None
    circle: str = ""
    account: str = ""


class JumpList(Part):
    """A line to type a name in, and the places whose names fit."""

    where = Where.CHOICE

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.keymap, id="choices")
        self._desk = desk
        self._targets: dict[str, Target] = {}
        self._line = TypedLine(
            placeholder="a person, a circle, an account", id="name", compact=True, max_length=80
        )
        self._stream = Stream(desk.view(), id="answers")

    def compose(self) -> ComposeResult:
        """The line over the places."""
        yield self._line
        yield self._stream

    def on_mount(self) -> None:
        """Begin with everything."""
        self._show("")
        self._line.focus()

    def act(self, action: str) -> bool:
        """Move, go, or leave."""
        return self._stream.go(action) or super().act(action)

    def types(self, event: events.Key) -> bool:
        """What can be typed is typed; the other keys go through the list meanwhile."""
        return self._line.takes(event)

    def deeds(self) -> Deeds:
        """Go there, or stay."""
        return {"choose": self._go, "cancel": lambda: self.screen.dismiss(None)}

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._show(message.value)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self._go()

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        message.stop()
        self._go()

    def _go(self) -> None:
        target = self._targets.get(self._stream.cursor)
        if target is not None:
            self.screen.dismiss(target)

    def _show(self, typed: str) -> None:
        rows: list[Row] = []
        self._targets = {}
        for row, target in self._places(typed):
            rows.append(row)
            self._targets[row.key] = target
        shown = rows or [LineRow("none", "Nobody and nothing here is called that.")]
        self._stream.show_rows(shown, rows[0].key if rows else "")
        self._stream.styles.height = min(max(len(shown), 2), _TALL)

    def _places(self, typed: str) -> list[tuple[Row, Target]]:
        """The places whose names fit, the nearest first: circles and accounts that are called so before
        people, behind them those that only hold it.
        """
        places: list[tuple[PlaceRow, Target]] = [
            (PlaceRow("everybody", "Everybody", "the whole inbox"), Target()),
            *(
                (PlaceRow(f"circle:{circle.name}", circle.name, "a circle"), Target(circle=circle.name))
                for circle in self._desk.circles()
            ),
            *(
                (
                    PlaceRow(f"account:{account.name}", account.name, account.handle),
                    Target(account=account.name),
                )
                for account, _ in self._desk.accounts()
            ),
        ]
        wanted = typed.strip()
        people = [
            (PersonRow(person, (wanted,) if wanted else ()), Target(person=person))
            for person in self._desk.reader.persons(wanted, _PEOPLE)
            if person.key not in self._desk.me
        ]
        if not wanted:
            return [*places, *people]
        begun = wanted.casefold()
        fitting = [pair for pair in places if begun in pair[0].name.casefold()]
        first = [pair for pair in fitting if pair[0].name.casefold().startswith(begun)]
        return [*first, *people, *(pair for pair in fitting if pair not in first)]


class JumpTo(Sheet[Target]):
    """Over everything else; answers where to go, `None` for staying."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """The list over the keys."""
        with Vertical(classes="card"):
            yield JumpList(self._desk)
            yield Footer(self._desk.keymap, id="footer")

    def on_mount(self) -> None:
        """Name the keys."""
        self.query_one(Footer).name_actions((("choose", "go there"), "cancel"), typing=True)
