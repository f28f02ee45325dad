"""Faults at any step of sending, drawn from a seed: the same seed, the same faults.

A `Gremlin` arms one fault at a time, on the network or in the store, and says whether it has struck. Nothing here
knows what is right: `Life` writes, sends, breaks, restarts, and hands out what became of it.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fake_network import Clock, FakeProvider, Fault, Killed
from msgspec.structs import replace
from world import World

from connect_tui.contract.words import picture_in
from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState
from connect_tui.domain.post import Visibility
from connect_tui.provider import (
    AuthExpired,
    BadResponse,
    Capabilities,
    Offline,
    RateLimited,
    Rejected,
    ServerFault,
    Unreachable,
)
from connect_tui.store.database import Database
from connect_tui.store.errors import StoreError
from connect_tui.store.store import Store
from connect_tui.sync.composing import follow_up
from connect_tui.sync.engine import Engine

REFUSED_LOOKS = frozenset(
    f"{method} {error} before"
    for method in ("post", "post_at", "mine", "conversation", "source")
    for error in ("Rejected", "AuthExpired")
)
SETTLED = (DraftState.SENT, DraftState.FAILED, DraftState.UNSURE)
KEY_LIVES = timedelta(hours=1)
METHODS = (
    "publish",
    "publish",
    "publish",
    "upload",
    "edit",
    "mine",
    "conversation",
    "source",
    "post",
    "post_at",
)
JUMPS = (1, 1, 2, 5, 30, 90, 60 * 50, -1, -80, -60 * 50)
"""Minutes by which the clock moves between two tries."""
WRITES = frozenset({"BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT"})
LAST_WRITE = 14
"""So many writes of a try may be the one at which the store fails."""


class Gremlin:
    """Breaks one step at a time."""

    def __init__(self, chance: random.Random, clock: Callable[[], datetime]) -> None:
        self.struck: list[str] = []
        """What has gone wrong so far."""
        self._chance = chance
        self._clock = clock
        self._armed: tuple[FakeProvider, str] | None = None
        self._writes_left = -1
        self._store_error: BaseException | None = None
        self._after = False

    def arm(self, provider: FakeProvider) -> None:
        """Let something go wrong during the next try."""
        self.disarm()
        if self._chance.random() < 0.45:
            self._writes_left = self._chance.randrange(LAST_WRITE)
            self._store_error = self._chance.choice([Killed(), StoreError("The disk is full.")])
            self._after = isinstance(self._store_error, Killed) and self._chance.random() < 0.5
            return
        method = self._chance.choice(METHODS)
        fault = self._network_fault()
        provider.faults[method] = [fault]
        self._armed = (
            provider,
            f"{method} {type(fault.error).__name__} {'after' if fault.after else 'before'}",
        )

    def disarm(self) -> None:
        """What has not gone wrong yet does not."""
        if self._armed is not None:
            provider, what = self._armed
            if not provider.faults.pop(what.split(" ")[0], []):
                self.struck.append(what)
        self._armed, self._writes_left, self._store_error = None, -1, None

    @contextmanager
    def at_the_disk(self) -> Iterator[None]:
        """Within this, every store of this process is in reach."""
        real = {name: getattr(Database, name) for name in ("run", "run_many", "rows")}
        for name, method in real.items():
            setattr(Database, name, self._breaking(method))
        try:
            yield
        finally:
            for name, method in real.items():
                setattr(Database, name, method)

    def _breaking(self, real: Callable[..., object]) -> Callable[..., object]:
        """The same, and yet not always: what only reads is left alone."""

        def broken(database: Database, sql: str, *values: object) -> object:
            word = sql.split(maxsplit=1)[0]
            error = self._store_error
            if word not in WRITES or error is None:
                return real(database, sql, *values)
            self._writes_left -= 1
            if self._writes_left != -1:
                return real(database, sql, *values)
            self._store_error = None
            self.struck.append(f"{word} {type(error).__name__} {'after' if self._after else 'before'}")
            if self._after:
                real(database, sql, *values)
            raise error

        return broken

    def _network_fault(self) -> Fault:
        before = [
            Unreachable("cannot be reached"),
            RateLimited("asks for a pause", self._clock() + timedelta(minutes=self._chance.choice([1, 20]))),
            AuthExpired("no longer takes the login"),
            Rejected("not now"),
        ]
        either = [
            Offline("does not answer"),
            ServerFault("has a fault (500)"),
            BadResponse("broke off"),
            Killed(),
        ]
        if self._chance.random() < 0.2:
            return Fault(self._chance.choice(before))
        return Fault(self._chance.choice(either), after=self._chance.random() < 0.6)


@dataclass(frozen=True)
class Written:
    """What was to be on the network in the end: a text, under this one, with so much beside it."""

    text: str
    parent: str | None
    files: int = 0
    poll: bool = False


class Life:
    """Some hours of somebody who writes while things break."""

    def __init__(self, folder: Path, seed: int, *, honours_key: bool, says_so: bool = True) -> None:
        self.chance = random.Random(seed)
        self.world = World(folder)
        self.gremlin = Gremlin(self.chance, self.world.clock)
        self.drafts: list[str] = []
        self._sent: dict[str, Draft] = {}
        self._picture = picture_in(folder)
        # A server's clock goes on while somebody sets mine.
        self.world.network.clock = self._server_clock = Clock()
        provider = self.world.provider
        provider.ignores_key = not honours_key
        provider._capabilities = Capabilities(
            direct_messages=True,
            visibilities=tuple(Visibility),
            edit=True,
            polls=True,
            media=True,
            history=True,
            idempotent_publish=honours_key or not says_so,
        )

    async def live(self, jobs: int, tries: int) -> None:
        """Write so many things; while each is on its way, let something break at so many tries."""
        network = self.world.network
        self.asked = network.post("ben", "@me are you there?", names=("me",))
        private = network.post("ben", "@me psst", names=("me",), visibility=Visibility.DIRECT)
        await self.world.refresh()
        for number in range(jobs):
            parts = self._something(number, private)
            await self._hand_over(parts)
            self.drafts += [part.key for part in parts]
            for _ in range(tries):
                self.gremlin.arm(self.world.provider)
                await self._try()
                self.gremlin.disarm()
                self._note_sent()
                if all(self.draft(part.key).state is DraftState.SENT for part in parts):
                    break
                self._jump()
                self._send_again()
        await self.settle()

    async def settle(self) -> None:
        """Let nothing break any more until everything has come to its end."""
        self.gremlin.disarm()
        states: dict[str, DraftState] = {}
        for _ in range(400):
            states = {key: self.draft(key).state for key in self.drafts}
            if all(state in SETTLED for state in states.values()):
                self._look_where_asked()
                self._send_again()
                if all(self.draft(key).state is DraftState.SENT for key in self.drafts):
                    return
            self.world.clock.forward(minutes=5)
            self._server_clock.forward(minutes=5)
            await self.world.engine.deliver()
        raise AssertionError(f"it never came to an end: {states}")

    def draft(self, key: str) -> Draft:
        """A draft as it is; one that was sent long ago, as it was then."""
        draft = self.world.reader.draft(key)
        if draft is not None and draft.state is DraftState.SENT:
            self._sent[key] = draft
        if draft is None:
            assert key in self._sent, f"{key} is lost"
            return self._sent[key]
        return draft

    def arrived(self) -> list[Written]:
        """What I have on the network."""
        notes = [self.world.network.notes[key] for key in self.world.network.written_by("me")]
        return sorted(
            (
                Written(
                    note.text.removeprefix("@ben "),
                    self.world.network.notes[note.parent].text.removeprefix("@ben ") if note.parent else None,
                    len(note.media),
                    note.poll is not None,
                )
                for note in notes
            ),
            key=repr,
        )

    def wanted(self) -> list[Written]:
        """What should be there."""
        drafts = {key: self.draft(key) for key in self.drafts}
        changed = {draft.edits: draft.text for draft in drafts.values() if draft.edits}
        uris = {draft.key: draft.sent_uri for draft in drafts.values()}
        texts = {
            self.world.network.uri(note.key): note.text.removeprefix("@ben ")
            for note in self.world.network.notes.values()
        }
        found = []
        for draft in drafts.values():
            if draft.edits:
                continue
            above = draft.answers or uris.get(draft.follows, "")
            found.append(
                Written(
                    changed.get(draft.sent_uri, draft.text),
                    texts[above] if above else None,
                    len(draft.media),
                    draft.poll is not None,
                )
            )
        return sorted(found, key=repr)

    def _something(self, number: int, private: str) -> list[Draft]:
        """What is written next: now and then the same words as before."""
        world, chance = self.world, self.chance
        key, text = f"k{number}", f"words {chance.choice('ab')}{number // 2}"
        draft = Draft(key=key, account="home", text=text, changed=world.clock())
        match chance.choice(["new", "reply", "direct", "media", "poll", "thread", "edit"]):
            case "reply":
                to = (world.network.handle("ben"),)
                return [replace(draft, answers=world.network.uri(self.asked), recipients=to)]
            case "direct":
                uri = world.network.uri(private)
                to = (world.network.handle("ben"),)
                return [replace(draft, answers=uri, recipients=to, visibility=Visibility.DIRECT)]
            case "media":
                picture = DraftMedia(str(self._picture), text)
                return [replace(draft, media=(picture, replace(picture, alt="again")))]
            case "poll":
                return [replace(draft, poll=DraftPoll(("yes", "no")))]
            case "thread":
                second = replace(follow_up(draft, f"{text} and", world.clock()), key=f"{key}-2")
                third = replace(follow_up(second, f"{text} then", world.clock()), key=f"{key}-3")
                return [draft, second, third]
            case "edit":
                there = [self.draft(key) for key in self.drafts]
                done = [d for d in there if d.state is DraftState.SENT and not d.edits and d.follows == ""]
                edited = {d.edits for d in there}
                free = [d for d in done if d.sent_uri not in edited]
                if free:
                    uri = chance.choice(free).sent_uri
                    before = next(d for d in free if d.sent_uri == uri)
                    media = tuple(
                        DraftMedia(alt=medium.alt, key=medium.key) for medium in before.media if medium.key
                    )
                    changed = replace(draft, text=f"{text} changed", edits=uri, poll=before.poll)
                    return [replace(changed, media=media)]
        return [draft]

    async def _hand_over(self, parts: list[Draft]) -> None:
        if len(parts) > 1:
            assert await self.world.engine.send_all(parts)
        else:
            assert self.world.engine.save_draft(parts[0])
            assert await self.world.engine.send(parts[0].key)

    async def _try(self) -> None:
        """One try, by one process or by two at once; a process that is killed is followed by another."""
        world, chance = self.world, self.chance
        try:
            with self.gremlin.at_the_disk():
                if chance.random() < 0.2:
                    await self._two_at_once()
                elif chance.random() < 0.2:
                    await world.engine.refresh()
                    await world.engine.deliver()
                else:
                    await world.engine.deliver()
        except (Killed, StoreError):
            world.restart()
        if chance.random() < 0.1:
            world.restart()

    async def _two_at_once(self) -> None:
        """Another process wants to send as well."""
        store = Store.open(self.world.paths)
        other = Engine(store, self.world.providers, self.world.settings, print_nothing, self.world.clock)
        try:
            found = await asyncio.gather(self.world.engine.deliver(), other.deliver(), return_exceptions=True)
        finally:
            store.close()
        for error in found:
            if isinstance(error, BaseException):
                raise error

    def _jump(self) -> None:
        """Time goes on; or somebody sets the clock. A server forgets keys by its own clock."""
        minutes = self.chance.choice(JUMPS)
        self.world.clock.now += timedelta(minutes=minutes)
        self._server_clock.forward(minutes=minutes if 0 < minutes <= 90 else 1)
        if abs(minutes) > 5:
            self.gremlin.struck.append(f"clock {minutes}")
        if timedelta(minutes=minutes) > KEY_LIVES:
            self.world.network.published.clear()

    def _note_sent(self) -> None:
        """Remember what is sent: it is not kept for ever."""
        for key in self.drafts:
            self.draft(key)

    def _send_again(self) -> None:
        """Somebody looks at what failed and sends it again."""
        for key in self.drafts:
            if self.draft(key).state is DraftState.FAILED:
                self.world.engine._drafting.send(key)

    def _look_where_asked(self) -> None:
        """The program asks only where it was not allowed to look. Somebody lets it look again."""
        for key in self.drafts:
            draft = self.draft(key)
            if draft.state is DraftState.UNSURE:
                assert REFUSED_LOOKS.intersection(self.gremlin.struck), draft.problem
                self.world.engine._drafting.send(key)


def print_nothing(event: object) -> None:
    """Nobody listens."""
