"""What is being typed and could be gone on with: somebody's handle, a hashtag, an emoji. Pure."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct

from connect_tui.domain.post import Mention

MOST = 6
"""So many suggestions are made at a time."""


class Kind(Enum):
    """What is begun, each with what a beginning looks like before the cursor."""

    PERSON = re.compile(r"(?<![\w@/.:-])@(?P<begun>\w*(?:[.-]+\w+)*[.-]?(?:@[\w.-]*)?)$")
    TAG = re.compile(r"(?<![\w#&/])#(?P<begun>\w+)$")
    EMOJI = re.compile(r"(?<![\w:/]):(?P<begun>[^\W\d][\w+-]+)$")


class Begun(Struct, frozen=True):
    """What stands before the cursor: `text` without its sign; the sign stands in column `start`."""

    kind: Kind
    text: str
    start: int


class Suggestion(Struct, frozen=True):
    """What can be put in place of what is begun, and how it is shown: what it is, and what more there is to
    say about it.
    """

    insert: str
    shown: str
    more: str = ""


def begun(before: str) -> Begun | None:
    """What is begun at the end of a line that is being typed, if anything is."""
    for kind in Kind:
        found = kind.value.search(before)
        if found is not None:
            return Begun(kind, found["begun"], found.start())
    return None


def people(text: str, known: Iterable[Mention], home: str = "") -> tuple[Suggestion, ...]:
    """Those who fit, in their order. `home` is my own server: people there are named without it."""
    wanted = text.casefold()
    found: dict[str, Suggestion] = {}
    for one in known:
        if one.key not in found and _fits(wanted, one.key, one.name):
            name = " ".join(one.name.split())
            more = one.handle if name else ""
            found[one.key] = Suggestion(_named(one.handle, home), name or one.handle, more)
            if len(found) == MOST:
                break
    return tuple(found.values())


def tags(text: str, known: Iterable[str]) -> tuple[Suggestion, ...]:
    """The hashtags that begin so, in their order."""
    fitting = [tag for tag in known if tag.casefold().startswith(text.casefold())]
    unique = list({tag.casefold(): tag for tag in reversed(fitting)}.values())[::-1]
    return tuple(Suggestion(f"#{tag}", f"#{tag}") for tag in unique[:MOST])


def emoji(text: str, custom: Iterable[str], found: Sequence[tuple[str, str]]) -> tuple[Suggestion, ...]:
    """The server's own whose names fit, then those that were `found` by name, each as name and sign."""
    wanted = text.casefold()
    own = sorted(
        (code for code in custom if wanted in code.casefold()),
        key=lambda code: (not code.casefold().startswith(wanted), len(code), code),
    )
    mine = [Suggestion(f":{code}:", f":{code}:", "of your server") for code in own[: MOST // 2]]
    others = [Suggestion(sign, sign, name.replace("_", " ")) for name, sign in found]
    return tuple([*mine, *others][:MOST])


def warnings(typed: str, known: Iterable[str]) -> str | None:
    """The line that is typed, with its last warning completed; commas part them, and none is named twice."""
    before, _, last = typed.rpartition(",")
    begun, named = last.lstrip(), {warning.strip().casefold() for warning in before.split(",")}
    for warning in known if begun else ():
        if warning.casefold() not in named and warning.casefold().startswith(begun.casefold()):
            return typed[: len(typed) - len(begun)] + warning
    return None


def _fits(wanted: str, key: str, name: str) -> bool:
    """A handle that begins so, or a word of the name."""
    words = re.split(r"[^\w]+", name.casefold())
    return key[1:].startswith(wanted) or any(word.startswith(wanted) for word in words if word)


def _named(handle: str, home: str) -> str:
    user, _, host = handle.lstrip("@").partition("@")
    return (
        f"@{user}" if home and host.casefold() == home.casefold() else f"@{user}{'@' if host else ''}{host}"
    )
