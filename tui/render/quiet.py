"""When nobody is waiting: a moment, not a blank."""

from datetime import datetime

from msgspec import Struct

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.tui.render.names import name_of
from connect_tui.tui.render.pieces import NOTHING, Line, Piece, Role, Shape, cut, fit, safe_line
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View
from connect_tui.tui.render.words import without_salutation

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAME_CELLS = 12


class NobodyRow(Struct, frozen=True):
    """Nobody is waiting; `sentence` says where."""

    sentence: str = "Nobody is waiting for you."
    key: str = "nobody"

    selectable = False

    def lines(self, view: View) -> list[Line]:
        """Two sentences with air around them."""
        first = fit((Piece(" "), Piece(self.sentence, Role.TITLE, Shape.STRONG)), view.width)
        return [first, NOTHING, fit((Piece(" "), Piece("Ready to talk?", Role.WORDS)), view.width), NOTHING]


class QuietRow(Struct, frozen=True):
    """Somebody with whom it has gone quiet, and the last thing they said."""

    person: Person
    post: Post

    selectable = True

    @property
    def key(self) -> str:
        """Named for the person."""
        return f"quiet:{self.person.key}"

    def lines(self, view: View) -> list[Line]:
        """One line, and space after the one under the cursor alone."""
        name = cut(name_of(self.person, view.me), _NAME_CELLS * 2)
        space = " " * max(1, _NAME_CELLS - len(name))
        text = cover_of(self.post) or without_salutation(self.post.text).plain
        said = " ".join(safe_line(text).split())
        last = f"last wrote {_when(self.post.time, view.now)}"
        quote = (Piece(": ", Role.SOFT), Piece(f"“{said}”", Role.WORDS)) if said else ()
        line = (Piece(name, Role.PEOPLE, Shape.STRONG), Piece(space), Piece(last, Role.SOFT), *quote)
        return barred([fit(line, view.width - 1)], view)


def _when(moment: datetime, now: datetime) -> str:
    """As roughly as one remembers it: “today”, “on Monday”, “in October”, “in October 2024”."""
    moment = moment.astimezone(now.tzinfo)
    days = (now.date() - moment.date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"on {_DAYS[moment.weekday()]}"
    month = _MONTHS[moment.month - 1]
    near = (now.year - moment.year) * 12 + now.month - moment.month < 12
    return f"in {month}" if near else f"in {month} {moment.year}"
