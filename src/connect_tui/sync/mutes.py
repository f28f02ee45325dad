"""Muted conversations: what each server holds, and telling it."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.post import Copy
from connect_tui.provider import Provider, ProviderError
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

    def able(self, conversation: Conversation) -> tuple[str, ...]:
        """The accounts that see the conversation and could mute it on their servers, and have not."""
        muted = muted_on(conversation)
        able = (
            name
            for name, provider in self._providers.items()
            if provider.capabilities.thread_mutes and name not in muted
        )
        return tuple(sorted(name for name in able if _copy(conversation, name)))

    async def tell(self, uri: str, accounts: Iterable[str], *, on: bool) -> tuple[str, ...]:
        """Let these accounts mute the conversation around this post on their servers, or take that back;
        the sentences for those that did not. Taking it back shows at once.
        """
        names = [name for name in accounts if name in self._providers]
        if not on:
            await self._show(uri, names, on=False)
        said = await asyncio.gather(*(self._tell(uri, name, on=on) for name in names))
        return tuple(filter(None, said))

    async def _tell(self, uri: str, name: str, *, on: bool) -> str:
        # One after another: what was asked last has to be what holds.
        async with self._one_at_a_time[name]:
            conversation = self._conversation(uri)
            copy = _copy(conversation, name) if conversation else None
            if copy is None:
                return ""
            try:
                await self._providers[name].mute_conversation(copy.id, on)
            except ProviderError as error:
                if not on:
                    await self._show(uri, [name], on=True)
                return refusal(name, f"{'' if on else 'un'}mute the conversation", error)
            if on:
                await self._show(uri, [name], on=True)
            return ""

    async def _show(self, uri: str, accounts: Collection[str], *, on: bool) -> None:
        """Let the posts look as if these servers had said it."""
        conversation = self._conversation(uri)
        if conversation is not None and accounts:
            await self._standing.merge(with_mute(conversation, accounts, on=on))

    def _conversation(self, uri: str) -> Conversation | None:
        group = self._store.cache.group_of(uri)
        return None if group is None else self._store.cache.conversation(group)


def _copy(conversation: Conversation, account: str) -> Copy | None:
    """The first post that stands and that this account sees, as it sees it."""
    copies = (post.copy_of(account) for post in conversation.posts if not post.deleted)
    return next((copy for copy in copies if copy is not None), None)
