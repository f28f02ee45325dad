"""Checking `[circles]`: named groups of people, in the order in which they matter."""

import re

from connect_tui.config.problems import found
from connect_tui.config.reading import Source
from connect_tui.domain.late import late
from connect_tui.domain.people import Circle, handle_key

# @user@host, @name.example (Bluesky), or the public key of a person on Nostr.
_HOST = r"[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)*(?::\d{1,5})?"
_HANDLE = late(rf"@?(?:[\w.+-]+@{_HOST}|[^\W_][\w-]*(?:\.[^\W_][\w-]*)+|npub1[0-9a-z]{{58}})", re.IGNORECASE)


def circles(source: Source) -> tuple[Circle, ...]:
    """The circles of a file, its faults noted there."""
    return tuple(
        Circle(name, frozenset(_members(source, name, written)))
        for name, written in source.table("circles").items()
    )


def is_handle(written: str) -> bool:
    """Whether this names one person in full."""
    return _HANDLE.fullmatch(written.strip()) is not None


def _members(source: Source, name: str, written: object) -> list[str]:
    members: list[str] = []
    for handle in source.strings(written, "circles", name):
        if is_handle(handle):
            members.append(handle_key(handle))
        else:
            source.complain(
                f"holds {found(handle)}; a person is written in full: @name@host, or @name.example",
                "circles",
                name,
                item=handle,
            )
    return members
