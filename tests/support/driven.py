"""The program on a real terminal, driven through everything that shows what others wrote."""

import re

from sitting import Sitting

ROUND = (
    "tab", "tab", "tab", "j", "j", "enter", "x", "X", "j", "j", "i", "escape", "C", "escape", "P", "escape",
    "r", "escape", "escape", "shift+tab", "shift+tab", "g", "g", "enter", "X", "space", "space", "G", "escape", "G", "i",
    "escape", "e", "v", "j", "escape", "u", "w", "n", "n", "escape", "/", "before", "enter", "down", "escape",
    "escape", "J", "before", "down", "escape", "D", "escape", "F", "escape", "H", "escape", "M", "ctrl+p",
    "escape", "?", "G", "escape", "c", "@before", "escape", "escape", "R", "space", "space", "space", "g", "g",
)  # fmt: skip
"""A walk through all screens: lists, conversations, reasons, circles, the composer, searches, help."""
_KEYS = {
    "tab": b"\t", "shift+tab": b"\x1b[Z", "enter": b"\r", "escape": b"\x1b", "space": b" ", "down": b"\x1b[B",
    "ctrl+p": b"\x10", "ctrl+q": b"\x11", "ctrl+s": b"\x13",
}  # fmt: skip


def drive(sitting: Sitting, keys: tuple[str, ...] = ROUND, pace: float = 0.12) -> str:
    """Press the keys one after another, quit, and answer all that was written to the terminal."""
    sitting.sees(" help")
    sitting.settle(1.5)
    for key in keys:
        sitting.types(_KEYS.get(key, key.encode()))
        sitting.settle(2 * pace if key == "escape" else pace)  # or it becomes one key with the next
    sitting.types(b"\x1b")
    sitting.settle(0.3)
    sitting.types(_KEYS["ctrl+q"])
    assert sitting.ends() == 0, sitting.seen[-3000:]
    return sitting.seen


_OWN = re.compile(
    r"\x1b\[(?:"
    r"(?:[01234579]|2[1-9]|38|48|39|49|58;[\d;]*|[34]8;[25];[\d;]+|[\d;]+)*m"  # colours and weights
    r"|\d+;\d+H"  # places
    r"|\?(?:1000|1003|1004|1006|1015|1016|1049|2004|2026|2048|25|7)[hl]|\?20(?:26|48)\$p"
    r"|>\d+u|<u|\?u|c|6n"
    r")"
    r"|\x1b\]22;[a-z-]+\x07"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"
    r"|\x1b\]8;id=[\w.-]+;https?://[!-~]+\x1b\\|\x1b\]8;;\x1b\\"
    r"|[\r\n\x07]"
)
"""Everything that the program may say to a terminal besides text."""


def steering(seen: str) -> list[str]:
    """What stands in a stream besides text and what the program may say; with a little of what surrounds it."""
    rest = _OWN.sub("\0", seen)
    bad = re.finditer(r"[\x01-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", rest)
    return [rest[max(0, found.start() - 30) : found.end() + 30] for found in bad]


def words(seen: str) -> str:
    """The text of a stream, without what steers the terminal."""
    return _OWN.sub("", seen)
