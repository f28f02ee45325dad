"""Missing parents: the posts right above what is known, many of them asked for in one request."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Place
from connect_tui.domain.post import PostId
from connect_tui.port.failures import AuthExpired, Offline, ProviderError, RateLimited
from connect_tui.port.provider import POSTS_AT_ONCE, Provider
from connect_tui.store.store import Store
from connect_tui.sync.judging import Bench
from connect_tui.sync.standing import Standing
from connect_tui.sync.visit import Visit

GENERATIONS = 5
"""How far up parents are asked for in this way. What reaches further is better fetched as a conversation."""
LEAVE_ALONE = timedelta(minutes=15)
"""How long a server that failed to give posts in this way is not asked so again."""

_log = logging.getLogger(__name__)


class _Missing(Struct, frozen=True):
    """Where the entry stands that lacks this parent, and how far above what was known before."""

    place: Place
    generation: int


class Parents:
    """Knows which parents are missing to what one account shows in the inbox, and fetches them."""

    def __init__(self, provider: Provider, store: Store, standing: Standing, bench: Bench) -> None:
        self.absent: set[PostId] = set()
        """What the server was asked for and does not give: no conversation is fetched for its sake."""
        self._provider = provider
        self._store = store
        self._standing = standing
        self._bench = bench
        self._missing: dict[PostId, _Missing] = {}
        self._generations: dict[str, int] = {}
        self._left_alone_until: datetime | None = None

    @property
    def possible(self) -> bool:
        """Whether several posts can be asked for at once now."""
        rests = self._left_alone_until is not None and self._bench.clock() < self._left_alone_until
        return self._provider.capabilities.many_posts and not rests

    def look(self, conversations: Mapping[int, Conversation]) -> None:
        """See which parents are missing to these conversations, by their groups."""
        if not self._provider.capabilities.many_posts:
            return
        rows = self._store.cache.places_of(conversations)
        for group, conversation in conversations.items():
            place = rows[group].place if group in rows else None
            for uri in conversation.gaps if place is not None else ():
                copy = conversation.by_uri[uri].copy_of(self._provider.name)
                generation = self._generations.get(uri, 0) + 1
                if copy is None or copy.parent is None or copy.parent in self.absent:
                    continue
                if place is not None and generation <= GENERATIONS:
                    self._missing[copy.parent] = _Missing(place, generation)

    def fewer_than(self, number: int) -> bool:
        """Whether so few parents are missing that another way costs less; also where there is only that."""
        if not self.possible:
            return True
        for known in self._store.cache.known(self._missing):
            del self._missing[known]
        return len(self._missing) < number

    async def fetch(self, visit: Visit) -> frozenset[int]:
        """Ask for those of which the entries stand first; the groups that changed.

        A server that cannot answer this now is left alone with it: there is another way.

        Raises:
            ProviderError: the network cannot be reached, or does not let me in.
        """
        asked = sorted(self._missing, key=lambda parent: self._missing[parent].place)[:POSTS_AT_ONCE]
        visit.spend()
        try:
            found = await self._provider.posts(tuple(asked))
        except (Offline, AuthExpired, RateLimited):
            raise
        except ProviderError as error:
            _log.info("%s: several posts at once: %s", self._provider.name, type(error).__name__)
            self._left_alone_until = self._bench.clock() + LEAVE_ALONE
            return frozenset()
        if not self._provider.capabilities.many_posts:
            self._note_that_it_cannot()
            return frozenset()
        wanted = {parent: self._missing.pop(parent) for parent in asked}
        for post in found:
            for copy in post.copies:
                if copy.id in wanted:
                    self._generations[post.uri] = wanted.pop(copy.id).generation
        self.absent.update(wanted)
        changed = await self._standing.merge(found)
        visit.changed |= changed
        return changed

    def _note_that_it_cannot(self) -> None:
        """Remember for the next start what the server turned out not to know."""
        self._missing.clear()
        for stored in self._store.cache.accounts():
            if stored.account.name == self._provider.name:
                self._store.cache.set_account(stored.account, self._provider.capabilities, stored.verified)
