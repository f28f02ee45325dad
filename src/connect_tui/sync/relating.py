"""Following, muting and blocking people: shown at once, and put back where the server refuses."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from connect_tui.domain.people import Person
from connect_tui.domain.sentences import names
from connect_tui.port.answers import Fact, Relation
from connect_tui.port.capabilities import Stance
from connect_tui.port.failures import NotFound, ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.journal import Related
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, InboxChanged, Said
from connect_tui.sync.facts_desk import asked_about, doubt
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal

_FACTS: Mapping[Stance, Fact] = {
    Stance.FOLLOW: Fact.FOLLOWS,
    Stance.MUTE: Fact.MUTES,
    Stance.BLOCK: Fact.BLOCKS,
}
_SAID: Mapping[tuple[Stance, bool], str] = {
    (Stance.FOLLOW, True): "You follow {}.",
    (Stance.FOLLOW, False): "You follow {} no longer.",
    (Stance.MUTE, True): "{} is muted.",
    (Stance.MUTE, False): "{} is no longer muted.",
    (Stance.BLOCK, True): "{} is blocked.",
    (Stance.BLOCK, False): "{} is no longer blocked.",
}
_WORDS: Mapping[tuple[Stance, bool], str] = {
    (Stance.FOLLOW, True): "follow {}",
    (Stance.FOLLOW, False): "unfollow {}",
    (Stance.MUTE, True): "mute {}",
    (Stance.MUTE, False): "unmute {}",
    (Stance.BLOCK, True): "block {}",
    (Stance.BLOCK, False): "unblock {}",
}


def said_of(person: Person, stance: Stance, on: bool) -> str:
    """What holds then, in a sentence."""
    return _SAID[stance, on].format(names((person,)))


def holds(relation: Relation, stance: Stance) -> bool:
    """Whether I follow, mute or block them."""
    match stance:
        case Stance.FOLLOW:
            return relation.followed
        case Stance.MUTE:
            return relation.muted
        case Stance.BLOCK:
            return relation.blocked


class Relating:
    """What I do about people without words."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
    ) -> None:
        self._providers = providers
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way = Counter[tuple[str, Stance]]()

    async def relate(self, account: str, person: Person, stance: Stance, on: bool) -> bool:
        """Follow, mute or block somebody as this account, or take that back; false, with a word, where that
        was refused.
        """
        # Noted before it is done: should the program end in between, taking back what never was is harmless.
        step = self._store.mine.note_step(Related(account, person, stance, on), self._clock())
        refused = await self._do(account, person, stance, on)
        if refused:
            self._store.mine.forget_step(step)
            self._emit(Said(refused))
        return not refused

    async def take_back(self, number: int, step: Related) -> str | None:
        """Take back the step of this number; `None` where somebody else has."""
        if not self._store.mine.forget_step(number):
            return None
        refused = await self._do(step.account, step.person, step.stance, not step.on)
        return refused or said_of(step.person, step.stance, not step.on)

    async def _do(self, account: str, person: Person, stance: Stance, on: bool) -> str:
        """A sentence where that was refused, empty otherwise."""
        provider = self._providers.get(account)
        if provider is None:
            return f"{account} is not among your accounts any more."
        self._under_way[account, stance] += 1
        try:
            return await self._at_the_server(provider, person, stance, on)
        finally:
            self._under_way[account, stance] -= 1

    async def _at_the_server(self, provider: Provider, person: Person, stance: Stance, on: bool) -> str:
        account = provider.name
        before = holds(self._store.cache.relation(account, person.key, self._clock()), stance)
        asked = self._store.cache.fact(account, asked_about(_FACTS[stance]))
        await self._show(account, person, stance, on)
        try:
            # One after another: what was asked last has to be what holds.
            async with self._one_at_a_time[account]:
                there = await self._at(provider, person)
                await provider.relate(there.id, stance, on)
        except ProviderError as error:
            await self._show(account, person, stance, before)
            return refusal(account, _WORDS[stance, on].format(names((person,))), error)
        with suppress(ProviderError):
            for relation in await provider.relations((there,)):
                await self._take_in(account, person, relation)
                # What else is under way is in doubt as long as that has not been answered.
                if asked is not None and self._under_way[account, stance] == 1:
                    self._store.cache.set_fact(account, asked_about(_FACTS[stance]), *asked)
                if stance is Stance.FOLLOW and on and not relation.followed:
                    self._emit(Said(f"{names((person,))} is asked whether you may follow them."))
        return ""

    async def _at(self, provider: Provider, person: Person) -> Person:
        """The person as this account names them, looked up where it has not seen them."""
        if person.id.account == provider.name and person.id.key:
            return person
        found = await provider.people(person.handle)
        here = next((other for other in found if other.key == person.key), None)
        if here is None:
            raise NotFound("cannot find them")
        return here

    async def _show(self, account: str, person: Person, stance: Stance, on: bool) -> None:
        """Let it look as if it were so. Until the server has said how it stands it is in doubt: should the
        program end before, or an answer be lost, that is asked for first.
        """
        with self._store.cache.transaction():
            self._store.cache.set_stance(account, person.key, stance, on)
            doubt(self._store, account, _FACTS[stance])
            self._standing.doubt_people([person.key])
        await self._judge(person)

    async def _take_in(self, account: str, person: Person, relation: Relation) -> None:
        """What the server says: whom I block I may follow no longer, whom I follow may have to agree."""
        with self._store.cache.transaction():
            changed = self._store.cache.set_relations(account, (relation,))
            self._standing.doubt_people(changed)
        if changed:
            await self._judge(person)

    async def _judge(self, person: Person) -> None:
        await self._standing.rejudge_people([person.key])
        self._emit(InboxChanged(frozenset({f"follow-request:{person.key}"})))
