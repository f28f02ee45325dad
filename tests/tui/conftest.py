"""One filled store for all tests of the screen; each gets a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import Stage, fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture
def stage(filled: Path, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(filled, tmp_path)
    yield stage
    stage.store.close()
