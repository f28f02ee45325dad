"""Reading a page post by post: whoever else has something to do never waits for more than one of them."""

import asyncio
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


async def in_turn(found: Iterable[T]) -> list[T]:
    """What this brings, with a turn for everybody else after each; it has to bring them lazily, as it works.

    A thread would hold up just as long whoever waits for Python, and would have to share what is remembered.
    """
    brought: list[T] = []
    for item in found:
        brought.append(item)
        await asyncio.sleep(0)
    return brought
