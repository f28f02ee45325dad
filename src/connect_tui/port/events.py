"""What a stream says."""

from msgspec import Struct

from connect_tui.domain.post import Boost, Post, PostId
from connect_tui.port.answers import Fact, Timeline


class Opened(Struct, frozen=True):
    """The stream stands: of what happens from now on, it keeps nothing back. Always the first event."""


class Arrived(Struct, frozen=True):
    """A stream brought or changed these posts and boosts. `timelines` are those of mine on top of which they
    stand now; none for a change, or for what stands in no timeline.
    """

    posts: tuple[Post, ...] = ()
    boosts: tuple[Boost, ...] = ()
    timelines: tuple[Timeline, ...] = ()


class Removed(Struct, frozen=True):
    """A stream said that the post, or the boost, with this id is gone. It may never have been shown to me."""

    id: PostId


class Changed(Struct, frozen=True):
    """A stream said that something else changed, and not what: `fact`, or without it whatever there is."""

    fact: Fact | None = None


StreamEvent = Opened | Arrived | Removed | Changed
