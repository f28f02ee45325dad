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
    it. `drawn` is the entry with only so much of its conversation as is drawn: objects weigh ten times what
    these bytes do. `said` says of each post of the conversation when it was said, if it is addressed to me.
    `model` is an entry that was packed before: what they have in common is packed once.
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
    model: bytes

    selectable = True

    @property
    def entry(self) -> Entry:
        """The entry; its conversation holds only the posts that are drawn."""
        return _entry.decode(zlib.decompressobj(zdict=self.model).decompress(self.drawn))

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


def kept(entry: Entry, like: KeptRow | None = None) -> KeptRow:
    """The row of an entry; `like` is one kept before."""
    post, conversation = entry.post, entry.conversation
    said = {uri: entry.addressed.get(uri) for uri in conversation.by_uri} if conversation else {}
    packed = _pack(_as_drawn(entry))
    model = like.model if like is not None else packed
    packing = zlib.compressobj(_FAST, zdict=model)
    return KeptRow(
        key=entry.uri,
        place=entry.place,
        section=entry.section,
        reason=entry.reason,
        since=entry.since,
        account=entry.account.name,
        seen_with=tuple(copy.id.account for copy in post.copies) if post else (),
        covered=post.uri if post and cover_of(post) else "",
        drawn=packing.compress(packed) + packing.flush(),
        said=zlib.compress(_pack(said), _FAST),
        model=model,
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
