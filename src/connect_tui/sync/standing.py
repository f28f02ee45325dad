"""Standing: where every conversation stands in the inbox, kept right as posts, people and time go on."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.attention import addressed_to_me, judge
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.people import People, with_same
from connect_tui.domain.post import Boost, Post, PostId
from connect_tui.store.places import PlaceRow
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, InboxChanged
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.unmuting import Unmuting

BATCH = 20
"""Posts merged, or conversations judged, before others have their turn."""
LENGTH = 40_000
"""Characters in the posts of one batch; a very long one is a batch by itself."""
LARGE = 200
"""A conversation of more posts is judged when all that arrives with them has, not for every batch of it."""
SET_BACK = timedelta(seconds=30)
"""A clock that is set back by no more than this has caught up before anybody sees it."""


class Standing:
    """Merges what arrives, and judges again what it touches."""

    def __init__(self, store: Store, bench: Bench, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._bench = bench
        self._emit = emit
        self._unmuting = Unmuting(store, bench.clock)
        self._changes = 0
        """Raised whenever people are no longer what they were."""
        self._judged_by = bench.fingerprint()
        self._judged_up_to = store.cache.judged_up_to()

    async def merge(self, posts: Iterable[Post], boosts: Iterable[Boost] = ()) -> frozenset[int]:
        """Take these in, in small batches; the groups that changed."""
        changed: set[int] = set()
        boosts = tuple(boosts)
        posts = tuple(posts)
        put_off = set[int]()
        batches = in_batches(posts)
        for batch in batches:
            changed |= await self._take_in(batch, (), put_off if len(batches) > 1 else None)
        if boosts:
            changed |= await self._take_in((), boosts)
        await self.rejudge(put_off)
        return frozenset(changed)

    async def show(self, posts: Iterable[Post]) -> None:
        """Let posts of one conversation look like this from now on; it is judged once."""
        await self._take_in(tuple(posts), ())

    async def find(self, posts: Iterable[Post]) -> frozenset[int]:
        """Take in what a search on a server brought: it can be read, and has no place in the inbox until it
        comes by itself. Answers the groups that changed.
        """
        posts = tuple(posts)
        with self._store.cache.transaction():
            self._store.cache.set_found(self._store.cache.unknown(post.uri for post in posts))
            changed = self._store.cache.merge(posts)
            further, uris = self._place(sorted(changed), self._bench.people())
        self._announce(uris)
        await self.rejudge(further)
        return changed

    async def remove(self, post: PostId) -> frozenset[int]:
        """Take a post out that is gone; the groups that changed."""
        changed = self._store.cache.remove(post)
        await self.rejudge(changed)
        return changed

    async def take_boost_back(
        self, boost: PostId, stands_for_itself: Callable[[Post], bool]
    ) -> frozenset[int]:
        """Somebody took this boost back. A stranger's post that only boosts had brought here goes with the
        last of them. Answers the groups that changed.
        """
        changed = self._store.cache.remove_boost(boost)
        people = self._bench.people()
        for conversation in self._store.cache.conversations(changed).values():
            post = conversation.top
            alone = len(conversation.posts) == 1 and not conversation.boosts
            mine = (
                post.favourited
                or post.boosted
                or post.bookmarked
                or addressed_to_me(conversation, self._bench.me)
            )
            known = people.knows(post.author.key) or stands_for_itself(post)
            if alone and not (mine or known) and self._store.cache.forget(post.uri):
                self._announce(frozenset({post.uri}))
        await self.rejudge(changed)
        return changed

    async def rejudge(self, groups: Iterable[int]) -> None:
        """Judge these conversations anew, and those of everybody who thereby becomes a known person."""
        left = sorted(groups)
        if not left:
            return
        people, read_at = self._bench.people(), self._changes
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            left += sorted(self._judge(batch, people))
            await asyncio.sleep(0)
            if self._changes != read_at:
                people, read_at = self._bench.people(), self._changes

    async def rejudge_posts(self, uris: Iterable[str]) -> None:
        """Judge the conversations anew that hold these posts."""
        await self.rejudge(self._store.cache.groups_of(uris))

    def doubt(self, uris: Iterable[str]) -> None:
        """What these conversations are judged by is about to change: should the program end before they are
        judged anew, the next one judges them.
        """
        self._store.cache.doubt(self._store.cache.groups_of(uris))

    def doubt_people(self, handle_keys: Iterable[str]) -> None:
        """The same for the conversations of these people."""
        self._store.cache.doubt(self._groups_of(handle_keys))

    def touch(self, uri: str) -> None:
        """Say that the conversation around this post changed in something that moves it nowhere."""
        for group in self._store.cache.groups_of([uri]):
            conversation = self._store.cache.conversation(group)
            if conversation is not None:
                self._emit(InboxChanged(frozenset({conversation.uri})))

    async def rejudge_people(self, handle_keys: Iterable[str]) -> None:
        """Judge the conversations of these people anew: something between us changed."""
        self._changes += 1
        await self.rejudge(self._groups_of(handle_keys))

    async def circles_changed(self, handle_keys: Iterable[str]) -> None:
        """Judge the conversations anew of those who were put into a circle or taken out, or joined with
        somebody or parted, and no others.
        """
        fresh = not self._store.cache.stale(self._judged_by)
        await self.rejudge_people(handle_keys)
        self._judged_by = self._bench.fingerprint()
        if fresh:
            self._store.cache.set_stale(False, self._judged_by)

    async def settle(self) -> None:
        """Bring the index up to date: all of it where the settings changed or the clock was set back, or else
        what time has moved.
        """
        now = self._bench.clock()
        self._judged_by = self._bench.fingerprint()
        self._judged_up_to = self._store.cache.judged_up_to()
        set_back = self._judged_up_to is not None and now < self._judged_up_to - SET_BACK
        if set_back or self._store.cache.stale(self._judged_by):
            await self.rebuild()
        else:
            await self.rejudge(self._store.cache.due(now))

    async def rebuild(self) -> None:
        """Judge everything anew, in batches."""
        fingerprint = self._bench.fingerprint()
        self._store.cache.set_stale(True)
        self._note_time(self._bench.clock())
        await self.rejudge(self._store.cache.all_groups())
        self._store.cache.set_stale(False, fingerprint)
        self._emit(InboxChanged(frozenset()))

    def _groups_of(self, handle_keys: Iterable[str]) -> frozenset[int]:
        return self._store.cache.groups_of_authors(with_same(handle_keys, self._store.mine.same_people()))

    async def _take_in(
        self, posts: tuple[Post, ...], boosts: tuple[Boost, ...], put_off: set[int] | None = None
    ) -> frozenset[int]:
        """Merge and judge in one transaction: whatever happens, nothing is known and yet has no place. Large
        conversations are added to `put_off`, where it is given, and are due until they have been judged.
        """
        with self._store.cache.transaction():
            before = self._unmuting.before(posts)
            changed = self._store.cache.merge(posts, boosts)
            if came := self._store.cache.came(post.uri for post in posts):
                changed |= self._store.cache.groups_of(came)
            self._unmuting.heed(posts, changed, before)
            large = frozenset[int]() if put_off is None else self._store.cache.larger(changed, LARGE)
            self._store.cache.doubt(large)
            further, uris = self._place(sorted(changed - large), self._bench.people())
        if put_off is not None:
            put_off |= large
        self._announce(uris)
        await asyncio.sleep(0)
        await self.rejudge(further)
        return changed

    def _judge(self, groups: list[int], people: People) -> frozenset[int]:
        """Place these; the groups that have to be judged too, because I turn out to know their authors."""
        further, uris = self._place(groups, people)
        self._announce(uris)
        return further

    def _place(self, groups: list[int], people: People) -> tuple[frozenset[int], frozenset[str]]:
        """Place these; the groups that have to be judged too, and the URIs of these conversations."""
        conversations = self._store.cache.conversations(groups)
        newly_known = self._newly_known(conversations.values(), people)
        people = replace(people, written_to=people.written_to | newly_known)
        context = self._bench.context(uris_of(conversations.values()), people)
        strangers = self._store.cache.only_found(uris_of(conversations.values()))
        rows = []
        for group, conversation in conversations.items():
            judgement = judge(conversation, context)
            nowhere = judgement.entry is None or conversation.by_uri.keys() <= strangers
            place = None if nowhere or judgement.entry is None else judgement.entry.place
            rows.append(PlaceRow(group, place, judgement.due))
        self._store.cache.put_places(rows)
        if self._judged_up_to is None or context.now > self._judged_up_to + SET_BACK:
            self._note_time(context.now)
        known = with_same(newly_known, people.same)
        further = self._store.cache.groups_of_authors(known) if known else frozenset()
        return further, frozenset(conversation.uri for conversation in conversations.values())

    def _note_time(self, now: datetime) -> None:
        """Remember how far the clock was: what was judged holds until it is due, but not before."""
        self._store.cache.set_judged_up_to(now)
        self._judged_up_to = now

    def _announce(self, uris: frozenset[str]) -> None:
        if uris:
            self._emit(InboxChanged(uris))

    def _newly_known(self, conversations: Iterable[Conversation], people: People) -> frozenset[str]:
        """The people whom I wrote to in these conversations, and never before as far as is remembered."""
        me = frozenset(account.key for account in self._bench.me)
        found = {key for conversation in conversations for key in written_to(conversation, me)}
        new = frozenset(found - people.written_to)
        if new and self._store.mine.wrote_to(new):
            self._changes += 1
        return new


def in_batches(posts: Iterable[Post]) -> list[tuple[Post, ...]]:
    """These in their order, in batches that take about as long as each other."""
    batches: list[list[Post]] = []
    length = 0
    for post in posts:
        if not batches or len(batches[-1]) == BATCH or length >= LENGTH:
            batches.append([])
            length = 0
        batches[-1].append(post)
        length += len(post.text.plain)
    return [tuple(batch) for batch in batches]


def written_to(conversation: Conversation, me: frozenset[str]) -> frozenset[str]:
    """The handle keys of everybody whom I answered or named in this conversation."""
    found: set[str] = set()
    for post in conversation.posts:
        if post.author.key not in me:
            continue
        found.update(mention.key for mention in post.mentions)
        parent = conversation.parent(post.uri)
        if parent is not None:
            found.add(parent.author.key)
    return frozenset(found - me)
