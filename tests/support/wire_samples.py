"""One post of each wire, every text in what was made of it, and how long a moment is."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from hostile_wires import WIRES, Wire
from shapes import shape

from connect_tui.domain import clean
from connect_tui.domain.text import Span


def samples(network: str, path: str) -> Any:
    wire: Wire = WIRES[network](["words"])
    return json.loads(wire.answer(path, {}, "http://x")[1])


STATUS: dict[str, Any] = samples("mastodon", "/api/v1/timelines/home")[0]
ITEM: dict[str, Any] = samples("bluesky", "/xrpc/app.bsky.feed.getTimeline")["feed"][0]


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string within something that was handed out, with the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(key, f"{path}[]")
            yield from texts(inner, f"{path}[{key!r}]")
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from texts(inner, f"{path}[]")
    elif fields := shape(type(value)):
        kind = f".{value.kind}" if isinstance(value, Span) else ""
        for field in fields:
            yield from texts(getattr(value, field), f"{path}{kind}.{field}")
    elif isinstance(value, BaseException):
        yield f"{path}: {type(value).__name__}", str(value)


def twenty_times_as_many_plain_words() -> float:
    """Seconds that they take just now."""
    before = time.thread_time()
    for _ in range(20):
        clean.text("Plain wörds, and some more. " * 800)
    return time.thread_time() - before
