"""What a server says about itself: its name for handles, its software, what it can do.

https://docs.joinmastodon.org/entities/Instance/ and https://docs.joinmastodon.org/entities/V1_Instance/
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from connect_tui.domain.post import Visibility
from connect_tui.provider import Capabilities, MediaLimits, PollLimits
from connect_tui.providers.web.reader import Json
from connect_tui.providers.web.rows import MAX_SHOWN

DEFAULT_LENGTH = 500
LINK_LENGTH = 23
_KIND = re.compile(r"[\w.+-]{1,80}/[\w.+*-]{1,80}", re.ASCII)
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


class Instance(Struct, frozen=True):
    """A server; `domain` and `stream` are empty where it does not say."""

    domain: str
    capabilities: Capabilities
    stream: str = ""
    """The address that it names for its stream, as it is written."""


CAUTIOUS = Capabilities(
    direct_messages=True,
    visibilities=tuple(Visibility),
    content_warnings=True,
    languages=True,
    favourite=True,
    boost=True,
    bookmark=True,
    read_markers=True,
    thread_mutes=True,
    complete_threads=True,
    length=DEFAULT_LENGTH,
)
"""What every server of this kind can do, before it is asked."""

UNKNOWN = Instance("", CAUTIOUS)


def read_instance(json: Json) -> Instance:
    """Read either version of the answer."""
    version = json.text("version")
    mastodon = _is_mastodon(json, version)
    number = _number(version)
    configuration = json.get("configuration")
    stream = configuration.get("urls").text("streaming") or json.get("urls").text("streaming_api")
    polls = bool(configuration.get("polls") or json.get("poll_limits")) or (mastodon and number >= (2, 8))
    return Instance(
        _domain(json.text("domain") or json.text("uri")),
        Capabilities(
            direct_messages=True,
            visibilities=tuple(Visibility),
            content_warnings=True,
            languages=True,
            edit=_edits(json, mastodon, number),
            favourite=True,
            boost=True,
            bookmark=True,
            polls=polls,
            voting=polls,
            media=True,
            media_limits=_media(json),
            poll_limits=_polls(json),
            history=_edits(json, mastodon, number),
            search=True,
            tags=True,
            emoji=True,
            streaming=mastodon or bool(stream),
            read_markers=True,
            thread_mutes=True,
            complete_threads=True,
            many_posts=_many_posts(json, mastodon, number),
            idempotent_publish=mastodon,
            length=_length(json),
            link_length=configuration.get("statuses").number("characters_reserved_per_url") or LINK_LENGTH,
        ),
        stream,
    )


def _is_mastodon(json: Json, version: str) -> bool:
    """Mastodon itself or a fork of its code; not what only speaks its language."""
    source = json.text("source_url").casefold()
    if "compatible;" in version or "gotosocial" in source or "gotosocial" in version.casefold():
        return False
    # GoToSocial and others that are young count from 0; nothing else in use is older than 2.
    return _number(version) >= (2, 0)


def _number(version: str) -> tuple[int, int]:
    found = _VERSION.match(version)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _edits(json: Json, mastodon: bool, number: tuple[int, int]) -> bool:
    """Mastodon 3.5, GoToSocial 0.18, Pleroma and Akkoma where they list it."""
    if "editing" in json.get("pleroma").get("metadata").texts("features"):
        return True
    gotosocial = not mastodon and "gotosocial" in json.text("source_url").casefold()
    return (mastodon and number >= (3, 5)) or (gotosocial and number >= (0, 18))


def _many_posts(json: Json, mastodon: bool, number: tuple[int, int]) -> bool:
    """Mastodon 4.3, and what says that it can do as much."""
    return (mastodon and number >= (4, 3)) or (json.get("api_versions").number("mastodon") or 0) >= 2


def _length(json: Json) -> int:
    """How long a post may be, in characters."""
    said = json.get("configuration").get("statuses").number("max_characters") or json.number("max_toot_chars")
    return min(said, MAX_SHOWN) if said else DEFAULT_LENGTH


def _media(json: Json) -> MediaLimits:
    """What may be attached; Pleroma has one size for everything."""
    said = json.get("configuration").get("media_attachments")
    any_size = json.number("upload_limit")
    usual = MediaLimits()
    return MediaLimits(
        kinds=tuple(k.casefold() for k in said.texts("supported_mime_types") if _KIND.fullmatch(k)),
        at_once=json.get("configuration").get("statuses").number("max_media_attachments") or usual.at_once,
        image_bytes=said.number("image_size_limit") or any_size,
        video_bytes=said.number("video_size_limit") or any_size,
        image_pixels=said.number("image_matrix_limit") or None,
        alt_length=said.number("description_limit") or json.number("description_limit") or usual.alt_length,
    )


def _polls(json: Json) -> PollLimits:
    """What a poll may be; Pleroma says it elsewhere."""
    said, elsewhere = json.get("configuration").get("polls"), json.get("poll_limits")
    usual = PollLimits()
    shortest = said.number("min_expiration") or elsewhere.number("min_expiration")
    longest = said.number("max_expiration") or elsewhere.number("max_expiration")
    return PollLimits(
        options=said.number("max_options") or elsewhere.number("max_options") or usual.options,
        option_length=said.number("max_characters_per_option")
        or elsewhere.number("max_option_chars")
        or usual.option_length,
        shortest=_seconds(shortest, usual.shortest),
        longest=_seconds(longest, usual.longest),
        with_media="gotosocial" in json.text("source_url").casefold(),
    )


def _seconds(said: int | None, otherwise: timedelta) -> timedelta:
    return timedelta(seconds=min(said, 10**9)) if said else otherwise


def _domain(written: str) -> str:
    """A host, with its port where it has one; some servers write an address instead."""
    try:
        host = urlsplit(written if "://" in written else f"//{written}").netloc.rsplit("@", 1)[-1]
    except ValueError:
        return ""
    return "" if any(not (c.isalnum() or c in "-._:[]") for c in host) else host.lower()


NEWEST = read_instance(Json({"version": "4.5.0", "configuration": {"polls": {"max_options": 4}}}))
"""A server of the newest Mastodon."""
