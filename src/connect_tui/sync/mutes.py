"""Muted conversations: what each server holds, and telling it."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Copy, PostId
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal
from connect_tui.sync.unmuting import muted_on, with_mute


class ServerMutes:
    """Mutes conversations on those servers that know how to, and takes that back."""

    def __init__(self, providers: Mapping[str, Provider], store: Store, standing: Standing) -> None:
        self._providers = providers
        self._store = store
        self._standing = standing
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def seeing(self, conversation: Conversation) -> tuple[str, ...]:
        """The accounts that see the conversation and whose servers can mute one."""
        able = (name for name, provider in self._providers.items() if provider.capabilities.thread_mutes)
        return tuple(sorted(name for name in able if _copy(conversation, name)))

    async def mute(self, uri: str, accounts: Iterable[str]) -> tuple[str, ...]:
        """Let these accounts mute the conversation around this post on their servers; the sentences for those
        that did not.
        """
        return await self._tell_all(uri, accounts, on=True)

    async def unmute(self, uri: str, accounts: Iterable[str]) -> tuple[str, ...]:
        """Take that back; it shows at once, and is put back where a server refuses."""
        conversation = self._conversation(uri)
        names = [name for name in accounts if name in self._providers]
        if conversation is not None and names:
            await self._standing.show(with_mute(conversation, names, on=False))
        return await self._tell_all(uri, names, on=False, before=conversation)

    async def _tell_all(
        self, uri: str, accounts: Iterable[str], *, on: bool, before: Conversation | None = None
    ) -> tuple[str, ...]:
        names = [name for name in accounts if name in self._providers]
        errors = await asyncio.gather(*(self._tell(uri, name, on=on) for name in names))
        refused = {name: error for name, error in zip(names, errors, strict=True) if error is not None}
        if before is not None and refused:
            await self._show_muted(uri, before, refused.keys())
        words = "mute the conversation" if on else "unmute the conversation"
        return tuple(refusal(name, words, error) for name, error in refused.items())

    async def _tell(self, uri: str, name: str, *, on: bool) -> ProviderError | None:
        # One after another: what was asked last has to be what holds.
        async with self._one_at_a_time[name]:
            conversation = self._conversation(uri)
            copy = _copy(conversation, name) if conversation else None
            if copy is None:
                return None
            try:
                await self._providers[name].mute_conversation(copy.id, on)
            except ProviderError as error:
                return error
            if on:
                await self._look_at(copy.id, name)
        return None

    async def _look_at(self, post: PostId, name: str) -> None:
        """See that the server says so now: only then it shows when somebody takes it back elsewhere."""
        with suppress(ProviderError):
            await self._standing.merge([await self._providers[name].post(post)])

    async def _show_muted(self, uri: str, before: Conversation, accounts: Collection[str]) -> None:
        """Let it look muted again for those of these accounts for which it was."""
        conversation = self._conversation(uri)
        muted = [name for name in muted_on(before) if name in accounts]
        if conversation is not None and muted:
            await self._standing.show(with_mute(conversation, muted, on=True))

    def _conversation(self, uri: str) -> Conversation | None:
        group = self._store.cache.group_of(uri)
        return None if group is None else self._store.cache.conversation(group)


def _copy(conversation: Conversation, account: str) -> Copy | None:
    """The first post that stands and that this account sees, as it sees it."""
    copies = (post.copy_of(account) for post in conversation.posts if not post.deleted)
    return next((copy for copy in copies if copy is not None), None)
