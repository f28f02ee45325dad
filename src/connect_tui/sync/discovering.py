"""Asking the servers: what they find that is not here yet."""

import asyncio
from collections.abc import Collection, Mapping

from msgspec import Struct

from connect_tui.domain.people import Person
from connect_tui.domain.post import Post
from connect_tui.domain.query import ME, Query
from connect_tui.port.failures import ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.search import holds
from connect_tui.store.store import Store
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import refusal


class Discovered(Struct, frozen=True):
    """What the servers of these accounts (`asked`) found; `refused` are sentences about those that did not
    answer.
    """

    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    asked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Discovering:
    """Asks every server beside the others; one that is down keeps nobody."""

    def __init__(self, providers: Mapping[str, Provider], store: Store, standing: Standing) -> None:
        self._providers = providers
        self._store = store
        self._standing = standing

    async def discover(self, query: Query, accounts: Collection[str] = ()) -> Discovered:
        """Ask for words and people of a query; posts that are found can be read from then on, and stand
        nowhere in the inbox.
        """
        asked = [p for p in self._providers.values() if not accounts or p.name in accounts]
        answers = await asyncio.gather(*(_ask(provider, query) for provider in asked))
        me = {stored.account.key for stored in self._store.cache.accounts()}
        posts = {post.uri: post for answer in answers for post in answer.posts if fits(post, query, me)}
        await self._standing.find(posts.values())
        people = {person.key: person for answer in answers for person in answer.people}
        known = (self._store.cache.post(uri) for uri in posts)
        found = sorted((post for post in known if post), key=lambda post: post.time, reverse=True)
        return Discovered(
            tuple(person for key, person in people.items() if key not in me),
            tuple(found),
            tuple(provider.name for provider in asked),
            tuple(sentence for answer in answers for sentence in answer.refused),
        )


def fits(post: Post, query: Query, me: Collection[str]) -> bool:
    """Whether a post is by whom and from when it should be, and holds nothing that is to be left out; the
    words are left to the server.
    """
    if (query.since and post.time < query.since) or (query.before and post.time >= query.before):
        return False
    author = f"{post.author.name} {post.author.handle}".casefold()

    def by(name: str) -> bool:
        return post.author.key in me if name.casefold() == ME else name.casefold() in author

    return (
        all(by(name) for name in query.by)
        and not any(by(name) for name in query.not_by)
        and not any(holds(post, word) for word in query.without)
    )


async def _ask(provider: Provider, query: Query) -> Discovered:
    """What one server finds: posts and people beside each other, each for itself."""
    words = " ".join(query.words)
    names = " ".join(name for name in query.by if name.casefold() != ME) or words
    (posts, no_posts), (people, no_people) = await asyncio.gather(
        _posts(provider, words), _people(provider, names)
    )
    return Discovered(people, posts, refused=tuple(dict.fromkeys(filter(None, (no_posts, no_people)))))


async def _posts(provider: Provider, words: str) -> tuple[tuple[Post, ...], str]:
    """The posts that a server finds, or why it finds none."""
    if not words or not provider.capabilities.search:
        return (), ""
    try:
        return await provider.search(words), ""
    except ProviderError as error:
        return (), refusal(provider.name, "search", error)


async def _people(provider: Provider, names: str) -> tuple[tuple[Person, ...], str]:
    """The people that a server finds, or why it finds none."""
    if not names:
        return (), ""
    try:
        return await provider.people(names), ""
    except ProviderError as error:
        return (), refusal(provider.name, "search", error)
