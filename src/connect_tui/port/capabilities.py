"""What a network, or one server of it, can do."""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from connect_tui.domain.post import Visibility


class LengthRule(StrEnum):
    """How a network counts the length of a post."""

    MASTODON = "mastodon"
    """Characters; a link is 23, a handle is counted without its host."""
    GRAPHEMES = "graphemes"


class Reaction(StrEnum):
    """What I can do to a post without words."""

    FAVOURITE = "favourite"
    BOOST = "boost"
    BOOKMARK = "bookmark"


class Stance(StrEnum):
    """What I can do about a person without words."""

    FOLLOW = "follow"
    MUTE = "mute"
    BLOCK = "block"


class MediaLimits(Struct, frozen=True, kw_only=True):
    """What may be attached to a post. `kinds` are MIME types, empty where the server does not say them. Sizes
    are in bytes, `image_pixels` is width times height; `None`: the server does not say. `at_once` files stand
    with one post, and a description has at most `alt_length` characters.
    """

    kinds: tuple[str, ...] = ()
    at_once: int = 4
    image_bytes: int | None = None
    video_bytes: int | None = None
    image_pixels: int | None = None
    alt_length: int = 1500


class PollLimits(Struct, frozen=True, kw_only=True):
    """What a poll may be: so many options of so many characters, open for so long."""

    options: int = 4
    option_length: int = 50
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=30)
    with_media: bool = False
    """A post may have both a poll and files."""


class Capabilities(Struct, frozen=True, kw_only=True):
    """What a network, or this server of it, can do. What it cannot do is said here, never by an error."""

    direct_messages: bool = False
    visibilities: tuple[Visibility, ...] = (Visibility.PUBLIC,)
    content_warnings: bool = False
    warnings: tuple[str, ...] = ()
    """The only warnings there are; one or several of them, parted by commas. Without them, any words do."""
    languages: bool = False
    edit: bool = False
    favourite: bool = False
    boost: bool = False
    bookmark: bool = False
    polls: bool = False
    media: bool = False
    streaming: bool = False
    read_markers: bool = False
    thread_mutes: bool = False
    complete_threads: bool = False
    complete_timelines: bool = True
    """What a timeline no longer shows is gone; where this is false, it may be no more than old."""
    many_posts: bool = False
    """Several posts can be asked for in one request."""
    anonymous: bool = False
    """It is read without being anybody: nothing there can be addressed to me."""
    stances: tuple[Stance, ...] = tuple(Stance)
    follow_requests: bool = True
    publish: bool = True
    reaches_author: bool = False
    """An answer reaches whom it answers although it does not name them, and customarily names nobody."""
    idempotent_publish: bool = False
    """The same key published twice gives one post."""
    length: int = 500
    length_rule: LengthRule = LengthRule.MASTODON
    pace: timedelta | None = None
    """How often it is worth asking for news where there is no stream; `None` is up to the program."""
    link_length: int = 23
    """What a link counts under `LengthRule.MASTODON`, however long it is."""
    media_limits: MediaLimits = MediaLimits()
    poll_limits: PollLimits = PollLimits()
    history: bool = False
    """Earlier versions of a post can be read."""
    voting: bool = False
    """Polls of others can be voted in."""
    search: bool = False
    """The server searches for posts."""
    tags: bool = False
    """The server completes hashtags."""
    emoji: bool = False
    """The server has emoji of its own."""
    keys_last: bool = False
    """What was published under a key is found by it on any day, also where what it answers is gone since."""
