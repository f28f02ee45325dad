"""What I write: posts and answers as records, and reactions, which are records too.

https://docs.bsky.app/docs/advanced-guides/posts
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import PostId
from connect_tui.domain.text import SpanKind
from connect_tui.provider import NotAllowed, NotFound, Reaction, Rejected
from connect_tui.providers.bluesky.api import Api, post_uri
from connect_tui.providers.bluesky.facets import Facet, facets_in, to_wire
from connect_tui.providers.bluesky.moderation import WARNINGS, labels_for
from connect_tui.providers.bluesky.names import POST, AtUri, read_post_address
from connect_tui.providers.bluesky.recent import Did
from connect_tui.providers.bluesky.records import stamp
from connect_tui.providers.bluesky.tid import record_key
from connect_tui.providers.bluesky.uploading import embed_of
from connect_tui.providers.bluesky.wire import WirePost

MAX_MENTIONS = 20
"""People looked up for one post."""


class Kind(Struct, frozen=True):
    """A reaction that is a record: its collection, and what it is remembered as."""

    collection: str
    did: Did


RECORDS = {
    Reaction.FAVOURITE: Kind("app.bsky.feed.like", Did.LIKE),
    Reaction.BOOST: Kind("app.bsky.feed.repost", Did.REPOST),
}


class Writer:
    """Writes for one account of mine."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def publish(self, outgoing: Outgoing) -> WirePost:
        """Publish a post or an answer; with a key that was used before, what came of it then.

        Raises:
            Rejected: there is nothing in it.
            NotAllowed: its parent takes no answers from me.
            NotFound: its parent is gone.
        """
        if not outgoing.text.strip() and not outgoing.media:
            raise Rejected("There is nothing in it yet")
        key = record_key(outgoing.key)
        record: dict[str, object] = {"text": outgoing.text, "createdAt": stamp(self._api.now())}
        if outgoing.parent is not None:
            try:
                record["reply"] = await self._reply(post_uri(outgoing.parent.key))
            except NotFound:
                # It may have gone when its answer was there already, which the AppView need not know of.
                written = await self._api.records.get(AtUri(self._api.mapper.me.did, POST, key))
                return await self._api.own(written)
        facets = await self._facets(outgoing.text)
        if facets:
            record["facets"] = [to_wire(facet) for facet in facets]
        if embed := await self._embed(outgoing, facets):
            record["embed"] = embed
        if values := _labels(outgoing):
            record["labels"] = self_labels(values)
        if outgoing.language:
            record["langs"] = [outgoing.language]
        written = await self._api.records.put(POST, key, record)
        if outgoing.parent is not None:
            self._api.recent.note(Did.ANSWER, str(post_uri(outgoing.parent.key)))
        post = await self._api.own(written)
        self._api.recent.publish(post)
        return post

    async def delete(self, post: PostId) -> None:
        """Delete a post of mine."""
        uri = post_uri(post.key)
        await self._api.records.delete(uri)
        self._api.recent.note(Did.DELETE, str(uri))

    async def react(self, post: WirePost, reaction: Reaction, on: bool) -> None:
        """Favourite, boost or bookmark a post, or take that back; nothing happens where it is so already."""
        if reaction is Reaction.BOOKMARK:
            await self._bookmark(post, on)
            return
        kind, shown = RECORDS[reaction], post.liked if reaction is Reaction.FAVOURITE else post.reposted
        subject = {"subject": {"uri": str(post.uri), "cid": post.cid}}
        if self._api.recent.holds(kind.did, str(post.uri), bool(shown)) is not on:
            await self.stand(kind.collection, str(post.uri), subject, shown, on)
            self._api.recent.note(kind.did, str(post.uri), on)

    async def stand(
        self, collection: str, about: str, record: Mapping[str, object], shown: str, on: bool
    ) -> None:
        """Write a record of which there is at most one for each thing it is `about`, or delete it: the one
        that is `shown`, which another program may have written, and the one that was written here.
        """
        key = record_key(collection, about)
        if on:
            await self._api.records.put(collection, key, {**record, "createdAt": stamp(self._api.now())})
            return
        own = AtUri(self._api.mapper.me.did, collection, key)
        for uri in dict.fromkeys((AtUri.read(shown) or own, own)):
            await self._api.records.delete(uri)

    async def _bookmark(self, post: WirePost, on: bool) -> None:
        """https://docs.bsky.app/docs/api/app-bsky-bookmark-create-bookmark; bookmarks are no records."""
        method = "app.bsky.bookmark.createBookmark" if on else "app.bsky.bookmark.deleteBookmark"
        body = {"uri": str(post.uri), **({"cid": post.cid} if on else {})}
        await self._api.client.send(method, body)
        self._api.recent.note(Did.BOOKMARK, str(post.uri), on)

    async def _reply(self, uri: AtUri) -> dict[str, object]:
        """The parent, and the post with which its conversation begins."""
        parent = await self._api.view(uri)
        if parent.closed:
            raise NotAllowed(f"does not take it. {self._api.mapper.closed(parent)}".rstrip("."))
        root, cid = parent.root or parent.uri, parent.root_cid if parent.root else parent.cid
        return {
            "root": {"uri": str(root), "cid": cid},
            "parent": {"uri": str(parent.uri), "cid": parent.cid},
        }

    async def _embed(self, outgoing: Outgoing, facets: Iterable[Facet]) -> dict[str, object]:
        """Pictures, and the first post whose address stands in the text, as a quote."""
        media = embed_of(outgoing.media) if outgoing.media else {}
        quoted = await self._quoted(facet.target for facet in facets if facet.kind is SpanKind.LINK)
        if quoted is None:
            return media
        ref = {"uri": str(quoted.uri), "cid": quoted.cid}
        quote: dict[str, object] = {"$type": "app.bsky.embed.record", "record": ref}
        if not media:
            return quote
        return {"$type": "app.bsky.embed.recordWithMedia", "record": quote, "media": media}

    async def _quoted(self, links: Iterable[str]) -> WirePost | None:
        """The post at the first of these addresses that is one; one that may not be quoted stays a link."""
        for address in filter(None, map(read_post_address, links)):
            with suppress(NotFound):
                post = await self._api.at_address(*address)
                return post if post.quotable else None
        return None

    async def _facets(self, text: str) -> list[Facet]:
        """What stands in the text; a mention of nobody is text."""
        found = facets_in(text)
        handles = [facet.target.lower() for facet in found if facet.kind is SpanKind.MENTION]
        dids = await self._dids(dict.fromkeys(handles[:MAX_MENTIONS]))
        return [
            replace(facet, target=dids[facet.target.lower()]) if facet.kind is SpanKind.MENTION else facet
            for facet in found
            if facet.kind is not SpanKind.MENTION or facet.target.lower() in dids
        ]

    async def _dids(self, handles: Iterable[str]) -> dict[str, str]:
        """Who these handles are, as far as they are anybody."""
        found: dict[str, str] = {}
        for handle in handles:
            with suppress(NotFound):
                found[handle] = await self._api.did_of(handle)
        return found


def _labels(outgoing: Outgoing) -> tuple[str, ...]:
    try:
        return labels_for(outgoing.warning, outgoing.sensitive and bool(outgoing.media))
    except ValueError as error:
        raise Rejected(f"The warnings there are: {', '.join(WARNINGS)}") from error


def self_labels(values: Iterable[str]) -> dict[str, object]:
    """`com.atproto.label.defs#selfLabels`: what I say of a post of mine."""
    return {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": value} for value in values]}
