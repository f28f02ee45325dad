"""Missing stretches: where a home timeline was not read far enough to meet what was known before."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.post import PostId
from connect_tui.store.store import Store
from connect_tui.sync.feeds import Feed


class Missing(Struct, frozen=True):
    """Posts may be missing from the home timeline of an account between `since` and `until`; `since` is
    `None` where nothing older is known.
    """

    account: str
    since: datetime | None
    until: datetime


def missing(store: Store) -> tuple[Missing, ...]:
    """What is missing from all home timelines, the latest first."""
    found: list[Missing] = []
    for account, stored in store.cache.facts("feed home").items():
        feed = Feed.load(stored)
        for gap in feed.gaps:
            at = feed.order.index(gap.after) + 1
            until = _time(store, account, reversed(feed.order[:at]))
            if until is not None:
                since = _time(store, account, feed.order[at:])
                # A post may carry any date; a stretch that ends before it begins would be told of in vain.
                found.append(Missing(account, since if since and since < until else None, until))
    return tuple(sorted(found, key=lambda stretch: stretch.until, reverse=True))


def _time(store: Store, account: str, keys: Iterable[str]) -> datetime | None:
    """When the first of these that is known was said, or passed on."""
    for key in keys:
        name = PostId(account, key)
        known = store.cache.by_id(name) or store.cache.boost(name)
        if known is not None:
            return known.time
    return None
