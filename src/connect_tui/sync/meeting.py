"""Meeting somebody who asks to follow me: a look at who they are, and an answer."""

from collections.abc import Callable, Mapping

from connect_tui.domain.people import FollowRequest, PersonId, Profile
from connect_tui.domain.post import Post
from connect_tui.port.failures import NotFound, ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.events import Event, InboxChanged, Said
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal


class Meeting:
    """Looks at people, and answers their follow requests."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        store: Store,
        standing: Standing,
        emit: Callable[[Event], None],
    ) -> None:
        self._providers = providers
        self._store = store
        self._standing = standing
        self._emit = emit

    async def profile(self, account: str, person: PersonId) -> Profile | None:
        """Who they are in their own words; `None`, and a word of why, where the server does not tell."""
        provider = self._providers.get(account)
        if provider is None:
            return None
        try:
            return await provider.profile(person)
        except ProviderError as error:
            self._emit(Said(refusal(account, "show who they are", error)))
            return None

    async def posts(self, account: str, person: PersonId) -> tuple[Post, ...]:
        """What they wrote last, newest first. What is not known here yet is handed out and not kept: it
        would stand in the inbox as if I followed them.
        """
        provider = self._providers.get(account)
        if provider is None:
            return ()
        try:
            page = await provider.posts_by(person)
        except ProviderError as error:
            self._emit(Said(refusal(account, "show what they wrote", error)))
            return ()
        known = self._store.cache.known(post.id for post in page.posts)
        await self._standing.merge([post for post in page.posts if post.id in known])
        return page.posts

    async def answer(self, account: str, person: PersonId, accept: bool) -> bool:
        """Accept or decline their follow request. It is gone at once, and put back where that is refused;
        false then.
        """
        provider = self._providers.get(account)
        asking = [request for request in self._requests(account) if request.person.id == person]
        if provider is None or not asking:
            return False
        self._keep(account, [r for r in self._requests(account) if r.person.id != person], asking)
        try:
            await provider.answer_request(person, accept)
        except NotFound:
            self._emit(Said(f"{asking[0].person.name or asking[0].person.handle} asks no longer."))
        except ProviderError as error:
            self._keep(account, [*self._requests(account), *asking], asking)
            what = "accept the follow request" if accept else "decline the follow request"
            self._emit(Said(refusal(account, what, error)))
            return False
        return True

    def _requests(self, account: str) -> list[FollowRequest]:
        return [request for request in self._store.cache.follow_requests() if request.account == account]

    def _keep(self, account: str, requests: list[FollowRequest], changed: list[FollowRequest]) -> None:
        self._store.cache.set_follow_requests(account, requests)
        self._emit(InboxChanged(frozenset(f"follow-request:{request.person.key}" for request in changed)))
