"""Cutting a text that is too long for one post into several, at the ends of sentences. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec.structs import replace
from rich.cells import split_graphemes

from connect_tui.domain.draft import Draft
from connect_tui.domain.visibility import Visibility
from connect_tui.port.capabilities import Capabilities
from connect_tui.sync.composing import follow_up
from connect_tui.sync.measuring import excess
from connect_tui.sync.wording import named_in

Fits = Callable[[str], bool]
"""Whether the network takes a post with these words."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE = re.compile(r"(?:[.!?…]+|[。！？｡]+)[\"'”’»)\]」』）]*(?:\s+|(?<=[。！？｡」』）]))|\n\s*")
_WORD = re.compile(r"\s+")
_SHORT = re.compile(r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Nr|No|vs|etc|ca|bzw|usw|vgl|Sr|Sra))\.$")
"""What ends in a full stop and is seldom the end of a sentence."""


def split(text: str, fits: Fits) -> tuple[str, ...]:
    """The text in as few parts as it takes, each of which fits. A part ends with a paragraph or a sentence
    where one ends in its second half, else with a word. Only white space between the parts is lost.

    Raises:
        ValueError: not one character fits.
    """
    parts: list[str] = []
    rest = text.strip()
    while rest and not fits(rest):
        end = _end(rest, fits)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def parts(draft: Draft, can: Capabilities, speaker: str, now: datetime) -> tuple[Draft, ...]:
    """The draft as a thread: each part fits and follows the one before. Poll and media stay with the first.
    Whoever is named anywhere in private is named in every part: they could not read the others. One part,
    where it fits as it is.

    Raises:
        ValueError: those who are named leave no room for a single character.
    """
    first = draft
    if draft.visibility is Visibility.DIRECT:
        first = replace(
            draft, recipients=tuple(dict.fromkeys((*draft.recipients, *named_in(draft.text, speaker))))
        )
    texts = split(draft.text, lambda words: excess(replace(first, text=words), can) <= 0)
    if len(texts) < 2:
        return (draft,)
    found = [replace(first, text=texts[0], changed=now)]
    for text in texts[1:]:
        found.append(follow_up(found[-1], text, now))
    return tuple(found)


def sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end within a text: the offset of what comes after each. The last is the text's own."""
    for found in _SENTENCE.finditer(text):
        word = text[: found.end()].rstrip()[-6:]
        goes_on = text[found.end() : found.end() + 1].islower()
        line = "\n" in found[0]
        if found.end() < len(text) and (line or not (goes_on or _SHORT.search(word))):
            yield found.end()
    yield len(text)


def _end(text: str, fits: Fits) -> int:
    """Where the first part of a text that does not fit has to end."""
    graphemes = [end for _, end, _ in split_graphemes(text)[0]]
    most = _last(graphemes, text, fits)
    if not most:
        raise ValueError("not one character fits")
    places = (
        [found.end() for found in _PARAGRAPH.finditer(text)],
        list(sentence_ends(text)),
        [found.end() for found in _WORD.finditer(text)],
    )
    for ends, least in zip(places, (most // 2, most // 3, 1), strict=True):
        end = _last([end for end in ends if end < len(text)], text, fits)
        if end >= least:
            return end
    return most


def _last(ends: list[int], text: str, fits: Fits) -> int:
    """The last of these places up to which the text fits; 0 where there is none."""
    index = bisect_right(ends, False, key=lambda end: not fits(text[:end].rstrip()))
    # What comes later can make a beginning shorter, as where a link is complete: look back for certain.
    while index and not fits(text[: ends[index - 1]].rstrip()):
        index -= 1
    return ends[index - 1] if index else 0
