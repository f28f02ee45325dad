"""One feed: when it is asked, what came of that, and what is remembered of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from connect_tui.domain.people import Profile
from connect_tui.domain.post import Post
from connect_tui.provider import BadResponse, Offline, ProviderError, RateLimited
from connect_tui.providers.feed.client import Client, Gone, Known
from connect_tui.providers.feed.document import not_a_feed, read_document
from connect_tui.providers.feed.mapping import Read, person_of, read_feed
from connect_tui.providers.feed.names import short
from connect_tui.providers.feed.page import read_page
from connect_tui.providers.feed.wire import WireFeed

PACE = timedelta(minutes=30)
"""How often a feed is asked that does not say anything about it."""
SOON = timedelta(seconds=20)
"""Whoever asks for news does not ask a feed twice within this."""
LONGEST = timedelta(days=1)
"""A feed that wants to be left alone for longer, or fails again and again, is asked as often as this."""
AGAIN = timedelta(minutes=5)
"""How soon a feed is asked again that failed once."""
OFFLINE_LONGEST = timedelta(hours=1)
PAGES_EVERY = timedelta(days=30)
"""How often a home page is asked who its author is."""


class Remembered(Struct, frozen=True):
    """What is remembered of a feed from one day to the next. `due`, `earliest` (where somebody asks for it)
    and `looked` (at its home page) are seconds since 1970, `rest` those that it asks to be left alone;
    `moved` is its new address, `tries` how often it failed in a row.
    """

    known: Known = field(default_factory=Known)
    moved: str = ""
    gone: bool = False
    due: float = 0.0
    earliest: float = 0.0
    rest: float = 0.0
    tries: int = 0
    problem: str = ""
    title: str = ""
    creator: str = ""
    looked: float = 0.0


class Subscription:
    """One feed of an account. `posts` are those of its entries that came since the program began."""

    def __init__(
        self, account: str, url: str, client: Client, clock: Callable[[], datetime], pace: timedelta
    ) -> None:
        self.url = url
        self.profile = Profile(person_of(account, url))
        self.posts: tuple[Post, ...] = ()
        self.offline = False
        self.remembered = Remembered()
        self._account = account
        self._client = client
        self._clock = clock
        self._pace = pace
        self._one_at_a_time = asyncio.Lock()

    def resume(self, remembered: Remembered) -> None:
        """Take up what is remembered of it."""
        self.remembered = remembered
        self.profile = Profile(person_of(self._account, self.url, remembered.title, "", remembered.creator))

    @property
    def trouble(self) -> str:
        """What is wrong with it, as a clause that names it; empty where nothing is."""
        if not self.remembered.problem:
            return ""
        title, address = self.remembered.title, short(self.url)
        named = address if title in ("", address) else f"“{title}” ({address})"
        return f"{named} {self.remembered.problem}"

    async def refresh(self, *, wanted: bool = False, now: bool = False) -> None:
        """Ask it, where it is time, where somebody wants it and has not just had it, or where it has to be
        known now. What goes wrong is its `trouble`.
        """
        async with self._one_at_a_time:
            time = self.remembered.earliest if wanted else self.remembered.due
            wait = time - self._clock().timestamp()
            # A longer one was set by a clock that has been put back since.
            due = now or not 0 < wait <= LONGEST.total_seconds()
            if self.remembered.gone or not due:
                return
            # What was read on another day is not here: only a whole answer brings it.
            whole = now and not self.posts
            try:
                await self._ask(Known() if whole else self.remembered.known)
            except ProviderError as error:
                self._note(error)

    async def _ask(self, known: Known) -> None:
        answer = await self._client.get(self.remembered.moved or self.url, known)
        moved = answer.moved or self.remembered.moved
        if answer.document is None:
            self._arrange(replace(self.remembered, moved=moved))
            return
        feed = await asyncio.to_thread(read_document, answer)
        if feed is None:
            raise BadResponse(not_a_feed(answer))
        remembered = replace(await self._looked_up(feed, answer.url), moved=moved, known=answer.known)
        read = await asyncio.to_thread(self._read, feed, remembered.creator)
        self.profile, self.posts = read.profile, read.posts
        rest = max(feed.rest or timedelta(), answer.rest or timedelta()).total_seconds()
        self._arrange(replace(remembered, title=read.profile.person.name, rest=rest))

    def _read(self, feed: WireFeed, creator: str) -> Read:
        seen = {post.uri: post.seen for post in self.posts}
        return read_feed(self._account, self.url, feed, creator, seen, self._clock())

    async def _looked_up(self, feed: WireFeed, url: str) -> Remembered:
        """With the handle that the home page names, where the feed names none: asked for once in a while."""
        now, before = self._clock().timestamp(), self.remembered
        lately = before.looked <= now < before.looked + PAGES_EVERY.total_seconds()
        if feed.creator or not feed.home or lately:
            return before
        try:
            page = await self._client.get_near(url, feed.home)
        except ProviderError:
            return replace(before, looked=now)
        found = await asyncio.to_thread(read_page, page.document or "", page.url)
        return replace(before, looked=now, creator=found.creator)

    def _arrange(self, remembered: Remembered) -> None:
        """It answered: when it is asked next."""
        pace, longest = self._pace.total_seconds(), LONGEST.total_seconds()
        now = self._clock().timestamp()
        due = now + min(max(pace, remembered.rest if pace else 0), longest)
        earliest = now + min(pace, SOON.total_seconds())
        self.offline = False
        self.remembered = replace(remembered, due=due, earliest=earliest, tries=0, problem="")

    def _note(self, error: ProviderError) -> None:
        """It did not answer, or with something else: when it is tried again."""
        now, before = self._clock(), self.remembered
        self.offline = isinstance(error, Offline)
        longest = OFFLINE_LONGEST if self.offline else LONGEST
        due, earliest = now + min(AGAIN * 2 ** min(before.tries, 10), longest), now + SOON
        if isinstance(error, RateLimited):
            due = earliest = error.retry_at
        problem = str(error)
        if isinstance(error, Gone):
            problem = f"{problem}: take it out of the account “{self._account}”"
        self.remembered = replace(
            before,
            due=due.timestamp(),
            earliest=earliest.timestamp(),
            tries=before.tries + 1,
            problem=problem,
            gone=isinstance(error, Gone),
        )
