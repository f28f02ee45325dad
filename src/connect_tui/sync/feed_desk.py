"""Reading the feeds of one account: the newest stretch, what is missing further down, what has vanished."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from connect_tui.domain.entry import Section
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import Page
from connect_tui.port.failures import NotFound
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, MissingChanged
from connect_tui.sync.feeds import Feed, Stretch
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import Partly
from connect_tui.sync.visit import Visit

BACKFILL = timedelta(days=90)
"""How far back posts addressed to me are gathered."""
HOME_BACKFILL = timedelta(days=7)
"""How far back a gap in the home timeline is filled after a long pause."""
DOUBTS_A_VISIT = 5
DOUBTS_EXPLICIT = 20
WAITING_LOOKED_AT = 200


class FeedName(StrEnum):
    """The feeds of an account; my own posts first, so that what I answered elsewhere never seems to wait."""

    MINE = "mine"
    ADDRESSED = "addressed"
    HOME = "home"


PAGES: Mapping[FeedName, int] = {FeedName.MINE: 5, FeedName.ADDRESSED: 5, FeedName.HOME: 5}
FIRST_PAGES: Mapping[FeedName, int] = {FeedName.MINE: 2, FeedName.ADDRESSED: 3, FeedName.HOME: 5}


class FeedDesk:
    """Reads the feeds of one account into the store."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
    ) -> None:
        self._provider = provider
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit

    @property
    def empty(self) -> bool:
        """Whether no feed of this account was ever read."""
        return all(self._stored(name) is None for name in FeedName)

    @property
    def has_gaps(self) -> bool:
        """Whether some feed is to be read further down."""
        return any(self._load(name).gaps for name in FeedName)

    async def read(self, name: FeedName, visit: Visit) -> None:
        """Read the newest stretch, down to what is known, as far as the visit allows."""
        feed = self._load(name)
        found = Stretch()
        for page_number in range((FIRST_PAGES if visit.first else PAGES)[name]):
            if page_number and not visit.may_ask():
                break
            stretch = self._stretch(await self._page(name, found.older, visit))
            if page_number and not feed.news(stretch):
                break  # it may have been meant for another question: a gap stays, and is read once more
            found = found.then(stretch)
            if found.older is None or feed.overlaps(found):
                break
        visit.news = visit.news or feed.news(found)
        self._save(name, feed, feed.read_again(found, backfill=name is not FeedName.HOME))

    async def look(self, name: FeedName, visit: Visit) -> None:
        """Read the newest page, although its top is known. One that is all new is left to what brought it."""
        feed, found = self._load(name), self._stretch(await self._page(name, None, visit))
        if feed.overlaps(found):
            self._save(name, feed, feed.read_again(found, backfill=False))

    async def fill(self, visit: Visit, pages: int) -> None:
        """Read on where posts are missing: what is addressed to me first."""
        for name in (FeedName.ADDRESSED, FeedName.MINE, FeedName.HOME):
            while pages and visit.may_ask() and (feed := self._load(name)).gaps:
                gap = feed.gaps[0]
                page = await self._page(name, gap.cursor, visit)
                enough = self._reaches(page, self._horizon(name))
                self._save(name, feed, feed.filled(gap, self._stretch(page), enough=enough))
                pages -= 1

    async def ask_for_vanished(self, visit: Visit) -> None:
        """Ask for posts that a feed no longer shows: whether they are gone."""
        limit = DOUBTS_EXPLICIT if visit.explicit else DOUBTS_A_VISIT
        for name in FeedName:
            for key in self._load(name).doubts:
                if not limit or not visit.may_ask():
                    return
                limit -= 1
                visit.spend()
                await self.ask_for(PostId(self._provider.name, key), visit)
                feed = self._load(name)
                self._save(name, feed, feed.asked(key))

    async def ask_for(self, post: PostId, visit: Visit) -> None:
        """Bring one post up to date, or take it out where it, or the boost with this id, is gone.

        Raises:
            ProviderError: it cannot be found out.
        """
        try:
            visit.changed |= await self._standing.merge([await self._provider.post(post)])
        except NotFound:
            if not visit.trusting:
                raise
            visit.changed |= await self.take_out(post)

    def top(self, name: FeedName, keys: Sequence[str]) -> None:
        """These, newest first, came in on top of a feed without being asked for."""
        feed = self._load(name)
        self._save(name, feed, feed.topped(keys))

    def drop(self, key: str) -> None:
        """The post, or the boost, with this id is gone from every feed."""
        for name in FeedName:
            feed = self._load(name)
            self._save(name, feed, feed.without(key))

    async def take_out(self, post: PostId) -> frozenset[int]:
        """Take a post, or the boost with this id, out of the inbox; the groups that changed."""
        changed = await self._standing.remove(post)
        return changed | await self._standing.take_boost_back(post, self._stood_here)

    def _stretch(self, page: Page) -> Stretch:
        return Stretch.of(page, self._provider.name, whole=self._provider.capabilities.complete_timelines)

    def _stood_here(self, post: Post) -> bool:
        """Whether a feed shows the post for its own sake."""
        copy = post.copy_of(self._provider.name)
        return copy is not None and any(copy.id.key in self._load(name).order for name in FeedName)

    async def _page(self, name: FeedName, cursor: str | None, visit: Visit) -> Page:
        visit.spend()
        page = await self._ask(name, cursor, visit)
        changed = await self._standing.merge(page.posts, page.boosts)
        visit.changed |= changed
        visit.news = visit.news or bool(changed)
        if page.troubles:
            visit.problem = visit.problem or Partly(page.troubles)
        return page

    async def _ask(self, name: FeedName, cursor: str | None, visit: Visit) -> Page:
        match name:
            case FeedName.MINE:
                return await self._provider.mine(cursor)
            case FeedName.ADDRESSED:
                return await self._provider.addressed(cursor)
            case FeedName.HOME:
                return await self._provider.timeline(cursor, now=visit.explicit)

    def _horizon(self, name: FeedName) -> datetime:
        """How far back this feed is read. My own posts matter as far back as somebody seems to wait."""
        now = self._clock()
        if name is FeedName.HOME:
            return now - HOME_BACKFILL
        if name is FeedName.ADDRESSED:
            return now - BACKFILL
        rank = list(Section).index(Section.WAITING)
        waiting = self._store.cache.conversations(
            self._store.cache.places(section=rank, limit=WAITING_LOOKED_AT)
        )
        times = [post.time for found in waiting.values() for post in found.posts]
        return min(times, default=now)

    def _reaches(self, page: Page, horizon: datetime) -> bool:
        """Whether all of this page is older than what is looked for."""
        return bool(page.posts) and max(post.time for post in page.posts) <= horizon

    def _stored(self, name: FeedName) -> bytes | None:
        stored = self._store.cache.fact(self._provider.name, f"feed {name}")
        return None if stored is None else stored[0]

    def _load(self, name: FeedName) -> Feed:
        return Feed.load(self._stored(name))

    def _save(self, name: FeedName, before: Feed, after: Feed) -> None:
        if after != before or self._stored(name) is None:
            self._store.cache.set_fact(self._provider.name, f"feed {name}", after.dump(), self._clock())
        if name is FeedName.HOME and after.gaps != before.gaps:
            self._emit(MissingChanged(self._provider.name))
