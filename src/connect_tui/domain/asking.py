"""Whether a text asks for something, or is nothing but a thank you.

Asking only ever raises a post, and not asking never hides one: in logs of people talking, most questions and
most plain statements were answered alike, and only short thanks mostly were not.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from functools import cache
from pathlib import Path

from msgspec import Struct

from connect_tui.domain.late import late
from connect_tui.domain.people import handle_key
from connect_tui.domain.post import Post
from connect_tui.domain.text import SpanKind, Text

QUESTION_MARKS = "?？\u061f\u037e\u055e\u2047\u2048\u2049❓❔\u1367\ua60f\ua6f7\ufe16\ufe56\u2e2e\U00011143"
"""The question marks of all scripts."""
_GREEK_SEMICOLON = r"(?<=[\u0370-\u03ff\u1f00-\u1fff]);"
"""In Greek the semicolon asks, and hardly anybody types the sign that was made for it."""
_QUESTION_MARK = rf"[{QUESTION_MARKS}]|{_GREEK_SEMICOLON}"
LONGEST_THANKS = 200
"""Nobody thanks at greater length without saying something else as well; in characters."""

_UNASKED = (SpanKind.LINK, SpanKind.CODE, SpanKind.QUOTE, SpanKind.MENTION)
_LINK = late(r"\b(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]{1,63}\.\w\S*", re.IGNORECASE)
_QUOTED_LINE = late(r"^[^\S\n]*>.*$", re.MULTILINE)
_QUESTION = late(_QUESTION_MARK)
_SENTENCE_END = late(rf"(?:[.!。！｡…।॥\n]|{_QUESTION_MARK})+\s*")
_MENTION = late(r"[@＠][\w.-]*\w(?:@[\w.-]+\w)?")
_SHORTCODE = late(r":[a-zA-Z0-9_+-]{2,}:")
_KEYCAP = late(r"[0-9#*]\ufe0f?\u20e3")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


def asks(text: Text) -> bool:
    """Whether a text holds a question mark or a request outside links, code, quotes and handles."""
    return _asks_plainly(own_words(text))


def _asks_plainly(words: str) -> bool:
    """The same for words out of which `own_words` has taken what does not ask."""
    if _QUESTION.search(words):
        return True
    words = words.translate(_APOSTROPHES)
    folded = _folded(words)
    # The pattern is only made where it may find something: making it takes longer than reading a first page.
    return any(phrase in folded for phrase in _requests()) and bool(_request().search(words))


def asks_by_name(text: Text, names: Collection[str]) -> bool:
    """Whether one of `names`, which are handle keys, stands outside the leading run of mentions in a sentence
    that asks.
    """
    mentions = text.of_kind(SpanKind.MENTION)
    lead = 0
    for span in mentions:
        if text.plain[lead : span.start].strip(" ,\n\u00a0"):
            break
        lead = span.end
    named = [span for span in mentions if span.start >= lead and handle_key(span.target) in names]
    if not named:
        return False
    words = own_words(text)
    pieces = _sentences(words)
    starts = [start for start, _ in pieces]
    return any(_asks_plainly(words[slice(*pieces[bisect_right(starts, span.start) - 1])]) for span in named)


def own_words(text: Text) -> str:
    """The text with links, code, quotes and handles blanked out, every other character at its place."""
    words = list(text.plain)
    done = 0  # they may lie within each other, as deep as strangers like
    for span in sorted(text.of_kind(*_UNASKED), key=lambda span: span.start):
        start, done = max(span.start, done), max(span.end, done)
        words[start:done] = (" " if c != "\n" else "\n" for c in words[start:done])
    blanked = "".join(words)
    for pattern in (_QUOTED_LINE, _LINK):
        blanked = pattern.sub(lambda found: " " * len(found[0]), blanked)
    return blanked


def _sentences(words: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, marks included."""
    ends = [found.end() for found in _SENTENCE_END.finditer(words)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(words)], strict=True) if end > start]


def closing(post: Post) -> bool:
    """Whether a post is nothing but thanks or emoji once mentions are taken away, and asks nothing.

    Something attached, quoted or put to the vote is more than thanks, and so is a text with nothing in it.
    """
    if post.attachments or post.poll or post.quote or post.link or asks(post.text):
        return False
    words = list(post.text.plain)
    for span in post.text.of_kind(SpanKind.MENTION):
        words[span.start : span.end] = " " * (span.end - span.start)
    left = _MENTION.sub(" ", "".join(words)).translate(_APOSTROPHES)
    if not left.strip():
        return False
    left = _KEYCAP.sub(" ", _SHORTCODE.sub(" ", _faces().sub(" ", left)))
    left = " ".join("".join(" " if _is_sign(character) else character for character in left).split())
    if not left:
        return True
    return len(left) <= LONGEST_THANKS and any(thanks.make(_folded(left)) for thanks in _thanks())


class _Thanks(Struct, frozen=True):
    """What thanks in one language, and what may stand beside it: each phrase as its words, or, in a language
    without spaces, as its characters (`joined`). `longest` is that of the longest phrase.
    """

    thanks: frozenset[tuple[str, ...]]
    beside: frozenset[tuple[str, ...]]
    longest: int
    joined: bool

    def make(self, words: str) -> bool:
        """Whether these words are nothing else, and thank at least once."""
        parts = tuple(words if self.joined else words.split())
        # How far phrases reach from the beginning, and whether one of them thanks.
        reached = {0: False}
        for start in range(len(parts)):
            if start not in reached:
                continue
            said = reached[start]
            if parts[start].isspace():
                reached[start + 1] = reached.get(start + 1, False) or said
            for end in range(start + 1, min(start + self.longest, len(parts)) + 1):
                phrase = parts[start:end]
                if phrase in self.thanks or phrase in self.beside:
                    reached[end] = reached.get(end, False) or said or phrase in self.thanks
        return reached.get(len(parts), False)


def _is_sign(character: str) -> bool:
    """Whether a character is punctuation, an emoji or a part of one."""
    if character == "'":
        return False
    return unicodedata.category(character) in (
        "So",
        "Sk",
        "Po",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Cf",
        "Mn",
        "Me",
    ) or ("\u2190" <= character <= "\u2bff")


def _folded(words: str) -> str:
    """Words in a form in which whatever the patterns take for the same is the same."""
    return " ".join(words.replace("\u0131", "i").replace("\u0130", "i").casefold().split())


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    """Phrases by language. A post's own language is often tagged wrongly: all apply."""
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))


def _languages(*, joined: bool) -> list[dict[str, list[str]]]:
    """What is said in languages that are written with spaces, or without (`joined`)."""
    return [entry for name, entry in _table().items() if name != "signs" and ("joined" in entry) is joined]


@cache
def _requests() -> tuple[str, ...]:
    """Every request phrase, folded."""
    return tuple(
        _folded(phrase)
        for joined in (False, True)
        for entry in _languages(joined=joined)
        for phrase in entry["ask"]
    )


@cache
def _request() -> re.Pattern[str]:
    """A request phrase: whole words, or, in languages without spaces, anywhere."""
    spaced, joined = (
        _any_of([phrase for entry in _languages(joined=joined) for phrase in entry["ask"]])
        for joined in (False, True)
    )
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{joined}", re.IGNORECASE)


@cache
def _thanks() -> tuple[_Thanks, ...]:
    """What thanks, by language."""
    return tuple(
        _thanks_of(entry, joined=joined) for joined in (False, True) for entry in _languages(joined=joined)
    )


def _thanks_of(entry: dict[str, list[str]], *, joined: bool) -> _Thanks:
    thanks, beside = (
        frozenset(tuple(phrase if joined else phrase.split()) for phrase in map(_folded, entry[kind]))
        for kind in ("thanks", "with")
    )
    return _Thanks(thanks, beside, max(map(len, thanks | beside)), joined)


@cache
def _faces() -> re.Pattern[str]:
    """Faces that are written with letters and signs."""
    return re.compile(rf"(?<![\w:])(?:{_any_of(_table()['signs']['faces'])})(?!\w)")


def _any_of(phrases: list[str]) -> str:
    """A pattern for any of these, the longest first, with any white space between their words."""
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
