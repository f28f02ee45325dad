"""What writing on the command line works with: my accounts, and the post that is answered."""

from collections.abc import Sequence

from connect_tui.commands.options import AccountError, Options, UsageError
from connect_tui.commands.session import Session, keys_of, me, utcnow
from connect_tui.domain.draft import Draft
from connect_tui.domain.people import Account
from connect_tui.domain.post import Post
from connect_tui.port.capabilities import Capabilities
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync import composing
from connect_tui.sync.reading import Reader
from connect_tui.sync.trouble import ended


class Desk:
    """Answers about my accounts come from the cache, or from a server where nothing is known yet."""

    def __init__(self, session: Session, store: Store, providers: Sequence[Provider]) -> None:
        self.session = session
        self.store = store
        self.providers = {provider.name: provider for provider in providers}

    @property
    def me(self) -> frozenset[str]:
        """The handle keys of my accounts."""
        return keys_of(me(self.store))

    async def account(self, name: str) -> tuple[Account, Capabilities]:
        """One of my accounts and what its server can do.

        Raises:
            AccountError: nothing is known yet, and it cannot be asked.
        """
        for stored in self.store.cache.accounts():
            if stored.account.name == name:
                return stored.account, stored.capabilities
        provider = self.providers[name]
        try:
            account = await provider.verify()
        except ProviderError as error:
            raise AccountError(
                f"{name} {ended(str(error))} It has to be reached once before you can write."
            ) from error
        self.store.cache.set_account(account, provider.capabilities, utcnow())
        return account, provider.capabilities

    async def parent(self, options: Options) -> Post:
        """The post that is to be answered, from the cache or through one of the accounts.

        Raises:
            UsageError: there is none, or it may not be answered.
        """
        found = self.store.cache.post(options.uri)
        said: list[str] = []
        for name in self._names(options) if found is None else ():
            try:
                # A post is judged by who I am: without that the inbox could not place it.
                await self.account(name)
                found = await self.providers[name].post_at(options.uri)
            except AccountError as error:
                said.append(str(error))
            except ProviderError as error:
                said.append(ended(f"{name} {error}"))
            else:
                self.store.cache.merge([found])
                break
        if found is None or found.deleted:
            gone = "That post is deleted" if found is not None else f"There is no post {options.uri}"
            raise UsageError(" ".join([f"{gone}{'' if found else ' that can be answered'}.", *said]))
        if found.closed:
            raise UsageError(found.closed)
        return found

    def above(self, post: Post) -> Post | None:
        """What a post answers, where that is known."""
        group = self.store.cache.group_of(post.uri)
        conversation = self.store.cache.conversation(group) if group is not None else None
        return conversation.parent(post.uri) if conversation is not None else None

    def speaker(self, parent: Post) -> str:
        """The account that the inbox would answer with, or one that sees the post."""
        config = self.session.config
        reader = Reader(self.store, None, config.attention.settings, config.circles, utcnow)
        entry = reader.entry(parent.uri)
        names = [entry.account.name] if entry is not None else []
        names += [copy.id.account for copy in parent.copies]
        return next((name for name in names if name in self.providers), next(iter(self.providers)))

    async def reply(self, parent: Post, options: Options) -> tuple[Draft, Account, Capabilities]:
        """The beginning of an answer."""
        account, can = await self.account(options.account or self.speaker(parent))
        draft = composing.reply(
            parent,
            account,
            can,
            me=self.me,
            languages=self.session.config.general.languages,
            now=utcnow(),
            above=self.above(parent),
        )
        return draft, account, can

    async def fresh(self, options: Options) -> tuple[Draft, Account, Capabilities]:
        """The beginning of something new.

        Raises:
            UsageError: several accounts could speak.
        """
        if not options.account and len(self.providers) > 1:
            raise UsageError(f"Which account speaks? Add --account: {', '.join(self.providers)}")
        account, can = await self.account(options.account or next(iter(self.providers)))
        languages = self.session.config.general.languages
        return composing.fresh(account, can, languages=languages, now=utcnow()), account, can

    def _names(self, options: Options) -> tuple[str, ...]:
        return (options.account,) if options.account else tuple(self.providers)
