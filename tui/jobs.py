"""What the engine is asked to do. It shows when the engine says that something happened."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Person, PersonId, Profile
from connect_tui.domain.post import Post
from connect_tui.domain.query import Query
from connect_tui.port.answers import Timeline, Version
from connect_tui.port.capabilities import Reaction, Stance
from connect_tui.tui.in_hand import InHand
from connect_tui.tui.ports import Commanding, Doing
from connect_tui.tui.worth import worth_keeping

if TYPE_CHECKING:
    from connect_tui.sync.discovering import Discovered

T = TypeVar("T")
Told = Callable[[Profile | None, tuple[Post, ...]], None]
"""Takes who somebody is, where that is known, and what they wrote."""


class Jobs:
    """Hands them to the engine, and remembers them until they are done."""

    def __init__(self, runner: Commanding) -> None:
        self.runner = runner
        self.in_hand = InHand()
        self._jobs: set[Future[None]] = set()

    def refresh(self) -> None:
        """Ask all networks for news."""
        self._tell(lambda engine: engine.refresh())

    def complete(self, uri: str) -> None:
        """Fetch the conversation around a post."""
        self._tell(lambda engine: engine.complete(uri))

    def opened(self, uri: str) -> None:
        """Somebody looks at the conversation around a post: what belongs to it comes by itself."""
        self._tell(lambda engine: engine.opened(uri))

    def fill(self, account: str) -> None:
        """Fetch what is missing from an account's timelines."""
        self._tell(lambda engine: engine.fill(account))

    def react(self, uri: str, reaction: Reaction, on: bool, account: str | None = None) -> None:
        """Favourite, boost or bookmark a post, or take that back."""
        self._tell(lambda engine: engine.react(uri, reaction, on, account))

    def done(self, uri: str, seen: Collection[str]) -> Future[bool]:
        """Close these posts of a conversation for good; false where nothing was marked."""
        return self._submit(lambda engine: engine.done(uri, seen))

    def put_off(self, uri: str, until: datetime, seen: Collection[str]) -> Future[bool]:
        """Close them until a moment; false where nothing was marked."""
        return self._submit(lambda engine: engine.put_off(uri, until, seen))

    def mute(self, uri: str) -> Future[bool]:
        """Hide a conversation."""
        return self._submit(lambda engine: engine.mute(uri))

    def unmute(self, uri: str) -> Future[bool]:
        """Show it again; false where it was not muted."""
        return self._submit(lambda engine: engine.unmute(uri))

    def lift(self, number: int) -> Future[bool]:
        """Take a mark back; false where it is gone."""
        return self._submit(lambda engine: engine.lift(number))

    def read_on(self, timeline: Timeline, lines: Mapping[str, datetime], *, by_hand: bool = False) -> None:
        """I have read this timeline of these accounts up to these moments."""
        if lines:
            places = {(timeline, account): moment for account, moment in lines.items()}
            self._tell(lambda engine: engine.read_on(places, by_hand))

    def read_in(self, uri: str, moment: datetime, *, by_hand: bool = False) -> None:
        """I have read in a conversation what came up to this moment."""
        self._tell(lambda engine: engine.read_in(uri, moment, by_hand))

    def discover(self, query: Query) -> "Future[Discovered]":
        """Ask the servers of all accounts for what they find."""
        return self._submit(lambda engine: engine.discover(query))

    def undo(self) -> Future[str | None]:
        """Take back what was done last; a sentence that says what, `None` where nothing is left."""
        return self._submit(lambda engine: engine.undo())

    def set_circle_member(self, circle: str, handle: str, present: bool) -> None:
        """Put somebody into a circle, or take them out."""
        self._tell(lambda engine: engine.set_circle_member(circle, handle, present))

    def join(self, one: str, other: str) -> Future[bool]:
        """Say that two handles belong to one person; false where they did already, or one of them is me."""
        return self._submit(lambda engine: engine.join(one, other))

    def part(self, handle: str) -> Future[bool]:
        """Take that back for one of them."""
        return self._submit(lambda engine: engine.part(handle))

    def relate(self, account: str, person: Person, stance: Stance, on: bool) -> None:
        """Follow, mute or block somebody, or take that back; what is refused, the engine says."""
        self._tell(lambda engine: engine.relate(account, person, stance, on))

    def answer_request(self, account: str, person: PersonId, accept: bool) -> Future[bool]:
        """Accept or decline a follow request; false where it was refused, which the engine says."""
        return self._submit(lambda engine: engine.answer_request(account, person, accept))

    def meet(self, account: str, person: PersonId, told: Told) -> None:
        """Ask who somebody is and what they wrote last; `told` is called in the engine's thread."""

        async def job(engine: Doing) -> None:
            profile = await engine.profile(account, person)
            told(profile, tuple(await engine.look_at(account, person)))

        self._tell(job)

    def save(self, draft: Draft) -> Future[None]:
        """Keep what is being written; an empty draft is let go. Where the store fails it stays here."""

        async def job(engine: Doing) -> None:
            with self.in_hand.keeping(draft):
                if worth_keeping(draft):
                    engine.save_draft(draft)
                else:
                    engine.drop_draft(draft.key)

        self.in_hand.hand_over(draft)
        return self._submit(job)

    def save_again(self) -> None:
        """Try once more to keep what the disk did not take."""
        for draft in tuple(self.in_hand.unkept.values()):
            self.save(draft)

    def send(self, drafts: Sequence[Draft]) -> Future[None]:
        """Send what was written: one draft, or the parts of a thread in their order. Where the store fails
        they stay here, as before.
        """

        async def job(engine: Doing) -> None:
            with self.in_hand.keeping(*drafts):
                await engine.send_all(drafts)

        self.in_hand.hand_over(*drafts)
        return self._submit(job)

    def arrived(self, key: str) -> Future[bool]:
        """What was perhaps sent has become a post; false where what follows it cannot know which."""
        return self._submit(lambda engine: engine.arrived(key))

    def edit(self, uri: str) -> Future[Draft | None]:
        """The draft that changes a post of mine; `None` where it cannot be had, which is said."""
        return self._submit(lambda engine: engine.edit(uri))

    def redraft(self, uri: str) -> Future[Draft | None]:
        """Delete a post of mine, and give what it said as a draft; `None` where that was refused."""
        return self._submit(lambda engine: engine.redraft(uri))

    def delete(self, uri: str) -> Future[bool]:
        """Delete a post of mine; false where that was refused, which is said."""
        return self._submit(lambda engine: engine.delete(uri))

    def history(self, uri: str) -> Future[Sequence[Version]]:
        """What a post has said, the oldest first; nothing where nobody tells, which is said."""
        return self._submit(lambda engine: engine.history(uri))

    def vote(self, uri: str, choices: tuple[int, ...]) -> Future[bool]:
        """Vote in the poll of a post; false where that was refused, which is said."""
        return self._submit(lambda engine: engine.vote(uri, choices))

    def take_back(self, key: str) -> Future[bool]:
        """Take back what is still waiting to be sent; false where it has left."""

        async def job(engine: Doing) -> bool:
            return engine.take_back(key)

        return self._submit(job)

    def drop(self, key: str) -> None:
        """Throw a draft away."""

        async def job(engine: Doing) -> None:
            engine.drop_draft(key)

        self.in_hand.let_go(key)
        self._tell(job)

    def unfinished(self) -> tuple[Future[None], ...]:
        """One for each job that is not done yet."""
        return tuple(self._jobs)

    def _tell(self, job: Callable[[Doing], Awaitable[object]]) -> None:
        self._submit(job)

    def _submit(self, job: Callable[[Doing], Awaitable[T]]) -> Future[T]:
        """Hand a job to the engine, and remember it until it is done."""
        future = self.runner.submit(job)
        over: Future[None] = Future()
        self._jobs.add(over)
        future.add_done_callback(lambda _: self._over(over))
        return future

    def _over(self, over: Future[None]) -> None:
        self._jobs.discard(over)
        over.set_result(None)
