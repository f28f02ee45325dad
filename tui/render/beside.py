"""What goes with a text that is being written: a poll, pictures, files."""

from datetime import timedelta

from msgspec import Struct

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll
from connect_tui.domain.media_types import kind_of
from connect_tui.tui.paths import name_of
from connect_tui.tui.render.pieces import Line, Piece, Role, Shape, fit, safe_line
from connect_tui.tui.render.rows import barred
from connect_tui.tui.render.view import View

DURATIONS: tuple[tuple[timedelta, str], ...] = (
    (timedelta(minutes=5), "five minutes"),
    (timedelta(minutes=30), "half an hour"),
    (timedelta(hours=1), "an hour"),
    (timedelta(hours=6), "six hours"),
    (timedelta(hours=12), "twelve hours"),
    (timedelta(days=1), "a day"),
    (timedelta(days=3), "three days"),
    (timedelta(days=7), "a week"),
    (timedelta(days=14), "two weeks"),
    (timedelta(days=30), "a month"),
)
"""How long a poll can be open, in words."""
_KINDS = {"image": "picture", "video": "film", "audio": "sound"}


def beside_lines(draft: Draft) -> list[Line]:
    """A line for the poll, and one for each file."""
    lines = [media_line(media) for media in draft.media]
    return [*lines, _poll_line(draft.poll)] if draft.poll else lines


def media_line(media: DraftMedia) -> Line:
    """What kind of thing it is, its name, and what it is said to show."""
    alt = " ".join(safe_line(media.alt).split())
    said = Piece(f"“{alt}”", Role.SOFT, Shape.EMPHASIS) if alt else Piece("no description yet", Role.ACCENT)
    return (Piece(f"{kind_word(media)} ", Role.SOFT), Piece(safe_line(name_of(media))), Piece(" · "), said)


class MediaRow(Struct, frozen=True):
    """One of the attached, in a list."""

    index: int
    media: DraftMedia

    selectable = True

    @property
    def key(self) -> str:
        """By its place."""
        return f"media:{self.index}"

    def lines(self, view: View) -> list[Line]:
        """On one line."""
        return barred([fit(media_line(self.media), view.width - 1)], view)


def kind_word(media: DraftMedia) -> str:
    """“picture”, “film”, “sound”, “file”."""
    return _KINDS.get(kind_of(media.path).split("/")[0], "file")


def in_words(duration: timedelta) -> str:
    """How long, in the nearest of the words there are."""
    return min(DURATIONS, key=lambda known: abs(known[0] - duration))[1]


def _poll_line(poll: DraftPoll) -> Line:
    options = [safe_line(option).strip() for option in poll.options if option.strip()]
    kind = "several answers" if poll.multiple else "one answer"
    line = [Piece("poll ", Role.SOFT)]
    for option in options:
        line += [Piece("○ "), Piece(option), Piece("  ")]
    said = line[:-1] if options else [*line, Piece("nothing to choose from yet")]
    return (*said, Piece(f" · {kind} · open for {in_words(poll.duration)}", Role.SOFT))
