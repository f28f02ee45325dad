"""A feed for the contract suite: everything goes over real HTTP on loopback."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape

from feed_server import FeedServer

from connect_tui.domain.people import PersonId
from connect_tui.domain.post import PostId, Visibility
from connect_tui.provider import Provider
from connect_tui.providers.feed.names import entry_key
from connect_tui.providers.feed.provider import FeedProvider

NAME = "news"
START = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Note:
    id: str
    text: str
    at: datetime


class FeedHarness:
    """Somebody who writes a feed, as Atom or as JSON Feed."""

    def __init__(self, server: FeedServer, form: str) -> None:
        self.server = server
        self.form = form
        self.notes: list[Note] = []
        self._said = 0
        self.url = server.url + f"/{form}"
        self._publish()
        self.provider: Provider = self.again()

    def again(self) -> Provider:
        return FeedProvider(NAME, (self.url,), pace=timedelta(0))

    async def say(
        self,
        text: str,
        *,
        to_me: bool = False,
        parent: PostId | None = None,
        visibility: Visibility = Visibility.PUBLIC,
        warning: str = "",
    ) -> PostId:
        self._said += 1
        note = Note(f"urn:note:{self._said}", text, START + timedelta(minutes=self._said))
        self.notes.append(note)
        self._publish()
        return self._id(note)

    async def remove(self, post: PostId) -> None:
        self.notes = [note for note in self.notes if self._id(note) != post]
        self._publish()

    async def someone(self) -> PersonId:
        return PersonId(NAME, self.url)

    async def ask_to_follow(self) -> PersonId:
        raise AssertionError("nobody can follow me here")

    def _id(self, note: Note) -> PostId:
        return PostId(NAME, entry_key(self.url, note.id))

    def _publish(self) -> None:
        newest = [replace(note, text=_html(note.text)) for note in reversed(self.notes)]
        if self.form == "json":
            self.server.put("/json", json.dumps(_json(newest)), "application/feed+json")
        else:
            self.server.put("/atom", _atom(newest), "application/atom+xml")


def _html(text: str) -> str:
    """What a blog makes of what is typed."""
    return re.sub(r"(\w+:/+[^\s<]+|javascript:\S+)", r'<a href="\1">\1</a>', escape(text, quote=False))


def _json(notes: list[Note]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Words of a friend",
        "items": [
            {
                "id": note.id,
                "url": f"https://words.example/{note.id}",
                "content_html": note.text,
                "date_published": note.at.isoformat(),
                "_comments": {"total": 7919},
            }
            for note in notes
        ],
    }


def _atom(notes: list[Note]) -> str:
    entries = "".join(
        f"<entry><id>{note.id}</id><link href='https://words.example/{note.id}'/>"
        f"<published>{note.at.isoformat()}</published><slash:comments>7919</slash:comments>"
        f"<link rel='replies' href='https://words.example/c' thr:count='7919'/><thr:total>7919</thr:total>"
        f"<content type='html'>{escape(note.text)}</content></entry>"
        for note in notes
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:thr='http://purl.org/syndication/thread/1.0' "
        "xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>"
        f"<title>Words of a friend</title><id>urn:feed</id>{entries}</feed>"
    )
