"""Rich text: https://docs.bsky.app/docs/advanced-guides/post-richtext

A facet says what a stretch of text is; it is counted in bytes of UTF-8, not in characters.
"""

import re
from collections.abc import Callable, Iterable
from itertools import islice

from msgspec import Struct

from connect_tui.domain import clean
from connect_tui.domain.text import SpanKind, Text
from connect_tui.providers.bluesky.names import is_did, is_handle
from connect_tui.providers.web.reader import Json
from connect_tui.providers.web.rows import Rows

MAX_FACETS = 500
"""Facets read of one text; nobody's three hundred characters hold as many."""
MAX_FEATURES = 10
"""Meanings read of one facet; nobody gives it more than one."""
_KINDS = {
    "app.bsky.richtext.facet#mention": SpanKind.MENTION,
    "app.bsky.richtext.facet#link": SpanKind.LINK,
    "app.bsky.richtext.facet#tag": SpanKind.HASHTAG,
}
_TARGETS = {SpanKind.MENTION: "did", SpanKind.LINK: "uri", SpanKind.HASHTAG: "tag"}

_MENTION = re.compile(r"(?<![\w@/.-])@([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])")
_LINK = re.compile(r"(?<![\w/@])https?://[^\s<>\"]+")
_TAG = re.compile(r"(?<![\w#&/])[#＃]((?!\ufe0f)[^\s#＃\u00ad\u2060\u200a-\u200d\u20e2]+)")
_AFTER_LINK = ".,;:!?'"
_AFTER_TAG = ".,;:!?'\"()[]{}<>/\\|*~`"
MAX_TAG = 64
"""Graphemes of a tag, by the lexicon; characters here, which are more."""
MAX_TAG_BYTES = 640
"""By the lexicon too; no more characters of it are looked at."""


class Facet(Struct, frozen=True):
    """What the bytes from `start` up to `end` are; `target` is a DID, an address or a bare word."""

    kind: SpanKind
    start: int
    end: int
    target: str

    @classmethod
    def read_all(cls, json: Json) -> "tuple[Facet, ...]":
        """Those that are understood, in the order in which they stand; they may overlap."""
        found = [facet for item in islice(json, MAX_FACETS) if (facet := cls._read(item)) is not None]
        return tuple(sorted(found, key=lambda facet: (facet.start, facet.end)))

    @classmethod
    def _read(cls, json: Json) -> "Facet | None":
        start, end = json.get("index").number("byteStart"), json.get("index").number("byteEnd")
        if start is None or end is None or start >= end:
            return None
        for feature in islice(json.get("features"), MAX_FEATURES):
            kind = _KINDS.get(feature.text("$type"))
            if kind is not None and (target := _target(kind, feature.text(_TARGETS[kind]))):
                return cls(kind, start, end, target)
        return None


def _target(kind: SpanKind, written: str) -> str:
    match kind:
        case SpanKind.MENTION:
            return written if is_did(written) else ""
        case SpanKind.LINK:
            return clean.link(written)
        case _:
            return clean.line(written[:MAX_TAG_BYTES].lstrip("#"), MAX_TAG).lstrip("#")


def read_text(written: str, facets: Iterable[Facet], handle: Callable[[str, str], str]) -> Text:
    """The cleaned text with its spans; of facets that overlap the first one holds.

    `handle` answers who a DID is, given what stands there for them; empty where that is not known.
    """
    whole = written.encode("utf-8", "surrogatepass")
    rows, place = Rows(), 0
    for facet in facets:
        shown = _decoded(whole, facet.start, facet.end) if facet.start >= place else None
        between = _decoded(whole, place, facet.start) if shown is not None else None
        if shown is None or between is None:
            continue
        target = handle(facet.target, shown) if facet.kind is SpanKind.MENTION else facet.target
        rows.write(between, verbatim=True)
        start = rows.place
        rows.write(shown, verbatim=True)
        if target:
            rows.mark(facet.kind, start, target)
        place = facet.end
    rows.write(_decoded(whole, place, len(whole)) or "", verbatim=True)
    return rows.text()


def _decoded(whole: bytes, start: int, end: int) -> str | None:
    """The characters of these bytes; `None` where they cut one apart, or lie outside."""
    if end > len(whole):
        return None
    try:
        return whole[start:end].decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


def facets_in(text: str) -> tuple[Facet, ...]:
    """What stands in a text of mine: addresses, mentions and tags. The target of a mention is the handle, for
    which a DID has to be found yet.
    """
    found: list[Facet] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind in ((_LINK, SpanKind.LINK), (_MENTION, SpanKind.MENTION), (_TAG, SpanKind.HASHTAG)):
        for match in islice(pattern.finditer(text), MAX_FACETS):
            start, end = match.start(), match.end()
            target = match[0] if kind is SpanKind.LINK else match[1]
            shorter = _trimmed(kind, target)
            end -= len(target) - len(shorter)
            if not _fits(kind, shorter) or any(start < other and first < end for first, other in taken):
                continue
            taken.append((start, end))
            found.append(_facet(text, kind, start, end, shorter))
    return tuple(sorted(found, key=lambda facet: facet.start))


def _trimmed(kind: SpanKind, target: str) -> str:
    """Without the punctuation of the sentence around it."""
    if kind is SpanKind.HASHTAG:
        return target.rstrip(_AFTER_TAG)
    target = target.rstrip(_AFTER_LINK)
    while target.endswith((")", "]")) and target.count(")") + target.count("]") > target.count(
        "("
    ) + target.count("["):
        target = target[:-1].rstrip(_AFTER_LINK)
    return target


def _fits(kind: SpanKind, target: str) -> bool:
    match kind:
        case SpanKind.MENTION:
            return is_handle(target)
        case SpanKind.LINK:
            return bool(clean.link(target))
        case _:
            return 0 < len(target) <= MAX_TAG and not target.isdigit()


def _facet(text: str, kind: SpanKind, start: int, end: int, target: str) -> Facet:
    before = len(text[:start].encode())
    return Facet(kind, before, before + len(text[start:end].encode()), target)


def to_wire(facet: Facet) -> dict[str, object]:
    """A facet as a record holds it."""
    names = {kind: name for name, kind in _KINDS.items()}
    feature = {"$type": names[facet.kind], _TARGETS[facet.kind]: facet.target}
    return {"index": {"byteStart": facet.start, "byteEnd": facet.end}, "features": [feature]}
