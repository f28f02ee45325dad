"""From the bytes of a feed to its characters: what it declares is tried, and nothing breaks it.

RFC 7303 says what should hold (https://www.rfc-editor.org/rfc/rfc7303#section-3); feeds do as they like.
"""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
"""The beginning of a document in UTF-16 that does not say so."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
"""Encodings in which a harmless byte can stand for markup, or that are none for texts."""


def decode(body: bytes, content_type: str) -> str:
    """The characters of a document; what cannot be read of them is replaced."""
    for name in _candidates(body, content_type):
        if _is_for_texts(name):
            try:
                return body.decode(name).lstrip("\ufeff")
            except (UnicodeError, ValueError):
                continue
    return body.decode("utf-8", "replace")


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    for start, name in (*_BOMS, *_BARE):
        if body.startswith(start):
            yield name
    if found := _CHARSET.search(content_type):
        yield found[1]
    if declared := _DECLARED.match(body[:1000]):
        yield declared[1].decode("ascii")
    yield from ("utf-8", "windows-1252")


def _is_for_texts(name: str) -> bool:
    try:
        found = codecs.lookup(name)
    except LookupError:
        return False
    return found.name not in _NEVER and bool(getattr(found, "_is_text_encoding", False))
