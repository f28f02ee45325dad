"""Looking for what an earlier try to send a draft has left on the network.

A request whose answer was lost may have worked. So before a second try it is looked for among my own posts,
and where it would stand; the look goes back to what was known before the first try, whatever the clocks say.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Post, PostId, Visibility
from connect_tui.port.answers import Fact
from connect_tui.port.failures import NotAllowed, NotFound, Rejected
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.before import CLOCKS_DIFFER_FAR, Before, me_on
from connect_tui.sync.outcomes import Unsure
from connect_tui.sync.wording import fingerprint, host_of, may_be_made_of, same_words, spoken, worded

PAGES_LOOKED_AT = 5
SOURCES_LOOKED_AT = 20
EARLIER = "An earlier version of this is already posted. Look at it before you send again."
_ALIKE = "It may be posted already: something much like it stands there. Look at it before you send again."
TOO_MUCH = "It may be posted already; too much was posted since to be certain."
_NOTHING = "It may be posted already; {} shows none of your posts, although you have some there."
_REFUSED = "It may be posted already, and that cannot be looked up."

Fits = Callable[[PostId | None], bool]
"""Whether what stands above a post is what should."""


class Looking:
    """Finds the posts that the drafts of one account have become."""

    def __init__(self, provider: Provider, store: Store, before: Before) -> None:
        self._provider = provider
        self._store = store
        self._before = before

    def words(self, draft: Draft) -> str:
        """What a draft says on the network: its text, and in front of it whom it names."""
        return worded(draft.text, draft.recipients, host_of(self._handle()))

    async def find(self, draft: Draft, parent: PostId | None, fits: Fits) -> Post | None:
        """The post that an earlier try has left under what `fits`, where there is one; of several the oldest,
        as a draft that was tried later may have left the others.

        Where looking is refused nothing is sent, not even with a key: a server may forget keys and not say
        so, and how old a key is only clocks can tell. A look that only fails now is taken again later.

        Raises:
            Unsure: there is something that it may be, or that cannot be looked up.
        """
        text, seen = self.words(draft), list[Post]()
        try:
            for look in (self._among_mine, self._where_it_would_stand):
                may_be = [post for post in await look(draft, parent) if self._may_be(post, draft, fits)]
                if (found := await self._that_says(fingerprint(text), may_be)) is not None:
                    if self._is_wider(found, draft):
                        raise Unsure(EARLIER)
                    return found
                seen += may_be
            for earlier in self._earlier(draft):
                if await self._that_says(earlier, seen):
                    raise Unsure(EARLIER)
        except (NotAllowed, NotFound, Rejected) as error:
            raise Unsure(_REFUSED) from error
        if self._may_be_made_of_it(draft, text, seen):
            raise Unsure(_ALIKE)
        return None

    async def is_earlier(self, post: Post, draft: Draft) -> bool:
        """Whether what a server gives for this draft, by its key, is what it said before it was changed."""
        if self._is_wider(post, draft):
            return True
        changed = draft.first_tried is not None and draft.changed > draft.first_tried
        if not changed and not self._earlier(draft):
            return False
        return await self._that_says(fingerprint(self.words(draft)), [post]) is None

    def _is_wider(self, post: Post, draft: Draft) -> bool:
        """Whether more people can read it than are meant to by now, where that can be chosen at all."""
        choice = draft.visibility in self._provider.capabilities.visibilities
        return choice and post.visibility.wider_than(draft.visibility)

    def _earlier(self, draft: Draft) -> list[str]:
        """The fingerprints of other words that went out for this draft, or may have."""
        now = fingerprint(self.words(draft))
        return [tried for tried in self._before.tried(draft.key) if tried != now]

    async def _that_says(self, words: str, posts: Sequence[Post]) -> Post | None:
        """The oldest of these posts of mine, newest first, whose words have this fingerprint: as it is shown,
        or as I wrote it where the server keeps that, as where it takes stars for emphasis.
        """
        oldest_first = posts[::-1]
        for post in oldest_first:
            if fingerprint(spoken(post.text)) == words:
                return post
        if not self._provider.capabilities.edit:
            return None
        if len(posts) > SOURCES_LOOKED_AT:
            raise Unsure(TOO_MUCH)
        for post in oldest_first:
            copy = post.copy_of(self._provider.name) or post.copies[0]
            with suppress(NotFound):
                if fingerprint((await self._provider.source(copy.id)).text) == words:
                    return post
        return None

    async def _among_mine(self, draft: Draft, _parent: PostId | None) -> list[Post]:
        """My own posts since the first try, newest first."""
        posts: list[Post] = []
        cursor: str | None = None
        for _ in range(PAGES_LOOKED_AT):
            page = await self._provider.mine(cursor)
            posts += page.posts
            cursor = page.older if page.posts or page.boosts else None
            if cursor is None or any(self._before.had(post, draft) for post in page.posts):
                if not posts and self._before.knows_any():
                    raise Unsure(_NOTHING.format(self._provider.name))
                return [post for post in posts if not self._before.had(post, draft)]
        raise Unsure(TOO_MUCH)

    async def _where_it_would_stand(self, draft: Draft, parent: PostId | None) -> list[Post]:
        """What stands where this one would, newest first: not every server lists all among my own."""
        posts: tuple[Post, ...] = ()
        if parent is not None:
            posts = (await self._provider.conversation(parent)).posts
        elif draft.visibility is Visibility.DIRECT:
            page = (await self._provider.facts(Fact.DIRECT)).page
            posts = page.posts if page else ()
        found = [post for post in posts if not self._before.had(post, draft, CLOCKS_DIFFER_FAR)]
        return sorted(found, key=lambda post: post.created, reverse=True)

    def _may_be(self, post: Post, draft: Draft, fits: Fits) -> bool:
        copy = post.copy_of(self._provider.name) or post.copies[0]
        me = me_on(self._store, self._provider.name)
        return post.author.key in me and fits(copy.parent) and not self._is_of_another(post, draft)

    def _is_of_another(self, post: Post, draft: Draft) -> bool:
        """Whether another draft has become this post."""
        sent = self._store.mine.drafts({DraftState.SENT})
        return any(
            other.sent_uri == post.uri and other.key != draft.key and not other.edits for other in sent
        )

    def _may_be_made_of_it(self, draft: Draft, text: str, posts: Sequence[Post]) -> bool:
        """Whether one of these is what the server may have made of this text, where it neither knows keys nor
        says what was written; no other draft of mine says that.
        """
        can = self._provider.capabilities
        if can.idempotent_publish or can.edit:
            return False
        others = [self.words(other) for other in self._store.mine.drafts() if other.key != draft.key]
        shown = [spoken(post.text) for post in posts]
        return any(
            may_be_made_of(text, words) and not any(same_words(words, other) for other in others)
            for words in shown
        )

    def _handle(self) -> str:
        known = (known.account for known in self._store.cache.accounts())
        return next((account.handle for account in known if account.name == self._provider.name), "")
