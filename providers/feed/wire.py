"""A feed as it was read, whatever it was written in. Nothing here is cleaned yet, and nothing counts."""

from datetime import datetime, timedelta

from msgspec import Struct


class WireMedia(Struct, frozen=True):
    """Something that belongs to an entry: its address, its MIME type, and what it is called."""

    url: str
    type: str = ""
    title: str = ""


class WireText(Struct, frozen=True, kw_only=True):
    """A text: HTML, or plain where it is none. `base` is what its links are relative to."""

    value: str = ""
    html: bool = True
    base: str = ""


class WireEntry(Struct, frozen=True, kw_only=True):
    """One entry. `creator` is written as the feed writes it: a handle, or the address of a profile."""

    id: str = ""
    url: str = ""
    title: WireText = WireText()
    body: WireText = WireText()
    author: str = ""
    creator: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    media: tuple[WireMedia, ...] = ()


class WireFeed(Struct, frozen=True, kw_only=True):
    """A whole feed; `rest` is how long it asks to be left alone between two visits."""

    title: WireText = WireText()
    home: str = ""
    note: WireText = WireText()
    author: str = ""
    creator: str = ""
    language: str = ""
    rest: timedelta | None = None
    entries: tuple[WireEntry, ...] = ()
