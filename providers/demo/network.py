"""The little server: who is there, what was said, and what happens next. In memory, without any I/O.

What is still to happen (posts to come, answers that are being thought about) lies in a queue by time. Every
look at the network first lets happen what is due, so that nothing runs in the background.
"""

import asyncio
import heapq
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from weakref import WeakSet

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.draft import DraftPoll, Outgoing
from connect_tui.domain.post import Visibility
from connect_tui.domain.text import Text
from connect_tui.provider import NotAllowed, NotFound, Rejected
from connect_tui.providers.demo import markup
from connect_tui.providers.demo.community import settle
from connect_tui.providers.demo.parts import ME, PARTS, Part
from connect_tui.providers.demo.records import Ballot, Item, Note, Pass, Picture, Resident, Wording
from connect_tui.providers.demo.standing import Standing
from connect_tui.providers.demo.voices import Voices

Clock = Callable[[], datetime]

ANSWERING = 2
"""Of so many people named in a post of mine each answers; more at once would be a crowd."""


class Happening(Struct, frozen=True):
    """A note was said or changed, or a boost made; a note that is `gone` was deleted."""

    item: Item
    gone: bool = False


class Network:
    """One community, seen from all its parts. To be used from one event loop at a time."""

    def __init__(self, seed: str, clock: Clock) -> None:
        self._clock = clock
        start = clock()
        community = settle(start)
        self.people = {resident.id: resident for resident in community.people}
        self.standing = {
            part: Standing(community.followed[part], community.requests[part], community.favourited)
            for part in PARTS
        }
        self.lists = community.lists
        self.happenings: list[Happening] = []
        self._notes: dict[int, Note] = {}
        self._passes: dict[int, Pass] = {}
        self._next = 1 + len(community.notes) + len(community.passes)
        self._names = f"{int(start.timestamp()):x}"
        self._coming: list[tuple[datetime, int, Note]] = []
        self._published: dict[tuple[str, str], int] = {}
        self._pictures: dict[str, Picture] = {}
        self._wordings: dict[int, list[Wording]] = {}
        self._voices = Voices(seed, community.lines)
        self.guests: WeakSet[object] = WeakSet()
        """Whoever visits: while somebody does, those who come meet the same people."""
        self._bells: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        for note in community.notes:
            note = self._named(note)
            if note.created > start:
                self._later(note)
            else:
                self._notes[note.number] = note
        self._passes = {passed.number: passed for passed in community.passes}

    # ---- looking ----------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """What time it is; everything that is due by then has happened."""
        now = self._clock()
        while self._coming and self._coming[0][0] <= now:
            _, _, note = heapq.heappop(self._coming)
            parent = self._notes.get(note.parent) if note.parent is not None else None
            if parent is None or not parent.deleted:
                self.say(note)
        return now

    def find(self, part: Part, handle: str) -> Resident | None:
        """Who has this handle, full or short; a short "you" is me in that part."""
        user, _, host = handle.casefold().partition("@")
        for resident in self.people.values():
            if resident.user == user and host in ("", resident.host) and (user != "you" or host):
                return resident
        return self.people[part.me] if handle.casefold() == "you" else None

    def resident(self, key: str) -> Resident:
        """The person with this id.

        Raises:
            NotFound: there is nobody.
        """
        if key not in self.people:
            raise NotFound("does not know this person")
        return self.people[key]

    def note(self, part: Part, number: int) -> Note:
        """One note.

        Raises:
            NotFound: it is not there, or not for me.
        """
        note = self._notes.get(number)
        if note is None or not self.visible(part, note):
            raise NotFound("does not have this post any more")
        return note

    def any_note(self, number: int) -> Note:
        """One note, deleted or not, whoever may see it. It must have been there."""
        return self._notes[number]

    def notes(self, part: Part) -> Iterator[Note]:
        """Everything that I may see in this part, oldest first."""
        return (note for note in list(self._notes.values()) if self.visible(part, note))

    def passes(self, part: Part) -> Iterator[Pass]:
        """The boosts made in this part, of notes that I may see."""
        for passed in list(self._passes.values()):
            hidden = self.standing[part.name].hides(passed.by)
            if passed.part == part.name and not hidden and self.visible(part, self._notes[passed.note]):
                yield passed

    def visible(self, part: Part, note: Note) -> bool:
        """Whether I may see this note in this part."""
        standing = self.standing[part.name]
        if part.name not in note.parts or note.deleted or note.author in standing.blocked:
            return False
        if note.author == part.me or part.me in note.mentioned:
            return True
        if note.visibility is Visibility.FOLLOWERS:
            return note.author in standing.followed
        return not note.direct

    def addressed(self, part: Part, note: Note) -> bool:
        """Whether somebody else says this to me: it names, answers or quotes me."""
        about = (self._notes.get(number) for number in (note.parent, note.quote) if number is not None)
        mine = any(other is not None and other.author == part.me for other in about)
        return note.author not in ME and (part.me in note.mentioned or mine)

    def thread(self, part: Part, note: Note) -> list[Note]:
        """Everything above and below a note, itself included, oldest first."""
        top = note
        while top.parent is not None and self.visible(part, parent := self._notes[top.parent]):
            top = parent
        found = {top.number}
        for other in sorted(self._notes.values(), key=lambda other: other.number):
            if other.parent in found and self.visible(part, other):
                found.add(other.number)
        return [self._notes[number] for number in sorted(found)]

    def words(self, note: Note) -> Text:
        """The note's text with its spans."""
        read = markup.rich if note.rich else markup.plain
        return read(note.text, lambda handle: self.find(PARTS[note.parts[0]], handle))

    # ---- doing ------------------------------------------------------------------------------------------

    def say(self, note: Note) -> Note:
        """Let somebody say something, now. The note gets its number, and its name where it has none."""
        number = self._next
        self._next += 1
        note = self._named(replace(note, number=number, name=note.name or f"{self._names}-{number}"))
        self._notes[number] = note
        self._happened(Happening(note))
        return note

    def publish(self, part: Part, outgoing: Outgoing, parent: Note | None) -> Note:
        """Publish what I wrote; the same key gives the same note."""
        now = self.now()
        known = self._published.get((part.name, outgoing.key))
        if known is not None:
            return self.note(part, known)
        private = outgoing.visibility is Visibility.DIRECT and parent is not None
        note = self.say(
            Note(
                name="",
                author=part.me,
                parts=parent.parts if parent is not None else (part.name,),
                created=now,
                text=outgoing.text,
                parent=parent.number if parent is not None else None,
                visibility=outgoing.visibility,
                warning=outgoing.warning,
                sensitive=outgoing.sensitive,
                language=outgoing.language,
                mentioned=self._between(part, parent) if private and parent is not None else (),
                ballot=_ballot(outgoing.poll, now) if outgoing.poll is not None else None,
                pictures=self._attached(outgoing),
                rich=False,
            )
        )
        self._published[(part.name, outgoing.key)] = note.number
        self._let_answer(part, note, parent)
        return note

    def change(self, note: Note, outgoing: Outgoing) -> Note:
        """Change what a note says. A poll that asks the same goes on."""
        now = self.now()
        self._wordings[note.number] = [*self.wordings(note)]
        wished, ballot = outgoing.poll, note.ballot
        if wished is None or ballot is None or wished.options != ballot.options:
            ballot = _ballot(wished, now) if wished is not None else None
        changed = replace(
            note,
            text=outgoing.text,
            warning=outgoing.warning,
            sensitive=outgoing.sensitive,
            language=outgoing.language,
            ballot=ballot,
            pictures=self._attached(outgoing),
            edited=now,
        )
        changed = self._named(changed if changed.direct else replace(changed, mentioned=()))
        self._notes[note.number] = changed
        self._happened(Happening(changed))
        return changed

    def wordings(self, note: Note) -> tuple[Wording, ...]:
        """What a note has said, what it says now last."""
        now = Wording(note.text, note.warning, note.edited or note.created)
        return (*self._wordings.get(note.number, ()), now)

    def keep(self, picture: Picture) -> str:
        """Keep something that may be attached to a note; the name that it has from then on."""
        key = f"{self._names}-picture-{self._next}"
        self._next += 1
        self._pictures[key] = picture
        return key

    def key_of(self, picture: Picture) -> str:
        """The name of something that is attached to a note."""
        found = next((key for key, known in self._pictures.items() if known == picture), None)
        return found if found is not None else self.keep(picture)

    def choose(self, note: Note, choices: tuple[int, ...], now: datetime) -> Note:
        """Vote in the poll of a note.

        Raises:
            Rejected: there is none, it is over, I have voted, or the choice is none.
        """
        ballot = note.ballot
        if ballot is None:
            raise Rejected("There is no poll in this post any more")
        if ballot.closes <= now or ballot.mine:
            over = ballot.closes <= now
            raise Rejected("The poll is over" if over else "You have already voted in this poll")
        fits = set(choices) <= set(range(len(ballot.options)))
        if not choices or not fits or (len(choices) > 1 and not ballot.multiple):
            raise Rejected("That cannot be chosen in this poll")
        changed = replace(note, ballot=replace(ballot, mine=tuple(sorted(set(choices)))))
        self._notes[note.number] = changed
        self._happened(Happening(changed))
        return changed

    def _attached(self, outgoing: Outgoing) -> tuple[Picture, ...]:
        """What is attached.

        Raises:
            Rejected: something is not here any more.
        """
        alts = dict(outgoing.alts)
        for key in outgoing.media:
            if key not in self._pictures:
                raise Rejected("Something that was attached is not there any more")
            if key in alts:
                self._pictures[key] = replace(self._pictures[key], alt=alts[key])
        return tuple(self._pictures[key] for key in outgoing.media)

    def remove(self, note: Note) -> None:
        """Delete a note."""
        self._notes[note.number] = replace(note, deleted=True)
        self._happened(Happening(note, gone=True))

    def own(self, part: Part, number: int) -> Note:
        """A note of mine.

        Raises:
            NotFound: it is not there.
            NotAllowed: somebody else wrote it.
        """
        note = self.note(part, number)
        if note.author != part.me:
            raise NotAllowed("lets people change only what they wrote themselves")
        return note

    def boost(self, part: Part, note: Note, by: str, on: bool) -> None:
        """Let somebody boost a note, or take that back."""
        before = [p for p in self._passes.values() if (p.note, p.by, p.part) == (note.number, by, part.name)]
        if on and not before:
            passed = Pass(self._next, note.number, by, part.name, self.now())
            self._next += 1
            self._passes[passed.number] = passed
            self._happened(Happening(passed))
        elif not on:
            for passed in before:
                del self._passes[passed.number]

    # ---- waiting ----------------------------------------------------------------------------------------

    async def rest(self) -> None:
        """Wait until something happens, or until something is due."""
        delay = None
        if self._coming:
            delay = max(0.0, (self._coming[0][0] - self._clock()).total_seconds())
        bell = asyncio.Event()
        self._bells[bell] = asyncio.get_running_loop()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), delay)
        finally:
            del self._bells[bell]

    def ring(self) -> None:
        """Wake up everybody who rests."""
        for bell, loop in list(self._bells.items()):
            loop.call_soon_threadsafe(bell.set)

    def _happened(self, happening: Happening) -> None:
        self.happenings.append(happening)
        self.ring()

    # ---- answering --------------------------------------------------------------------------------------

    def _let_answer(self, part: Part, mine: Note, parent: Note | None) -> None:
        words = self.words(mine)
        for person in self._answering(part, mine, parent):
            thread = {note.number for note in self.thread(part, mine)}
            if any(note.author == person and note.parent in thread for _, _, note in self._coming):
                continue
            said = [
                note
                for note in self._notes.values()
                if note.number in thread and note.author == person and note.voiced
            ]
            answer = self._voices.answer(mine, words, parent, self.people[person], said)
            if answer is not None:
                pause = self._voices.pause(person, mine.name, mine.text)
                self._later(replace(answer, created=mine.created + pause))

    def _answering(self, part: Part, mine: Note, parent: Note | None) -> list[str]:
        """Who takes up what I wrote: whom I answer, or whom I name, or somebody who happens to read it."""
        standing = self.standing[part.name]
        if parent is not None and parent.author not in ME:
            asked = [parent.author]
        elif mine.mentioned or mine.direct or parent is not None:
            asked = list(mine.mentioned)
        else:
            asked = [self._voices.choose(sorted(standing.followed | standing.followers), "reads", mine.text)]
        return [
            person
            for person in asked
            if person not in ME and self._voices.knows(person) and not standing.hides(person)
        ][:ANSWERING]

    def _later(self, note: Note) -> None:
        heapq.heappush(self._coming, (note.created, self._next, note))
        self._next += 1
        self.ring()

    def _between(self, part: Part, parent: Note) -> tuple[str, ...]:
        """With whom the private exchange around this note is held, without me."""
        people = dict.fromkeys((parent.author, *parent.mentioned))
        return tuple(person for person in people if person != part.me)

    def _named(self, note: Note) -> Note:
        """The note with the people whom it names; in some parts an answer begins with a handle."""
        part = PARTS[note.parts[0]]
        parent = self._notes.get(note.parent) if note.parent is not None else None
        text = note.text
        named = self._ids(part, text)
        if part.names and note.rich and parent and parent.author not in (note.author, *named):
            author = self.people[parent.author]
            text = f"@{author.user if author.id not in ME else author.handle[1:]} {text}"
            named = self._ids(part, text)
        return replace(note, text=text, mentioned=tuple(dict.fromkeys((*note.mentioned, *named))))

    def _ids(self, part: Part, text: str) -> tuple[str, ...]:
        found = (self.find(part, handle) for handle in markup.handles(text))
        return tuple(dict.fromkeys(resident.id for resident in found if resident is not None))


def _ballot(poll: DraftPoll, now: datetime) -> Ballot:
    """A poll in which nobody has voted yet."""
    return Ballot(poll.options, (0,) * len(poll.options), now + poll.duration, poll.multiple)
