"""Marks: what I said is done, put off or muted. They are mine, and live in `mine.db`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class MarkKind(StrEnum):
    """What a mark does with the posts it holds."""

    DONE = "done"
    LATER = "later"
    MUTED = "muted"


class Mark(Struct, frozen=True):
    """A mark closes exactly the posts that were known when it was made.

    `posts` are their canonical URIs, `addressed` those of them that were addressed to me then: one that
    an edit addresses to me afterwards is open again. `until` is set for `later` alone. A muted
    conversation is found by any post of it.
    """

    kind: MarkKind
    made: datetime
    posts: frozenset[str]
    addressed: frozenset[str] = frozenset()
    until: datetime | None = None


class Delivery(StrEnum):
    """What has become of an answer of mine that the server does not have yet."""

    NONE = ""
    SENDING = "sending"
    NOT_SENT = "not sent"


class Marks(Struct, frozen=True):
    """All marks, found by the URI of a post, and my answers that are still on their way.

    `pending` maps the URI of the answered post to what has become of the answer.
    """

    by_post: Mapping[str, tuple[Mark, ...]]
    pending: Mapping[str, Delivery]

    @classmethod
    def of(cls, marks: Iterable[Mark] = (), pending: Mapping[str, Delivery] | None = None) -> "Marks":
        """Index these marks by the posts they hold."""
        by_post: dict[str, tuple[Mark, ...]] = {}
        for mark in marks:
            for uri in mark.posts:
                by_post[uri] = (*by_post.get(uri, ()), mark)
        return cls(by_post, pending or {})

    def on(self, uri: str) -> tuple[Mark, ...]:
        """The marks that hold this post."""
        return self.by_post.get(uri, ())
