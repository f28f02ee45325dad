"""Checking `[keys]`: which keys do what. A sequence is keys with spaces between them (`g g`)."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations

from connect_tui.config.model import Bindable
from connect_tui.config.problems import found
from connect_tui.config.reading import Source
from connect_tui.domain.late import late

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace")
).union(("enter", "escape", "tab", "space"), (f"f{number}" for number in range(1, 25)))
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "slash": "/",
    "backslash": "\\",
    "minus": "-",
}
_TWINS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+[": "escape"}
"""Keys that most terminals send as others."""
_WRITING = frozenset({"composer"})
"""Where what types, types."""
_TYPES = frozenset({"space", "enter", "backspace"})
_WORD = late(r"[a-z_]{3,}")

Bindings = dict[str, tuple[str, ...]]


def keys(source: Source, actions: tuple[Bindable, ...]) -> Bindings:
    """What a file binds, by action; its faults are noted there."""
    names = tuple(action.name for action in actions)
    writing = {action.name for action in actions if action.where == _WRITING}
    written: Bindings = {}
    for name, value in source.table("keys").items():
        if name not in names:
            source.unknown("no action", name, names, "keys")
            continue
        if not isinstance(value, str | list):
            source.complain(f"is {found(value)}; it has to be a text or a list of texts", "keys", name)
            continue
        listed = (value,) if isinstance(value, str) else source.strings(value, "keys", name)
        bound = [_checked(source, name, sequence) for sequence in listed]
        written[name] = tuple(dict.fromkeys(sequence for sequence in bound if sequence))
        for sequence in written[name] if name in writing else ():
            _check_does_not_type(source, name, sequence)
    for message, action in _clashes(actions, written):
        source.complain(message, "keys", action)
    return written


def canonical(sequence: str) -> str:
    """A key or sequence in the one form that the screen knows; empty where it is no key."""
    found_keys = [_canonical_key(key) for key in sequence.split()]
    return " ".join(found_keys) if found_keys and all(found_keys) else ""


def _checked(source: Source, name: str, sequence: str) -> str:
    """The sequence in its canonical form; empty, with a complaint, where it is none."""
    if known := canonical(sequence):
        for key in known.split():
            if twin := _TWINS.get(key):
                said = f"{_holds(key, known)}, which most terminals send as {found(twin)}. Take another key"
                source.complain(said, "keys", name)
        return known
    source.complain(
        f"is {found(sequence)}, which is no key. Keys are single characters, names such as “enter”, "
        f"“escape”, “pageup”, “f2”, or “ctrl+x”, “alt+x”; one after another, with a space between",
        "keys",
        name,
    )
    return ""


def _check_does_not_type(source: Source, name: str, sequence: str) -> None:
    """Complain where a key would stand in the text instead."""
    typed = next((key for key in sequence.split() if len(key) == 1 or key in _TYPES), None)
    if typed is not None:
        source.complain(
            f"{_holds(typed, sequence)}, which types while one writes. "
            "Take a key that does not, such as “ctrl+s”, “alt+s” or “f5”",
            "keys",
            name,
        )


def _holds(key: str, sequence: str) -> str:
    return f"has {found(key)} in it" if key != sequence else f"is {found(key)}"


def _canonical_key(key: str) -> str:
    *modifiers, last = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    if len(key) > 1 and key.endswith("++"):
        modifiers, last = key[:-2].split("+"), "+"
    modifiers = [modifier.casefold() for modifier in modifiers]
    base = _base(last)
    if not base or any(modifier not in _MODIFIERS for modifier in modifiers):
        return ""
    # A terminal sends a capital letter for shift, and knows no capitals beside ctrl.
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()
    if "ctrl" in modifiers:
        base = base.lower()
    return "+".join((*sorted(modifiers), base))


def _base(key: str) -> str:
    """The key without modifiers: one printable character, or a name."""
    if len(key) == 1:
        return key if key.isprintable() and not key.isspace() else ""
    key = _ALIASES.get(key.casefold(), key.casefold())
    if len(key) == 1:
        return key
    if key in _NAMED:
        return key
    if _WORD.fullmatch(key):
        try:
            found_sign = unicodedata.lookup(key.replace("_", " "))
        except KeyError:
            return ""
        # "question_mark" is a key; "banana" has a sign of its own as well, and no key.
        return found_sign if found_sign.isascii() else ""
    return ""


def _clashes(actions: tuple[Bindable, ...], written: Bindings) -> Iterator[tuple[str, str]]:
    """What two actions would both answer to, where the file binds one of them."""
    for one, other in combinations(actions, 2):
        if not (one.where & other.where) or not ({one.name, other.name} & written.keys()):
            continue
        mine = written.get(one.name, one.keys)
        theirs = written.get(other.name, other.keys)
        for key, against in _meeting(mine, theirs):
            blamed, besides = (other, one) if other.name in written else (one, other)
            shown = key if blamed is one else against
            default = "" if besides.name in written else " by default"
            how = f"“{shown}” is" if canonical(key) == canonical(against) else f"“{key}” and “{against}” are"
            tail = f"also the key of “{besides.name}”{default}"
            if how.endswith("are"):
                tail = f"the keys of “{one.name}” and “{other.name}”, and one begins the other"
            yield f"{how} {tail}. Give one of them another key", blamed.name


def _meeting(mine: Iterable[str], theirs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of sequences that are the same, or of which one begins the other."""
    for key in mine:
        for against in theirs:
            short, long = sorted((canonical(key).split(), canonical(against).split()), key=len)
            if short and long[: len(short)] == short:
                yield key, against
