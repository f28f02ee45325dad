"""How people answer back: a line of their own that waits for me, or one that suits what I said.

Everything is chosen by hashing the seed with what was said, so the same words get the same answer.
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b

from connect_tui.domain.asking import asks, closing
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import Post
from connect_tui.domain.text import Text
from connect_tui.providers.demo.community import Lines
from connect_tui.providers.demo.records import Note, Resident

TURNS = 3
"""So often somebody answers in one conversation; then it has come to its end."""
SOONEST = timedelta(seconds=2)
LATEST = timedelta(seconds=6)

_NOBODY = Person("", "", PersonId("", ""))


class Voices:
    """The lines of everybody, and the choice among them."""

    def __init__(self, seed: str, lines: Lines) -> None:
        self._seed = seed
        self._lines = lines

    def choose(self, among: Sequence[str], *about: str) -> str:
        """One of these, always the same for the same seed and subject."""
        return among[self._hash(*about) % len(among)]

    def pause(self, *about: str) -> timedelta:
        """How long somebody thinks before answering."""
        span = (LATEST - SOONEST) // timedelta(milliseconds=1)
        return SOONEST + timedelta(milliseconds=self._hash("pause", *about) % (span + 1))

    def knows(self, person: str) -> bool:
        """Whether this person has anything to say."""
        return person in self._lines

    def answer(
        self, mine: Note, words: Text, answered: Note | None, by: Resident, said: Sequence[Note]
    ) -> Note | None:
        """What `by` answers to my note, or `None` where enough is said.

        `words` is the text of my note, `answered` the note under which it stands, `said` what `by` has
        answered to me in this conversation before. The answer still has my note's time.
        """
        thanked = _closes(mine, words)
        if len(said) >= TURNS or (thanked and said):
            return None
        language = self._language(mine, answered, by)
        script = answered.then if answered is not None and answered.author == by.id else ()
        asked = asks(words)
        then: tuple[str, ...] = ()
        if thanked:
            text = self._line(by, language, "thanks", mine, said)
        elif script:
            text, then = script[0], script[1:]
            # A question of mine is not passed over because they had something to say themselves.
            if asked and len(said) + 1 < TURNS:
                text = f"{self._line(by, language, 'asked', mine, said)} {text}"
        else:
            text = self._line(by, language, _occasion(mine, asked, len(said)), mine, said)
        return Note(
            name="",
            author=by.id,
            parts=mine.parts,
            created=mine.created,
            text=text,
            parent=mine.number,
            visibility=mine.visibility,
            warning=mine.warning,
            language=language,
            mentioned=(mine.author,) if mine.direct else (),
            then=then,
            voiced=True,
        )

    def _language(self, mine: Note, answered: Note | None, by: Resident) -> str:
        wished = (answered.language if answered is not None else "", mine.language, *by.languages)
        return next(language for language in wished if language in self._lines[by.id])

    def _line(self, by: Resident, language: str, occasion: str, mine: Note, said: Sequence[Note]) -> str:
        lines = self._lines[by.id][language][occasion]
        fresh = [line for line in lines if not any(line in note.text for note in said)]
        return self.choose(fresh or lines, by.id, mine.name, mine.text)

    def _hash(self, *about: str) -> int:
        return int.from_bytes(blake2b("\0".join((self._seed, *about)).encode(), digest_size=8).digest())


def _occasion(mine: Note, asked: bool, turn: int) -> str:
    if turn == TURNS - 1:
        return "asked" if asked else "thanks"
    if asked:
        return "asked"
    if turn == 0:
        return "meets" if mine.parent is None and not mine.mentioned else "more"
    return "rests"


def _closes(mine: Note, words: Text) -> bool:
    """Whether I said nothing but thanks."""
    return closing(
        Post(uri="", author=_NOBODY, created=mine.created, seen=mine.created, copies=(), text=words)
    )
