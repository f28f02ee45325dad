"""The demo as a provider: one account of mine in one part of the community."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.draft import DraftMedia, DraftPoll, Outgoing
from connect_tui.domain.people import Account, Circle, FollowRequest, Person, PersonId, Profile, handle_key
from connect_tui.domain.post import Post, PostId
from connect_tui.domain.text import SpanKind
from connect_tui.provider import (
    POSTS_AT_ONCE,
    Capabilities,
    Emoji,
    Fact,
    Facts,
    Marker,
    NotFound,
    Offline,
    Opened,
    Page,
    Provider,
    ProviderConfig,
    Reaction,
    Relation,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Version,
)
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.parts import HOME, ME, PARTS, Part
from connect_tui.providers.demo.records import Item, Note, Pass
from connect_tui.providers.demo.view import View
from connect_tui.providers.demo.writing import check, picture

T = TypeVar("T")

PAGE = 20
"""Items on one page of a timeline."""
FOUND = 40
"""Posts, or people, that a search hands out at most."""

_SHORTEST = timedelta(minutes=5)
_EMOJI = ("hearth", "teapot", "loom", "heron", "wheelbarrow")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_networks: WeakValueDictionary[str, Network] = WeakValueDictionary()
"""The communities that are visited, by their seed: accounts opened beside each other meet the same people."""


def open_demo(config: ProviderConfig) -> Provider:
    """The part of the community that the configuration names, by `account` or by the table's own name."""
    seed = _single(config, "seed")
    network = _networks.get(seed)
    if network is None:
        network = Network(seed, _utcnow)
        _networks[seed] = network
    wished = _single(config, "account") or config.name
    provider = DemoProvider(config.name, network, PARTS.get(wished, HOME))
    network.guests.add(provider)
    return provider


class DemoProvider:
    """My account in one part of a community. Two of them may share one `Network`."""

    memory = b""

    def __init__(self, name: str, network: Network, part: Part) -> None:
        self._name = name
        self._part = part
        self._view: View | None = View(network, part, name)

    @property
    def name(self) -> str:
        """The account's name."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What this part can do; it is known from the start."""
        return self._part.capabilities

    async def verify(self) -> Account:
        """Who I am in this part."""
        view = self._seen()[0]
        me = view.person(view.network.people[self._part.me])
        return Account(self._name, me.handle, "demo", me.id, me.name)

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:
        """Nothing has to be taken up: both never change."""

    async def timeline(self, cursor: str | None = None) -> Page:
        """The home timeline, newest first."""
        view, _ = self._seen()
        items: list[Item] = [*view.network.notes(self._part), *view.network.passes(self._part)]
        return self._page((item for item in items if view.in_home(item)), cursor)

    async def addressed(self, cursor: str | None = None) -> Page:
        """What others said to me, newest first."""
        view, _ = self._seen()
        muted = view.network.standing[self._part.name].muted
        notes = (note for note in view.network.notes(self._part) if view.network.addressed(self._part, note))
        return self._page((note for note in notes if note.author not in muted), cursor)

    async def mine(self, cursor: str | None = None) -> Page:
        """What I said, newest first."""
        return self._page(self._notes(lambda note: note.author == self._part.me), cursor)

    async def facts(self, fact: Fact) -> Facts:
        """One slow fact."""
        view, _ = self._seen()
        standing = view.network.standing[self._part.name]
        if fact is Fact.MUTES:
            return Facts(muted=dict.fromkeys(self._keys(standing.muted)))
        if fact is Fact.BLOCKS:
            return Facts(blocked=self._keys(standing.blocked))
        if fact is Fact.FOLLOWS:
            return Facts(followed=self._keys(standing.followed))
        if fact is Fact.FOLLOW_REQUESTS:
            return Facts(follow_requests=self._requests())
        if fact is Fact.LISTS:
            lists = view.network.lists[self._part.name]
            return Facts(lists=tuple(Circle(name, self._keys(members)) for name, members in lists.items()))
        if fact is Fact.FAVOURITES:
            return Facts(page=self._whole(lambda note: note.number in standing.favourited))
        if fact is Fact.DIRECT:
            return Facts(page=self._whole(lambda note: note.direct))
        return Facts()

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        """What I have to do with these people."""
        view, _ = self._seen()
        standing = view.network.standing[self._part.name]
        wished = {person.key for person in people}
        return tuple(
            Relation(
                handle=resident.handle,
                followed=resident.id in standing.followed,
                blocked=resident.id in standing.blocked,
                muted=resident.id in standing.muted,
            )
            for resident in view.network.people.values()
            if handle_key(resident.handle) in wished and resident.id not in ME
        )

    async def conversation(self, post: PostId) -> Thread:
        """The conversation around a post, all of it."""
        view, now = self._seen()
        note = self._note(post)
        return Thread(tuple(view.post(other, now) for other in view.network.thread(self._part, note)))

    async def post(self, post: PostId) -> Post:
        """One post as it is now."""
        _, now = self._seen()
        return self._post(self._note(post), now)

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:
        """Those of these posts that are there."""
        found: list[Post] = []
        for post in ids[:POSTS_AT_ONCE]:
            with suppress(NotFound):
                found.append(await self.post(post))
        return tuple(found)

    async def post_at(self, uri: str) -> Post:
        """The post with this address."""
        view, now = self._seen()
        for note in view.network.notes(self._part):
            post = view.post(note, now)
            if uri in (post.uri, post.url):
                return post
        raise NotFound("knows no post at this address")

    async def profile(self, person: PersonId) -> Profile:
        """Who somebody is, in their own words."""
        view, _ = self._seen()
        return view.profile(view.network.resident(person.key))

    async def posts_by(self, person: PersonId, cursor: str | None = None) -> Page:
        """What somebody wrote, newest first."""
        author = self._seen()[0].network.resident(person.key).id
        return self._page(self._notes(lambda note: note.author == author), cursor)

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """Keep a picture."""
        view, _ = self._seen()
        kept = await asyncio.to_thread(picture, path, alt, self._part.host, self.capabilities)
        for step in range(1, 11):
            progress(step / 10)
            await asyncio.sleep(0)
        return view.network.keep(kept)

    async def publish(self, outgoing: Outgoing) -> Post:
        """Publish a post or a reply; people will answer."""
        view, now = self._seen()
        check(outgoing, self.capabilities)
        parent = self._note(outgoing.parent) if outgoing.parent is not None else None
        return self._post(view.network.publish(self._part, outgoing, parent), now)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """Change a post of mine."""
        view, now = self._seen()
        note = view.network.own(self._part, view.number(post))
        check(outgoing, self.capabilities)
        return self._post(view.network.change(note, outgoing), now)

    async def delete(self, post: PostId) -> None:
        """Delete a post of mine; one that is gone already stays so."""
        view, _ = self._seen()
        with suppress(NotFound):
            view.network.remove(view.network.own(self._part, view.number(post)))

    async def source(self, post: PostId) -> Source:
        """What I wrote, as I wrote it."""
        view, now = self._seen()
        note = view.network.own(self._part, view.number(post))
        media = tuple(DraftMedia(alt=p.alt, key=view.network.key_of(p)) for p in note.pictures)
        ballot = note.ballot
        poll = None
        if ballot is not None:
            poll = DraftPoll(ballot.options, ballot.multiple, max(ballot.closes - now, _SHORTEST))
        return Source(clean.text(note.text), clean.line(note.warning), media, poll)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """What the post has said."""
        view, _ = self._seen()
        note = self._note(post)
        return tuple(
            Version(view.network.words(replace(note, text=said.text)), clean.line(said.warning), said.written)
            for said in view.network.wordings(note)
        )

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """Vote in a poll."""
        view, now = self._seen()
        return self._post(view.network.choose(self._note(post), choices, now), now)

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """Favourite, boost or bookmark a post, or take that back."""
        view, now = self._seen()
        note = self._note(post)
        standing = view.network.standing[self._part.name]
        if reaction is Reaction.BOOST:
            view.network.boost(self._part, note, self._part.me, on)
        elif reaction is Reaction.FAVOURITE:
            _switch(standing.favourited, note.number, on)
        else:
            _switch(standing.bookmarked, note.number, on)
        return self._post(note, now)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """Follow, mute or block a person, or take that back."""
        view, _ = self._seen()
        resident = view.network.resident(person.key)
        standing = view.network.standing[self._part.name]
        people = {
            Stance.FOLLOW: standing.followed,
            Stance.MUTE: standing.muted,
            Stance.BLOCK: standing.blocked,
        }
        _switch(people[stance], resident.id, on)
        if stance is Stance.BLOCK and on:
            standing.followed.discard(resident.id)
            standing.requests.pop(resident.id, None)

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """Accept or decline a follow request."""
        view, _ = self._seen()
        standing = view.network.standing[self._part.name]
        resident = view.network.resident(person.key)
        if standing.requests.pop(resident.id, None) is None:
            raise NotFound("has no such follow request any more")
        if accept:
            standing.followers.add(resident.id)

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """Mute the conversation around a post, or take that back."""
        view, _ = self._seen()
        top = view.network.thread(self._part, self._note(post))[0]
        _switch(view.network.standing[self._part.name].muted_threads, top.number, on)

    async def marker(self, timeline: Timeline) -> Marker | None:
        """How far I have read."""
        view, _ = self._seen()
        number = view.network.standing[self._part.name].read.get(timeline)
        return Marker(view.network.any_note(number).created, view.key(number)) if number is not None else None

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """I have read up to this post."""
        view, _ = self._seen()
        copy = post.copy_of(self._name)
        if copy is not None:
            view.network.standing[self._part.name].read[timeline] = view.number(copy.id)

    async def people(self, query: str) -> tuple[Person, ...]:
        """People whose name or handle fits."""
        view, _ = self._seen()
        wished = query.strip().casefold().lstrip("@")
        residents = view.network.people.values()
        found = [r for r in residents if wished in r.handle.casefold() or wished in r.name.casefold()]
        return tuple(view.person(resident) for resident in found if wished and resident.id not in ME)[:FOUND]

    async def search(self, query: str) -> tuple[Post, ...]:
        """Posts in which the words stand, newest first."""
        view, now = self._seen()
        wished = query.strip().casefold()
        found = [view.post(note, now) for note in self._notes(lambda note: wished in note.text.casefold())]
        return tuple(found[::-1][:FOUND]) if wished else ()

    async def tags(self, query: str) -> tuple[str, ...]:
        """Hashtags that stand in the notes, those used last first."""
        view, _ = self._seen()
        wished = query.strip().lstrip("#").casefold()
        notes = self._notes(lambda note: "#" in note.text)[::-1]
        spans = (span for note in notes for span in view.network.words(note).of_kind(SpanKind.HASHTAG))
        found = {span.target.casefold(): span.target for span in spans}
        return tuple(tag for key, tag in found.items() if key.startswith(wished))[:FOUND]

    async def emoji(self) -> tuple[Emoji, ...]:
        """What the people here like to put into their words."""
        return tuple(map(Emoji, _EMOJI)) if self.capabilities.emoji else ()

    def stream(self) -> AsyncIterator[StreamEvent]:
        """What happens from this call on, until the provider is closed."""
        view, _ = self._seen()
        return self._events(view, len(view.network.happenings))

    async def close(self) -> None:
        """Leave the community; a stream that is open ends."""
        view, self._view = self._view, None
        if view is not None:
            view.network.ring()
            view.network.guests.discard(self)
            if not view.network.guests:
                # Nobody comes back to this one, even if something still holds it.
                for seed in [seed for seed, network in _networks.items() if network is view.network]:
                    del _networks[seed]

    async def _events(self, view: View, heard: int) -> AsyncIterator[StreamEvent]:
        yield Opened()
        while self._view is not None:
            now = view.network.now()
            while heard < len(view.network.happenings) and self._view is not None:
                event = view.event(view.network.happenings[heard], now)
                heard += 1
                if event is not None:
                    yield event
            if heard == len(view.network.happenings) and self._view is not None:
                await view.network.rest()

    def _seen(self) -> tuple[View, datetime]:
        if self._view is None:
            raise Offline("was closed")
        return self._view, self._view.network.now()

    def _note(self, post: PostId) -> Note:
        view, _ = self._seen()
        return view.network.note(self._part, view.number(post))

    def _post(self, note: Note, now: datetime) -> Post:
        return self._seen()[0].post(note, now)

    def _notes(self, fits: Callable[[Note], bool]) -> list[Note]:
        view, _ = self._seen()
        return [note for note in view.network.notes(self._part) if fits(note)]

    def _keys(self, people: Iterable[str]) -> frozenset[str]:
        view, _ = self._seen()
        return frozenset(handle_key(view.network.people[person].handle) for person in people)

    def _requests(self) -> tuple[FollowRequest, ...]:
        view, _ = self._seen()
        requests = view.network.standing[self._part.name].requests
        return tuple(
            FollowRequest(self._name, view.person(view.network.people[person]), asked)
            for person, asked in requests.items()
        )

    def _whole(self, fits: Callable[[Note], bool]) -> Page:
        view, now = self._seen()
        newest_first = sorted(self._notes(fits), key=_position, reverse=True)
        return Page(tuple(view.post(note, now) for note in newest_first))

    def _page(self, items: Iterable[Item], cursor: str | None) -> Page:
        view, now = self._seen()
        before = _position_at(cursor) if cursor is not None else None
        left = sorted(
            (item for item in items if before is None or _position(item) < before),
            key=_position,
            reverse=True,
        )
        page = left[:PAGE]
        notes = {
            item.number if isinstance(item, Note) else item.note: view.network.any_note(
                item.number if isinstance(item, Note) else item.note
            )
            for item in page
        }
        return Page(
            posts=tuple(view.post(note, now) for note in notes.values()),
            boosts=tuple(view.boost(item, now) for item in page if isinstance(item, Pass)),
            older=_cursor(page[-1]) if len(left) > PAGE else None,
        )


def _position(item: Item) -> tuple[int, int]:
    return (item.created - _EPOCH) // timedelta(microseconds=1), item.number


def _cursor(item: Item) -> str:
    moment, number = _position(item)
    return f"{moment:x}-{number:x}"


def _position_at(cursor: str) -> tuple[int, int]:
    moment, _, number = cursor.partition("-")
    try:
        return int(moment, 16), int(number, 16)
    except ValueError:
        raise NotFound("does not know this part of the timeline") from None


def _switch(kept: set[T], what: T, on: bool) -> None:
    if on:
        kept.add(what)
    else:
        kept.discard(what)


def _single(config: ProviderConfig, key: str) -> str:
    value = config.values.get(key, "")
    return value if isinstance(value, str) else ""


def _utcnow() -> datetime:
    return datetime.now(UTC)
