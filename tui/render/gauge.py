"""How much room is left, said in words, and only where it becomes tight."""

from collections.abc import Callable
from itertools import pairwise

from connect_tui.tui.splitting import sentence_ends

Room = Callable[[str], int]
"""How many characters more than these words a post may hold; below zero, how many too many they are."""

_TIGHT = 10
"""It becomes tight where less than a tenth of what a post may hold is left."""
_SENTENCE = 60
_WORDS = 25
"""Characters of a short sentence, and of a few words."""
_SEVERAL = ("", "about a sentence", "about two sentences", "about three sentences", "about four sentences")


def gauge(text: str, room: Room, most: int) -> str:
    """What there is to say about the length of a text; mostly nothing. `most`: what a post may hold."""
    left = room(text)
    if left < -most:
        return "more than twice as long as fits"
    if left < 0:
        return f"{_excess(text, room)} too long"
    if left >= most // _TIGHT:
        return ""
    if left >= _SENTENCE:
        return "room for a short sentence"
    return "room for a few words" if left > 0 else "just full"


def _excess(text: str, room: Room) -> str:
    over = -room(text)
    if over <= _WORDS:
        return "a word or two" if over <= _WORDS // 2 else "a few words"
    ends = [0, *sentence_ends(text)]
    for several, (start, _) in enumerate(reversed(list(pairwise(ends))), 1):
        if several == len(_SEVERAL):
            break
        if room(text[:start].rstrip()) >= 0:
            return _SEVERAL[several] if start else _by_length(over)
    return _by_length(over)


def _by_length(over: int) -> str:
    """Where sentences say little: one is longer than a post, or many are very short."""
    several = min(max(1, round(over / _SENTENCE)), len(_SEVERAL))
    return _SEVERAL[several] if several < len(_SEVERAL) else "several sentences"
