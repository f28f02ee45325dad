"""A life at one screen, and a plain account of it: what arrived and what I did, in lists and dictionaries.

`History` does everything twice: to real files through `Standing`, and to its own plain memory. `expected` is
the inbox that the pure function makes of the memory; `index` is what the files say.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace
from town import ALSO_ME, ME, NOW

from connect_tui.domain.attention import Context, inbox, judge
from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.entry import AttentionSettings, Entry, Place, Section
from connect_tui.domain.marks import Mark, MarkKind, Marks
from connect_tui.domain.people import Circle, FollowRequest, People, Person, handle_key
from connect_tui.domain.post import Boost, Post, PostId, merge
from connect_tui.provider import Stance
from connect_tui.store.store import Store, StorePaths
from connect_tui.sync.judging import Bench
from connect_tui.sync.reading import Reader
from connect_tui.sync.standing import Standing, written_to

CACHE_TABLES = (
    "posts", "copies", "links", "boosts", "places", "facts", "relations", "follow_requests", "notes",
)  # fmt: skip
MINE_TABLES = ("marks", "written", "circle_changes")
SETTINGS = AttentionSettings()


class Clock:
    """A clock that goes only when it is told to, and wherever it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class History:
    """What happened, on real files and in plain memory. The store may have been used before: it is emptied."""

    def __init__(self, paths: StorePaths, circles: tuple[Circle, ...] = ()) -> None:
        self.clock = Clock()
        self._paths = paths
        self._circles = circles
        self.settings = SETTINGS
        self._open()
        self.forget()

    def forget(self) -> None:
        """Nothing ever happened."""
        self.posts: dict[str, Post] = {}
        self.boosts: dict[tuple[str, PostId], Boost] = {}
        self.marks: dict[int, Mark] = {}
        self.stances: dict[tuple[str, Stance], dict[str, datetime | None]] = {}
        self.requests: tuple[FollowRequest, ...] = ()
        self.written: frozenset[str] = frozenset()
        self.circle_changes: dict[tuple[str, str], bool] = {}
        self._empty()
        self._run(self.standing.settle)

    def end(self) -> None:
        self.store.close()

    def restart(self, settings: AttentionSettings = SETTINGS) -> None:
        """The process is gone; another begins, with these settings."""
        self.end()
        self.settings = settings
        self._open()
        self._run(self.standing.settle)

    # What happens elsewhere

    def arrive(self, posts: Iterable[Post], boosts: Iterable[Boost] = ()) -> None:
        """These are fetched together. They are first seen now."""
        now = self.clock()
        posts = [replace(post, seen=now) for post in posts]
        boosts = [replace(boost, seen=now) for boost in boosts]
        for post in posts:
            self.posts[post.uri] = merge(self.posts[post.uri], post) if post.uri in self.posts else post
        for boost in boosts:
            name = (boost.uri, boost.id)
            known = self.boosts.get(name)
            self.boosts[name] = replace(boost, seen=min(boost.seen, known.seen)) if known else boost
        self._remember_written()
        self._run(lambda: self.standing.merge(posts, boosts))
        self._heed_mutes()

    def vanish(self, post: PostId) -> None:
        """The network says that this post is gone."""
        names = {copy.id: known.uri for known in self.posts.values() for copy in known.copies}
        if post in names:
            self.posts[names[post]] = replace(self.posts[names[post]], deleted=True)
        self._run(lambda: self.standing.remove(post))

    def unboost(self, boost: PostId) -> None:
        """Somebody takes a boost back."""
        self.boosts = {name: known for name, known in self.boosts.items() if known.id != boost}
        self._run(lambda: self.standing.rejudge(self.store.cache.remove_boost(boost)))

    def hold(self, account: str, stance: Stance, held: dict[str, datetime | None]) -> None:
        """This account follows, blocks or mutes just these people now."""
        self.stances[account, stance] = {handle_key(handle): until for handle, until in held.items()}
        changed = self.store.cache.set_stances(account, stance, held)
        self._run(lambda: self.standing.rejudge_people(changed))

    def ask_to_follow(self, account: str, people: Iterable[Person]) -> None:
        """Just these people ask to follow this account now."""
        known = {(r.account, r.person.key): r.seen for r in self.requests}
        others = [request for request in self.requests if request.account != account]
        new = {
            person.key: FollowRequest(account, person, known.get((account, person.key), self.clock()))
            for person in people
        }
        self.requests = tuple(
            sorted((*others, *new.values()), key=lambda r: (r.seen, r.person.key, r.account))
        )
        self.store.cache.set_follow_requests(account, new.values())

    def time(self, by: timedelta) -> None:
        """The clock goes on, or back."""
        self.clock.now += by
        self._run(self.standing.settle)

    # What I do here

    def mark(self, kind: MarkKind, uri: str, until: datetime | None = None) -> None:
        """Mark everything that is known of a conversation."""
        conversation = next(talk for talk in self.talks() if uri in talk.by_uri)
        addressed = frozenset(judged.uri for judged in self._addressed(conversation))
        mark = Mark(kind, self.clock(), frozenset(conversation.by_uri), addressed, until)
        self.marks[self.store.mine.add_mark(mark)] = mark
        self._run(lambda: self.standing.rejudge_posts(mark.posts))

    def unmark(self, number: int) -> None:
        """Take a mark back."""
        mark = self.marks.pop(number)
        assert self.store.mine.remove_mark(number) == mark
        self._run(lambda: self.standing.rejudge_posts(mark.posts))

    def put_into_circle(self, circle: str, handle: str, present: bool) -> None:
        """Put somebody into a circle, or take them out."""
        self.circle_changes[circle, handle_key(handle)] = present
        self.store.mine.set_circle_member(circle, handle, present)
        self._run(lambda: self.standing.circles_changed([handle_key(handle)]))

    # What comes of it

    def talks(self) -> list[Conversation]:
        return assemble(self.posts.values(), self.boosts.values())

    def context(self) -> Context:
        """Everything else that the inbox is made of, out of plain memory."""
        stances: dict[Stance, dict[str, datetime | None]] = {stance: {} for stance in Stance}
        for (_, stance), held in self.stances.items():
            for key, until in held.items():
                before = stances[stance].get(key, until)
                stances[stance][key] = None if None in (before, until) else max(before, until)  # type: ignore[type-var] # neither is None
        people = People(
            followed=frozenset(stances[Stance.FOLLOW]),
            blocked=frozenset(stances[Stance.BLOCK]),
            muted=stances[Stance.MUTE],
            written_to=self.written,
            circles=self._circles_now(),
            follow_requests=self.requests,
        )
        return Context((ME, ALSO_ME), Marks.of(self.marks.values()), people, self.settings, self.clock())

    def expected(self) -> list[Entry]:
        """The inbox by the rules alone."""
        at = self.context()
        return inbox(self.talks(), at.me, at.marks, at.people, at.settings, at.now)

    def index(self, page: int = 50) -> list[Entry]:
        """The inbox as it is read, page by page."""
        entries: list[Entry] = []
        after: Place | None = None
        while found := self.reader.entries(None, after, page):
            entries += found
            after = found[-1].place
        return entries

    def check(self, page: int = 50) -> None:
        """The index is the inbox: the same entries, with the same in them, in the same order."""
        expected = self.expected()
        assert self.index(page) == expected
        for section in Section:
            there = [entry for entry in expected if entry.section is section]
            assert self.reader.entries(section, limit=len(expected) + 1) == there
        at, cache = self.context(), self.store.cache
        judged = {talk.uri: judge(talk, at) for talk in self.talks()}
        rows = cache.places_of(cache.all_groups())
        kept = {uri: rows[group] for uri in judged if (group := cache.group_of(uri)) is not None}
        assert {uri: row.due for uri, row in kept.items()} == {uri: j.due for uri, j in judged.items()}
        places = {uri: j.entry and j.entry.place for uri, j in judged.items()}
        assert {uri: row.place for uri, row in kept.items()} == places
        assert len(rows) == len(judged)

    def check_written(self) -> None:
        """Whom I ever wrote to is remembered, and nobody else is."""
        assert self.store.mine.written_to() == self.written

    def _open(self) -> None:
        self.store = Store.open(self._paths)
        for part in (self.store.cache, self.store.mine):
            part._db.run("PRAGMA synchronous = OFF")  # the disk of a test need not be waited for
        what = (self.store, (ME, ALSO_ME), self.settings, self._circles, self.clock)
        self.standing = Standing(self.store, Bench(*what), lambda event: None)
        self.reader = Reader(*what)

    def _empty(self) -> None:
        for part, tables in ((self.store.cache, CACHE_TABLES), (self.store.mine, MINE_TABLES)):
            for table in tables:
                part._db.run(f"DELETE FROM {table}")
        self.store.cache._db.run("INSERT INTO words (words) VALUES ('delete-all')")

    def _remember_written(self) -> None:
        me = frozenset((ME.key, ALSO_ME.key))
        self.written |= {key for talk in self.talks() for key in written_to(talk, me)}

    def _heed_mutes(self) -> None:
        """What one post says of the mute of its conversation holds for others: what came of that is given."""
        for uri, post in self.posts.items():
            kept = self.store.cache.post(uri)
            assert kept is not None
            muted = {copy.id: copy.muted for copy in kept.copies}
            copies = tuple(replace(copy, muted=muted[copy.id]) for copy in post.copies)
            self.posts[uri] = replace(post, copies=copies)
        self.marks = dict(self.store.mine.all_marks())

    def _circles_now(self) -> tuple[Circle, ...]:
        members = {circle.name: set(circle.members) for circle in self._circles}
        for (circle, key), present in self.circle_changes.items():
            held = members.setdefault(circle, set())
            (held.add if present else held.discard)(key)
        return tuple(Circle(name, frozenset(held)) for name, held in members.items())

    def _addressed(self, conversation: Conversation) -> list[Post]:
        """The posts that name me, for marks: some of those that are addressed to me."""
        return [post for post in conversation.posts if {m.key for m in post.mentions} & {ME.key, ALSO_ME.key}]

    def _run(self, action: Callable[[], Awaitable[object]]) -> None:
        async def act() -> None:
            await action()

        asyncio.run(act())
