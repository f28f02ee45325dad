"""Decoded JSON, read without trust: a question about it always has an answer of the asked type."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from connect_tui.domain import clean

MAX_ID = 200
"""Characters of an id; the longest in use, those of Akkoma and GoToSocial, have 26."""
MAX_ITEMS = 10_000
"""Entries read of a list that was asked for."""
MAX_WITHIN = 500
"""Entries read of a list that comes within something else: of one post nothing honest has as many."""
MAX_VALUES = 1_000_000
"""Values in one answer; a conversation of four thousand posts has half as many."""
MAX_HOLDERS = 150_000
"""Lists and objects in one answer; they take longer than what is in them."""
MAX_ALT = 10_000
"""Characters read of a description; Mastodon has 1,500, Bluesky sets no limit."""
MAX_ALTS = 40_000
"""Characters read of all descriptions in one post."""


_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)


def decode(document: bytes) -> "Json":
    """The JSON that these bytes are, as far as that takes no more than a moment: nothing else runs meanwhile.

    Raises:
        ValueError: they are none, or far too much is in it.
    """
    # What looks like values may stand in somebody's words.
    if _is_crowded(document) and _is_crowded(_STRING.sub(b"", document)):
        raise ValueError("far too much is in it")
    try:
        return Json(json.loads(document))
    except RecursionError as error:
        raise ValueError("it is too deep") from error


def _is_crowded(document: bytes) -> bool:
    return document.count(b",") > MAX_VALUES or document.count(b"{") + document.count(b"[") > MAX_HOLDERS


class Json:
    """One decoded JSON value, read without trust: every question has an answer of the asked type."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return bool(self._value)

    @property
    def value(self) -> object:
        """The value itself, to be handed on."""
        return self._value

    @property
    def is_object(self) -> bool:
        """Whether this is a JSON object."""
        return isinstance(self._value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a JSON list."""
        return isinstance(self._value, list)

    def has(self, key: str) -> bool:
        """Whether the key is there, be its value null."""
        return isinstance(self._value, dict) and key in self._value

    def get(self, key: str) -> "Json":
        """What stands under this key."""
        return Json(self._raw(key))

    def __iter__(self) -> Iterator["Json"]:
        if isinstance(self._value, list):
            yield from map(Json, self._value[:MAX_WITHIN])

    def many(self) -> Iterator["Json"]:
        """The entries of a list that was asked for: it may be a long one."""
        if isinstance(self._value, list):
            yield from map(Json, self._value[:MAX_ITEMS])

    def text(self, key: str) -> str:
        """A string; not cleaned yet."""
        value = self._raw(key)
        return value if isinstance(value, str) else ""

    def line(self, key: str) -> str:
        """A cleaned string of one line."""
        return clean.line(self.text(key))

    def words(self, key: str) -> str:
        """A cleaned string of several lines."""
        return clean.text(self.text(key))

    def alt(self, key: str, files: int = 1) -> str:
        """A cleaned description of what a file shows, for those who do not see it; of `files` of one post."""
        return clean.text(self.text(key)[: min(MAX_ALT, MAX_ALTS // max(files, 1))])

    def link(self, *keys: str) -> str:
        """The first of these that is a link which may be opened."""
        return next((link for key in keys if (link := clean.link(self.text(key)))), "")

    def flag(self, key: str) -> bool:
        """A boolean; only `true` is true."""
        return self._raw(key) is True

    def number(self, key: str) -> int | None:
        """A whole number that is not negative."""
        value = self._raw(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            return None
        return value

    def id(self, key: str) -> str:
        """An opaque id; empty where there is none that could stand in a path."""
        return _id(self._raw(key))

    def moment(self, key: str) -> datetime | None:
        """A moment in ISO 8601, in UTC; without a zone it is taken for UTC."""
        try:
            moment = datetime.fromisoformat(self.text(key))
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def texts(self, key: str, most: int = MAX_WITHIN) -> tuple[str, ...]:
        """The strings of a list."""
        return tuple(item for item in self._list(key)[:most] if isinstance(item, str))

    def numbers(self, key: str) -> frozenset[int]:
        """The whole numbers of a list."""
        return frozenset(item for item in self._list(key)[:MAX_WITHIN] if isinstance(item, int))

    def _raw(self, key: str) -> object:
        return self._value.get(key) if isinstance(self._value, dict) else None

    def _list(self, key: str) -> list[object]:
        value = self._raw(key)
        return value if isinstance(value, list) else []


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if -(10**30) < value < 10**30 else ""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID or value in (".", ".."):
        return ""
    return value if value.isprintable() and " " not in value else ""
