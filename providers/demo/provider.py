"""The demo as a provider: one account of mine in one part of the community."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.draft import DraftMedia, DraftPoll, Outgoing
from connect_tui.domain.people import Account, Person, PersonId, Profile
from connect_tui.domain.post import Post, PostId
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
    Reaction,
    Relation,
    Source,
    Stance,
    StreamEvent,
    Thread,
    Timeline,
    Version,
)
from connect_tui.providers.demo import finding
from connect_tui.providers.demo.facts import read_fact, read_relations
from connect_tui.providers.demo.network import Network
from connect_tui.providers.demo.paging import page
from connect_tui.providers.demo.parts import Part
from connect_tui.providers.demo.records import Item
from connect_tui.providers.demo.view import View
from connect_tui.providers.demo.visiting import leave
from connect_tui.providers.demo.writing import check, picture

_SHORTEST = timedelta(minutes=5)
_EMOJI = ("hearth", "teapot", "loom", "heron", "wheelbarrow")


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
        view, _ = self._seen()
        me = view.person(view.network.people[self._part.me])
        return Account(self._name, me.handle, "demo", me.id, me.name)

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:
        """Nothing has to be taken up: both never change."""

    async def timeline(self, cursor: str | None = None, *, now: bool = False) -> Page:  # noqa: ARG002
        """The home timeline, newest first."""
        view, moment = self._seen()
        items: list[Item] = [*view.network.notes(self._part), *view.network.passes(self._part)]
        return page(view, (item for item in items if view.in_home(item)), cursor, moment)

    async def addressed(self, cursor: str | None = None) -> Page:
        """What others said to me, newest first."""
        view, now = self._seen()
        notes = view.notes(lambda note: view.network.addressed(self._part, note))
        return page(view, (note for note in notes if note.author not in view.standing.muted), cursor, now)

    async def mine(self, cursor: str | None = None) -> Page:
        """What I said, newest first."""
        view, now = self._seen()
        return page(view, view.notes(lambda note: note.author == self._part.me), cursor, now)

    async def facts(self, fact: Fact) -> Facts:
        """One slow fact."""
        view, now = self._seen()
        return read_fact(view, fact, now)

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:
        """What I have to do with these people."""
        view, _ = self._seen()
        return read_relations(view, people)

    async def conversation(self, post: PostId) -> Thread:
        """The conversation around a post, all of it."""
        view, now = self._seen()
        notes = view.network.thread(self._part, view.note(post))
        return Thread(tuple(view.post(note, now) for note in notes))

    async def post(self, post: PostId) -> Post:
        """One post as it is now."""
        view, now = self._seen()
        return view.post(view.note(post), now)

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
        view, now = self._seen()
        author = view.network.resident(person.key).id
        return page(view, view.notes(lambda note: note.author == author), cursor, now)

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
        parent = view.note(outgoing.parent) if outgoing.parent is not None else None
        return view.post(view.network.publish(self._part, outgoing, parent), now)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """Change a post of mine."""
        view, now = self._seen()
        note = view.own(post)
        check(outgoing, self.capabilities)
        return view.post(view.network.change(note, outgoing), now)

    async def delete(self, post: PostId) -> None:
        """Delete a post of mine; one that is gone already stays so."""
        view, _ = self._seen()
        with suppress(NotFound):
            view.network.remove(view.own(post))

    async def source(self, post: PostId) -> Source:
        """What I wrote, as I wrote it."""
        view, now = self._seen()
        note = view.own(post)
        media = tuple(DraftMedia(alt=p.alt, key=view.network.key_of(p)) for p in note.pictures)
        ballot = note.ballot
        poll = None
        if ballot is not None:
            poll = DraftPoll(ballot.options, ballot.multiple, max(ballot.closes - now, _SHORTEST))
        return Source(clean.text(note.text), clean.line(note.warning), media, poll)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """What the post has said."""
        view, _ = self._seen()
        note = view.note(post)
        return tuple(
            Version(view.network.words(replace(note, text=said.text)), clean.line(said.warning), said.written)
            for said in view.network.wordings(note)
        )

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """Vote in a poll."""
        view, now = self._seen()
        return view.post(view.network.choose(view.note(post), choices, now), now)

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """Favourite, boost or bookmark a post, or take that back."""
        view, now = self._seen()
        note = view.note(post)
        if reaction is Reaction.BOOST:
            view.network.boost(self._part, note, self._part.me, on)
        else:
            view.standing.mark(note.number, reaction, on)
        return view.post(note, now)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """Follow, mute or block a person, or take that back."""
        view, _ = self._seen()
        view.standing.relate(view.network.resident(person.key).id, stance, on)

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """Accept or decline a follow request."""
        view, _ = self._seen()
        view.standing.answer_request(view.network.resident(person.key).id, accept)

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """Mute the conversation around a post, or take that back."""
        view, _ = self._seen()
        top = view.network.thread(self._part, view.note(post))[0]
        view.standing.mute_thread(top.number, on)

    async def marker(self, timeline: Timeline) -> Marker | None:
        """How far I have read."""
        view, _ = self._seen()
        number = view.standing.read.get(timeline)
        return Marker(view.network.any_note(number).created, view.key(number)) if number is not None else None

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """I have read up to this post."""
        view, _ = self._seen()
        copy = post.copy_of(self._name)
        if copy is not None:
            view.standing.read[timeline] = view.number(copy.id)

    async def people(self, query: str) -> tuple[Person, ...]:
        """People whose name or handle fits."""
        view, _ = self._seen()
        return finding.people(view, query)

    async def search(self, query: str) -> tuple[Post, ...]:
        """Posts in which the words stand, newest first."""
        view, now = self._seen()
        return finding.posts(view, query, now)

    async def tags(self, query: str) -> tuple[str, ...]:
        """Hashtags that begin like this."""
        view, _ = self._seen()
        return finding.tags(view, query)

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
            leave(view.network, self)

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
        """The community as it is, and what time it is there.

        Raises:
            Offline: I have left it.
        """
        if self._view is None:
            raise Offline("was closed")
        return self._view, self._view.network.now()
