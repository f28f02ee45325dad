"""Handles of authors, as feeds and pages write them."""

import re
from urllib.parse import urlsplit

from connect_tui.domain import clean

_HANDLE = re.compile(r"(?:acct:)?@?([\w.-]{1,60})@((?:[\w-]{1,63}\.)+[\w-]{2,63})", re.IGNORECASE)
_PROFILE = re.compile(r"/(?:@|users/)([\w.-]{1,60})/?")


def read_handle(written: str) -> str:
    """The full handle that is meant by "@ana@example.social", "acct:ana@example.social" or the address of a
    profile; empty where it is none.
    """
    written = written.strip()
    if found := _HANDLE.fullmatch(written):
        return f"@{found[1]}@{found[2].lower()}"
    if not clean.link(written):
        return ""
    parts = urlsplit(written)
    path = _PROFILE.fullmatch(parts.path)
    whole = f"@{path[1]}@{(parts.hostname or '')}" if path and parts.scheme in ("http", "https") else ""
    return whole if _HANDLE.fullmatch(whole) else ""
