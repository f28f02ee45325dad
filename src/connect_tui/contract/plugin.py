"""The fixtures of the suite as a plugin of pytest: `-p connect_tui.contract.plugin --harness MODULE:NAME`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from importlib import import_module

import pytest

from connect_tui.contract.harness import Harness
from connect_tui.provider import Provider

PARTS = ("reading", "writing", "standing", "streaming", "untrusted")
"""The modules of the suite."""
_OPTION = "--harness"

# What fails in them is then shown with its values.
pytest.register_assert_rewrite(*(f"connect_tui.contract.{part}" for part in PARTS))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the harness is."""
    parser.addoption(_OPTION, metavar="MODULE:NAME", help="what makes the harness of the provider under test")


def pytest_configure(config: pytest.Config) -> None:
    """A harness that cannot be had is said at once, and not by every test.

    Raises:
        UsageError: there is none at that place.
    """
    named = str(config.getoption(_OPTION))
    try:
        _maker(named)
    except (ImportError, AttributeError, ValueError) as error:
        raise pytest.UsageError(f"{_OPTION} {named}: {error}") from error


@pytest.fixture
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    """One network, fresh for every test."""
    async with _opened(str(request.config.getoption(_OPTION))) as made:
        yield made
        await made.provider.close()


@pytest.fixture
async def provider(harness: Harness) -> Provider:
    """The provider, after the first thing that is ever asked of one."""
    await harness.provider.verify()
    return harness.provider


def _maker(named: str) -> Callable[[], object]:
    module, _, name = named.partition(":")
    found: Callable[[], object] = getattr(import_module(module), name)
    return found


def _opened(named: str) -> AbstractAsyncContextManager[Harness]:
    """The harness that is made by what stands at "module:name": called, and entered where that is needed."""
    made: object = _maker(named)()
    if isinstance(made, AbstractAsyncContextManager):
        return made
    return nullcontext(made)  # type: ignore[arg-type] # what it is, the first test says
