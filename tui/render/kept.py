"""An entry as a long list keeps it: packed, and made again where it is drawn."""

import zlib
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.entry import Entry, Place, Reason, Section
from connect_tui.tui.render.entry import EntryRow
from connect_tui.tui.render.pieces import Line
from connect_tui.tui.render.post import cover_of
from connect_tui.tui.render.view import View

_pack = msgspec.msgpack.Encoder().encode
_entry = msgspec.msgpack.Decoder(Entry)
_times = msgspec.msgpack.Decoder(dict[str, datetime | None])
_FAST = 1
"""Of zlib's levels the one that costs least."""


class KeptRow(Struct, frozen=True, gc=False):
    """One entry, with what has to be known of it while nobody looks at it.

    `seen_with` are my accounts that see its post, `covered` is that post where a warning or a filter covers
    it. Objects weigh ten times what these bytes do, and of a conversation only that is packed which is drawn
    of it; beside that stands, for each of its posts, when it was said if it is addressed to me.
    """

    key: str
    place: Place
    section: Section
    reason: Reason
    since: datetime
    account: str
    seen_with: tuple[str, ...]
    covered: str
    drawn: bytes
    said: bytes

    selectable = True

    @property
    def entry(self) -> Entry:
        """The entry; its conversation holds only the posts that are drawn."""
        return _entry.decode(zlib.decompress(self.drawn))

    @property
    def posts(self) -> frozenset[str]:
        """All posts of its conversation, by URI."""
        return frozenset(self._said())

    @property
    def addressed(self) -> Mapping[str, datetime]:
        """When what is addressed to me in it was said, by URI."""
        return {uri: time for uri, time in self._said().items() if time is not None}

    def lines(self, view: View) -> list[Line]:
        """The entry and an empty line below it."""
        return EntryRow(self.entry).lines(view)

    def _said(self) -> dict[str, datetime | None]:
        return _times.decode(zlib.decompress(self.said))


def kept(entry: Entry) -> KeptRow:
    """The row of an entry."""
    post, conversation = entry.post, entry.conversation
    said = {uri: entry.addressed.get(uri) for uri in conversation.by_uri} if conversation else {}
    return KeptRow(
        key=entry.uri,
        place=entry.place,
        section=entry.section,
        reason=entry.reason,
        since=entry.since,
        account=entry.account.name,
        seen_with=tuple(copy.id.account for copy in post.copies) if post else (),
        covered=post.uri if post and cover_of(post) else "",
        drawn=zlib.compress(_pack(_as_drawn(entry)), _FAST),
        said=zlib.compress(_pack(said), _FAST),
    )


def _as_drawn(entry: Entry) -> Entry:
    """No more of its conversation than is drawn."""
    conversation, post = entry.conversation, entry.post
    if conversation is None or post is None:
        return entry
    drawn = {conversation.uri, post.uri, (entry.reply_to or post).uri}
    posts = tuple(post for post in conversation.posts if post.uri in drawn)
    parents = {uri: parent for uri, parent in conversation.parents.items() if {uri, parent} <= drawn}
    return replace(
        entry, addressed={}, conversation=replace(conversation, posts=posts, parents=parents, boosts=())
    )
