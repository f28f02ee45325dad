"""Arrivals: what the stream of one account brings. It is taken in at once; its place in the feeds is noted
when no refresh is reading them.

What a stream brings before the feeds have been read behind it says nothing about what lies between: only from
then on is it the top of a feed.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from connect_tui.domain.people import Account
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import Page, Timeline
from connect_tui.port.events import Arrived
from connect_tui.store.store import Store
from connect_tui.sync.feed_desk import FeedDesk, FeedName
from connect_tui.sync.feeds import REMEMBERED, Stretch
from connect_tui.sync.standing import Standing

_FEEDS = {Timeline.HOME: FeedName.HOME, Timeline.ADDRESSED: FeedName.ADDRESSED}


class Arrivals:
    """What the stream brought since it was opened. `changed` are groups that nobody has followed up yet."""

    def __init__(self, account: str, store: Store, standing: Standing, feeds: FeedDesk) -> None:
        self.changed: set[int] = set()
        self._account = account
        self._store = store
        self._standing = standing
        self._feeds = feeds
        self._opening = 0
        self._stands = False
        self._joined = False
        self._seam = False
        self._on_top: list[tuple[FeedName, str]] = []
        self._gone: list[PostId] = []

    @property
    def opening(self) -> int:
        """Which opening of the stream stands now; 0 while none does."""
        return self._opening if self._stands else 0

    @property
    def whole(self) -> bool:
        """Whether the stream stands, and what came before it has been read: nothing is missing."""
        return self._stands and self._joined

    def take_seam(self) -> bool:
        """Whether the feeds are worth another look, now that something came on top of what was read behind
        the stream: that may have been older than it, from a cache or a server that lags behind. Once.
        """
        seam, self._seam = self._seam and self._joined, False
        return seam

    def opened(self) -> None:
        """The stream stands from now on."""
        self.broke()
        self._opening += 1
        self._stands = True

    def broke(self) -> None:
        """The stream stands no longer."""
        self._stands = self._joined = False
        self._on_top.clear()

    def join(self, opening: int) -> None:
        """The feeds have been read since this opening of the stream."""
        if opening != 0 and opening == self.opening and not self._joined:
            self._joined = self._seam = True

    async def take_in(self, arrived: Arrived, me: Iterable[Account]) -> None:
        """Posts and boosts came in."""
        mine = {account.key for account in me}
        posts = [self._as_known(post) for post in arrived.posts]
        names = [_FEEDS[timeline] for timeline in arrived.timelines]
        for name in names:
            self._stand_on_top(name, Page(arrived.posts, arrived.boosts))
        own = tuple(post for post in posts if post.author.key in mine and not arrived.boosts)
        self._stand_on_top(FeedName.MINE, Page(own))
        self.changed |= await self._standing.merge(posts, arrived.boosts)

    async def take_out(self, post: PostId) -> None:
        """A post, or a boost, is gone. A page that was asked for before may bring it back: it is taken out
        again when that has been read.
        """
        self._gone.append(post)
        self.changed |= await self._feeds.take_out(post)

    async def note(self) -> None:
        """Write down what stands on top of the feeds, and what is gone. Nobody may be reading them."""
        gone, self._gone = self._gone, []
        if self._joined:
            on_top, self._on_top = self._on_top, []
            for name in FeedName:
                keys = [key for feed, key in on_top if feed is name]
                if keys:
                    self._feeds.top(name, keys[::-1])
        for post in gone:
            self._feeds.drop(post.key)
            self.changed |= await self._feeds.take_out(post)

    def _stand_on_top(self, name: FeedName, page: Page) -> None:
        self._on_top += ((name, key) for key in reversed(Stretch.of(page, self._account).order))
        # More than a feed remembers is of no use to it, and the feeds may not be read for days.
        del self._on_top[: -2 * REMEMBERED]

    def _as_known(self, post: Post) -> Post:
        """The post with what I did to it as it is known: some servers stream to everybody the same."""
        known = self._store.cache.post(post.uri)
        before = known.copy_of(self._account) if known is not None else None
        copy = post.copy_of(self._account)
        if before is None or copy is None:
            return post
        kept = replace(
            copy,
            favourited=copy.favourited or before.favourited,
            boosted=copy.boosted or before.boosted,
            bookmarked=copy.bookmarked or before.bookmarked,
            muted=copy.muted or before.muted,
        )
        return replace(post, copies=(kept, *(other for other in post.copies if other.id != copy.id)))
