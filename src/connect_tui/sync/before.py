"""What stood on a network before a draft was first tried, and which words it was tried with since.

Posts are remembered by their ids: clocks are wrong, and get set. It is kept with the cache; where that was
lost, time decides, with much tolerance.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.draft import Draft
from connect_tui.domain.post import Copy, Post, Visibility
from connect_tui.store.store import Store
from connect_tui.sync.feeds import Feed
from connect_tui.sync.wording import fingerprint

CLOCKS_DIFFER = timedelta(days=1)
"""By how much clocks may be wrong, where only time can tell what is new."""
CLOCKS_DIFFER_FAR = timedelta(days=30)
"""The same, where most of what is old is remembered."""
REMEMBERED = 80
_FACT = "before sending"


class Memory(Struct, frozen=True):
    """`there` are the ids of posts of mine; only `some` of them, where my posts were never asked for. `tried`
    are the fingerprints of the words that went out, or may have.
    """

    there: tuple[str, ...]
    some: bool = False
    tried: tuple[str, ...] = ()


_MEMORIES = dict[str, Memory]


def me_on(store: Store, account: str) -> frozenset[str]:
    """Who I am with this account, as authors are compared."""
    return frozenset(known.account.key for known in store.cache.accounts() if known.account.name == account)


class Before:
    """What is remembered for the drafts of one account, by their keys."""

    def __init__(self, account: str, store: Store, clock: Callable[[], datetime]) -> None:
        self._account = account
        self._store = store
        self._clock = clock

    def note(self, draft: Draft, words: str) -> None:
        """Remember what there is before this draft is tried with these words."""
        memories = self._all()
        memory = memories.get(draft.key)
        if memory is None:
            # What is there after a try may have come of it.
            memory = self._of_now(draft) if draft.first_tried is None else Memory((), some=True)
        # Where nothing can have come of earlier tries, their words do not matter any more.
        tried = memory.tried if draft.first_tried is not None else ()
        memory = replace(memory, tried=tuple(dict.fromkeys((*tried, fingerprint(words)))))
        if memories.get(draft.key) != memory:
            self._keep(memories | {draft.key: memory})

    def forget(self, key: str) -> None:
        """Nothing has to be known of this draft any more."""
        memories = self._all()
        if memories.pop(key, None) is not None:
            self._keep(memories)

    def tried(self, key: str) -> tuple[str, ...]:
        """The fingerprints of what this draft said when it was tried, the earliest first."""
        memory = self._all().get(key)
        return memory.tried if memory is not None else ()

    def had(self, post: Post, draft: Draft, differ: timedelta | None = None) -> bool:
        """Whether the post was there before the first try. Where what stood there then is remembered, clocks
        are not asked, or believed only when they `differ` by more than this: one of them may have been set.
        """
        memory = self._all().get(draft.key)
        copy = post.copy_of(self._account) or post.copies[0]
        if memory is not None and copy.id.key in memory.there:
            return True
        differ = CLOCKS_DIFFER if memory is None or memory.some else differ
        return (
            differ is not None and draft.first_tried is not None and post.created < draft.first_tried - differ
        )

    def knows_any(self) -> bool:
        """Whether a post of mine is known that every server lists: it answers nothing, and is not direct."""
        return any(
            copy.parent is None and post.visibility is not Visibility.DIRECT and not post.deleted
            for post, copy in self._seen_last()
        )

    def _of_now(self, draft: Draft) -> Memory:
        stored = self._store.cache.fact(self._account, "feed mine")
        feed = Feed.load(stored[0]).order[:REMEMBERED] if stored is not None else ()
        last = (copy.id.key for _, copy in self._seen_last())
        there = (*feed, *last, *self._said_there(draft))
        return Memory(tuple(dict.fromkeys(there)), some=stored is None)

    def _seen_last(self) -> Iterator[tuple[Post, Copy]]:
        """What of mine became known last, sent from here or not; it may be younger than my feed."""
        for post in self._store.cache.seen_last_by(me_on(self._store, self._account), REMEMBERED):
            copy = post.copy_of(self._account)
            if copy is not None:
                yield post, copy

    def _said_there(self, draft: Draft) -> Iterator[str]:
        """What I have said in the conversation that is answered, however long ago."""
        group = self._store.cache.group_of(draft.answers) if draft.answers else None
        conversation = self._store.cache.conversation(group) if group is not None else None
        me = me_on(self._store, self._account)
        for post in conversation.posts if conversation is not None else ():
            copy = post.copy_of(self._account)
            if copy is not None and post.author.key in me:
                yield copy.id.key

    def _all(self) -> dict[str, Memory]:
        stored = self._store.cache.fact(self._account, _FACT)
        if stored is None:
            return {}
        try:
            return msgspec.json.decode(stored[0], type=_MEMORIES)
        except msgspec.DecodeError:
            return {}

    def _keep(self, memories: dict[str, Memory]) -> None:
        self._store.cache.set_fact(self._account, _FACT, msgspec.json.encode(memories), self._clock())
