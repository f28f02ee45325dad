"""The circles that somebody is in: a small list to put them in and take them out."""

from collections.abc import Sequence

from connect_tui.domain import clean
from connect_tui.domain.people import Circle, Person, handles_of
from connect_tui.tui.desk import Desk
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.person import CircleRow
from connect_tui.tui.render.rows import Row
from connect_tui.tui.screens.turning import AboutPerson, Turning

_LONGEST = 40
"""Characters of a circle's name."""


class CircleList(Turning):
    """The circles, a mark at each that somebody is in, and a line to begin another."""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(desk, other="A new circle …", placeholder="its name", longest=_LONGEST)
        self._desk = desk
        self._person = person
        self._handles = handles_of(person.key, desk.same)
        self._circles = list(desk.circles())

    def marked(self) -> Sequence[Row]:
        """The circles; lists of a network stand last."""
        return [CircleRow(_key(c), c.name, self._inside(c), c.account) for c in self._circles]

    def turn(self, key: str) -> None:
        """Put them in, or take them out; who is in a list of a network is the network's to say."""
        circle = next((c for c in self._circles if _key(c) == key), None)
        if circle is not None and not circle.account:
            self._turn(circle)

    def take(self, typed: str) -> None:
        """Put them into the circle of this name, which may be new."""
        name = " ".join(clean.line(typed).split())
        self.end_typing()
        if not name:
            return
        known = next((c for c in self._circles if c.name.casefold() == name.casefold()), None)
        if known is None:
            known = Circle(name, frozenset())
            lists = next((i for i, c in enumerate(self._circles) if c.account), len(self._circles))
            self._circles.insert(lists, known)
        if not known.account and not self._inside(known):
            self._turn(known)
        self.show(_key(known))

    def _turn(self, circle: Circle) -> None:
        index = self._circles.index(circle)
        present = not self._inside(circle)
        members = circle.members | {self._person.key} if present else circle.members - self._handles
        self._circles[index] = Circle(circle.name, members)
        self._desk.set_circle_member(circle.name, self._person.handle, present)

    def _inside(self, circle: Circle) -> bool:
        return not self._handles.isdisjoint(circle.members)


class ChooseCircles(AboutPerson):
    """Which circles is somebody in?"""

    def __init__(self, desk: Desk, person: Person) -> None:
        super().__init__(desk, person, f"Which circles is {name_of(person)} in?", CircleList(desk, person))


def _key(circle: Circle) -> str:
    return f"circle:{circle.name}"
