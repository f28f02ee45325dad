"""The reading half of one account: requests whose answers become domain objects."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from connect_tui.domain.post import Post
from connect_tui.provider import BadResponse, NotFound, Page
from connect_tui.providers.bluesky.client import Client
from connect_tui.providers.bluesky.mapping import Mapper
from connect_tui.providers.bluesky.names import POST, AtUri, is_did
from connect_tui.providers.bluesky.own import view_of
from connect_tui.providers.bluesky.recent import Recent
from connect_tui.providers.bluesky.records import Records
from connect_tui.providers.bluesky.wire import WireItem, WirePerson, WirePost, read_people
from connect_tui.providers.web.http import Params
from connect_tui.providers.web.reader import Json
from connect_tui.providers.web.turns import in_turn

PAGE = 40
"""Posts asked for at once."""
MOST = 200
"""Posts taken of one page; no server gives more than it was asked for."""
TOGETHER = 25
"""Posts or people that can be asked for by name at once."""
MANY = 100
"""People in one page of a list."""


class Api:
    """Reads posts and people for one account of mine."""

    def __init__(self, client: Client, mapper: Mapper, recent: Recent, clock: Callable[[], datetime]) -> None:
        self.client = client
        self.records = Records(client)
        self.mapper = mapper
        self.recent = recent
        self.now = clock

    async def page(self, posts: Iterable[WirePost], older: str | None = None) -> Page:
        """Posts as a page of their own, each once."""
        posts = tuple(posts)
        self.mapper.meet(posts)
        parts = await in_turn(self.mapper.posts((post,), self.now()) for post in posts)
        found = {post.id: post for part in parts for post in part}
        return Page(tuple(found.values()), older=older)

    def post(self, post: WirePost) -> Post:
        """One post as it is now."""
        return self.mapper.post(post, self.now())

    async def feed(self, method: str, params: Params, cursor: str | None, *, reposts: bool) -> Page:
        """One page of a timeline: https://docs.bsky.app/docs/api/app-bsky-feed-get-timeline"""
        asked = {"limit": str(PAGE), **params, **({"cursor": cursor} if cursor else {})}
        answer = await self.client.get(method, asked)
        read = await in_turn(map(WireItem.read, list_of(answer, "feed")[:MOST]))
        items = [item for item in read if item is not None and (reposts or item.by is None)]
        posts = (await self.page(item.post for item in items)).posts
        boosts = self.mapper.boosts(items, self.now())
        return Page(posts, boosts, cursor_after(answer, cursor))

    async def views(self, uris: Iterable[AtUri]) -> tuple[WirePost, ...]:
        """These posts, as far as they are there: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts"""
        names = [str(uri) for uri in dict.fromkeys(uris)]
        parts = [names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER)]
        asked = [self.client.get("app.bsky.feed.getPosts", {"uris": tuple(part)}) for part in parts]
        found = [
            post
            for answer in await asyncio.gather(*asked)
            for post in await in_turn(map(WirePost.read, list_of(answer, "posts")))
            if post is not None
        ]
        published = self.recent.published
        shown = {post.uri for post in found}
        found += [post for uri, post in published.items() if str(uri) in names and uri not in shown]
        order = {name: place for place, name in enumerate(names)}
        return tuple(sorted(found, key=lambda post: order.get(str(post.uri), 0)))

    async def view(self, uri: AtUri) -> WirePost:
        """One post as it is now; of mine, also one that only my own server has yet.

        Raises:
            NotFound: it is gone.
        """
        found = () if self.mapper.is_gone(uri) else await self.views((uri,))
        if found:
            return found[0]
        if uri.did == self.mapper.me.did and not self.mapper.is_gone(uri):
            return await self.own(await self.records.get(uri))
        raise NotFound("does not have that post (any more)")

    async def at_address(self, actor: str, key: str) -> WirePost:
        """The post with this record key by somebody, who is named by a handle or a DID."""
        return await self.view(AtUri(await self.did_of(actor), POST, key))

    async def did_of(self, actor: str) -> str:
        """Who a handle is, as my own server knows it.

        Raises:
            NotFound: it is nobody.
        """
        if is_did(actor):
            return actor
        answer = await self.client.get("com.atproto.identity.resolveHandle", {"handle": actor})
        if not is_did(answer.text("did")):
            raise NotFound(f"does not know anybody with the handle @{actor}")
        return answer.text("did")

    async def own(self, record: Json) -> WirePost:
        """A record of mine, seen as a post."""
        post = WirePost.read(view_of(record, self.mapper.me, await self.client.pds()))
        if post is None:
            raise BadResponse("answered with something that is no post")
        return post

    async def somebody(self, did: str) -> Json:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profile"""
        return await self.client.get("app.bsky.actor.getProfile", {"actor": did})

    async def person(self, did: str) -> WirePerson:
        """Somebody as they are now.

        Raises:
            NotFound: they are gone.
        """
        found = WirePerson.read(await self.somebody(did))
        if found is None:
            raise BadResponse("answered with something that is nobody")
        return found

    async def myself(self) -> WirePerson:
        """Me; of an account that was made a moment ago only my own server knows."""
        try:
            return await self.person(await self.client.me())
        except NotFound:
            found = WirePerson.read(await self.client.get("com.atproto.server.getSession"))
        if found is None:
            raise BadResponse("does not say who I am; is it really a server of the AT Protocol?")
        return found

    async def people(
        self,
        method: str,
        key: str,
        params: Params,
        pages: int,
        pick: Callable[[Json], Json] = lambda item: item,
    ) -> tuple[WirePerson, ...]:
        """A whole list of people, or its first pages; `pick` finds the person in an item."""
        found: dict[str, WirePerson] = {}
        cursor: str | None = None
        for _ in range(pages):
            more = {"cursor": cursor} if cursor else {}
            answer = await self.client.get(method, {"limit": str(MANY), **params, **more})
            found.update((person.did, person) for person in read_people(map(pick, list_of(answer, key))))
            cursor = cursor_after(answer, cursor)
            if cursor is None:
                break
        return tuple(found.values())


def list_of(answer: Json, key: str) -> list[Json]:
    """The items of an answer that has to hold a list.

    Raises:
        BadResponse: it holds none.
    """
    if not answer.get(key).is_list:
        raise BadResponse("answered with something that is no list")
    return list(answer.get(key).many())


def cursor_after(answer: Json, asked: str | None) -> str | None:
    """The cursor of the next page; `None` at the end, and where one page would be answered over and over."""
    cursor = answer.text("cursor")
    return cursor if cursor and cursor != asked and len(cursor) <= 4096 else None


def post_uri(key: str) -> AtUri:
    """The record that is meant by the key of a post, or of a boost of it.

    Raises:
        NotFound: it means none.
    """
    uri = AtUri.read(key.partition("#")[0])
    if uri is None or uri.collection != POST:
        raise NotFound("does not have that post (any more)")
    return uri
