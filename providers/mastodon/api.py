"""The reading half of one account: requests whose answers become domain objects."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from msgspec.structs import replace

from connect_tui.domain.people import Person
from connect_tui.domain.post import Boost, Post, PostId
from connect_tui.provider import BadResponse, NotAllowed, NotFound, Page, ServerFault
from connect_tui.providers.mastodon.client import Answer, Client
from connect_tui.providers.mastodon.mapping import Mapper
from connect_tui.providers.mastodon.paging import cursor_after, next_query, parameters
from connect_tui.providers.mastodon.wire import (
    WireAccount,
    WireOldFilter,
    WireStatus,
    read_accounts,
    read_statuses,
)
from connect_tui.providers.web.http import Params
from connect_tui.providers.web.reader import Json
from connect_tui.providers.web.turns import in_turn

PAGE = 40
"""Statuses asked for at once; Mastodon gives no more."""
MOST = 200
"""Statuses taken of one page: a server may give more than it was asked for. The next one begins there."""
MANY = 80
"""People asked for at once; Mastodon gives no more."""
FRESH = timedelta(minutes=2)
"""A post that was fetched so recently is not fetched again with its conversation."""
REMEMBERED = 500
"""Posts kept for that."""
MISSING = (NotFound, NotAllowed)
"""What a server says that does not have, or keeps from this login, something optional."""


class Api:
    """Reads posts and people for one account of mine."""

    def __init__(self, client: Client, mapper: Mapper, clock: Callable[[], datetime]) -> None:
        self.client = client
        self.mapper = mapper
        self.server_filters = False
        """Whether the server says itself which filters match."""
        self._clock = clock
        self._recent: dict[str, Post] = {}

    def use_domain(self, domain: str) -> None:
        """Complete handles with this host from now on."""
        self.mapper = replace(self.mapper, domain=domain)

    def use_filters(self, filters: tuple[WireOldFilter, ...]) -> None:
        """Apply these where the server does not filter."""
        self.mapper = replace(self.mapper, old_filters=filters)

    def now(self) -> datetime:
        """The time."""
        return self._clock()

    def page(self, statuses: Iterable[WireStatus], older: str | None = None) -> Page:
        """Map statuses, and remember the posts for a while."""
        statuses = tuple(statuses)
        self.server_filters = self.server_filters or any(status.filtered is not None for status in statuses)
        seen = self.mapper.all(statuses, self.now())
        for post in seen.posts:
            self.remember(post)
        return Page(seen.posts, seen.boosts, older)

    async def pages(self, items: Iterable[Json], older: str | None = None) -> Page:
        """The page of these statuses, those that can be read, each once."""
        parts = await in_turn(self.page(read_statuses((item,))) for item in items)
        posts: dict[PostId, Post] = {}
        boosts: dict[PostId, Boost] = {}
        for part in parts:
            for post in part.posts:
                posts.setdefault(post.id, post)
            for boost in part.boosts:
                boosts.setdefault(boost.id, boost)
        return Page(tuple(posts.values()), tuple(boosts.values()), older)

    def post(self, json: Json) -> Post:
        """The post that a single status holds; of a boost the boosted one.

        Raises:
            BadResponse: it is no status.
        """
        status = WireStatus.read(json)
        if status is None:
            raise BadResponse("answered with something that is no post")
        return self.page((status,)).posts[0]

    async def fetch(self, post: PostId) -> Post:
        """https://docs.joinmastodon.org/methods/statuses/#get"""
        return self.post((await self.client.get(status_path(post))).json)

    def recent(self, key: str) -> Post | None:
        """A post by its id, where it was fetched a moment ago."""
        post = self._recent.get(key)
        return post if post is not None and self.now() - post.seen < FRESH else None

    def remember(self, post: Post) -> None:
        """Keep a post for a while, as it is now."""
        self._recent.pop(post.id.key, None)
        self._recent[post.id.key] = post
        while len(self._recent) > REMEMBERED:
            del self._recent[next(iter(self._recent))]

    def forget(self, post: PostId) -> None:
        """What is remembered of this post no longer holds."""
        self._recent.pop(post.key, None)

    def forget_all(self) -> None:
        """What is remembered of any post may no longer hold."""
        self._recent.clear()

    def person(self, account: WireAccount) -> Person:
        """An account as a person."""
        return self.mapper.person(account)

    async def statuses(
        self,
        path: str,
        params: Params,
        cursor: str | None,
        pick: Callable[[Json], Json | None] = lambda item: item,
    ) -> Page:
        """One page of a list of statuses; `pick` finds the status in an item, or `None` to pass over it."""
        asked = {"limit": str(PAGE), **params}
        answer = await self.client.get(path, {**asked, **parameters(cursor)})
        whole = list_of(answer)
        items = whole[:MOST]
        last = next((key for item in reversed(items) if (key := item.id("id"))), "")
        # The next page of a server begins behind what it gave, and not all of that may be taken.
        link = answer.headers.get("link") if len(items) == len(whole) else None
        older = cursor_after(link, frozenset(asked), last, cursor)
        picked = [status for item in items if (status := pick(item)) is not None]
        return await self.pages(picked, older)

    async def accounts(self, path: str, pages: int) -> tuple[WireAccount, ...]:
        """A whole list of accounts, or its first pages."""
        found: dict[str, WireAccount] = {}
        cursor = ""
        for _ in range(pages):
            answer = await self.client.get(path, {"limit": str(MANY), **parameters(cursor)})
            items = list_of(answer)
            found.update((account.id, account) for account in read_accounts(items))
            following = next_query(answer.headers.get("link", ""), frozenset({"limit"}))
            if not items or not following or following == cursor:
                break
            cursor = following
        return tuple(found.values())

    async def first_that_knows(self, *questions: tuple[str, Params]) -> Answer:
        """The answer of the first of these paths that the server knows."""
        *others, last = questions
        for path, params in others:
            try:
                return await self.client.get(path, params)
            except (*MISSING, BadResponse, ServerFault):
                continue
        return await self.client.get(*last)


def list_of(answer: Answer) -> list[Json]:
    """The items of an answer that has to be a list.

    Raises:
        BadResponse: it is none.
    """
    if not answer.json.is_list:
        raise BadResponse("answered with something that is no list")
    return list(answer.json.many())


def status_path(post: PostId, action: str = "") -> str:
    """Where a status lives on its server."""
    return "/api/v1/statuses/" + quote(post.key, safe="") + (f"/{action}" if action else "")


def account_path(key: str, action: str = "") -> str:
    """Where an account, or something about it, lives on its server."""
    return "/api/v1/accounts/" + quote(key, safe="") + (f"/{action}" if action else "")
