"""Slow facts: whom I follow, mute and block, who asks to follow me; asked for in turn."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Section
from connect_tui.domain.judging import Case
from connect_tui.domain.people import FollowRequest, Person
from connect_tui.provider import Fact, Facts, Provider, Stance
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, InboxChanged
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.standing import Standing
from connect_tui.sync.visit import Visit

EVERY = timedelta(minutes=15)
FIRST_FACTS = 4
"""Facts asked for in a first refresh, those that decide most."""
ASKED_ABOUT = 40
"""People whom one request asks about."""
LOOKED_AT = 50


class _Further(StrEnum):
    """What is asked for in the same turn, and is no fact of the port."""

    WAITING_PEOPLE = "waiting people"


Turn = Fact | _Further

TURNS: tuple[Turn, ...] = (
    Fact.DIRECT,
    Fact.MUTES,
    Fact.BLOCKS,
    Fact.FOLLOW_REQUESTS,
    Fact.FOLLOWS,
    Fact.FAVOURITES,
    Fact.FILTERS,
    Fact.LISTS,
    _Further.WAITING_PEOPLE,
)
"""In the order in which they matter to a first look."""


class FactsDesk:
    """Asks for the slow facts of one account, and lets everything they touch be judged anew."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        standing: Standing,
        bench: Bench,
        emit: Callable[[Event], None],
    ) -> None:
        self._provider = provider
        self._store = store
        self._standing = standing
        self._bench = bench
        self._emit = emit

    async def ask(self, visit: Visit, keep: int) -> None:
        """Ask for what is due: the one that has waited longest; all of them where somebody asked for it."""
        due = self._due(everything=visit.explicit)
        limit = FIRST_FACTS if visit.first else len(TURNS) if visit.explicit else 1
        for turn in due[:limit]:
            if not visit.may_ask(keep):
                return
            visit.spend()
            # Noted before it is asked: one that the server cannot answer must not keep the others waiting.
            self._store.cache.set_fact(self._account, f"asked {turn}", b"", self._bench.clock())
            if isinstance(turn, Fact):
                await self._take_in(turn, await self._provider.facts(turn), visit)
            else:
                await self._ask_about(self._people_who_wait())

    async def know_authors(self, groups: Iterable[int], visit: Visit, keep: int) -> None:
        """Ask who they are to me that speak to me in these conversations and were never asked about."""
        known = self._store.cache.relations(self._account)
        found = self._store.cache.conversations(groups).values()
        new = [person for person in self._addressers(found) if person.key not in known]
        if new and visit.may_ask(keep):
            visit.spend()
            await self._ask_about(new[:ASKED_ABOUT])

    @property
    def _account(self) -> str:
        return self._provider.name

    def _due(self, *, everything: bool) -> list[Turn]:
        """What is to be asked, the longest ago first."""
        now = self._bench.clock()
        asked: dict[Turn, datetime] = {}
        for turn in TURNS:
            stored = self._store.cache.fact(self._account, f"asked {turn}")
            if stored is not None:
                asked[turn] = stored[1]
        due = [turn for turn in TURNS if everything or turn not in asked or asked[turn] + EVERY <= now]
        return sorted(due, key=lambda turn: asked[turn].timestamp() if turn in asked else 0.0)

    async def _take_in(self, fact: Fact, facts: Facts, visit: Visit) -> None:
        """Store the answer; judge anew what it changes."""
        if facts.muted is not None:
            await self._hold(Stance.MUTE, dict(facts.muted))
        if facts.blocked is not None:
            await self._hold(Stance.BLOCK, dict.fromkeys(facts.blocked))
        if facts.followed is not None:
            await self._hold(Stance.FOLLOW, dict.fromkeys(facts.followed))
        if facts.follow_requests is not None:
            self._requests(facts.follow_requests)
        if facts.lists is not None:
            lists = msgspec.json.encode({circle.name: sorted(circle.members) for circle in facts.lists})
            self._store.cache.set_fact(self._account, fact, lists, self._bench.clock())
        if facts.page is not None:
            posts = facts.page.posts
            if fact is Fact.FAVOURITES:
                # What I once favourited somewhere is no news; only what stands here is brought up to date.
                known = self._store.cache.known(post.id for post in posts)
                posts = tuple(post for post in posts if post.id in known)
            visit.changed |= await self._standing.merge(posts, facts.page.boosts)

    async def _hold(self, stance: Stance, held: dict[str, datetime | None]) -> None:
        changed = self._store.cache.set_stances(self._account, stance, held)
        if changed:
            await self._standing.rejudge_people(changed)

    def _requests(self, requests: tuple[FollowRequest, ...]) -> None:
        before = self._store.cache.follow_requests()
        if self._store.cache.set_follow_requests(self._account, requests):
            people = {request.person.key for request in (*before, *self._store.cache.follow_requests())}
            self._emit(InboxChanged(frozenset(f"follow-request:{key}" for key in people)))

    async def _ask_about(self, people: list[Person]) -> None:
        if not people:
            return
        relations = await self._provider.relations(tuple(people))
        changed = self._store.cache.set_relations(self._account, relations)
        if changed:
            await self._standing.rejudge_people(changed)

    def _people_who_wait(self) -> list[Person]:
        """Those who stand in front of me now, with whom something may have changed."""
        groups: list[int] = []
        for rank, section in enumerate(Section):
            if section in (Section.WAITING, Section.ASIDE):
                groups += self._store.cache.places(section=rank, limit=LOOKED_AT)
        return self._addressers(self._store.cache.conversations(groups).values())[:ASKED_ABOUT]

    def _addressers(self, conversations: Iterable[Conversation]) -> list[Person]:
        """Who speaks to me in these conversations, as this account names them, who did last first."""
        conversations = list(conversations)
        context = self._bench.context(uris_of(conversations))
        found = [
            case.conversation.by_uri[uri]
            for case in (Case(conversation, context) for conversation in conversations)
            for uri in case.addressed
        ]
        found = [post for post in found if post.author.id.account == self._account]
        found.sort(key=lambda post: post.time, reverse=True)
        people: dict[str, Person] = {}
        for post in found:
            people.setdefault(post.author.key, post.author)
        return list(people.values())
