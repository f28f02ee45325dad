"""From the server's records to the domain, as one account of mine sees them. Here the text is cleaned."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from connect_tui.domain import clean
from connect_tui.domain.people import Person, PersonId, Profile
from connect_tui.domain.post import (
    Attachment,
    Boost,
    Copy,
    Filter,
    FilterContext,
    Link,
    Mention,
    Poll,
    PollOption,
    Post,
    PostId,
    Quote,
)
from connect_tui.domain.text import Text
from connect_tui.provider import Arrived, NotFound, Removed, StreamEvent, Timeline
from connect_tui.providers.demo.markup import rich
from connect_tui.providers.demo.network import Happening, Network
from connect_tui.providers.demo.parts import ME, Part
from connect_tui.providers.demo.records import Ballot, Note, Pass, Resident
from connect_tui.providers.demo.standing import Standing


class View(Struct, frozen=True):
    """What one account of mine, by its name in the configuration, sees of one part of the network."""

    network: Network
    part: Part
    account: str

    def key(self, number: int) -> PostId:
        """The name of a note for this account."""
        return PostId(self.account, f"{self.part.letter}{number:04d}")

    def number(self, post: PostId) -> int:
        """The number of the note that has this name.

        Raises:
            NotFound: no note of this part can have it.
        """
        letter, digits = post.key[:1], post.key[1:]
        if post.account != self.account or letter != self.part.letter or not digits.isdecimal():
            raise NotFound("does not have this post any more")
        return int(digits)

    @property
    def standing(self) -> Standing:
        """How I stand with people here."""
        return self.network.standing[self.part.name]

    def note(self, post: PostId) -> Note:
        """The note that has this name.

        Raises:
            NotFound: it is not there, or not for me.
        """
        return self.network.note(self.part, self.number(post))

    def own(self, post: PostId) -> Note:
        """The note of mine that has this name.

        Raises:
            NotFound: it is not there.
            NotAllowed: somebody else wrote it.
        """
        return self.network.own(self.part, self.number(post))

    def notes(self, fits: Callable[[Note], bool]) -> list[Note]:
        """The notes that I may see and that fit, oldest first."""
        return [note for note in self.network.notes(self.part) if fits(note)]

    def person(self, resident: Resident) -> Person:
        """Somebody, as a person."""
        return Person(
            handle=resident.handle,
            name=clean.line(resident.name),
            id=PersonId(self.account, resident.id),
            url=f"https://{resident.host}/@{resident.user}",
            bot=resident.bot,
        )

    def profile(self, resident: Resident) -> Profile:
        """Somebody, in their own words."""

        def read(words: str) -> Text:
            return rich(words, lambda handle: self.network.find(self.part, handle))

        fields = ((clean.line(name), read(words)) for name, words in resident.fields)
        return Profile(self.person(resident), read(resident.about), tuple(fields))

    def post(self, note: Note, now: datetime) -> Post:
        """A note, as a post seen at `now`."""
        network = self.network
        return Post(
            uri=self._uri(note),
            author=self.person(network.people[note.author]),
            created=note.created,
            seen=now,
            copies=(self._copy(note),),
            text=network.words(note),
            url=self._url(note),
            edited=note.edited,
            visibility=note.visibility,
            warning=clean.line(note.warning),
            sensitive=note.sensitive or bool(note.warning),
            language=note.language,
            mentions=tuple(self._mention(network.people[person]) for person in note.mentioned),
            quote=self._quote(note.quote) if note.quote is not None else None,
            poll=_poll(note, note.ballot, now) if note.ballot else None,
            attachments=tuple(
                Attachment(picture.kind, clean.link(picture.url), clean.text(picture.alt))
                for picture in note.pictures
            ),
            link=Link(clean.link(note.link[0]), clean.line(note.link[1])) if note.link else None,
            has_replies=any(other.parent == note.number for other in network.notes(self.part)),
        )

    def boost(self, passed: Pass, now: datetime) -> Boost:
        """A boost, seen at `now`."""
        return Boost(
            id=self.key(passed.number),
            uri=self._uri(self.network.any_note(passed.note)),
            by=self.person(self.network.people[passed.by]),
            created=passed.created,
            seen=now,
        )

    def in_home(self, item: Note | Pass) -> bool:
        """Whether this stands in my home timeline: said or boosted by somebody whom I follow, or by me."""
        by = item.by if isinstance(item, Pass) else item.author
        if isinstance(item, Note) and item.direct:
            return False
        standing = self.standing
        return by not in standing.muted and (by in standing.followed or by == self.part.me)

    def event(self, happening: Happening, now: datetime) -> StreamEvent | None:
        """What a stream says about this; `None` where it does not concern me."""
        item = happening.item
        if isinstance(item, Pass):
            note = self.network.any_note(item.note)
            concerns = item.part == self.part.name and item.by not in ME and self.in_home(item)
            if not concerns or not self.network.visible(self.part, note):
                return None
            return Arrived((self.post(note, now),), (self.boost(item, now),), (Timeline.HOME,))
        muted = item.author in self.standing.muted
        addressed, home = self.network.addressed(self.part, item), self.in_home(item)
        mine = item.author == self.part.me
        if muted or not self.network.visible(self.part, item) or not (addressed or mine or home):
            return None
        if happening.gone:
            return Removed(self.key(item.number))
        current = self.network.any_note(item.number)
        if current.deleted:
            return None
        stands = ((Timeline.HOME, home), (Timeline.ADDRESSED, addressed))
        return Arrived((self.post(current, now),), (), tuple(timeline for timeline, on in stands if on))

    def _uri(self, note: Note) -> str:
        author = self.network.people[note.author]
        return f"https://{author.host}/users/{author.user}/{note.name}"

    def _url(self, note: Note) -> str:
        author = self.network.people[note.author]
        return f"https://{author.host}/@{author.user}/{note.name}"

    def _copy(self, note: Note) -> Copy:
        standing = self.standing
        top = self.network.thread(self.part, note)[0].number if standing.muted_threads else 0
        context = frozenset({FilterContext.HOME, FilterContext.PUBLIC})
        return Copy(
            id=self.key(note.number),
            parent=self.key(note.parent) if note.parent is not None else None,
            favourited=note.number in standing.favourited,
            boosted=any(
                passed.note == note.number and passed.by == self.part.me
                for passed in self.network.passes(self.part)
            ),
            bookmarked=note.number in standing.bookmarked,
            muted=top in standing.muted_threads,
            filters=(Filter(clean.line(note.filter), False, context),) if note.filter else (),
        )

    def _mention(self, resident: Resident) -> Mention:
        return Mention(resident.handle, clean.line(resident.name), PersonId(self.account, resident.id))

    def _quote(self, number: int) -> Quote:
        note = self.network.any_note(number)
        if not self.network.visible(self.part, note):
            return Quote(self._uri(note))
        author = self.person(self.network.people[note.author])
        return Quote(self._uri(note), author, self.network.words(note), self._url(note))


def _poll(note: Note, ballot: Ballot, now: datetime) -> Poll:
    options = enumerate(zip(ballot.options, ballot.tenths, strict=True))
    return Poll(
        key=note.name,
        options=tuple(
            PollOption(clean.line(title), tenths, place in ballot.mine) for place, (title, tenths) in options
        ),
        multiple=ballot.multiple,
        closes=ballot.closes,
        closed=ballot.closes <= now,
        voted=bool(ballot.mine),
    )
