"""Marks: done, put off, muted. Each is written down together with the step that takes it back."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from connect_tui.domain.attention import addressed_to_me
from connect_tui.domain.conversation import Conversation
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.store.journal import Lifted, Marked
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, Said
from connect_tui.sync.judging import Bench
from connect_tui.sync.mutes import ServerMutes
from connect_tui.sync.standing import Standing
from connect_tui.sync.unmuting import muted_on


class Marking:
    """Makes marks and lifts them, here and on the servers."""

    def __init__(
        self,
        store: Store,
        bench: Bench,
        standing: Standing,
        mutes: ServerMutes,
        emit: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._bench = bench
        self._standing = standing
        self._mutes = mutes
        self._emit = emit

    async def done(self, uri: str, seen: Collection[str] | None) -> bool:
        """Close what is known of the conversation for good, also what was put off."""
        return await self._mark(uri, MarkKind.DONE, seen) is not None

    async def put_off(self, uri: str, until: datetime, seen: Collection[str] | None) -> bool:
        """Close what is known of the conversation until a moment to come, whatever moment it had before."""
        if until <= self._bench.clock():
            return False
        return await self._mark(uri, MarkKind.LATER, seen, until) is not None

    async def mute(self, uri: str) -> bool:
        """Hide the conversation, also on every server that can and sees it."""
        conversation = self.conversation(uri)
        if conversation is None:
            return False
        muted = muted_on(conversation)
        told = tuple(name for name in self._mutes.seeing(conversation) if name not in muted)
        if await self._mark(uri, MarkKind.MUTED, None, told=told) is None:
            return False
        self._say(await self._mutes.mute(uri, told))
        return True

    async def lift(self, number: int) -> bool:
        """Take a mark back, and all of its kind that are on the same conversation: they look like one."""
        mark = self._store.mine.mark(number)
        if mark is None:
            return False
        uri = self._known_of(mark)
        conversation = self.conversation(uri)
        posts = mark.posts if conversation is None else conversation.by_uri.keys()
        same = [(n, m) for n, m in self._store.mine.numbered_marks_on(posts) if m.kind is mark.kind]
        told = self._mutes.seeing(conversation) if conversation and mark.kind is MarkKind.MUTED else ()
        await self._lift(Lifted(uri, tuple(same) or ((number, mark),), told))
        return True

    async def unmute(self, uri: str) -> bool:
        """Take back that the conversation is muted, here and on every server."""
        conversation = self.conversation(uri)
        if conversation is None:
            return False
        numbered = self._store.mine.numbered_marks_on(conversation.by_uri)
        marks = tuple((number, mark) for number, mark in numbered if mark.kind is MarkKind.MUTED)
        if not marks and not muted_on(conversation):
            return False
        told = self._mutes.seeing(conversation) if marks else muted_on(conversation)
        await self._lift(Lifted(uri, marks, told))
        return True

    def conversation(self, uri: str) -> Conversation | None:
        """The conversation that holds this post."""
        group = self._store.cache.group_of(uri)
        return None if group is None else self._store.cache.conversation(group)

    async def _mark(
        self,
        uri: str,
        kind: MarkKind,
        seen: Collection[str] | None,
        until: datetime | None = None,
        told: tuple[str, ...] = (),
    ) -> int | None:
        conversation = self.conversation(uri)
        known = frozenset(conversation.by_uri) if conversation else frozenset[str]()
        instead = self._put_off_before(known or {uri}) if kind is not MarkKind.MUTED else ()
        posts = known if seen is None else known.intersection(seen)
        if not posts and (conversation or not instead):
            return None
        addressed = posts & (addressed_to_me(conversation, self._bench.me) if conversation else posts)
        for _, mark in instead:
            posts, addressed = posts | mark.posts, addressed | mark.addressed
        now = self._bench.clock()
        self._standing.doubt(posts)
        with self._store.mine.transaction():
            for old, _ in instead:
                self._store.mine.remove_mark(old)
            number = self._store.mine.add_mark(Mark(kind, now, posts, addressed, until))
            self._store.mine.note_step(Marked(number, told, instead), now)
        await self._standing.rejudge_posts(posts)
        return number

    def _put_off_before(self, uris: Collection[str]) -> tuple[tuple[int, Mark], ...]:
        """The marks by which a conversation of these posts is put off now: it has one time, not several."""
        now = self._bench.clock()
        return tuple(
            (number, mark)
            for number, mark in self._store.mine.numbered_marks_on(uris)
            if mark.kind is MarkKind.LATER and mark.until is not None and mark.until > now
        )

    async def _lift(self, lifted: Lifted) -> None:
        posts = {uri for _, mark in lifted.marks for uri in mark.posts} | {lifted.uri}
        self._standing.doubt(posts)
        with self._store.mine.transaction():
            for number, _ in lifted.marks:
                self._store.mine.remove_mark(number)
            self._store.mine.note_step(lifted, self._bench.clock())
        await self._standing.rejudge_posts(posts)
        self._say(await self._mutes.unmute(lifted.uri, lifted.told))

    def _say(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._emit(Said(sentence))

    def _known_of(self, mark: Mark) -> str:
        """A post of the mark that is known; any, where none is: the cache can be rebuilt."""
        return next(
            (uri for uri in sorted(mark.posts) if self._store.cache.post(uri)), min(mark.posts, default="")
        )
