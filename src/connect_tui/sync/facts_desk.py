"""Slow facts: whom I follow, mute and block, who asks to follow me; asked for in turn."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import Section
from connect_tui.domain.judging import Case
from connect_tui.domain.people import Circle, FollowRequest, Person
from connect_tui.domain.post import Post
from connect_tui.port.answers import Fact, Facts, Timeline
from connect_tui.port.capabilities import Stance
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.circles import moved, write_lists
from connect_tui.sync.events import Event, InboxChanged
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.markers import MarkerDesk
from connect_tui.sync.standing import Standing
from connect_tui.sync.visit import Visit

EVERY = timedelta(minutes=15)
LONG_EVERY = timedelta(hours=6)
FIRST_FACTS = 4
"""Facts asked for in a first refresh, those that decide most."""
ASKED_ABOUT = 40
"""People whom one request asks about."""
LOOKED_AT = 50
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class _Further(StrEnum):
    """What is asked for in the same turn, and is no fact of the port."""

    WAITING_PEOPLE = "waiting people"
    READ_HOME = "read home"
    READ_ADDRESSED = "read addressed"


Turn = Fact | _Further

TURNS: tuple[Turn, ...] = (
    Fact.DIRECT,
    Fact.MUTES,
    Fact.BLOCKS,
    Fact.FOLLOW_REQUESTS,
    Fact.FAVOURITES,
    Fact.FILTERS,
    _Further.WAITING_PEOPLE,
    _Further.READ_ADDRESSED,
    _Further.READ_HOME,
)
"""In the order in which they matter to a first look."""
_MARKERS: Mapping[Turn, Timeline] = {
    _Further.READ_HOME: Timeline.HOME,
    _Further.READ_ADDRESSED: Timeline.ADDRESSED,
}
LONG_TURNS: tuple[Turn, ...] = (Fact.FOLLOWS, Fact.LISTS)
"""What may take many requests, and is asked for between refreshes; about those who speak to me the shorter
turns ask anyway.
"""


class FactsDesk:
    """Asks for the slow facts of one account, and lets everything they touch be judged anew."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        standing: Standing,
        bench: Bench,
        markers: MarkerDesk,
        emit: Callable[[Event], None],
    ) -> None:
        self._provider = provider
        self._store = store
        self._standing = standing
        self._bench = bench
        self._markers = markers
        self._emit = emit

    async def ask(self, visit: Visit, keep: int) -> None:
        """Ask for what is due: the one that has waited longest; all of them where somebody asked for it."""
        if visit.explicit and not visit.first:
            due, limit = self._due((*TURNS, *LONG_TURNS), timedelta(0)), len(Fact) + len(_Further)
        else:
            due, limit = self._due(TURNS, EVERY), FIRST_FACTS if visit.first else 1
        for turn in due[:limit]:
            if visit.may_ask(keep):
                await self._ask(turn, visit)

    def doubt(self, fact: Fact) -> None:
        """A fact changed: it is to be asked for before the others."""
        doubt(self._store, self._account, fact)

    @property
    def long_fact_is_due(self) -> bool:
        """Whether something is to be asked that may take many requests."""
        return bool(self._due(LONG_TURNS, LONG_EVERY))

    async def ask_long_fact(self, visit: Visit) -> None:
        """Ask for one of the facts that may take many requests."""
        for turn in self._due(LONG_TURNS, LONG_EVERY)[:1]:
            await self._ask(turn, visit)

    async def _ask(self, turn: Turn, visit: Visit) -> None:
        visit.spend()
        # Noted before it is asked: one that the server cannot answer must not keep the others waiting.
        self._store.cache.set_fact(self._account, asked_about(turn), b"", self._bench.clock())
        if isinstance(turn, Fact):
            facts = await self._provider.facts(turn)
            if facts.muted or facts.blocked or facts.follow_requests:
                # Some servers tell where such a list ends only by an empty page.
                visit.spend()
            await self._take_in(turn, facts, visit)
        elif turn in _MARKERS:
            await self._markers.ask(_MARKERS[turn])
        else:
            await self._ask_about(self._people_who_wait())

    async def know_authors(self, groups: Iterable[int], visit: Visit, keep: int) -> None:
        """Ask who they are to me that speak to me in these conversations, or with each other, and were never
        asked about.
        """
        known = self._store.cache.relations(self._account)
        found = self._store.cache.conversations(groups).values()
        people = {person.key: person for person in (*self._addressers(found), *self._talkers(found))}
        new = [person for key, person in people.items() if key not in known]
        if new and visit.may_ask(keep):
            visit.spend()
            await self._ask_about(new[:ASKED_ABOUT])

    @property
    def _account(self) -> str:
        return self._provider.name

    def _due(self, turns: tuple[Turn, ...], every: timedelta) -> list[Turn]:
        """What of these is to be asked, the longest ago first."""
        now = self._bench.clock()
        asked: dict[Turn, datetime] = {}
        for turn in turns:
            stored = self._store.cache.fact(self._account, asked_about(turn))
            if stored is not None:
                asked[turn] = stored[1]
        # A moment that is still to come was noted by a clock that was wrong.
        able = (turn for turn in turns if turn not in _MARKERS or self._markers.able)
        due = [turn for turn in able if turn not in asked or not asked[turn] <= now < asked[turn] + every]
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
            await self._lists(facts.lists)
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

    async def _lists(self, lists: tuple[Circle, ...]) -> None:
        before = self._bench.circles()
        stored = write_lists(lists)
        self._store.cache.set_fact(self._account, Fact.LISTS, stored, self._bench.clock())
        after = self._bench.circles()
        if after != before:
            await self._standing.circles_changed(moved(before, after))

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
        return self._authors(
            case.conversation.by_uri[uri] for case in self._cases(conversations) for uri in case.addressed
        )

    def _talkers(self, conversations: Iterable[Conversation]) -> list[Person]:
        """Who goes back and forth with somebody: that lives where I know one of the two."""
        cases = self._cases(conversations)
        return self._authors(post for case in cases for pair in case.exchanges() for post in pair)

    def _cases(self, conversations: Iterable[Conversation]) -> list[Case]:
        conversations = list(conversations)
        context = self._bench.context(uris_of(conversations))
        return [Case(conversation, context) for conversation in conversations]

    def _authors(self, posts: Iterable[Post]) -> list[Person]:
        """Those who wrote these posts, as this account names them, without me, who did last first."""
        me = {account.key for account in self._bench.me}
        latest_first = sorted(posts, key=lambda post: post.time, reverse=True)
        people: dict[str, Person] = {}
        for post in latest_first:
            if post.author.id.account == self._account and post.author.key not in me:
                people.setdefault(post.author.key, post.author)
        return list(people.values())


def doubt(store: Store, account: str, fact: Fact) -> None:
    """A fact of this account may be another by now: it is to be asked for before the others."""
    store.cache.set_fact(account, asked_about(fact), b"", _LONG_AGO)


def asked_about(turn: Turn) -> str:
    """Under which name it is kept when this was asked for."""
    return f"asked {turn}"
