"""How people, accounts and records are named: https://atproto.com/specs/handle, /did, /at-uri-scheme"""

import re
from urllib.parse import urlsplit

from msgspec import Struct

from connect_tui.domain import clean

POST = "app.bsky.feed.post"
"""The collection of posts."""
WEB = "https://bsky.app"
"""The web address under which people show each other posts."""
NO_HANDLE = "handle.invalid"
"""What stands in place of a handle that does not lead back to its account."""

_DID = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,512}")
_HANDLE = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_RECORD_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_COLLECTION = re.compile(r"[A-Za-z0-9.-]{3,317}")


class AtUri(Struct, frozen=True):
    """Where a record is: `at://DID/COLLECTION/KEY`."""

    did: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.key}"

    @classmethod
    def read(cls, written: str) -> "AtUri | None":
        """`None` where it names no record by the DID of its account."""
        if not written.startswith("at://"):
            return None
        did, _, rest = written[len("at://") :].partition("/")
        collection, _, key = rest.partition("/")
        fits = is_did(did) and _COLLECTION.fullmatch(collection) and _RECORD_KEY.fullmatch(key)
        return cls(did, collection, key) if fits and key not in (".", "..") else None


def is_did(written: str) -> bool:
    """Whether this has the form of a DID."""
    return _DID.fullmatch(written) is not None


def is_handle(written: str) -> bool:
    """Whether this has the form of a handle, without `@`."""
    return len(written) <= 253 and _HANDLE.fullmatch(written) is not None


def read_account(written: str) -> str:
    """The handle or DID that is meant by `@ana.example`, `at://ana.example` or the address of a profile.

    Raises:
        ValueError: it is neither; `str()` is a sentence for a person.
    """
    text = written.strip()
    bare = text.removeprefix("at://").removeprefix("@")
    if text.startswith(("http://", "https://")):
        bare = _profile_in(text)
    if is_did(bare):
        return bare
    if is_handle(bare):
        return bare.lower()
    raise ValueError(f"“{clean.line(text, 80)}” is no handle: write it as in ana.bsky.social")


def read_post_address(written: str) -> tuple[str, str] | None:
    """The account (a handle or DID) and the record key in the web address of a post; `None` for others."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    words = parts.path.strip("/").split("/")
    if parts.scheme != "https" or f"https://{parts.netloc}" != WEB or len(words) != 4:
        return None
    profile, actor, post, key = words
    named = (profile, post) == ("profile", "post") and (is_did(actor) or is_handle(actor))
    return (actor, key) if named and _RECORD_KEY.fullmatch(key) else None


def _profile_in(address: str) -> str:
    """Who is named by the web address of a profile, or of something below it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    words = parts.path.strip("/").split("/")
    fits = f"https://{parts.netloc}" == WEB and len(words) >= 2 and words[0] == "profile"
    return words[1] if fits else ""
