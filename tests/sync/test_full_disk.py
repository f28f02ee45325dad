"""A disk that is really full, as SQLite sees it: it says so, loses nothing, and goes on when there is room."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace
from world import World

from connect_tui.domain.draft import DraftState
from connect_tui.store.database import Database
from connect_tui.store.errors import StoreError


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Not a page more goes into the file, nor into those that are free in it."""
    connection = database._connection
    connection.execute("PRAGMA max_page_count = 1")  # no smaller than what is there
    try:
        yield
    finally:
        connection.execute("PRAGMA max_page_count = 1000000")


async def test_what_is_being_written_stays_as_it_was_kept_last(world: World) -> None:
    draft = world.draft("k", "short")
    with full(world.store.mine._db), pytest.raises(StoreError, match="The disk is full"):
        world.engine.save_draft(replace(draft, text="long " * 20_000))
    assert world.sent("k").text == "short"
    assert world.engine.save_draft(replace(draft, text="long " * 20_000))


async def test_nothing_is_queued_by_halves(world: World) -> None:
    await world.refresh()
    with full(world.store.mine._db):
        sent, said = 0, ""
        for number in range(200):
            try:
                world.engine.save_draft(replace(world.draft(f"k{number}", "short"), text="word " * 300))
                await world.engine.send(f"k{number}")
                sent += 1
            except StoreError as error:
                said = str(error)
                break
    assert "Make some room and try again." in said
    await world.engine.deliver()
    drafts = world.store.mine.drafts()
    assert {draft.state for draft in drafts} <= {DraftState.SENT, DraftState.WRITING}
    assert len(world.network.written_by("me")) == sent


async def test_a_cache_that_is_full_when_the_answer_comes_doubles_nothing(world: World) -> None:
    world.provider.ignores_key = True
    world.provider._capabilities = replace(world.provider.capabilities, idempotent_publish=False)
    await world.refresh()
    text = "word " * 2000
    world.draft("k", text)
    await world.engine.send("k")
    with full(world.store.cache._db), pytest.raises(StoreError, match="The disk is full"):
        await world.engine.deliver()
    assert len(world.network.written_by("me")) == 1
    assert world.sent("k").state is DraftState.SENDING
    draft = await world.deliver_until_settled("k")
    assert draft.state is DraftState.SENT
    assert len(world.network.written_by("me")) == 1
