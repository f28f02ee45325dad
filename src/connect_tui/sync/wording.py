"""The words of what I send: the people it names, and whether a post says the same."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from connect_tui.domain import clean
from connect_tui.domain.late import late
from connect_tui.domain.people import handle_key
from connect_tui.domain.text import SpanKind, Text

_LABEL = late(r"\bxn--[a-z0-9-]+", re.IGNORECASE)
_HANDLE = late(r"@[\w][\w.\-]*(?:@[\w][\w.\-]*(?::\d+)?)?")
_ADDRESS = late(r"https?://\S+", re.IGNORECASE)
_ADDRESSED = late(r"(?<=://)[^\s@]*/@", re.IGNORECASE)
"""The beginning of an address of somebody's page, whose name there is no handle."""
_MENTION = late(r"(?<![\w/])@[\w][\w.\-]*(?:@[\w][\w.\-]*)?")
_TYPOGRAPHY = late(r"[\"'`\u00b4\u2018-\u201f\u00ab\u00bb*_~#>\u2022\u2010-\u2015\u2212-]")
"""Signs that servers set as a printer would, or take for Markdown."""
_NAMED = late(r"(?<![a-z0-9])@\w+(?:[.-]+\w+)*(?:@\w+(?:[.-]+\w+)*)?", re.IGNORECASE)
"""Servers do not agree on what may stand in front of a handle: whatever one of them takes for one is one."""


def worded(text: str, recipients: tuple[str, ...], home: str) -> str:
    """The text with the handles in front that are not in it yet. `home` is the host on which a handle needs
    no host of its own, and gets none: some servers do not know their own people with it. Empty where there
    is none.
    """
    written = [handle_key(found[0].rstrip(".-")) for found in _MENTION.finditer(text)]
    named = {*written, *(f"{key}@{home}" for key in written if home)}
    missing = [handle for handle in dict.fromkeys(recipients) if handle_key(handle) not in named]
    return " ".join([*(_short(handle, home) for handle in missing), text.strip()]).strip()


def unworded(text: str, recipients: Iterable[str], home: str) -> tuple[str, tuple[str, ...]]:
    """The text without the handles of recipients in front, and whom they named: as it was before `worded`."""
    known = {handle_key(form): handle for handle in recipients for form in (handle, _short(handle, home))}
    named: list[str] = []
    while (found := _MENTION.match(text)) and (handle := known.get(handle_key(found[0].rstrip(".-")))):
        rest = text[found.end() :]
        if rest and not rest[0].isspace():
            break
        named.append(handle)
        text = rest.lstrip()
    return text, tuple(dict.fromkeys(named))


def named_in(text: str, speaker: str) -> tuple[str, ...]:
    """The handles in a text, each once. One without a host gets that of `speaker`, a full handle."""
    host = host_of(speaker)
    found: dict[str, str] = {}
    for name in _NAMED.findall(_ADDRESSED.sub("/", text)):
        handle = f"{name}@{host}" if host and "@" not in name[1:] else name
        found.setdefault(handle_key(handle), handle)
    return tuple(found.values())


def says_nothing(text: str) -> bool:
    """Whether nothing is left of a text once the people whom it names are taken away."""
    return not _NAMED.sub("", text).strip()


def host_of(handle: str) -> str:
    """The host in a full handle of the form `@user@host`; empty in any other."""
    _, _, host = handle.lstrip("@").partition("@")
    return host.casefold()


def spoken(text: Text) -> str:
    """The words of a post with every address in full: servers show them shortened, or name their host."""
    words, at = "", 0
    for span in text.of_kind(SpanKind.LINK):
        if span.start >= at and span.target:
            words += text.plain[at : span.start] + span.target
            at = span.end
    return words + text.plain[at:]


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same, as far as servers leave them alone.

    Servers write mentions and addresses in their own way, and change spaces, quotes and dashes.
    """
    return _bare(one) == _bare(other)


def fingerprint(text: str) -> str:
    """What two texts share where they are the same as far as servers leave them alone, and no others do."""
    return hashlib.sha256(_bare(text).encode("utf-8", "replace")).hexdigest()[:32]


def may_be_made_of(written: str, shown: str) -> bool:
    """Whether a server may show this for what was written: half of the words are there, whatever else is, and
    whatever it has made of addresses.
    """
    mine = set(_words(written))
    return 2 * len(mine.intersection(_words(shown))) >= len(mine)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _ADDRESS.sub("", _HANDLE.sub("", _plain(text))).casefold())


def _plain(text: str) -> str:
    """The text in its usual characters, without those that nobody sees: servers take them away."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def _short(handle: str, home: str) -> str:
    """The handle without its host, where that is `home`."""
    return f"@{handle.lstrip('@').partition('@')[0]}" if home and host_of(handle) == home else handle


def _bare(text: str) -> str:
    """What has to be the same. Of addresses neither the scheme nor a slash at the end, nor how what is not
    ASCII is written in them: https://url.spec.whatwg.org/#host-parsing
    """
    text = clean.text(_LABEL.sub(_decoded, unquote(text)))
    text = _plain(text).replace("https://", "").replace("http://", "")
    return "".join(_TYPOGRAPHY.sub("", _HANDLE.sub("", text)).replace("/", "").split()).casefold()


def _decoded(label: re.Match[str]) -> str:
    """A label of a host as people write it; as it is, where it is none."""
    try:
        return label[0].encode("ascii").decode("idna")
    except UnicodeError:
        return label[0]
