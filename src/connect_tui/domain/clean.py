"""Cleaning: everything from a network passes here once, where the wire is decoded.

What is taken out could move the cursor, write the clipboard, turn the reading order of a whole line, or
grow one character over its neighbours. What honest text needs stays: right-to-left marks, joiners inside
emoji and Indic words, combining accents. See `docs/decisions/0005-cleaning.md`.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from connect_tui.domain.late import late

MAX_TEXT = 100_000
"""Characters kept of one text; no network that is gathered here allows as many."""
MAX_LINE = 500
"""Characters kept of a name, a title or another single line."""
MAX_MARKS = 8
"""Combining marks kept on one character; Vietnamese, Thai and Hebrew need four at most."""
MAX_JOINERS = 1
"""Invisible characters kept in a row; an emoji or an Indic cluster needs one."""
MAX_JOINED = 4
"""Joiners kept in one emoji; a family of four needs three."""
MAX_NESTED = 60
"""Directions open within each other; a terminal need not know more: https://www.unicode.org/reports/tr9/#BD2"""
MAX_HOST = 253
"""Characters of a host's name, by https://www.rfc-editor.org/rfc/rfc1035."""

OPENABLE = frozenset({"http", "https", "mailto", "gemini", "xmpp"})
"""The schemes of links that open, and only on a key press."""

# Isolates and embeddings go as well: a wrapped line would leave them open for whatever stands beside it.
_STEERING = late(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS = late(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\U000e0001]")
# CSI, OSC, DCS, SOS, PM and APC with their payload: without it, what is left would stand there as rubbish.
_SEQUENCES = late(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_SURROGATES = late(r"[\ud800-\udfff]")
_UNSEEN = (
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff]"
)
_NOTHING = late(rf"(?:{_UNSEEN}|[\s\u2800])*")
_INVISIBLE = late(rf"({_UNSEEN}){_UNSEEN}+")
# A run of what is no letter and no digit, and of those letters that stand on the one before them or show
# nothing; of a shorter one nothing is too much.
_GROWING = late(rf"(?:[^\x00-\x7f\w]|[\u115f-\u11ff\u3164\ud7b0-\ud7ff\uffa0]){{{MAX_MARKS + 1},}}")
_JAMO = late(r"[\u115f-\u11ff\u3164\ud7b0-\ud7ff\uffa0\U0001f3fb-\U0001f3ff]")
"""Vowels and ends of Hangul syllables, its fillers, and skin colours: each takes no place after another."""
_JOINED = late(r"(?<=\w)\u200d|\u200d(?=\w)")
_LANGUAGE = late(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_BLANK_LINES = late(r"\n[ \t]*(?:\n[ \t]*){2,}")
_TAGS = late(r"[\U000e0000-\U000e007f]+")
# Latin letters beyond those of European languages, and those of them that look like another.
_DECEIVING = late(
    r"[\u0131\u0138\u0140\u0149\u017f-\u02ff\u1d00-\u1dbf\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f]"
)
_PLAIN_SCRIPTS = frozenset(
    {"LATIN", "CJK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU"}
    | {"KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "KHMER", "MYANMAR", "ETHIOPIC", "GEORGIAN"}
)
"""Scripts in which nothing passes for a Latin word; Cyrillic and Greek are not among them."""
_EMOJI_JOINED = "\ufe0f\u200d"
"""As in the rainbow flag: what is shown as an emoji is joined to the next one."""
_JOINER = "\u200d"
_VIRAMA = 9
"""The combining class of the marks that take the vowel from an Indic letter."""
_FLAG_BASE = "\U0001f3f4"

_OPENERS = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_OVERRIDES = frozenset("\u202d\u202e")
_CLOSERS = frozenset("\u202c\u2069")
_TURNING = _OVERRIDES | _CLOSERS | _OPENERS.keys()
_TURNS = late("[" + "".join(sorted(_TURNING)) + "]")


def text(value: str) -> str:
    """Clean a text of several lines; at most two line feeds stand in a row."""
    value = _without_controls(value[: MAX_TEXT * 2].replace("\r\n", "\n").replace("\r", "\n"))
    value = _BLANK_LINES.sub("\n\n", _calm(value))[:MAX_TEXT]
    if not _TURNS.search(value):
        return value
    # Once more at the end: what a stray closer kept apart may stand side by side without it.
    return _BLANK_LINES.sub("\n\n", _calm("\n".join(_balanced(row) for row in value.split("\n"))))


def line(value: str, limit: int = MAX_LINE) -> str:
    """Clean a text of one line, such as a name or a title: every run of white space becomes a space.
    One in which there is nothing to see is empty: nobody is called by it.

    Have it cut here, at `limit` characters: whoever cuts it afterwards may leave a direction open.
    """
    spaced = _without_controls(" ".join(value[: MAX_LINE * 4].split()))
    # Once more at the end: what a stray closer kept apart may stand side by side without it.
    cleaned = " ".join(_calm(_balanced(_calm(spaced)[:limit])).split())
    return "" if not cleaned.isascii() and _NOTHING.fullmatch(cleaned) else cleaned


def language(value: str) -> str:
    """The tag of a language, such as `pt-BR`; empty where it is none (https://www.rfc-editor.org/rfc/rfc5646)."""
    return value if _LANGUAGE.fullmatch(value) else ""


def link(value: str) -> str:
    """A link that may be opened, as it was written; empty where it may not.

    Only the schemes of `OPENABLE`, with no white space, control or invisible character in it, and no
    user name or password before the host.
    """
    if not value or len(value) > 2048 or value != _calm(_without_controls(value)):
        return ""
    if " " in value or (not value.isprintable() and any(map(_parts_links, value))):
        return ""
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in OPENABLE or len(host or "") > MAX_HOST:
        return ""
    # There are mail programs that let a link attach any file to what is written.
    if parts.scheme.lower() == "mailto" and "attach" in unquote(parts.query).lower():
        return ""
    # A browser takes a backslash for the end of the host.
    if parts.scheme.lower() in ("http", "https", "gemini") and (not host or set("@\\") & set(parts.netloc)):
        return ""
    return value


def _parts_links(character: str) -> bool:
    """Whether a link ends before this, or seems to go on without it."""
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Cs")


def safe(value: str) -> str:
    """The last net before a terminal: what could steer it is dropped, tabs become spaces, line feeds stay."""
    if value.isprintable():
        return value
    return _STEERING.sub("", value.replace("\t", "    "))


@lru_cache(2_000)
def host(url: str) -> str:
    """The host that a link really goes to, in punycode where its letters are of mixed scripts.

    Empty where the link has none.
    """
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    if name.isascii():
        return name
    return ".".join(label if _one_script(label) else _punycode(label) for label in name.split("."))


def _without_controls(value: str) -> str:
    value = _SURROGATES.sub("\ufffd", value)
    return _CONTROLS.sub("", _SEQUENCES.sub("", value)).replace("\t", "    ")


def _calm(value: str) -> str:
    """Thin out floods of invisible characters and of combining marks, and what is joined for no reason."""
    if value.isascii():
        return value
    value = _TAGS.sub(lambda found: found[0] if _is_flag(value, found.start()) else "", value)
    value = _INVISIBLE.sub(lambda run: _kept(run[0]), value)
    value = _JOINED.sub(lambda found: found[0] if _joins(value, found.start()) else "", value)
    return _GROWING.sub(_thinned, value)


def _kept(run: str) -> str:
    """What stays of invisible characters in a row."""
    return run[: len(_EMOJI_JOINED) if run.startswith(_EMOJI_JOINED) else MAX_JOINERS]


def _thinned(run: re.Match[str]) -> str:
    """What of these grows on the character before it, up to what honest text needs."""
    if not any(map(_grows, run[0])):
        return run[0]
    kept: list[str] = []
    marks = joined = 0
    for character in run[0]:
        if character in _TURNING:
            pass
        elif not _grows(character):
            marks = 0
            joined = joined if kept and kept[-1] == _JOINER else 0
        elif marks == MAX_MARKS or (character == _JOINER and joined == MAX_JOINED):
            continue
        else:
            marks += 1
            joined += character == _JOINER
        kept.append(character)
    return "".join(kept)


@lru_cache(4_000)
def _grows(character: str) -> bool:
    """Whether it takes no place of its own. What Unicode has not assigned may, except among emoji."""
    kind = unicodedata.category(character)
    if kind == "Cn":
        return not "\U0001f000" <= character <= "\U0001fbff"
    return kind in ("Mn", "Me", "Mc", "Cf") or bool(_JAMO.match(character))


def _joins(value: str, place: int) -> bool:
    """Whether a joiner beside a letter has something to do there. Whatever follows it is measured as if it
    took no place: after a virama it may join a letter, after a letter nothing but what ends a word.
    """
    before, after = value[place - 1 : place], value[place + 1 : place + 2]
    if after.isalnum():
        return bool(before) and unicodedata.combining(before) == _VIRAMA
    return not after or unicodedata.category(after)[0] in "ZPC"


def _is_flag(value: str, start: int) -> bool:
    """Whether tag characters follow the black flag, as in the flags of Scotland and Wales."""
    return start > 0 and value[start - 1] == _FLAG_BASE


def _balanced(row: str) -> str:
    """Drop overrides, what nests too deep and closers that close nothing; close what a line leaves open."""
    if not _TURNS.search(row):
        return row
    kept: list[str] = []
    open_: list[str] = []
    overrides = 0
    for character in row:
        if character in _OVERRIDES:
            overrides += 1
            continue
        if character in _CLOSERS:
            if character == "\u202c" and overrides:
                overrides -= 1
                continue
            if not open_ or open_[-1] != character:
                continue
            open_.pop()
        elif character in _OPENERS:
            if len(open_) == MAX_NESTED:
                continue
            open_.append(_OPENERS[character])
        kept.append(character)
    return "".join(kept) + "".join(reversed(open_))


@lru_cache(2_000)
def _one_script(label: str) -> bool:
    """Whether a label can be taken for nothing else: all its letters are of one script, none of them looks
    like a Latin letter or like a sign that parts an address, and no other way to write it is more usual.

    Han, Hiragana, Katakana and Hangul are at home beside each other and count as one.
    """
    if unicodedata.normalize("NFKC", label) != label or _DECEIVING.search(label):
        return False
    kinds = {unicodedata.category(c) for c in label if not c.isascii()}
    if not kinds <= {"Lu", "Ll", "Lo", "Lm", "Mn", "Mc"}:
        return False
    scripts = {unicodedata.name(c, "?").split(" ", 1)[0] for c in label if c.isalpha()}
    scripts = {"CJK" if s in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL") else s for s in scripts}
    return len(scripts) <= 1 and scripts <= _PLAIN_SCRIPTS


def _punycode(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return "xn--?"
