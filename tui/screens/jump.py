"""Going somewhere by name: to a person, a circle, an account."""

from collections.abc import Sequence

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Vertical

from connect_tui.domain.people import Person
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.found import PersonRow
from connect_tui.tui.render.jump import PlaceRow
from connect_tui.tui.render.rows import LineRow, Row
from connect_tui.tui.screens.narrowing import Narrowing
from connect_tui.tui.screens.sheet import Sheet
from connect_tui.tui.widgets.footer import Footer

_PEOPLE = 20
_TALL = 12


class Target(Struct, frozen=True):
    """Where to go: to a person, or to a part of the inbox by its circle or account; all of it where none is
    named.
    """

    person: Person | None = None
    circle: str = ""
    account: str = ""


class JumpList(Narrowing):
    """The places whose names fit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, line="name", placeholder="a person, a circle, an account")
        self._desk = desk
        self._targets: dict[str, Target] = {}

    def fitting(self, typed: str) -> Sequence[Row]:
        """The places; or that there are none."""
        places = self._places(typed)
        self._targets = {row.key: target for row, target in places}
        rows = [row for row, _ in places]
        return rows or [LineRow("none", "Nobody and nothing here is called that.")]

    def tall(self, rows: Sequence[Row]) -> int:
        """One line for each, and room to say that there are none."""
        return min(max(len(rows), 2), _TALL)

    def choose(self) -> None:
        """Go there."""
        target = self._targets.get(self.stream.cursor)
        if target is not None:
            self.screen.dismiss(target)

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
