"""Words that the contract suite is written in."""

import zlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec import Struct

from connect_tui.domain.draft import Outgoing
from connect_tui.domain.post import Post
from connect_tui.provider import (
    Page,
    Provider,
)

PATIENCE = 5.0
"""Seconds that a stream gets to say something."""
MANY = 45
"""More posts than any network puts on one page by itself."""
MEMORY = 200_000
"""Bytes that are small; what a provider remembers is written after every refresh that changes it."""
MAX_PAGES = 200
"""So many pages would be a circle."""

Fetch = Callable[[str | None], Awaitable[Page]]


def outgoing(text: str, **more: object) -> Outgoing:
    return Outgoing(key=uuid4().hex, text=text, **more)  # type: ignore[arg-type] # keywords passed through


def unheard() -> str:
    """Words that nobody has said yet."""
    return f"Words about {uuid4().hex[:12]}"


async def pages(fetch: Fetch) -> list[Page]:
    found = [await fetch(None)]
    while found[-1].older is not None:
        if len(found) >= MAX_PAGES:
            pytest.fail("paging does not end")
        found.append(await fetch(found[-1].older))
    return found


async def all_posts(fetch: Fetch) -> list[Post]:
    """Every post of a timeline; those that stand there only as boosts are left out."""
    found: list[Post] = []
    for page in await pages(fetch):
        boosted = {boost.uri for boost in page.boosts}
        found += [post for post in page.posts if post.uri not in boosted]
    return found


def needs(offered: bool, what: str) -> None:
    """What a network says that it has not is not asked of it."""
    if not offered:
        pytest.skip(f"this network has no {what}")


def timelines(provider: Provider) -> dict[str, Fetch]:
    """The timelines that the network has."""
    can = provider.capabilities
    return {
        "timeline": provider.timeline,
        **({} if can.anonymous else {"addressed": provider.addressed}),
        **({"mine": provider.mine} if can.publish else {}),
    }


def hearing(provider: Provider) -> Fetch:
    """Where something arrives that is said to me, or to everybody where nobody can speak to me."""
    return provider.timeline if provider.capabilities.anonymous else provider.addressed


def picture_in(folder: Path) -> Path:
    """A small picture as a file: a red square."""
    path = folder / "red.png"
    path.write_bytes(_png(8))
    return path


def _png(side: int) -> bytes:
    """https://www.w3.org/TR/png/"""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = side.to_bytes(4) * 2 + bytes((8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\xff\0\0" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


ALLOWED_NUMBERS = {"Span.start", "Span.end", "PollOption.tenths"}


def counts(answer: object) -> list[str]:
    """Where an answer holds a number that may be one of people, posts or reactions."""
    return [
        path
        for path, value in walk(answer)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        if path not in ALLOWED_NUMBERS or (path == "PollOption.tenths" and not 0 <= value <= 10)
    ]


def walk(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value in a dataclass, by the path that leads to it."""
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from walk(getattr(value, name), f"{type(value).__name__}.{name}")
    elif isinstance(value, (tuple, frozenset, list)):
        for item in value:
            yield from walk(item, path)
    elif isinstance(value, dict):
        for item in value.items():
            yield from walk(item, path)
    else:
        yield path, value


def texts(post: Post) -> list[str]:
    return [value for _, value in walk(post) if isinstance(value, str)]
