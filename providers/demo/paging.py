"""Timelines, a page at a time. A cursor is the place of the last item that was given, so what comes meanwhile
moves nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from connect_tui.provider import NotFound, Page
from connect_tui.providers.demo.records import Item, Note, Pass
from connect_tui.providers.demo.view import View

PAGE = 20
"""Items on one page of a timeline."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page(view: View, items: Iterable[Item], cursor: str | None, now: datetime) -> Page:
    """The newest of these items, or those from the cursor on.

    Raises:
        NotFound: the cursor is none.
    """
    before = _read(cursor) if cursor is not None else None
    left = sorted(
        (item for item in items if before is None or _place(item) < before), key=_place, reverse=True
    )
    items = left[:PAGE]
    numbers = dict.fromkeys(item.number if isinstance(item, Note) else item.note for item in items)
    return Page(
        posts=tuple(view.post(view.network.any_note(number), now) for number in numbers),
        boosts=tuple(view.boost(item, now) for item in items if isinstance(item, Pass)),
        older=_cursor(items[-1]) if len(left) > PAGE else None,
    )


def whole(view: View, notes: Iterable[Note], now: datetime) -> Page:
    """All of these notes, on one page."""
    newest_first = sorted(notes, key=_place, reverse=True)
    return Page(tuple(view.post(note, now) for note in newest_first))


def _place(item: Item) -> tuple[int, int]:
    """Where it stands: when it came, in microseconds, and its number."""
    return (item.created - _EPOCH) // timedelta(microseconds=1), item.number


def _cursor(item: Item) -> str:
    moment, number = _place(item)
    return f"{moment:x}-{number:x}"


def _read(cursor: str) -> tuple[int, int]:
    moment, _, number = cursor.partition("-")
    try:
        return int(moment, 16), int(number, 16)
    except ValueError:
        raise NotFound("does not know this part of the timeline") from None
