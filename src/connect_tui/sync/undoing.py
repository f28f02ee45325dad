"""Taking back what I did last: one stack for everything, which outlives the program."""

from collections.abc import Iterable, Mapping

from connect_tui.domain.attention import judge
from connect_tui.domain.draft import DraftState
from connect_tui.domain.entry import Entry, Section
from connect_tui.domain.marks import Mark, MarkKind
from connect_tui.domain.sentences import names
from connect_tui.port.capabilities import Reaction
from connect_tui.store.journal import Circled, Joined, Lifted, Marked, Reacted, ReadTo, Related, Sent, Step
from connect_tui.store.store import Store
from connect_tui.sync.circling import Circling
from connect_tui.sync.drafting import Drafting
from connect_tui.sync.joining import Joining
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.mutes import ServerMutes
from connect_tui.sync.reactions import Reactions
from connect_tui.sync.reading_on import ReadingOn
from connect_tui.sync.relating import Relating
from connect_tui.sync.standing import Standing

_NO_LONGER = {
    MarkKind.DONE: "That is no longer done.",
    MarkKind.LATER: "That is no longer put off.",
    MarkKind.MUTED: "That is no longer muted.",
}
_AGAIN = {
    MarkKind.DONE: "That is done again.",
    MarkKind.LATER: "That is put off again.",
    MarkKind.MUTED: "That is muted again.",
}
_REACTIONS: Mapping[tuple[Reaction, bool], str] = {
    (Reaction.FAVOURITE, False): "No longer a favourite of yours.",
    (Reaction.FAVOURITE, True): "A favourite of yours again.",
    (Reaction.BOOST, False): "No longer boosted.",
    (Reaction.BOOST, True): "Boosted again.",
    (Reaction.BOOKMARK, False): "No longer bookmarked.",
    (Reaction.BOOKMARK, True): "Bookmarked again.",
}
_AS_BEFORE = "That is put off as it was before."
_TAKEN_BACK = "Taken back: you can write on."
_SENT = "It is sent. Open it to change or delete it."
_GONE = {DraftState.SENT: _SENT, DraftState.SENDING: "It is leaving just now."}


class Undoing:
    """Takes steps back, the newest first. What can no longer be taken back is passed over, but for what was
    sent: who wants that back would find something older undone instead.
    """

    def __init__(
        self,
        store: Store,
        bench: Bench,
        standing: Standing,
        mutes: ServerMutes,
        reactions: Reactions,
        circling: Circling,
        drafting: Drafting,
        reading_on: ReadingOn,
        joining: Joining,
        relating: Relating,
    ) -> None:
        self._store = store
        self._bench = bench
        self._standing = standing
        self._mutes = mutes
        self._reactions = reactions
        self._circling = circling
        self._drafting = drafting
        self._reading_on = reading_on
        self._joining = joining
        self._relating = relating

    async def undo(self) -> str | None:
        """Take back what was done last; a sentence that says what, `None` where nothing is left."""
        while (found := self._store.mine.last_step()) is not None:
            said = await self._take_back(*found)
            if said is not None:
                return said
        return None

    async def _take_back(self, number: int, step: Step) -> str | None:
        """Take this back; `None` where that cannot be done any more."""
        match step:
            case Marked():
                return await self._unmark(number, step)
            case Lifted():
                return await self._put_back(number, step)
            case Circled():
                return await self._circling.take_back(number, step)
            case Reacted():
                return await self._unreact(number, step)
            case Joined():
                return await self._joining.take_back(number, step)
            case Related():
                return await self._relating.take_back(number, step)
            case ReadTo():
                return self._reading_on.take_back(number, step)
            case Sent():
                return self._write_on(number, step)

    async def _unmark(self, number: int, step: Marked) -> str | None:
        mark = self._store.mine.mark(step.number)
        if mark is None:
            self._store.mine.forget_step(number)
            return None
        self._standing.doubt(mark.posts)
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            if ours:
                self._store.mine.remove_mark(step.number)
                for old, before in step.instead:
                    self._store.mine.add_mark(before, old)
        if not ours:
            return None
        await self._standing.rejudge_posts(mark.posts)
        if step.instead:
            return _AS_BEFORE
        refused = await self._mutes.unmute(min(mark.posts), step.told)
        return " ".join(refused) or self._is_back(mark)

    async def _put_back(self, number: int, step: Lifted) -> str | None:
        posts = _posts(mark for _, mark in step.marks)
        self._standing.doubt(posts)
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            if ours:
                for old, mark in step.marks:
                    self._store.mine.add_mark(mark, old)
        if not ours:
            return None
        await self._standing.rejudge_posts(posts)
        refused = await self._mutes.mute(step.uri, step.told)
        kind = step.marks[0][1].kind if step.marks else MarkKind.MUTED
        return " ".join(refused) or _AGAIN[kind]

    async def _unreact(self, number: int, step: Reacted) -> str | None:
        if not self._store.mine.forget_step(number):
            return None
        refused = await self._reactions.do(step.uri, step.account, step.reaction, not step.on)
        return refused or _REACTIONS[step.reaction, not step.on]

    def _write_on(self, number: int, step: Sent) -> str | None:
        """What has left stays, and that is said once; what did not go is in sight, and waits for a word."""
        draft = self._store.mine.draft(step.key)
        with self._store.mine.transaction():
            ours = self._store.mine.forget_step(number)
            waiting = draft is not None and draft.state is DraftState.QUEUED
            taken = waiting and ours and self._drafting.take_back(step.key)
        if taken:
            return _TAKEN_BACK
        return _GONE.get(draft.state) if ours and draft is not None else None

    def _is_back(self, mark: Mark) -> str:
        """What became of the conversation that is no longer marked."""
        found = self._store.cache.conversations(self._store.cache.groups_of(mark.posts))
        context = self._bench.context(uris_of(found.values()))
        entries = [entry for conversation in found.values() if (entry := judge(conversation, context).entry)]
        waiting = [entry for entry in entries if entry.section is Section.WAITING]
        return _waits_again(waiting[0]) if waiting else _NO_LONGER[mark.kind]


def _waits_again(entry: Entry) -> str:
    verb = "is" if len(entry.people) == 1 else "are"
    return f"{names(entry.people)} {verb} waiting again."


def _posts(marks: Iterable[Mark]) -> frozenset[str]:
    return frozenset(uri for mark in marks for uri in mark.posts)
