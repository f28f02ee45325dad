"""A world of one network, real files, and an engine that can be killed and made again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """My account `home` on a network in memory."""
    world = World(tmp_path)
    yield world
    world.end()
