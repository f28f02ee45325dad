"""What I may be about to name while I write: people, hashtags, emoji. A suggestion that fails is none."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec

from connect_tui.domain.post import Mention
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.judging import Bench

_AT_ONCE = 100
"""People who are looked up before others in this thread get their turn."""
_MOST = 5000
_EMOJI = "emoji"
_EMOJI_LAST = timedelta(days=1)
"""How long a server's own emoji are taken to be as they were."""
_EMOJI_AGAIN = timedelta(minutes=1)
"""How long a server that did not say which it has is left alone."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Suggesting:
    """Knows whom I have to do with, and asks the servers for whom and what they know."""

    def __init__(self, providers: Mapping[str, Provider], store: Store, bench: Bench) -> None:
        self._providers = providers
        self._store = store
        self._bench = bench
        self._asked: dict[str, datetime] = {}
        """When a server was last asked for its emoji."""

    async def acquaintances(self) -> tuple[Mention, ...]:
        """Whom I may want to name: those in my circles, in their order, then whom I have written to, then
        whom I follow; each by name where anything of theirs is here. Nobody whom I block or mute.
        """
        people = self._bench.people()
        keys: dict[str, None] = {}
        for circle in people.circles:
            keys.update(dict.fromkeys(sorted(circle.members)))
        keys.update(dict.fromkeys(sorted(people.written_to)))
        keys.update(dict.fromkeys(sorted(people.followed)))
        now = self._bench.clock()
        wanted = [key for key in keys if not people.hides(key, now)][:_MOST]
        found: list[Mention] = []
        for part in _parts(wanted):
            latest = self._store.cache.latest_by(part)
            for key in part:
                author = latest[key].author if key in latest else None
                found.append(Mention(author.handle, author.name) if author else Mention(key))
            await asyncio.sleep(0)
        return tuple(found)

    async def people(self, account: str, query: str) -> tuple[Mention, ...]:
        """Those whom the server of this account finds."""
        provider = self._providers.get(account)
        if provider is None:
            return ()
        try:
            found = await provider.people(query)
        except ProviderError:
            return ()
        people = self._bench.people()
        now = self._bench.clock()
        return tuple(
            Mention(person.handle, person.name, person.id)
            for person in found
            if not people.hides(person.key, now)
        )

    async def tags(self, account: str, query: str) -> tuple[str, ...]:
        """The hashtags that the server of this account completes."""
        provider = self._providers.get(account)
        if provider is None or not provider.capabilities.tags:
            return ()
        try:
            return await provider.tags(query)
        except ProviderError:
            return ()

    async def emoji(self, account: str) -> tuple[str, ...]:
        """The short names of the server's own emoji: as they are kept, where they were asked for lately, or
        where the server does not say; then it is asked again a little later.
        """
        provider = self._providers.get(account)
        if provider is None or not provider.capabilities.emoji:
            return ()
        now = self._bench.clock()
        kept, at = self._kept_emoji(account)
        since = now - self._asked.get(account, _NEVER)
        if now - at < _EMOJI_LAST or timedelta(0) <= since < _EMOJI_AGAIN:
            return kept
        self._asked[account] = now
        try:
            found = tuple(one.shortcode for one in await provider.emoji())
        except ProviderError:
            return kept
        self._store.cache.set_fact(account, _EMOJI, msgspec.json.encode(found), now)
        return found

    def _kept_emoji(self, account: str) -> tuple[tuple[str, ...], datetime]:
        """What the server said the last time, and when that was; a time ahead is a clock's that was wrong."""
        stored = self._store.cache.fact(account, _EMOJI)
        if stored is None or stored[1] > self._bench.clock():
            return (), _NEVER
        try:
            return msgspec.json.decode(stored[0], type=tuple[str, ...]), stored[1]
        except msgspec.DecodeError:
            return (), _NEVER


def _parts(keys: list[str]) -> Iterable[list[str]]:
    here = iter(keys)
    while part := list(islice(here, _AT_ONCE)):
        yield part
