"""Reading: what the screen and the command line show, from the store alone. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.attention import Context, as_of, follow_request_entries, inbox, judge
from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.entry import AttentionSettings, Entry, Place, Reason, Section
from connect_tui.domain.explain import explain
from connect_tui.domain.judging import Case
from connect_tui.domain.marks import MarkKind
from connect_tui.domain.people import Account, Circle, Person, handle_key, handles_of, namesakes, with_same
from connect_tui.domain.post import Boost, Post
from connect_tui.domain.reading import News
from connect_tui.port.answers import Relation, Timeline
from connect_tui.store.codec import NAMES, UnreadableError
from connect_tui.store.relations import Hidden
from connect_tui.store.store import Store
from connect_tui.sync.judging import Bench, uris_of
from connect_tui.sync.lines import Lines
from connect_tui.sync.marked import Marked, marked
from connect_tui.sync.missing import Missing, missing

PAGE = 50
HIDDEN_ACCOUNTS = "hidden accounts"
"""The name of what I prefer about that: a JSON array of names."""
MARKED = 200
NAMESAKES = 8
"""People who are offered as perhaps the same."""
SEARCHED = 200
"""Settled conversations that are looked at for somebody with whom it has gone quiet."""
_RANK = {section: rank for rank, section in enumerate(Section)}
_SHOWN = frozenset(_RANK.values()) - {_RANK[Section.SETTLED]}


class InboxPage(Struct, frozen=True):
    """Some of the inbox, in its order. `behind` is where the next page begins; `None` where only settled
    conversations are left, or nothing.
    """

    entries: tuple[Entry, ...]
    behind: Place | None = None


class Reader:
    """Hands out domain objects from a store of its own; one thread's. Raises `StoreError`."""

    def __init__(
        self,
        store: Store,
        me: tuple[Account, ...] | None,
        settings: AttentionSettings,
        circles: tuple[Circle, ...],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._bench = Bench(store, me, settings, circles, clock)
        self._lines = Lines(store)

    @property
    def me(self) -> tuple[Account, ...]:
        """My accounts, by name."""
        return self._bench.me

    def context(self, uris: Iterable[str]) -> Context:
        """What conversations of these posts are judged by."""
        return self._bench.context(uris)

    def entries(
        self,
        section: Section | None = None,
        after: Place | None = None,
        limit: int = PAGE,
    ) -> list[Entry]:
        """The entries of one section, or of all, in the inbox's order, from behind `after`."""
        rank = None if section is None else _RANK[section]
        groups = self._store.cache.places(rank, after, limit)
        context, judged = self._judged(groups)
        found = [*judged, *_requests(context, after)]
        of_section = (entry for entry in found if section in (None, entry.section))
        return sorted(of_section, key=lambda entry: entry.place)[:limit]

    def page(self, after: Place | None = None, limit: int = PAGE, circle: str | None = None) -> InboxPage:
        """What stands in the inbox behind `after`: about so many entries, of any section; with `circle`,
        those with somebody in them who is in the circle of this name.

        Time may have changed an entry since it was placed. Where it belongs further behind now, a later page
        has it, once it has been placed anew.
        """
        members = None if circle is None else self._members(circle)
        groups = None if members is None else self._store.cache.groups_of_authors(members)

        def fits(entry: Entry) -> bool:
            return members is None or _holds(entry, members)

        behind, found = after, list[Entry]()
        while True:
            rows = self._store.cache.place_rows(None, behind, limit, groups)
            last = rows[-1].place if len(rows) == limit else None
            behind = last if last is not None and last[0] in _SHOWN else None
            context, judged = self._judged([row.group for row in rows])
            found += filter(fits, judged)
            if behind is None or members is None or len(found) >= limit:
                break
        found += filter(fits, _requests(context, after))
        entries = (entry for entry in found if behind is None or entry.place <= behind)
        return InboxPage(tuple(sorted(entries, key=lambda entry: entry.place)), behind)

    def circles(self) -> tuple[Circle, ...]:
        """My circles as they are now, in the order in which they matter; behind them the lists of my servers
        (`Circle.account` says whose), which cannot be changed here.
        """
        return self._bench.circles()

    def hidden_accounts(self) -> frozenset[str]:
        """The names of my accounts that I left out of the inbox."""
        try:
            return frozenset(NAMES.decode(self._store.mine.preferred(HIDDEN_ACCOUNTS, "")))
        except UnreadableError:
            return frozenset()

    def same_people(self) -> Mapping[str, frozenset[str]]:
        """For the handle keys of those who are on several networks, all that belong to the person."""
        return self._store.mine.same_people()

    def namesakes(self, person: Person) -> list[Person]:
        """Who may be the same person elsewhere: those who go by that name on other servers."""
        me = {account.key for account in self.me}
        keys = [key for key in self._store.cache.authors() if namesakes(key, person.key) and key not in me]
        found = self._store.cache.latest_by(sorted(keys)[:NAMESAKES])
        return [post.author for post in found.values()]

    def person(self, handle: str) -> Person | None:
        """Somebody of whom something is cached, by their handle."""
        found = self._store.cache.latest_by([handle_key(handle)])
        return next((post.author for post in found.values()), None)

    def relation(self, account: str, person: Person) -> Relation:
        """What this account has to do with somebody, as far as it is known."""
        return self._store.cache.relation(account, person.key, self._bench.clock())

    def hidden_people(self) -> list[Hidden]:
        """Everybody whom I muted or blocked, by handle."""
        return self._store.cache.hidden_people(self._bench.clock())

    def marked(self, kind: MarkKind, limit: int = MARKED) -> list[Marked]:
        """The conversations that are done, put off or muted, the one that was marked last first; behind them
        those that only a server has muted.
        """
        return marked(self._store, self._bench, kind, limit)

    def put_off_until(self, uri: str) -> datetime | None:
        """Until when the conversation that holds this post is put off; `None` where it is not."""
        conversation = self.conversation(uri)
        posts = conversation.by_uri.keys() if conversation else (uri,)
        now = self._bench.clock()
        marks = [mark for _, mark in self._store.mine.numbered_marks_on(posts)]
        ends = [mark.until for mark in marks if mark.kind is MarkKind.LATER and mark.until is not None]
        return max((end for end in ends if end > now), default=None)

    @property
    def gathered(self) -> bool:
        """Whether anything was ever gathered; before that, nobody knows who waits."""
        return any(self._store.cache.facts(f"feed {feed}") for feed in ("addressed", "home", "mine"))

    def read_up_to(self, timeline: Timeline) -> Mapping[str, datetime]:
        """How far I have read this timeline, by the names of those accounts where I have."""
        return self._lines.read_up_to(timeline, self.me)

    def missing(self) -> tuple[Missing, ...]:
        """What is missing from home timelines, the latest first."""
        return missing(self._store)

    def read_in(self, conversation: Conversation) -> datetime | None:
        """When I read in a conversation last: what came until then is not new."""
        return self._lines.read_in(conversation)

    def news(self, conversation: Conversation) -> News | None:
        """What is new in a conversation since I read in it, here or with another program."""
        return self._lines.news(conversation, self.me)

    def why(self, entries: Iterable[Entry], moment: datetime | None = None) -> list[tuple[str, ...]]:
        """For each of these entries two or three plain lines: why it stands where it stands, and what would
        move it. Times are told as in `moment`, or by the clock.
        """
        entries = list(entries)
        context = self.context(uris_of(entry.conversation for entry in entries if entry.conversation))
        context = replace(context, now=moment or context.now)
        return [explain(entry, context) for entry in entries]

    def entry(self, uri: str) -> Entry | None:
        """The entry of this name, or the one that holds the post with this URI."""
        return self.entries_named((uri,))[uri]

    def entries_named(self, uris: Iterable[str]) -> dict[str, Entry | None]:
        """For each of these what `entry` says. Together they take as many questions to the store as one:
        while much comes in, each question is a wait for whoever takes it in.
        """
        uris = tuple(uris)
        groups = self._store.cache.groups_by_uri(uris)
        conversations = self._store.cache.conversations(groups.values())
        all_uris = uris_of(conversations.values())
        context, strangers = self.context(all_uris), self._store.cache.only_found(all_uris)
        requests = {entry.uri: entry for entry in follow_request_entries(context)}
        judged: dict[int | None, Entry | None] = {}
        for group, conversation in conversations.items():
            entry = judge(conversation, context).entry
            if entry is not None and conversation.by_uri.keys() <= strangers:
                entry = replace(entry, section=Section.SETTLED, reason=Reason.SETTLED)
            judged[group] = entry
        return {uri: judged.get(groups.get(uri), requests.get(uri)) for uri in uris}

    def conversation(self, uri: str) -> Conversation | None:
        """The conversation that holds the post with this URI."""
        group = self._store.cache.group_of(uri)
        return None if group is None else self._store.cache.conversation(group)

    def inbox_as_of(self, moment: datetime) -> list[Entry]:
        """The whole inbox as it would have stood at `moment`, from everything that is cached."""
        posts: list[Post] = []
        boosts: list[Boost] = []
        for conversation in self._store.cache.conversations(self._store.cache.all_groups()).values():
            posts += conversation.posts
            boosts += conversation.boosts
        conversations = assemble(*as_of(posts, boosts, moment))
        context = self.context([post.uri for post in posts])
        return inbox(conversations, context.me, context.marks, context.people, context.settings, moment)

    def quiet_people(self, limit: int = 3) -> list[tuple[Person, Post]]:
        """Known people with whom a conversation of mine has gone quiet, each with the last thing they said
        there, the latest first.
        """
        same = self._store.mine.same_people()
        busy = with_same(
            (
                person.key
                for section in (Section.WAITING, Section.ACTIVE)
                for entry in self.entries(section)
                for person in entry.people
            ),
            same,
        )
        found: dict[str, tuple[Person, Post]] = {}
        for conversation, context in self._settled_conversations():
            for post in _words_of_others(conversation, context):
                if post.author.key not in busy:
                    found.setdefault(min(handles_of(post.author.key, same)), (post.author, post))
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def drafts(self) -> tuple[Draft, ...]:
        """Everything that I am writing or sending, the one that was changed last first."""
        return self._store.mine.drafts(set(DraftState) - {DraftState.SENT})

    def names(self, handle_keys: Iterable[str]) -> dict[str, str]:
        """What these people call themselves, by handle key, where anything of theirs is here."""
        return {key: post.author.name for key, post in self._store.cache.latest_by(handle_keys).items()}

    def draft(self, key: str) -> Draft | None:
        """The draft with this key."""
        return self._store.mine.draft(key)

    def draft_for(self, uri: str) -> Draft | None:
        """The latest draft that answers a post of this conversation and has not been sent."""
        conversation = self.conversation(uri)
        uris = {uri} if conversation is None else conversation.by_uri.keys() | {uri}
        return next((draft for draft in self.drafts() if draft.answers in uris), None)

    def waits(self, uri: str) -> bool:
        """Whether somebody waits for me in the conversation that holds this post, as it was judged last."""
        group = self._store.cache.group_of(uri)
        row = None if group is None else self._store.cache.places_of({group}).get(group)
        return row is not None and row.place is not None and row.place[0] == _RANK[Section.WAITING]

    def persons(self, name: str, limit: int = 20) -> list[Person]:
        """People whose name or handle fits, the nearest and those seen last first."""
        return self._store.cache.persons_like(name, limit)

    def _judged(self, groups: Sequence[int]) -> tuple[Context, list[Entry]]:
        """The entries of these groups, and by what they were judged."""
        conversations = self._store.cache.conversations(groups)
        context = self.context(uris_of(conversations.values()))
        judged = (judge(conversations[group], context).entry for group in groups if group in conversations)
        return context, [entry for entry in judged if entry is not None]

    def _members(self, circle: str) -> frozenset[str]:
        """The handle keys of those in a circle, on whatever network."""
        found = {found.name: found.members for found in self.circles()}.get(circle, frozenset[str]())
        return with_same(found, self.same_people())

    def _settled_conversations(self) -> Iterator[tuple[Conversation, Context]]:
        """The settled conversations, the latest first, as far as they are looked at."""
        groups = self._store.cache.places(_RANK[Section.SETTLED], limit=SEARCHED)
        for start in range(0, len(groups), PAGE):
            page = groups[start : start + PAGE]
            conversations = self._store.cache.conversations(page)
            context = self.context(uris_of(conversations.values()))
            yield from ((conversations[group], context) for group in page if group in conversations)


def _requests(context: Context, after: Place | None) -> list[Entry]:
    """The follow requests that stand behind `after`."""
    return [entry for entry in follow_request_entries(context) if after is None or entry.place > after]


def _holds(entry: Entry, members: frozenset[str]) -> bool:
    """Whether somebody in the entry is one of these."""
    return any(person.key in members for person in (*entry.people, *entry.others))


def _words_of_others(conversation: Conversation, context: Context) -> list[Post]:
    """What known people said in it, the latest first, if I took part and have not put it off."""
    case = Case(conversation, context)
    put_off = any(
        mark.kind is MarkKind.LATER and mark.until is not None and mark.until > context.now
        for post in conversation.posts
        for mark in context.marks.on(post.uri)
    )
    if put_off or not case.took_part:
        return []
    said = [
        post
        for post in case.shown
        if post.author.key not in case.me
        and not post.author.automated
        and context.people.knows(post.author.key)
    ]
    return sorted(said, key=lambda post: (post.time, post.uri), reverse=True)
