"""Some days on a real server over a rough wire: others write, change and delete; I read, answer, put off, mute; the
program is restarted and killed. Drawn from a seed: the same seed, the same days, as far as the machine allows.

Nothing here knows what is right: `RoughDays` lives, and says what was written and what is there in the end.
"""

import asyncio
import contextlib
import gc
import random
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mock_mastodon import MockMastodon, Sent, User
from rough_wire import BODY, RoughWire
from world import World

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import Entry, Section
from connect_tui.provider import Credential, ProviderConfig, Reaction
from connect_tui.providers.mastodon.provider import MastodonProvider
from connect_tui.providers.web.address import read_address
from connect_tui.providers.web.http import Limits
from connect_tui.sync.looking import TOO_MUCH
from connect_tui.sync.settings import SyncSettings

PATIENCE = 0.25
"""Seconds that the program waits for an answer."""
_LIMITS = Limits(connect=2.0, read=PATIENCE, whole=4 * PATIENCE, body=BODY)
_OURS = [
    tracemalloc.Filter(True, f"*/{part}/*")
    for part in (
        "connect_tui",
        "providers",
        "httpx",
        "httpcore",
        "h11",
        "websockets",
        "json",
        "asyncio",
        "sqlite3",
    )
]
_ON_THEIR_WAY = (DraftState.QUEUED, DraftState.SENDING)


@dataclass
class Said:
    """What somebody wrote, as it stands on the server now."""

    by: User
    post: Sent
    text: str
    to_me: bool
    gone: bool = False
    edited: bool = False


class RoughWorld(World):
    """This machine, with one account on a server that is reached over the wire."""

    limits = _LIMITS
    _listening: asyncio.Task[None] | None = None

    def __init__(self, folder: Path, url: str, token: str, settings: SyncSettings) -> None:
        self._url, self._token, self._settings = url, token, settings
        super().__init__(folder)

    def start(self) -> None:
        """A process begins, with connections of its own."""
        config = ProviderConfig(
            name="home", values={"server": self._url}, credential=lambda: Credential(self._token)
        )
        address = read_address(self._url)
        self.providers = [MastodonProvider(config, address, limits=self.limits, clock=self.clock)]  # type: ignore[list-item] # a real one
        self.settings = self._settings
        super().start()

    def listen(self) -> None:
        """Follow the stream of the account beside whatever else is done."""
        streaming = self.engine._accounts.keepers["home"].streaming
        self._listening = asyncio.create_task(streaming.run())

    async def listen_no_more(self) -> None:
        """Whatever stood is gone."""
        if self._listening is None:
            return
        self._listening.cancel()
        ended = await asyncio.gather(self._listening, return_exceptions=True)
        assert isinstance(ended[0], asyncio.CancelledError), ended


class RoughDays:
    """The server, the people, and me."""

    def __init__(
        self,
        folder: Path,
        server: MockMastodon,
        wire: RoughWire,
        chance: random.Random,
        settings: SyncSettings = SyncSettings(undo_send=timedelta(0)),  # noqa: B008 - it never changes
    ) -> None:
        self.server, self.wire, self._chance = server, wire, chance
        self.me = server.user("me")
        self.friends = [server.user(name) for name in ("ana", "ben", "chloe")]
        self.stranger = server.user("dora")
        for friend in self.friends:
            self.me.follow(friend)
        self.world = RoughWorld(folder, wire.url, self.me.token, settings)
        wire_clock = self.world.clock
        self.clock: Callable[[], datetime] = wire_clock
        self.said: list[Said] = []
        self.mine: list[str] = []
        """The keys of what I wrote."""
        self.most_asked = 0
        """Requests in the step that made the most of them."""
        self.things: list[int] = []
        """How many things the process held, halfway and in the end."""
        self.bytes_more = 0
        """What the program still holds in the end of what it took since halfway, where that was asked for."""

    async def live(self, steps: int, weigh: bool = False) -> None:
        """So many steps: something happens, I do something, the program goes on, time passes. `weigh`: see what
        the program holds in bytes, which takes several times as long.
        """
        self.world.listen()
        for step in range(steps):
            self._somebody_does_something()
            await self._step(self._i_do_something)
            before = self.wire.asked.total()
            await self._step(self._program_goes_on)
            self.most_asked = max(self.most_asked, self.wire.asked.total() - before)
            self.world.clock.forward(minutes=self._chance.choice([1, 2, 5, 15, 15, 30, 90, 600]))
            if step in (steps // 2, steps - 1):
                gc.collect()
                self.things.append(len(gc.get_objects()))
                if weigh and step == steps // 2:
                    tracemalloc.start()
        if weigh:
            held = tracemalloc.take_snapshot().filter_traces(_OURS).statistics("filename")
            tracemalloc.stop()
            self.bytes_more = sum(file.size for file in held)

    async def run(self, seconds: float, faster: float) -> None:
        """The program runs as it does beneath the screen, while others write; its clock goes so much faster. Twice
        there is no network for a while, and once the clock is put forward and back.
        """
        running = asyncio.create_task(self.world.engine.run())
        ticking = asyncio.create_task(self._tick(faster))
        loop = asyncio.get_running_loop()
        began = loop.time()
        put: list[float] = [3600.0, -3000.0]
        while (lived := (loop.time() - began) / seconds) < 1:
            away = 0.2 < lived < 0.3 or 0.6 < lived < 0.7
            if away and not self.wire.away:
                self.wire.streams.cut()
            self.wire.away = away
            if put and lived > 0.4:
                self.world.clock.forward(seconds=put.pop(0))
            self._somebody_does_something()
            await asyncio.sleep(self._chance.random() * 0.3)
            assert not running.done(), running
        self.wire.rough = self.wire.streams.rough = 0.0
        while self._lost():
            await asyncio.sleep(0.1)
            assert loop.time() - began < 4 * seconds, self._lost()
        for task in (running, ticking):
            task.cancel()
        await asyncio.gather(running, ticking, return_exceptions=True)

    async def _tick(self, faster: float) -> None:
        while True:
            await asyncio.sleep(0.05)
            self.world.clock.forward(seconds=0.05 * faster)

    def _lost(self) -> list[Said]:
        """What I should see, and what is not here."""
        return [
            said
            for said in self.said
            if not said.gone
            and (said.to_me or said.by in self.friends)
            and self.world.store.cache.post(said.post.uri) is None
        ]

    async def settle(self) -> None:
        """Nothing goes wrong any more, until nothing is on its way and nothing is missing."""
        self.wire.rough = self.wire.streams.rough = 0.0
        # A machine with much to do is no fault of the network.
        self.world.limits = Limits()
        await self._begin_again()
        again: set[str] = set()
        left: list[Draft] = []
        for _ in range(60):
            self.world.clock.forward(minutes=20)
            await self.world.engine.refresh(explicit=True, whole=True)
            await self.world.engine.deliver()
            while await self.world.engine._accounts["home"].go_on():
                pass
            left = [draft for key in self.mine if (draft := self.world.reader.draft(key)) is not None]
            if not any(draft.state in _ON_THEIR_WAY for draft in left):
                stay = [draft for draft in left if draft.state is not DraftState.SENT]
                if all(draft.key in again and self._answers_nothing(draft) for draft in stay):
                    return
                for draft in stay:
                    if draft.key not in again:
                        again.add(draft.key)
                        await self.world.engine.send_again(draft.key)
                    elif draft.state is DraftState.UNSURE and draft.problem == TOO_MUCH:
                        await self._look_myself(draft)
                    else:
                        # Somebody has looked under what is gone.
                        looked = self._is_under_what_is_gone(draft)
                        await self.world.engine.send_again(draft.key, looked=looked)
        raise AssertionError(f"it never came to an end: {[(d.key, d.state, d.problem) for d in left]}")

    async def _look_myself(self, draft: Draft) -> None:
        """The program cannot look back so far, and asked: I look further, and say what I saw."""
        if self.posted()[draft.text]:
            assert await self.world.engine.arrived(draft.key)
        else:
            await self.world.engine.send_again(draft.key, looked=True)

    async def end(self) -> None:
        """The program ends."""
        await self._let_go()
        self.world.end()

    async def _let_go(self) -> None:
        await self.world.listen_no_more()
        await self.world.engine._accounts.stop()
        await self.world.providers[0].close()

    def posted(self) -> Counter[str]:
        """What I have on the server, by its words."""
        found: Counter[str] = Counter()
        last = ""
        while True:
            page = self.me.call("GET", f"/api/v1/accounts/{self.me.id}/statuses?limit=40{last}")["items"]
            assert isinstance(page, list)
            if not page:
                return found
            found.update(_words(item["content"]) for item in page if not item["reblog"])
            last = f"&max_id={page[-1]['id']}"

    def waiting(self) -> list[Entry]:
        """What waits for me, as the screen reads it."""
        return self.world.reader.entries(Section.WAITING, limit=500)

    def _somebody_does_something(self) -> None:
        chance = self._chance
        somebody = chance.choice([*self.friends, self.stranger])
        text = f"words {len(self.said)}"
        there = [said for said in self.said if not said.gone]
        match chance.choice(
            ["post", "post", "mention", "mention", "direct", "answer", "answer", "edit", "delete"]
        ):
            case "mention":
                self._say(somebody, f"@me {text}?", to_me=True)
            case "direct":
                self._say(somebody, f"@me {text}", to_me=True, visibility="direct")
            case "answer" if there:
                under = chance.choice(there)
                if under.by in self.friends or somebody in self.friends:
                    self._say(somebody, f"@{under.by.name} {text}", to_me=False, answers=under.post)
            case "edit" if there:
                said = chance.choice(there)
                said.text, said.edited = f"{said.text} changed", True
                said.by.edit(said.post, said.text)
            case "delete" if there:
                said = chance.choice(there)
                said.gone = True
                said.by.delete(said.post)
            case _:
                self._say(somebody, text, to_me=False)

    def _say(
        self,
        somebody: User,
        text: str,
        *,
        to_me: bool,
        visibility: str = "public",
        answers: Sent | None = None,
    ) -> None:
        post = somebody.post(text, visibility=visibility, answers=answers)
        self.said.append(Said(somebody, post, text, to_me))

    async def _i_do_something(self) -> None:
        engine, chance = self.world.engine, self._chance
        waiting = self.waiting()
        if not waiting:
            return await self._write()
        entry = chance.choice(waiting)
        match chance.choice(
            ["answer", "answer", "write", "done", "later", "mute", "lift", "react", "nothing"]
        ):
            case "answer":
                await self._write(entry)
            case "write":
                await self._write()
            case "done":
                await engine.done(entry.uri)
            case "later":
                until = self.clock() + timedelta(hours=chance.choice([1, 8, 30]))
                await engine.put_off(entry.uri, until)
            case "mute":
                await engine.mute(entry.uri)
            case "lift":
                await engine.undo()
            case "react":
                await engine.react(entry.uri, chance.choice(list(Reaction)), on=True)
        return None

    async def _write(self, entry: Entry | None = None) -> None:
        key, post = f"m{len(self.mine)}", entry.post if entry else None
        draft = Draft(key=key, account="home", text=f"mine {len(self.mine)}", changed=self.clock())
        self.mine.append(key)
        if post is not None:
            draft = Draft(
                key=key,
                account="home",
                text=draft.text,
                changed=draft.changed,
                answers=post.uri,
                recipients=(post.author.handle,),
                visibility=post.visibility,
            )
        assert self.world.engine.save_draft(draft)
        assert await self.world.engine.send(key)
        if self._chance.random() < 0.2 and self.world.engine.take_back(key):
            assert await self.world.engine.send(key)

    async def _program_goes_on(self) -> None:
        engine = self.world.engine
        await engine.refresh(explicit=self._chance.random() < 0.2)
        await engine.deliver()
        await engine._accounts["home"].go_on()
        await engine._accounts["home"].follow_up()
        if self._chance.random() < 0.1:
            self.wire.streams.cut()

    async def _step(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do this; now and then the process is killed meanwhile, or ended afterwards, and another begins."""
        if self._chance.random() < 0.1:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(do(), self._chance.random() * 2 * PATIENCE)
        else:
            await do()
            if self._chance.random() < 0.95:
                return
        await self._begin_again()

    async def _begin_again(self) -> None:
        await self._let_go()
        self.world.restart()
        self.world.listen()

    def _answers_nothing(self, draft: Draft) -> bool:
        """Whether it stays because what it answers is gone."""
        return draft.state is DraftState.FAILED and self._is_under_what_is_gone(draft)

    def _is_under_what_is_gone(self, draft: Draft) -> bool:
        return draft.answers in {said.post.uri for said in self.said if said.gone}


def _words(content: str) -> str:
    return content.partition("mine ")[1] + content.partition("mine ")[2].split("<")[0]
