"""Feeds as a network: everybody on it speaks, and nobody can be spoken to."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from msgspec.structs import replace

from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
from connect_tui.provider import Capabilities, NotFound, Offline, Page
from connect_tui.providers.feed.client import Client
from connect_tui.providers.feed.memory import read_memory, write_memory
from connect_tui.providers.feed.subscription import PACE, Subscription
from connect_tui.read_only import READ_ONLY, ReadOnly

NETWORK = "feed"
SHOWN = 400
"""Entries in the timeline, the newest of all feeds."""
CAPABILITIES = replace(READ_ONLY, search=True, pace=timedelta(minutes=5))
"""Each feed has its own pace; this is how often it is looked whose time has come."""
AT_ONCE = 8
"""Feeds asked beside each other."""


def utcnow() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class FeedProvider(ReadOnly):
    """Implements `connect_tui.provider.Provider`. `pace` is how often a feed is asked at most, unless
    somebody wants it.
    """

    def __init__(
        self,
        name: str,
        urls: tuple[str, ...],
        *,
        pace: timedelta = PACE,
        client: Client | None = None,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._name = name
        self._client = client or Client(clock)
        self._feeds = {url: Subscription(name, url, self._client, clock, pace) for url in urls}
        self._some = asyncio.Semaphore(AT_ONCE)

    @property
    def name(self) -> str:
        """The account's name in the configuration."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What all feeds can do."""
        return CAPABILITIES

    @property
    def memory(self) -> bytes:
        """What is remembered of the feeds."""
        return write_memory({url: feed.remembered for url, feed in self._feeds.items()})

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:  # noqa: ARG002
        """Take up what is remembered of the feeds that are still wanted."""
        for url, remembered in read_memory(memory).items():
            if url in self._feeds:
                self._feeds[url].resume(remembered)

    async def verify(self) -> Account:
        """I am nobody here; nothing is asked."""
        return Account(self.name, f"@{self.name}", NETWORK, PersonId(self.name, ""))

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:  # noqa: ARG002
        """The newest entries of all feeds; those whose time has not come are not asked, unless `now`.

        Raises:
            Offline: not one of them can be reached.
        """
        await asyncio.gather(*(self._refresh(feed, wanted=now) for feed in self._feeds.values()))
        feeds = tuple(self._feeds.values())
        if feeds and all(feed.offline for feed in feeds):
            raise Offline("cannot be reached" if len(feeds) > 1 else feeds[0].remembered.problem)
        posts = sorted((post for feed in feeds for post in feed.posts), key=_created, reverse=True)
        return Page(tuple(posts[:SHOWN]), troubles=tuple(feed.trouble for feed in feeds if feed.trouble))

    async def post(self, post: PostId) -> Post:
        """One entry, as far as its feed still shows it."""
        return await self._entry(post.key)

    async def post_at(self, uri: str) -> Post:
        """An entry by its name, or by the address of its page."""
        for feed in self._feeds.values():
            for post in feed.posts:
                if uri == post.url:
                    return post
        return await self._entry(uri)

    async def profile(self, person: PersonId) -> Profile:
        """A feed in its own words."""
        feed = self._feed(person.key)
        if not feed.posts:
            await feed.refresh(now=True)
        return feed.profile

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:  # noqa: ARG002
        """The entries of one feed."""
        feed = self._feed(person.key)
        await feed.refresh(now=not feed.posts)
        return Page(feed.posts)

    async def people(self, query: str) -> tuple[Person, ...]:
        """The feeds whose title or address fits."""
        wanted = query.strip().lstrip("@").casefold()
        people = (feed.profile.person for feed in self._feeds.values())
        return tuple(p for p in people if wanted in p.name.casefold() or wanted in p.handle.casefold())

    async def search(self, query: str) -> tuple[Post, ...]:
        """The entries that hold these words, among those that are here."""
        words = query.casefold().split()
        posts = (post for feed in self._feeds.values() for post in feed.posts)
        return tuple(post for post in posts if all(word in post.text.plain.casefold() for word in words))

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.close()

    async def _refresh(self, feed: Subscription, *, wanted: bool) -> None:
        async with self._some:
            await feed.refresh(wanted=wanted)

    async def _entry(self, key: str) -> Post:
        feed = self._feed(key.rpartition("#")[0])
        await feed.refresh(now=True)
        for post in feed.posts:
            if post.uri == key:
                return post
        raise NotFound("no longer shows that")

    def _feed(self, url: str) -> Subscription:
        if url not in self._feeds:
            raise NotFound("has no such feed")
        return self._feeds[url]


_created = attrgetter("created")
