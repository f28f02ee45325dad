"""Reactions: shown at once, and put back where the server refuses."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from connect_tui.domain.post import Copy
from connect_tui.port.capabilities import Reaction
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.journal import Reacted
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, Said
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal

_WORDS = {
    Reaction.FAVOURITE: ("take the favourite", "take back the favourite"),
    Reaction.BOOST: ("boost it", "take back the boost"),
    Reaction.BOOKMARK: ("bookmark it", "take back the bookmark"),
}


class Reactions:
    """What I do to posts without words."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
    ) -> None:
        self._providers = providers
        self._store = store
        self._standing = standing
        self._clock = clock
        self._emit = emit
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def react(self, uri: str, reaction: Reaction, on: bool, account: str | None) -> None:
        """Favourite, boost or bookmark a post, or undo that; as `account`, or as the one that sees it."""
        name = self._account_for(uri, account)
        if name is None:
            return
        # Noted before it is done: should the program end in between, taking back what never was is harmless.
        step = self._store.mine.note_step(Reacted(uri, name, reaction, on), self._clock())
        refused = await self.do(uri, name, reaction, on)
        if refused:
            self._store.mine.forget_step(step)
            self._emit(Said(refused))

    async def do(self, uri: str, name: str, reaction: Reaction, on: bool) -> str:
        """Do it as this account, or take it back; a sentence where that was refused, empty otherwise."""
        if name not in self._providers:
            return f"{name} is not among your accounts any more."
        words = _WORDS[reaction][0 if on else 1]
        try:
            copy = await self._copy(uri, name)
            before = _did(copy, reaction)
            await self._show(uri, name, reaction, on)
            try:
                # One after another: what was asked last has to be what holds.
                async with self._one_at_a_time[name]:
                    answer = await self._providers[name].react(copy.id, reaction, on)
            except ProviderError:
                await self._show(uri, name, reaction, before)
                raise
            await self._standing.merge([answer])
        except ProviderError as error:
            return refusal(name, words, error)
        return ""

    def _account_for(self, uri: str, wanted: str | None) -> str | None:
        """The account to act as: the one asked for, or my own post's, or the first that sees the post."""
        if wanted is not None:
            return wanted if wanted in self._providers else None
        post = self._store.cache.post(uri)
        if post is None:
            return None
        seeing = [copy.id.account for copy in post.copies if copy.id.account in self._providers]
        accounts = self._store.cache.accounts()
        mine = {known.account.name for known in accounts if known.account.key == post.author.key}
        return next((name for name in seeing if name in mine), seeing[0] if seeing else None)

    async def _copy(self, uri: str, name: str) -> Copy:
        """The post as this account sees it, looked up where it has not seen it yet."""
        post = self._store.cache.post(uri)
        copy = post.copy_of(name) if post else None
        if copy is not None:
            return copy
        found = await self._providers[name].post_at(uri)
        await self._standing.merge([found])
        return found.copy_of(name) or found.copies[0]

    async def _show(self, uri: str, name: str, reaction: Reaction, on: bool) -> None:
        """Let the post look as if it had been done."""
        post = self._store.cache.post(uri)
        if post is None:
            return
        copies = tuple(_with(copy, reaction, on) if copy.id.account == name else copy for copy in post.copies)
        await self._standing.merge([replace(post, copies=copies)])


def _did(copy: Copy, reaction: Reaction) -> bool:
    match reaction:
        case Reaction.FAVOURITE:
            return copy.favourited
        case Reaction.BOOST:
            return copy.boosted
        case Reaction.BOOKMARK:
            return copy.bookmarked


def _with(copy: Copy, reaction: Reaction, on: bool) -> Copy:
    match reaction:
        case Reaction.FAVOURITE:
            return replace(copy, favourited=on)
        case Reaction.BOOST:
            return replace(copy, boosted=on)
        case Reaction.BOOKMARK:
            return replace(copy, bookmarked=on)
