"""Slow facts: what changes seldom. A list that a server does not have is no error, only nothing known."""

from urllib.parse import quote

from connect_tui.domain.people import Circle, FollowRequest, handle_key
from connect_tui.provider import Fact, Facts
from connect_tui.providers.mastodon.api import MISSING, Api, account_path
from connect_tui.providers.mastodon.wire import WireAccount, WireOldFilter

PAGES = 25
"""Pages read of mutes and blocks: two thousand people."""
FOLLOW_PAGES = 10
"""Pages read of those I follow."""
LIST_PAGES = 3
"""Pages read of one list."""
LISTS = 20
"""Lists read."""


async def read_fact(api: Api, fact: Fact, me: str) -> Facts:
    """Ask for one fact; `me` is my id on the server."""
    try:
        return await _read(api, fact, me)
    except MISSING:
        return Facts()


async def _read(api: Api, fact: Fact, me: str) -> Facts:
    match fact:
        case Fact.MUTES:
            muted = await api.accounts("/api/v1/mutes", PAGES)
            return Facts(muted={_key(api, account): account.mute_ends for account in muted})
        case Fact.BLOCKS:
            return Facts(blocked=_keys(api, await api.accounts("/api/v1/blocks", PAGES)))
        case Fact.FOLLOWS:
            return Facts(followed=_keys(api, await api.accounts(account_path(me, "following"), FOLLOW_PAGES)))
        case Fact.FOLLOW_REQUESTS:
            asking = await api.accounts("/api/v1/follow_requests", PAGES)
            name, now = api.mapper.account, api.now()
            return Facts(follow_requests=tuple(FollowRequest(name, api.person(who), now) for who in asking))
        case Fact.LISTS:
            return Facts(lists=await _lists(api))
        case Fact.FILTERS:
            return await _filters(api)
        case Fact.FAVOURITES:
            return Facts(page=await api.statuses("/api/v1/favourites", {}, None))
        case Fact.DIRECT:
            pick = "last_status"
            return Facts(
                page=await api.statuses("/api/v1/conversations", {}, None, lambda item: item.get(pick))
            )


async def _lists(api: Api) -> tuple[Circle, ...]:
    """My lists with the people in them."""
    answer = await api.client.get("/api/v1/lists")
    circles: list[Circle] = []
    for item in list(answer.json)[:LISTS]:
        key, title = item.id("id"), item.line("title")
        if key and title:
            members = await api.accounts(f"/api/v1/lists/{quote(key, safe='')}/accounts", LIST_PAGES)
            circles.append(Circle(title, _keys(api, members)))
    return tuple(circles)


async def _filters(api: Api) -> Facts:
    """Version 1 of the filters is applied here; of version 2 every status brings along what matches."""
    if not api.server_filters:
        answer = await api.client.get("/api/v1/filters")
        api.use_filters(WireOldFilter.read_all(answer.json))
    return Facts()


def _key(api: Api, account: WireAccount) -> str:
    return handle_key(api.mapper.handle(account.acct))


def _keys(api: Api, accounts: tuple[WireAccount, ...]) -> frozenset[str]:
    return frozenset(_key(api, account) for account in accounts)
