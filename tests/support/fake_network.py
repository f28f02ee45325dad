"""A network in memory, and the provider that speaks with it: what it did is counted, what it shall do wrong is told.

Nothing here is a mock: a post that is published stands there, and every account sees it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from connect_tui.domain.draft import DraftMedia, DraftPoll, Outgoing
from connect_tui.domain.people import Account, Circle, FollowRequest, Person, PersonId, Profile
from connect_tui.domain.post import (
    Attachment,
    Boost,
    Copy,
    MediaKind,
    Mention,
    Poll,
    PollOption,
    Post,
    PostId,
    Visibility,
)
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.provider import (
    POSTS_AT_ONCE,
    Arrived,
    Capabilities,
    Emoji,
    Fact,
    Facts,
    Marker,
    NotFound,
    Opened,
    Page,
    Reaction,
    Rejected,
    Relation,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Unreachable,
    Version,
)

PAGE = 40
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here."""


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Note:
    """A post as the network holds it."""

    key: str
    author: str
    text: str
    created: datetime
    parent: str | None = None
    mentions: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    edited: datetime | None = None
    gone: bool = False
    warning: str = ""
    language: str = ""
    sensitive: bool = False
    media: tuple[str, ...] = ()
    """The names of uploaded files."""
    poll: DraftPoll | None = None
    votes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    versions: list[tuple[str, str, datetime]] = field(default_factory=list)
    """What it said before it was changed: text, warning, since when."""
    favourited: set[str] = field(default_factory=set)
    boosted: set[str] = field(default_factory=set)
    bookmarked: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    """Who has muted the conversation; kept with its topmost note."""


class Network:
    """The notes of everybody, and what each feed shows, newest first."""

    def __init__(self, clock: Clock, host: str = "net.example") -> None:
        self.clock = clock
        self.host = host
        self.notes: dict[str, Note] = {}
        self.home: list[str] = []
        self.boosts: dict[str, tuple[str, str, datetime]] = {}
        self.notices: dict[str, list[str]] = {}
        self.followed: set[str] = set()
        self.blocked: set[str] = set()
        self.muted: dict[str, datetime | None] = {}
        self.requests: list[str] = []
        self.locked: set[str] = set()
        """Those who decide who may follow them."""
        self.lists: dict[str, set[str]] = {}
        self.published: dict[tuple[str, str], str] = {}
        """What became of whose key."""
        self.files: dict[str, tuple[str, bytes, str]] = {}
        """What was uploaded, by its name there: the file's name, its bytes, its description."""
        self.bots: set[str] = set()
        self.markers: dict[tuple[str, Timeline], str] = {}
        self.shows: Callable[[str], Text] = lambda text: Text(text, _spans(text))
        """What is seen of what was written."""
        self._next = 100

    def handle(self, name: str) -> str:
        return f"@{name}@{self.host}"

    def uri(self, key: str) -> str:
        return f"https://{self.host}/notes/{key}"

    def post(
        self,
        author: str,
        text: str,
        answers: str | None = None,
        names: tuple[str, ...] = (),
        visibility: Visibility = Visibility.PUBLIC,
        at: datetime | None = None,
        noticed: bool = True,
        home: int | None = 0,
    ) -> str:
        """Somebody writes; the note's key. `home` is where it stands in the home timeline, `None`: it does not."""
        self._next += 1
        key = str(self._next)
        note = Note(key, author, text, at or self.clock(), answers, names, visibility)
        self.notes[key] = note
        if home is not None and visibility is not Visibility.DIRECT:
            self.home.insert(home, key)
        told = set(names)
        if answers is not None and answers in self.notes:
            told.add(self.notes[answers].author)
        for name in sorted(told - {author}) if noticed else ():
            self.notices.setdefault(name, []).insert(0, key)
        return key

    def boost(self, by: str, key: str) -> str:
        self._next += 1
        name = str(self._next)
        self.boosts[name] = (by, key, self.clock())
        self.home.insert(0, name)
        return name

    def take_back(self, boost: str) -> None:
        """Somebody takes a boost back."""
        del self.boosts[boost]
        self.home.remove(boost)

    def delete(self, key: str) -> None:
        self.notes[key].gone = True

    def edit(self, key: str, text: str, names: tuple[str, ...] | None = None) -> None:
        note = self.notes[key]
        note.versions.append((note.text, note.warning, note.edited or note.created))
        note.text, note.edited = text, self.clock()
        if names is not None:
            note.mentions = names

    def stands(self, key: str) -> bool:
        if key in self.boosts:
            return self.stands(self.boosts[key][1])
        return key in self.notes and not self.notes[key].gone

    def below(self, key: str) -> list[str]:
        found = [other.key for other in self.notes.values() if other.parent == key]
        return [*found, *(deeper for other in found for deeper in self.below(other))]

    def top(self, key: str) -> Note:
        note = self.notes[key]
        while note.parent is not None and note.parent in self.notes:
            note = self.notes[note.parent]
        return note

    def mute(self, user: str, key: str, on: bool) -> None:
        """Somebody mutes the conversation around a note, with whatever program."""
        muted = self.top(key).muted
        (muted.add if on else muted.discard)(user)

    def written_by(self, author: str) -> list[str]:
        return [note.key for note in reversed(self.notes.values()) if note.author == author and not note.gone]


@dataclass
class Fault:
    """What goes wrong with one call: `after` it has had its effect, or before."""

    error: BaseException
    after: bool = False


class FakeProvider:
    """One account on the network. `calls` are the requests in order; `faults` what goes wrong, by method."""

    def __init__(
        self, network: Network, name: str, user: str, capabilities: Capabilities | None = None
    ) -> None:
        self.network = network
        self.user = user
        self.calls: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.down = False
        self.closed = False
        self.page = PAGE
        self.link_on_last_page = False
        self.ignores_key = False
        self.gives_many = True
        self.keeps_markers = True
        self.resumed = False
        self.listening: list[asyncio.Queue[StreamEvent | BaseException]] = []
        self.memory = b""
        self._name = name
        self._capabilities = capabilities or Capabilities(
            direct_messages=True,
            favourite=True,
            boost=True,
            idempotent_publish=True,
            thread_mutes=True,
            search=True,
            read_markers=True,
        )

    @property
    def name(self) -> str:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def requests(self) -> int:
        """What the calls cost: asking who I am takes two requests."""
        return len(self.calls) + self.calls.count("verify")

    @property
    def counted(self) -> Counter[str]:
        return Counter(call.split(" ")[0] for call in self.calls)

    def fail(self, method: str, error: BaseException, *, after: bool = False, times: int = 1) -> None:
        self.faults.setdefault(method, []).extend(Fault(error, after) for _ in range(times))

    async def verify(self) -> Account:
        with _Call(self, "verify"):
            return self.account()

    def account(self) -> Account:
        return Account(self.name, self.network.handle(self.user), "fake", PersonId(self.name, self.user))

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:
        self.resumed = True
        self.memory = memory

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:
        with _Call(self, "timeline"):
            return self._feed(self.network.home, cursor)

    async def addressed(self, cursor: str | None = None) -> Page:
        with _Call(self, "addressed"):
            return self._feed(self.network.notices.get(self.user, []), cursor)

    async def mine(self, cursor: str | None = None) -> Page:
        with _Call(self, "mine"):
            return self._feed(self.network.written_by(self.user), cursor)

    async def facts(self, fact: Fact) -> Facts:
        with _Call(self, f"facts {fact}"):
            return self._facts(fact)

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        with _Call(self, "relations"):
            names = {person.handle: person.handle.split("@")[1] for person in people}
            return tuple(
                Relation(
                    handle,
                    name in self.network.followed,
                    name in self.network.blocked,
                    name in self.network.muted,
                )
                for handle, name in names.items()
            )

    async def conversation(self, post: PostId) -> Thread:
        with _Call(self, f"conversation {post.key}"):
            note = self._note(post.key)
            above: list[str] = []
            parent = note.parent
            while parent is not None and self.network.stands(parent):
                above.insert(0, parent)
                parent = self.network.notes[parent].parent
            keys = [*above, note.key, *self.network.below(note.key)]
            return Thread(
                tuple(self.see(key) for key in keys if self.network.stands(key) and self._may_see(key))
            )

    async def post(self, post: PostId) -> Post:
        with _Call(self, f"post {post.key}"):
            boosted = self.network.boosts.get(post.key)
            return self.see(self._note(boosted[1] if boosted else post.key).key)

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:
        assert self.capabilities.many_posts
        assert 0 < len(ids) <= POSTS_AT_ONCE
        with _Call(self, f"posts {' '.join(post.key for post in ids)}"):
            if not self.gives_many:
                self._capabilities = replace(self._capabilities, many_posts=False)
                return ()
            shown = (post.key for post in ids if self.network.stands(post.key) and self._may_see(post.key))
            return tuple(self.see(key) for key in shown)

    async def post_at(self, uri: str) -> Post:
        with _Call(self, "post_at"):
            return self.see(self._note(uri.rsplit("/", 1)[1]).key)

    async def profile(self, person: PersonId) -> Profile:
        with _Call(self, "profile"):
            return Profile(self.person(person.key), Text(f"I am {person.key}."))

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:
        with _Call(self, "posts_by"):
            keys = [key for key in self.network.written_by(person.key) if self._may_see(key)]
            return self._feed(keys, cursor)

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        with _Call(self, "upload"):
            data = path.read_bytes()  # noqa: ASYNC240 - a small file of a test
            progress(0.5)
            progress(1.0)
            key = f"file-{len(self.network.files)}"
            self.network.files[key] = (path.name, data, alt)
            return key

    async def publish(self, outgoing: Outgoing) -> Post:
        with _Call(self, "publish"):
            known = self.network.published.get((self.user, outgoing.key))
            if known is not None and not self.ignores_key:
                return self.see(known)
            names = tuple(
                word.split("@")[1] for word in outgoing.text.split() if word.startswith("@") and len(word) > 1
            )
            self._check_media(outgoing, ())
            parent = self._note(outgoing.parent.key).key if outgoing.parent else None
            key = self.network.post(self.user, outgoing.text, parent, names, outgoing.visibility, home=0)
            self.network.published[self.user, outgoing.key] = key
            self._furnish(self.network.notes[key], outgoing)
            return self.see(key)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        with _Call(self, "edit"):
            note = self._note(post.key)
            self._check_media(outgoing, note.media)
            self.network.edit(note.key, outgoing.text)
            self._furnish(note, outgoing)
            return self.see(post.key)

    async def delete(self, post: PostId) -> None:
        with _Call(self, "delete"):
            self.network.delete(self._note(post.key).key)

    async def source(self, post: PostId) -> Source:
        with _Call(self, "source"):
            note = self._note(post.key)
            media = tuple(DraftMedia(alt=self.network.files[key][2], key=key) for key in note.media)
            return Source(note.text, note.warning, media, note.poll)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        with _Call(self, "history"):
            note = self._note(post.key)
            said = [*note.versions, (note.text, note.warning, note.edited or note.created)]
            return tuple(Version(Text(text), warning, at) for text, warning, at in said)

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        with _Call(self, "vote"):
            note = self._note(post.key)
            if note.poll is None or self.user in note.votes:
                raise Rejected("You have already voted in this poll")
            note.votes[self.user] = choices
            return self.see(post.key)

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        with _Call(self, "react"):
            note = self._note(post.key)
            who = {
                Reaction.FAVOURITE: note.favourited,
                Reaction.BOOST: note.boosted,
                Reaction.BOOKMARK: note.bookmarked,
            }[reaction]
            (who.add if on else who.discard)(self.user)
            return self.see(post.key)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        with _Call(self, f"relate {person.key} {stance} {on}"):
            network = self.network
            if stance is Stance.FOLLOW and on and person.key in network.locked:
                return
            kept = {Stance.FOLLOW: network.followed, Stance.BLOCK: network.blocked}
            if stance is Stance.MUTE:
                network.muted = {name: end for name, end in network.muted.items() if name != person.key}
                network.muted |= {person.key: None} if on else {}
            else:
                (kept[stance].add if on else kept[stance].discard)(person.key)
            if stance is Stance.BLOCK and on:
                network.followed.discard(person.key)

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        with _Call(self, f"answer_request {person.key} {accept}"):
            if person.key not in self.network.requests:
                raise NotFound("has no such request")
            self.network.requests.remove(person.key)

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        with _Call(self, f"mute_conversation {post.key} {on}"):
            self.network.mute(self.user, self._note(post.key).key, on)

    async def marker(self, timeline: Timeline) -> Marker | None:
        assert self.capabilities.read_markers
        with _Call(self, f"marker {timeline}"):
            if not self.keeps_markers:
                self._capabilities = replace(self._capabilities, read_markers=False)
                return None
            key = self.network.markers.get((self.user, timeline))
            return Marker(self.network.notes[key].created, self.id(key)) if key is not None else None

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        assert self.capabilities.read_markers
        copy = post.copy_of(self.name)
        assert copy is not None
        with _Call(self, f"set_marker {timeline} {copy.id.key}"):
            self.network.markers[self.user, timeline] = copy.id.key

    async def people(self, query: str) -> tuple[Person, ...]:
        with _Call(self, f"people {query}"):
            names = dict.fromkeys(note.author for note in self.network.notes.values())
            return tuple(
                self.person(name) for name in names if query.lstrip("@") in self.network.handle(name)
            )

    async def search(self, query: str) -> tuple[Post, ...]:
        with _Call(self, f"search {query}"):
            notes = self.network.notes.values()
            return tuple(self.see(note.key) for note in notes if query in note.text and not note.gone)

    async def tags(self, query: str) -> tuple[str, ...]:
        with _Call(self, f"tags {query}"):
            words = {word[1:] for note in self.network.notes.values() for word in note.text.split()}
            return tuple(sorted(word for word in words if word.startswith(query)))

    async def emoji(self) -> tuple[Emoji, ...]:
        with _Call(self, "emoji"):
            return (Emoji("heron"), Emoji("teapot"))

    async def stream(self) -> AsyncIterator[StreamEvent]:
        assert self.capabilities.streaming
        with _Call(self, "stream"):
            heard: asyncio.Queue[StreamEvent | BaseException] = asyncio.Queue()
        self.listening.append(heard)
        try:
            yield Opened()
            while True:
                event = await heard.get()
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            self.listening.remove(heard)

    def tell(self, event: StreamEvent | BaseException) -> None:
        """Everybody who listens hears this, or breaks off with it."""
        for heard in self.listening:
            heard.put_nowait(event)

    def stream_note(self, key: str, *timelines: Timeline) -> None:
        """Everybody who listens hears of a note."""
        self.tell(Arrived((self.see(key),), (), timelines))

    async def close(self) -> None:
        self.closed = True

    def see(self, key: str) -> Post:
        """A note as this account sees it."""
        note, network = self.network.notes[key], self.network
        parent = PostId(self.name, note.parent) if note.parent else None
        copy = Copy(
            PostId(self.name, key),
            parent,
            favourited=self.user in note.favourited,
            boosted=self.user in note.boosted,
            bookmarked=self.user in note.bookmarked,
            muted=self.user in network.top(key).muted,
        )
        return Post(
            uri=network.uri(key),
            author=self.person(note.author),
            created=note.created,
            seen=network.clock(),
            copies=(copy,),
            text=network.shows(note.text),
            edited=note.edited,
            visibility=note.visibility,
            warning=note.warning,
            sensitive=note.sensitive,
            language=note.language,
            poll=self._poll(note),
            attachments=tuple(
                Attachment(MediaKind.IMAGE, f"https://{network.host}/{file}", network.files[file][2])
                for file in note.media
            ),
            mentions=tuple(Mention(network.handle(name), name) for name in note.mentions),
            has_replies=any(network.stands(below) for below in network.below(key)),
        )

    def person(self, name: str) -> Person:
        return Person(
            self.network.handle(name), name.title(), PersonId(self.name, name), bot=name in self.network.bots
        )

    def id(self, key: str) -> PostId:
        return PostId(self.name, key)

    def _poll(self, note: Note) -> Poll | None:
        if note.poll is None:
            return None
        mine = note.votes.get(self.user, ())
        options = tuple(PollOption(title, 0, place in mine) for place, title in enumerate(note.poll.options))
        closes = note.created + note.poll.duration
        return Poll(note.key, options, note.poll.multiple, closes, closes <= self.network.clock(), bool(mine))

    def _check_media(self, outgoing: Outgoing, mine: tuple[str, ...]) -> None:
        """A file stands with one post that is there."""
        taken = {file for note in self.network.notes.values() if not note.gone for file in note.media}
        if (set(outgoing.media) - set(mine)) & taken or set(outgoing.media) - set(self.network.files):
            raise Rejected("The file cannot be attached")

    def _furnish(self, note: Note, outgoing: Outgoing) -> None:
        note.warning, note.sensitive = outgoing.warning, outgoing.sensitive
        note.language, note.media, note.poll = outgoing.language, outgoing.media, outgoing.poll
        for file, alt in outgoing.alts:
            name, data, _ = self.network.files[file]
            self.network.files[file] = (name, data, alt)

    def _note(self, key: str) -> Note:
        if not self.network.stands(key) or not self._may_see(key):
            raise NotFound("cannot find it")
        return self.network.notes[key]

    def _may_see(self, key: str) -> bool:
        note = self.network.notes[key]
        direct = note.visibility is Visibility.DIRECT
        return not direct or self.user in (note.author, *note.mentions)

    def _feed(self, keys: list[str], cursor: str | None) -> Page:
        shown = [key for key in keys if self.network.stands(key)]
        if cursor is not None:
            shown = [key for key in shown if int(key) < int(cursor)] if cursor.isdigit() else []
        part = shown[: self.page]
        more = len(shown) > len(part) or (self.link_on_last_page and bool(part))
        boosts = tuple(self._boost(key) for key in part if key in self.network.boosts)
        posts = tuple(
            self.see(self.network.boosts[key][1] if key in self.network.boosts else key) for key in part
        )
        return Page(posts, boosts, part[-1] if more else None)

    def _boost(self, key: str) -> Boost:
        by, note, at = self.network.boosts[key]
        return Boost(
            PostId(self.name, key), self.network.uri(note), self.person(by), at, self.network.clock()
        )

    def _facts(self, fact: Fact) -> Facts:
        network = self.network
        match fact:
            case Fact.MUTES:
                return Facts(muted={network.handle(name): until for name, until in network.muted.items()})
            case Fact.BLOCKS:
                return Facts(blocked=frozenset(network.handle(name) for name in network.blocked))
            case Fact.FOLLOWS:
                return Facts(followed=frozenset(network.handle(name) for name in network.followed))
            case Fact.FOLLOW_REQUESTS:
                now = network.clock()
                asking = (FollowRequest(self.name, self.person(name), now) for name in network.requests)
                return Facts(follow_requests=tuple(asking))
            case Fact.LISTS:
                return Facts(
                    lists=tuple(
                        Circle(title, frozenset(network.handle(name) for name in names))
                        for title, names in network.lists.items()
                    )
                )
            case Fact.FAVOURITES:
                liked = [note.key for note in network.notes.values() if self.user in note.favourited]
                return Facts(page=Page(tuple(self.see(key) for key in liked if network.stands(key))))
            case Fact.DIRECT:
                direct = [note.key for note in network.notes.values() if note.visibility is Visibility.DIRECT]
                seen = (self.see(key) for key in direct if network.stands(key) and self._may_see(key))
                return Facts(page=Page(tuple(seen)))
            case _:
                return Facts()


class _Call:
    """One request: counted, and failing where it was told to."""

    def __init__(self, provider: FakeProvider, call: str) -> None:
        self._provider = provider
        provider.calls.append(call)
        if provider.down:
            raise Unreachable("does not answer")
        waiting = provider.faults.get(call.split(" ")[0], [])
        self._fault = waiting.pop(0) if waiting else None

    def __enter__(self) -> None:
        if self._fault and not self._fault.after:
            raise self._fault.error

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._fault and self._fault.after and error is None:
            raise self._fault.error


def _spans(text: str) -> tuple[Span, ...]:
    """The mentions in a text."""
    spans: list[Span] = []
    start = 0
    for word in text.split(" "):
        if word.startswith("@"):
            spans.append(Span(SpanKind.MENTION, start, start + len(word), word))
        start += len(word) + 1
    return tuple(spans)
