"""People by themselves: who they say they are, and the circles they are in."""

from msgspec import Struct

from connect_tui.domain.people import Profile
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, fit, safe_line, spread
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import words
from connect_tui.tui.render.wrap import wrap


class ProfileRow(Struct, frozen=True):
    """Somebody in their own words; `why` says why they are looked at."""

    profile: Profile
    why: str = ""

    selectable = True

    @property
    def key(self) -> str:
        """Named for the person."""
        return f"person:{self.profile.person.key}"

    def lines(self, view: View) -> list[Line]:
        """Name and handle, why, what they say about themselves, what they put beside it."""
        width = view.width - 1
        person = self.profile.person
        name = [Piece(name_of(person, view.me), Role.PEOPLE, Shape.STRONG)]
        if person.automated:
            name.append(Piece(", automated", Role.SOFT))
        lines = [spread(tuple(name), (Piece(safe_line(person.handle), Role.SOFT),), width)]
        if self.why:
            lines += wrap([Piece(self.why, Role.SOFT)], width)
        if self.profile.note:
            lines += [NOTHING, *words(self.profile.note, width)]
        for index, (title, text) in enumerate(self.profile.fields):
            said = " ".join(text.plain.split())
            line = (Piece(f"{safe_line(title)}  ", Role.SOFT), Piece(said))
            lines += [NOTHING, fit(line, width)] if index == 0 else [fit(line, width)]
        return [*barred(lines, view), NOTHING]


class CircleRow(Struct, frozen=True):
    """A circle, and whether somebody is in it; a list of a server (`account`) can only be read."""

    key: str
    name: str
    inside: bool
    account: str = ""

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """A mark, the name, and whose list it is."""
        mark = ("yes  " if self.inside else "no   ") if view.plain else ("✓ " if self.inside else "  ")
        left = (
            Piece(mark, Role.ACCENT),
            Piece(safe_line(self.name), Role.SOFT if self.account else Role.WORDS),
        )
        whose = f"a list on {safe_line(self.account)}, changed there" if self.account else ""
        return barred([spread(left, (Piece(whose, Role.SOFT),) if whose else NOTHING, view.width - 1)], view)


class HandleRow(Struct, frozen=True):
    """Somebody to mark: a name, empty where none is known, and a handle, which may be the key itself."""

    key: str
    name: str
    marked: bool
    handle: str = ""

    selectable = True

    def lines(self, view: View) -> list[Line]:
        """A mark, the name, and the handle."""
        mark = ("yes  " if self.marked else "no   ") if view.plain else ("✓ " if self.marked else "  ")
        name, handle = safe_line(self.name), safe_line(self.handle or self.key)
        left = (Piece(mark, Role.ACCENT), Piece(name or handle, Role.WORDS))
        right = (Piece(handle, Role.SOFT),) if name else NOTHING
        return barred([spread(left, right, view.width - 1)], view)
