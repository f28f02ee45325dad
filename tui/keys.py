"""Which key does what: the defaults of the registry, the user's own keys over them, sequences included."""

from collections.abc import Mapping

from connect_tui.tui.actions import ACTIONS, BY_NAME, Where, keys_of

_NAMES = {
    "?": "question_mark",
    "/": "slash",
    ":": "colon",
    ",": "comma",
    ".": "full_stop",
    ";": "semicolon",
    "!": "exclamation_mark",
    "#": "number_sign",
    "*": "asterisk",
    "+": "plus",
    "-": "minus",
    "=": "equals_sign",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "'": "apostrophe",
    '"': "quotation_mark",
    "`": "grave_accent",
    "~": "tilde",
    "@": "at",
    "^": "circumflex_accent",
    "_": "underscore",
    "|": "vertical_line",
    "\\": "backslash",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
}
_EDITING = frozenset({"left", "right", "home", "end", "space", "backspace", "delete"})
Keys = tuple[str, ...]
"""Keys pressed one after another, by Textual's names."""


def normal(sequence: str) -> Keys:
    """The keys of a sequence as the user writes it ("g g", "?", "Ctrl+D"), by Textual's names."""
    return tuple(_normal(key) for key in sequence.split())


def shown(sequence: str) -> str:
    """A sequence as it is shown to people."""
    return " ".join("esc" if key == "escape" else key for key in sequence.split())


class Keymap:
    """Finds the action for a key, and remembers the beginning of a sequence until its next key."""

    def __init__(self, overrides: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._overrides = overrides or {}
        self._table: dict[tuple[Where, Keys], str] = {}
        self._begun: Keys = ()
        for action in ACTIONS:
            for sequence in keys_of(action, self._overrides):
                for where in action.where:
                    self._table.setdefault((where, normal(sequence)), action.name)

    def press(self, key: str, where: Where) -> str | None:
        """The name of the action that this key completes; empty where it begins a sequence, `None`
        where it means nothing in this place.
        """
        for keys in ((*self._begun, key), (key,)):
            self._begun = ()
            if (where, keys) in self._table:
                return self._table[where, keys]
            if any(w is where and len(s) > len(keys) and s[: len(keys)] == keys for w, s in self._table):
                self._begun = keys
                return ""
        return None

    @property
    def begun(self) -> bool:
        """Whether a sequence waits for its next key."""
        return bool(self._begun)

    def first(self, name: str, *, typing: bool = False) -> str:
        """The first key of an action, as it is shown to people; empty where the user took it away. While
        `typing`, the first that neither types a letter nor moves among letters.
        """
        keys = [key for key in keys_of(BY_NAME[name], self._overrides) if not typing or is_free(key)]
        return shown(keys[0]) if keys else ""

    def every(self, name: str) -> tuple[str, ...]:
        """All keys of an action, as they are shown to people."""
        return tuple(shown(keys) for keys in keys_of(BY_NAME[name], self._overrides))

    def hints(self) -> dict[str, str]:
        """The first key of every action that has one."""
        return {action.name: key for action in ACTIONS if (key := self.first(action.name))}


def is_free(sequence: str) -> bool:
    """Whether a line that is being typed leaves this key to others."""
    first = sequence.split()[0]
    return len(first) > 1 and first not in _EDITING


def _normal(key: str) -> str:
    *modifiers, last = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    if modifiers and len(last) == 1:
        last = last.lower()
    if len(last) > 1:
        last = "escape" if last.casefold() == "esc" else last.casefold()
    return "+".join([*(modifier.casefold() for modifier in modifiers), _NAMES.get(last, last)])
