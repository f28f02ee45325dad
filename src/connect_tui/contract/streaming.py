"""Streams, calls that are cancelled, and closing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from connect_tui.contract.harness import Harness
from connect_tui.contract.words import PATIENCE, hearing, timelines, unheard
from connect_tui.provider import (
    Arrived,
    Opened,
    Provider,
    ProviderError,
    Removed,
    StreamEvent,
)


async def next_events(
    stream: AsyncIterator[StreamEvent], until: Callable[[StreamEvent], bool]
) -> StreamEvent:
    async with asyncio.timeout(PATIENCE):
        async for event in stream:
            if until(event):
                return event
    raise AssertionError("the stream ended")


async def test_a_stream_says_what_happens(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.streaming:
        pytest.skip("this network has no stream")
    stream = provider.stream()
    assert await next_events(stream, lambda _: True) == Opened()
    said = await harness.say(unheard(), to_me=True)
    event = await next_events(stream, lambda event: isinstance(event, Arrived))
    assert isinstance(event, Arrived)
    assert [post.id for post in event.posts] == [said]
    assert event.timelines
    await harness.remove(said)
    assert await next_events(stream, lambda event: isinstance(event, Removed)) == Removed(said)
    await provider.close()


async def test_a_stream_that_is_cancelled_leaves_nothing_behind(harness: Harness, provider: Provider) -> None:
    if not provider.capabilities.streaming:
        pytest.skip("this network has no stream")
    before = asyncio.all_tasks()
    stream = provider.stream()
    await next_events(stream, lambda _: True)
    waiting = asyncio.create_task(next_events(stream, lambda _: False))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before
    said = await harness.say(unheard(), to_me=True)
    assert (await provider.post(said)).id == said


async def test_a_call_that_is_cancelled_leaves_nothing_behind(harness: Harness, provider: Provider) -> None:
    before = asyncio.all_tasks()
    calls = [asyncio.ensure_future(fetch(None)) for fetch in timelines(provider).values()]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await asyncio.sleep(0.05)
    assert asyncio.all_tasks() <= before
    assert (await provider.timeline()).posts is not None
    await harness.say(unheard(), to_me=True)
    assert (await hearing(provider)(None)).posts


async def test_closing_ends_streams_and_may_be_repeated(provider: Provider) -> None:
    if provider.capabilities.streaming:
        stream = provider.stream()
        await next_events(stream, lambda _: True)
        waiting = asyncio.create_task(_drain(stream))
        await asyncio.sleep(0.05)
        await provider.close()
        async with asyncio.timeout(PATIENCE):
            await waiting
    await provider.close()
    await provider.close()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def _drain(stream: AsyncIterator[StreamEvent]) -> None:
    with suppress(ProviderError):
        async for _ in stream:
            pass
