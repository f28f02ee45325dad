"""Whom and what I may be about to name: asked of the engine, remembered as long as the screen lives."""

from concurrent.futures import Future

from connect_tui.domain.post import Mention
from connect_tui.tui.ports import Commanding, Doing


class Knowing:
    """Reading never waits: what has not been told yet is not there yet."""

    def __init__(self, runner: Commanding) -> None:
        self.people: tuple[Mention, ...] = ()
        """Whom I have to do with, those in my circles first."""
        self._runner = runner
        self._emoji: dict[str, tuple[str, ...]] = {}

    def recall(self, account: str) -> None:
        """Ask anew whom I have to do with, and for the emoji of this account's server."""

        async def people(engine: Doing) -> None:
            self.people = await engine.suggesting.acquaintances()

        async def emoji(engine: Doing) -> None:
            self._emoji[account] = await engine.suggesting.emoji(account)

        self._runner.submit(people)
        self._runner.submit(emoji)

    def emoji(self, account: str) -> tuple[str, ...]:
        """The short names of the server's own emoji."""
        return self._emoji.get(account, ())

    def ask_for_people(self, account: str, query: str) -> Future[tuple[Mention, ...]]:
        """Those whom the server finds."""
        return self._runner.submit(lambda engine: engine.suggesting.people(account, query))

    def ask_for_tags(self, account: str, query: str) -> Future[tuple[str, ...]]:
        """The hashtags that the server finds."""
        return self._runner.submit(lambda engine: engine.suggesting.tags(account, query))
