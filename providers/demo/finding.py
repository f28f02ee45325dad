"""What is found where somebody types a word."""

from datetime import datetime

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.domain.text import SpanKind
from connect_tui.providers.demo.parts import ME
from connect_tui.providers.demo.view import View

FOUND = 40
"""Posts, people or hashtags that are handed out at most."""


def people(view: View, query: str) -> tuple[Person, ...]:
    """People whose name or handle holds it."""
    wished = query.strip().casefold().lstrip("@")
    residents = view.network.people.values()
    found = [r for r in residents if wished in r.handle.casefold() or wished in r.name.casefold()]
    return tuple(view.person(resident) for resident in found if wished and resident.id not in ME)[:FOUND]


def posts(view: View, query: str, now: datetime) -> tuple[Post, ...]:
    """Posts in which the words stand, newest first."""
    wished = query.strip().casefold()
    found = [view.post(note, now) for note in view.notes(lambda note: wished in note.text.casefold())]
    return tuple(found[::-1][:FOUND]) if wished else ()


def tags(view: View, query: str) -> tuple[str, ...]:
    """Hashtags that stand in the notes and begin like this, those used last first."""
    wished = query.strip().lstrip("#").casefold()
    notes = view.notes(lambda note: "#" in note.text)[::-1]
    spans = (span for note in notes for span in view.network.words(note).of_kind(SpanKind.HASHTAG))
    found = {span.target.casefold(): span.target for span in spans}
    return tuple(tag for key, tag in found.items() if key.startswith(wished))[:FOUND]
