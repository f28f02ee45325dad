"""What is known of a server's own emoji, also while it does not answer."""

import pytest
from msgspec.structs import replace
from world import World

from connect_tui.provider import Emoji, Offline


@pytest.fixture(autouse=True)
def able(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.provider._capabilities = replace(world.provider.capabilities, emoji=True)


def has(world: World, *names: str) -> list[str]:
    """The server has these from now on, or none where it does not answer; the list grows as it is asked."""
    asked: list[str] = []

    async def emoji() -> tuple[Emoji, ...]:
        asked.append("asked")
        if not names:
            raise Offline("does not answer")
        return tuple(map(Emoji, names))

    world.provider.emoji = emoji  # type: ignore[method-assign] # as a server would
    return asked


async def test_emoji_are_kept_from_one_start_to_the_next(world: World) -> None:
    has(world, "blobcat", "heron")
    assert await world.engine.suggesting.emoji("home") == ("blobcat", "heron")
    world.restart()
    asked = has(world, "blobcat")
    assert await world.engine.suggesting.emoji("home") == ("blobcat", "heron")
    assert asked == []
    world.clock.forward(days=1)
    assert await world.engine.suggesting.emoji("home") == ("blobcat",)


async def test_a_server_that_did_not_answer_is_asked_again_later(world: World) -> None:
    asked = has(world)
    for _ in range(3):
        assert await world.engine.suggesting.emoji("home") == ()
    assert asked == ["asked"]
    has(world, "blobcat")
    world.clock.forward(minutes=1)
    assert await world.engine.suggesting.emoji("home") == ("blobcat",)
    world.clock.forward(days=2)
    has(world)
    assert await world.engine.suggesting.emoji("home") == ("blobcat",)


async def test_what_a_clock_that_was_wrong_or_a_disk_has_left_is_asked_for_anew(world: World) -> None:
    has(world, "blobcat")
    for value, days in ((b"[7]", -1), (b'["old"]', 400)):
        world.clock.forward(days=days)
        world.store.cache.set_fact("home", "emoji", value, world.clock())
        world.clock.forward(days=-days, minutes=1)
        assert await world.engine.suggesting.emoji("home") == ("blobcat",)
