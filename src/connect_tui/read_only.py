"""The half of a provider that a network has not where it is only read: feeds, pages, archives.

Third parties may import this, beside the port and the domain.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.people import Account, Person, PersonId
from connect_tui.domain.post import Post, PostId
from connect_tui.port.answers import (
    Emoji,
    Fact,
    Facts,
    Marker,
    Page,
    Relation,
    Source,
    Thread,
    Timeline,
    Version,
)
from connect_tui.port.capabilities import Capabilities, Reaction, Stance
from connect_tui.port.events import StreamEvent
from connect_tui.port.failures import NotAllowed

READ_ONLY = Capabilities(
    anonymous=True,
    publish=False,
    visibilities=(),
    stances=(),
    follow_requests=False,
    complete_threads=True,
    complete_timelines=False,
)
"""What such a network can do; change it with `msgspec.structs.replace` where it can do more."""


class ReadOnly(ABC):
    """Answers what is asked of every network, and has nothing to do with me. What is left to write: `name`,
    `verify`, `timeline`, `post`, `post_at`, `profile`, `posts_by` and `close`.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return READ_ONLY

    @property
    def memory(self) -> bytes:
        """It remembers nothing."""
        return b""

    def resume(self, account: Account, capabilities: Capabilities, memory: bytes = b"") -> None:
        """Nothing has to be taken up."""
        del account, capabilities, memory

    async def addressed(self, cursor: str | None = None) -> Page:  # noqa: ARG002
        """Nobody can say anything to me."""
        return Page()

    async def mine(self, cursor: str | None = None) -> Page:  # noqa: ARG002
        """I say nothing."""
        return Page()

    async def facts(self, fact: Fact) -> Facts:  # noqa: ARG002
        """There are none."""
        return Facts()

    async def relations(self, people: tuple[Person, ...]) -> tuple[Relation, ...]:  # noqa: ARG002
        """I have nothing to do with anybody."""
        return ()

    async def marker(self, timeline: Timeline) -> Marker | None:  # noqa: ARG002
        """It does not know how far I have read."""
        return None

    async def set_marker(self, timeline: Timeline, post: Post) -> None:
        """It does not want to know."""
        del timeline, post

    @abstractmethod
    async def post(self, post: PostId) -> Post:
        """One post as it is now."""

    async def posts(self, ids: tuple[PostId, ...]) -> tuple[Post, ...]:  # noqa: ARG002
        """They are had one by one."""
        return ()

    async def conversation(self, post: PostId) -> Thread:
        """Every post stands alone."""
        return Thread((await self.post(post),))

    async def publish(self, outgoing: Outgoing) -> Post:
        """Never called."""
        raise _refused(outgoing)

    async def edit(self, post: PostId, outgoing: Outgoing) -> Post:
        """Never called."""
        raise _refused(post, outgoing)

    async def delete(self, post: PostId) -> None:
        """Never called."""
        raise _refused(post)

    async def upload(self, path: Path, alt: str, progress: Callable[[float], None]) -> str:
        """Never called."""
        raise _refused(path, alt, progress)

    async def source(self, post: PostId) -> Source:
        """Never called."""
        raise _refused(post)

    async def history(self, post: PostId) -> tuple[Version, ...]:
        """Never called."""
        raise _refused(post)

    async def vote(self, post: PostId, choices: tuple[int, ...]) -> Post:
        """Never called."""
        raise _refused(post, choices)

    async def react(self, post: PostId, reaction: Reaction, on: bool) -> Post:
        """Never called."""
        raise _refused(post, reaction, on)

    async def relate(self, person: PersonId, stance: Stance, on: bool) -> None:
        """Never called."""
        raise _refused(person, stance, on)

    async def answer_request(self, person: PersonId, accept: bool) -> None:
        """Never called."""
        raise _refused(person, accept)

    async def mute_conversation(self, post: PostId, on: bool) -> None:
        """Never called."""
        raise _refused(post, on)

    async def people(self, query: str) -> tuple[Person, ...]:  # noqa: ARG002
        """Nobody is found."""
        return ()

    async def search(self, query: str) -> tuple[Post, ...]:  # noqa: ARG002
        """Nothing is found."""
        return ()

    async def tags(self, query: str) -> tuple[str, ...]:  # noqa: ARG002
        """No hashtag is completed."""
        return ()

    async def emoji(self) -> tuple[Emoji, ...]:
        """There are none of its own."""
        return ()

    async def stream(self) -> AsyncIterator[StreamEvent]:
        """Ends at once."""
        nothing: tuple[StreamEvent, ...] = ()
        for event in nothing:
            yield event


def _refused(*asked: object) -> NotAllowed:
    del asked
    return NotAllowed("is only read from here")
