"""Completing conversations: fetching them around what concerns me, a few at a time, the urgent first."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Section
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import Thread
from connect_tui.port.failures import BadResponse, NotAllowed, NotFound, Rejected, ServerFault
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.anchors import Anchor, anchors
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.parents import Parents
from connect_tui.sync.standing import BATCH, Standing
from connect_tui.sync.unmuting import muted_on
from connect_tui.sync.visit import Visit

LOOKED_AT = {
    Section.WAITING: 200,
    Section.ACTIVE: 100,
    Section.ASIDE: 100,
    Section.BROADCAST: 100,
    Section.SETTLED: 100,
}
"""How many entries of each section are looked at once, at the beginning, for something to complete. In
`broadcast` nothing concerns me, and only a parent can be missing.
"""
SEVERAL = 3
"""From so many on, missing parents are asked for together; before that a conversation tells more."""
MENDED = {list(Section).index(section) for section in (Section.WAITING, Section.ACTIVE, Section.ASIDE)}
"""The ranks of the sections in which no beginning should be missing when the command line prints them."""
RECHECKED = 20
"""Waiting conversations that an explicit refresh fetches again."""
RECHECK_AGAIN = timedelta(minutes=3)
"""How soon after that it fetches the same again."""
RECHECKED_MUTED = 5
"""Muted conversations that an explicit refresh asks about."""
ABSENT = 5
"""Posts asked for, one by one, that a fetched conversation no longer holds."""
LEAVE_ALONE = timedelta(minutes=15)
"""How long a conversation is left alone that the server failed to give."""


class Completing:
    """Knows what is left to complete for one account, and completes it."""

    def __init__(self, provider: Provider, store: Store, standing: Standing, bench: Bench) -> None:
        self._provider = provider
        self._store = store
        self._standing = standing
        self._bench = bench
        self._parents = Parents(provider, store, standing, bench)
        self._wanted: dict[str, Anchor] = {}
        self._left_alone: dict[str, datetime] = {}
        self._rechecked: dict[str, datetime] = {}
        self._looked = False

    async def look(self, groups: Iterable[int]) -> None:
        """See what is to complete in these conversations; the first time, in those of the inbox too."""
        left = sorted(set(groups) | set(() if self._looked else self._in_the_inbox()))
        self._looked = True
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            conversations = self._store.cache.conversations(batch)
            self._parents.look(conversations)
            for anchor in self._anchors(conversations.values()):
                self._want(anchor)
            await asyncio.sleep(0)

    async def go_on(self, visit: Visit) -> bool:
        """Fetch some of what is missing, what matters most first; false where nothing is left to fetch now.

        Many missing parents are had in one request, while a conversation costs one or two.
        """
        return await self._go_on(visit, lambda _: True)

    async def mend(self, visit: Visit) -> bool:
        """As `go_on`, for nothing but missing beginnings; a conversation is fetched only where something in
        it concerns me and it stands before everybody's news.
        """
        return await self._go_on(visit, self._is_torn)

    async def _go_on(self, visit: Visit, fits: Callable[[Anchor], bool]) -> bool:
        if self._parents.fewer_than(SEVERAL) and await self._complete_next(visit, fits):
            return True
        if self._parents.fewer_than(1):
            return False
        await self.look(await self._parents.fetch(visit))
        return True

    async def _complete_next(self, visit: Visit, fits: Callable[[Anchor], bool]) -> bool:
        """Complete what matters most; false where nothing is left to complete now."""
        while (anchor := self._next(fits)) is not None:
            current = self._current(anchor.uri)
            due = current.due if current is not None and fits(current) else None
            if current is None or due is None or due > self._bench.clock():
                self._forget(anchor.uri, current)
                continue
            await self.fetch(current.uri, current.id, visit)
            return True
        return False

    async def recheck_waiting(self, visit: Visit, keep: int) -> None:
        """Fetch again what waits: edits and deletions of old mentions show, and answers of mine. What was
        fetched so a moment ago is left alone.
        """
        now = self._bench.clock()
        self._rechecked = {uri: at for uri, at in self._rechecked.items() if at <= now < at + RECHECK_AGAIN}
        rank = list(Section).index(Section.WAITING)
        groups = self._store.cache.places(section=rank, limit=RECHECKED)
        conversations = self._store.cache.conversations(groups)
        for anchor in self._anchors(conversations[group] for group in groups if group in conversations):
            if anchor.uri in self._rechecked or anchor.uri in visit.fetched or not visit.may_ask(keep):
                continue
            await self.fetch(anchor.uri, anchor.id, visit)
            self._rechecked[anchor.uri] = now

    async def recheck_muted(self, visit: Visit, keep: int) -> None:
        """Ask for a post each of what is muted on this server: it may have been taken back elsewhere."""
        hidden = self._store.cache.conversations(self._store.cache.hidden()).values()
        muted = (conversation for conversation in hidden if self._provider.name in muted_on(conversation))
        for conversation in islice(muted, RECHECKED_MUTED):
            copies = (
                post.copy_of(self._provider.name) for post in reversed(conversation.posts) if not post.deleted
            )
            copy = next((copy for copy in copies if copy is not None and copy.muted), None)
            if copy is None or not visit.may_ask(keep):
                continue
            visit.spend()
            try:
                visit.changed |= await self._standing.merge([await self._provider.post(copy.id)])
            except NotFound:
                visit.changed |= await self._standing.remove(copy.id)

    async def fetch(self, uri: str, post: PostId, visit: Visit) -> None:
        """Fetch the conversation around a post, and see what is gone from it.

        Raises:
            ProviderError: the network cannot be reached, or does not let me in.
        """
        visit.fetched.add(uri)
        visit.spend()
        try:
            thread = await self._provider.conversation(post)
        except NotFound:
            if not visit.trusting:
                self._left_alone[uri] = self._bench.clock() + LEAVE_ALONE
                raise
            visit.changed |= await self._standing.remove(post)
            self._done([uri])
            return
        except (ServerFault, BadResponse, NotAllowed, Rejected):
            self._left_alone[uri] = self._bench.clock() + LEAVE_ALONE
            raise
        found = self._store.cache.only_found([uri])
        take_in = self._standing.find if found else self._standing.merge
        visit.changed |= await take_in(thread.posts)
        await self._ask_for_absent(uri, thread, visit)
        self._done(line.uri for line in self._line(uri))

    async def _ask_for_absent(self, uri: str, thread: Thread, visit: Visit) -> None:
        """Ask for posts that should stand in the conversation and do not: whether they are gone."""
        if not thread.complete:
            return
        present = {post.uri for post in thread.posts}
        absent = [post for post in self._line(uri) if post.uri not in present and not post.deleted]
        for post in absent[:ABSENT]:
            copy = post.copy_of(self._provider.name)
            if copy is None or not visit.may_ask():
                continue
            visit.spend()
            try:
                visit.changed |= await self._standing.merge([await self._provider.post(copy.id)])
            except NotFound:
                visit.changed |= await self._standing.remove(copy.id)

    def _line(self, uri: str) -> list[Post]:
        """The post itself, and all that stands above and below it: what a server answers with."""
        group = self._store.cache.group_of(uri)
        conversation = None if group is None else self._store.cache.conversation(group)
        if conversation is None or uri not in conversation.by_uri:
            return []
        return [conversation.by_uri[uri], *conversation.above(uri), *conversation.below(uri)]

    def _done(self, uris: Iterable[str]) -> None:
        uris = list(uris)
        self._store.cache.set_complete(uris, self._bench.clock())
        for uri in uris:
            self._forget(uri, self._current(uri) if uri in self._wanted else None)

    def _want(self, anchor: Anchor) -> None:
        if anchor.due is None:
            self._wanted.pop(anchor.uri, None)
        else:
            self._wanted[anchor.uri] = anchor

    def _forget(self, uri: str, current: Anchor | None) -> None:
        """Take an anchor off the list, unless it is worth another look later."""
        self._wanted.pop(uri, None)
        if current is not None:
            self._want(current)

    def _is_torn(self, anchor: Anchor) -> bool:
        """Whether the beginning of its conversation is missing, where that is seen."""
        if not anchor.torn:
            return False
        groups = self._store.cache.groups_of([anchor.uri])
        places = (row.place for row in self._store.cache.places_of(groups).values())
        return any(place is not None and place[0] in MENDED for place in places)

    def _next(self, fits: Callable[[Anchor], bool]) -> Anchor | None:
        """What matters most of what is to be completed now."""
        now = self._bench.clock()
        self._left_alone = {uri: until for uri, until in self._left_alone.items() if until > now}
        ready = (
            anchor
            for anchor in self._wanted.values()
            if anchor.due is not None and anchor.due <= now and anchor.uri not in self._left_alone
        )
        return next(filter(fits, sorted(ready, key=lambda anchor: anchor.order)), None)

    def _current(self, uri: str) -> Anchor | None:
        """The anchor as things stand now; it may have been completed meanwhile, or have moved."""
        group = self._store.cache.group_of(uri)
        conversation = None if group is None else self._store.cache.conversation(group)
        if conversation is None:
            return None
        return next((anchor for anchor in self._anchors([conversation]) if anchor.uri == uri), None)

    def _anchors(self, conversations: Iterable[Conversation]) -> list[Anchor]:
        """The anchors of these conversations, in their order."""
        conversations = list(conversations)
        context = self._bench.context(uris_of(conversations))
        completed = self._store.cache.complete
        return [
            anchor
            for conversation in conversations
            for anchor in anchors(conversation, context, self._provider.name, completed, self._parents.absent)
        ]

    def _in_the_inbox(self) -> set[int]:
        found: set[int] = set()
        for rank, section in enumerate(Section):
            if section in LOOKED_AT and (section is not Section.BROADCAST or self._parents.possible):
                found.update(self._store.cache.places(section=rank, limit=LOOKED_AT[section]))
        return found
