"""The two parts of the demo's network, and what can be done in each."""

from msgspec import Struct

from connect_tui.domain.post import Visibility
from connect_tui.provider import Capabilities, LengthRule, MediaLimits


class Part(Struct, frozen=True):
    """One part of the network: `me` is the id of my resident there, `letter` begins the keys of its posts.

    `names` says whether an answer begins with the handle of whom it answers.
    """

    name: str
    host: str
    me: str
    letter: str
    names: bool
    capabilities: Capabilities


PICTURES = MediaLimits(
    kinds=("image/png", "image/jpeg", "image/gif", "image/webp"), image_bytes=8 * 1024 * 1024
)
"""What can be attached in all parts."""

HOME = Part(
    name="home",
    host="home.example",
    me="you-home",
    letter="h",
    names=True,
    capabilities=Capabilities(
        direct_messages=True,
        visibilities=tuple(Visibility),
        content_warnings=True,
        languages=True,
        edit=True,
        favourite=True,
        boost=True,
        bookmark=True,
        polls=True,
        voting=True,
        media=True,
        media_limits=PICTURES,
        history=True,
        search=True,
        tags=True,
        emoji=True,
        streaming=True,
        read_markers=True,
        thread_mutes=True,
        complete_threads=True,
        many_posts=True,
        idempotent_publish=True,
        length=500,
        length_rule=LengthRule.MASTODON,
    ),
)

SKY = Part(
    name="sky",
    host="sky.example",
    me="you-sky",
    letter="s",
    names=False,
    capabilities=Capabilities(
        direct_messages=True,
        visibilities=(Visibility.PUBLIC, Visibility.DIRECT),
        media=True,
        media_limits=PICTURES,
        search=True,
        languages=True,
        favourite=True,
        boost=True,
        streaming=True,
        read_markers=True,
        complete_threads=True,
        many_posts=True,
        idempotent_publish=True,
        length=300,
        length_rule=LengthRule.GRAPHEMES,
    ),
)

PARTS = {part.name: part for part in (HOME, SKY)}
ME = frozenset(part.me for part in PARTS.values())
"""My residents, in all parts."""
