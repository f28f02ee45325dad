"""Delivering one draft: publish it, or find out whether that has already happened.

A request whose answer was lost may have worked. So before a second try it is looked for among my own posts;
the look goes back to what was known before the first try, whatever the clocks say.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState, Outgoing
from connect_tui.domain.post import Post, PostId, Visibility
from connect_tui.provider import (
    AuthExpired,
    Fact,
    NotAllowed,
    NotFound,
    Provider,
    RateLimited,
    Rejected,
)
from connect_tui.store.store import Store
from connect_tui.sync.attaching import Attaching
from connect_tui.sync.bases import Bases
from connect_tui.sync.events import Event
from connect_tui.sync.feeds import Feed
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import may_have_worked
from connect_tui.sync.wording import alike, host_of, same_words, spoken, worded

CLOCKS_DIFFER = timedelta(days=1)
"""By how much clocks may be wrong, where only time can tell what is new."""
CLOCKS_DIFFER_FAR = timedelta(days=30)
"""The same, where most of what is old is remembered."""
PAGES_LOOKED_AT = 5
SOURCES_LOOKED_AT = 20
REMEMBERED = 80
_BEFORE = "before sending"
_SOME_OF = "some of "
"""Stands before the key of a draft for which not all can be remembered that was there."""
_DUPLICATE = re.compile(
    r"\bduplicates?\b|\balready (?:been )?(?:posted|published|sent|said|exists?|tooted)\b", re.IGNORECASE
)
_ALIKE = "It may be posted already: something much like it stands there. Look at it before you send again."
_TOO_MUCH = "It may be posted already; too much was posted since to be certain."


class Unsure(Exception):
    """Whether it was sent cannot be known. `str()` is a sentence."""


class Gone(Exception):
    """The post that is answered is not there any more. `str()` is a sentence; `post` is what is gone, where
    its id is known.
    """

    post: PostId | None = None


class Overtaken(Gone):
    """The post that is changed says something else by now. `str()` is a sentence."""


@dataclass(slots=True)
class Attempt:
    """One try to send a draft. `published`: the request went out, and nothing is known of its outcome.
    `vouched`: somebody has looked, and says that no earlier try has worked.
    """

    draft: Draft
    tried_before: bool
    vouched: bool = False
    published: bool = False


class Delivery:
    """Sends the drafts of one account."""

    def __init__(
        self,
        provider: Provider,
        store: Store,
        standing: Standing,
        clock: Callable[[], datetime],
        emit: Callable[[Event], None],
    ) -> None:
        self._provider = provider
        self._store = store
        self._standing = standing
        self._clock = clock
        self._attaching = Attaching(provider, store, clock, emit)
        self._bases = Bases(store, clock)

    @property
    def has_keys(self) -> bool:
        """Whether the network says that a key makes a repetition harmless."""
        return self._provider.capabilities.idempotent_publish

    def prepare(self, draft: Draft) -> None:
        """Remember, before the first try, which posts of mine were there already; only some of them, where my
        posts were never asked for.
        """
        if draft.first_tried is not None:
            return
        stored = self._store.cache.fact(self._provider.name, "feed mine")
        key = draft.key if stored is not None else _SOME_OF + draft.key
        remembered = self._remembered()
        if key not in remembered:
            feed = Feed.load(stored[0]).order[:REMEMBERED] if stored is not None else ()
            there = (*feed, *self._seen_last(), *self._said_there(draft))
            remembered[key] = tuple(dict.fromkeys(there))
            self._remember(remembered)

    def settle(self, draft: Draft) -> None:
        """Forget what was remembered for this draft: it is sent."""
        remembered = self._remembered()
        left = {key: there for key, there in remembered.items() if key.removeprefix(_SOME_OF) != draft.key}
        if left != remembered:
            self._remember(left)

    async def send(self, attempt: Attempt) -> Post:
        """The post that this draft has become.

        Raises:
            ProviderError: it did not work; `attempt.published` says whether it may have, all the same.
            Gone: there is nothing to answer any more.
            Unsure: an earlier try may have worked, and that cannot be found out.
        """
        if attempt.draft.edits:
            return await self._change(attempt)
        draft = attempt.draft
        text = self._text(draft)
        try:
            parent = await self._parent(draft)
        except Gone as gone:
            # It may have gone when its answer was there already.
            if attempt.tried_before and (found := await self._find(draft, None, text, self._under(gone))):
                return found
            if attempt.tried_before and gone.post is not None and self._provider.capabilities.keys_last:
                return await self._publish(attempt, text, gone.post, gone)
            raise
        if attempt.tried_before and (found := await self._sent_before(attempt, parent, text)):
            return found
        attempt.draft = await self._attaching.bring(draft)
        attempt.published = True
        which = "before it" if draft.follows else "that you answer"
        return await self._publish(attempt, text, parent, Gone(self._gone(which)))

    async def _publish(self, attempt: Attempt, text: str, parent: PostId | None, gone: Gone) -> Post:
        """The post that the server has made of it, or had made of it before.

        Raises:
            Gone: what it answers is not there (any more).
        """
        draft = attempt.draft
        outgoing = _outgoing(draft, text, parent)
        try:
            post = await self._provider.publish(outgoing)
        except NotFound as error:
            if parent is None:
                raise
            raise gone from error
        changed_since = draft.first_tried is not None and draft.changed > draft.first_tried
        if not attempt.tried_before or not changed_since or await self._that_says(text, [post]):
            return post
        if not attempt.vouched:
            raise Unsure("An earlier version of this is already posted. Look at it before you send again.")
        # It stands under the draft's key. What is sent all the same needs one of its own, however often.
        return await self._provider.publish(replace(outgoing, key=_key_for(draft.key, text)))

    async def _sent_before(self, attempt: Attempt, parent: PostId | None, text: str) -> Post | None:
        """What an earlier try has left where it belongs; if nobody can tell, who looked is believed."""
        try:
            return await self._find(attempt.draft, parent, text, lambda above: above == parent)
        except Unsure:
            if not attempt.vouched:
                raise
            return None

    async def _change(self, attempt: Attempt) -> Post:
        """The post of mine that this draft changes, as it is then. Changing it to the same twice is harmless;
        where that can be seen it is not done, as every change leaves a trace.
        """
        draft = attempt.draft
        post = await self._id_of(draft.edits, "that you change")
        try:
            source = await self._provider.source(post)
        except NotFound as error:
            raise Gone(self._gone("that you change")) from error
        if attempt.tried_before and (source.text, source.warning) == (draft.text.strip(), draft.warning):
            return await self._provider.post(post)
        if self._bases.differs(self._provider.name, draft.key, source):
            # Whoever sends it again has been told, and may.
            self._bases.remember(self._provider.name, draft.key, source)
            raise Overtaken("It was changed elsewhere since. Look at it: sent again, yours takes its place.")
        attempt.draft = draft = await self._attaching.bring(draft)
        attempt.published = True
        try:
            return await self._provider.edit(post, _outgoing(draft, draft.text.strip(), None))
        except NotFound as error:
            raise Gone(self._gone("that you change")) from error

    async def _parent(self, draft: Draft) -> PostId | None:
        """The id of the answered post for this account."""
        if draft.follows:
            before = self._store.mine.draft(draft.follows)
            if before is None or before.state is not DraftState.SENT:
                raise Gone("The part before it is not there. Sent again, it stands for itself.")
            return await self._id_of(before.sent_uri, "before it")
        return await self._answered(draft.answers) if draft.answers else None

    async def _answered(self, uri: str) -> PostId:
        """The id of the post that is answered. It is looked at first: some servers publish an answer to what
        is gone as something new, for everybody to wonder about.
        """
        post = await self._id_of(uri, "that you answer")
        try:
            await self._standing.merge([await self._provider.post(post)])
        except NotFound as error:
            gone = Gone(self._gone("that you answer"))
            gone.post = post
            raise gone from error
        return post

    async def _id_of(self, uri: str, which: str) -> PostId:
        """The id of a post for this account."""
        post = self._store.cache.post(uri)
        copy = post.copy_of(self._provider.name) if post else None
        if copy is not None:
            return copy.id
        try:
            found = await self._provider.post_at(uri)
        except NotFound as error:
            raise Gone(self._gone(which)) from error
        await self._standing.merge([found])
        copy = found.copy_of(self._provider.name)
        return (copy or found.copies[0]).id

    def _gone(self, which: str) -> str:
        return f"{self._provider.name} cannot find the post {which}; it may be gone."

    def _text(self, draft: Draft) -> str:
        handles = [
            known.account.handle
            for known in self._store.cache.accounts()
            if known.account.name == self._provider.name
        ]
        return worded(draft.text, draft.recipients, host_of(handles[0]) if handles else "")

    async def _find(
        self, draft: Draft, parent: PostId | None, text: str, fits: Callable[[PostId | None], bool]
    ) -> Post | None:
        """The post that an earlier try has left under what `fits`, where there is one; of several the oldest,
        as a draft that was tried later may have left the others.

        Where looking is refused nothing is sent, not even with a key: a server may forget keys and not say
        so, and how old a key is only clocks can tell. A look that only fails now is taken again later.
        """
        seen: list[Post] = []
        try:
            for look in (self._among_mine, self._where_it_would_stand):
                may_be = [post for post in await look(draft, parent) if self._may_be(post, draft, fits)]
                if (found := await self._that_says(text, may_be)) is not None:
                    return found
                seen += may_be
        except (NotAllowed, NotFound, Rejected) as error:
            raise Unsure("It may be posted already, and that cannot be looked up.") from error
        if self._may_be_made_of_it(draft, text, seen):
            raise Unsure(_ALIKE)
        return None

    def _may_be_made_of_it(self, draft: Draft, text: str, posts: Sequence[Post]) -> bool:
        """Whether one of these is what the server may have made of this text, where it neither knows keys nor
        says what was written; no other draft of mine says that.
        """
        if self.has_keys or self._provider.capabilities.edit:
            return False
        others = [self._text(other) for other in self._store.mine.drafts() if other.key != draft.key]
        shown = [spoken(post.text) for post in posts]
        return any(
            alike(words, text) and not any(same_words(words, other) for other in others) for words in shown
        )

    async def _among_mine(self, draft: Draft, _parent: PostId | None) -> list[Post]:
        """My own posts since the first try, newest first."""
        posts: list[Post] = []
        cursor: str | None = None
        for _ in range(PAGES_LOOKED_AT):
            page = await self._provider.mine(cursor)
            posts += page.posts
            cursor = page.older if page.posts or page.boosts else None
            if cursor is None or any(self._was_there_before(post, draft) for post in page.posts):
                return [post for post in posts if not self._was_there_before(post, draft)]
        raise Unsure(_TOO_MUCH)

    async def _where_it_would_stand(self, draft: Draft, parent: PostId | None) -> list[Post]:
        """What stands where this one would, newest first: not every server lists all among my own."""
        posts: tuple[Post, ...] = ()
        if parent is not None:
            posts = (await self._provider.conversation(parent)).posts
        elif draft.visibility is Visibility.DIRECT:
            page = (await self._provider.facts(Fact.DIRECT)).page
            posts = page.posts if page else ()
        found = [post for post in posts if not self._was_there_before(post, draft, CLOCKS_DIFFER_FAR)]
        return sorted(found, key=lambda post: post.created, reverse=True)

    def _may_be(self, post: Post, draft: Draft, fits: Callable[[PostId | None], bool]) -> bool:
        copy = post.copy_of(self._provider.name) or post.copies[0]
        return (
            post.author.key in self._me() and fits(copy.parent) and not self._is_of_another_draft(post, draft)
        )

    async def _that_says(self, text: str, posts: Sequence[Post]) -> Post | None:
        """The oldest of these posts of mine, newest first, that says this: as it is shown, or as I wrote it
        where the server keeps that. It may show something else, as where it takes stars for emphasis.
        """
        oldest_first = posts[::-1]
        for post in oldest_first:
            if same_words(spoken(post.text), text):
                return post
        if not self._provider.capabilities.edit:
            return None
        if len(posts) > SOURCES_LOOKED_AT:
            raise Unsure(_TOO_MUCH)
        for post in oldest_first:
            copy = post.copy_of(self._provider.name) or post.copies[0]
            with suppress(NotFound):
                if same_words((await self._provider.source(copy.id)).text, text):
                    return post
        return None

    def _under(self, gone: Gone) -> Callable[[PostId | None], bool]:
        """Whether something stands where what is gone stood above it; some servers say then that nothing
        did.
        """

        def fits(above: PostId | None) -> bool:
            found = self._store.cache.by_id(above) if above is not None else None
            return above == gone.post or found is None or found.deleted

        return fits

    def _was_there_before(self, post: Post, draft: Draft, differ: timedelta | None = None) -> bool:
        """Whether the post was there before the first try. Where what stood there then is remembered, clocks
        are not asked, or believed only when they `differ` by more than this: one of them may have been set.
        """
        remembered = self._remembered()
        before, some = remembered.get(draft.key), remembered.get(_SOME_OF + draft.key, ())
        copy = post.copy_of(self._provider.name) or post.copies[0]
        if copy.id.key in (before or some):
            return True
        differ = CLOCKS_DIFFER if before is None else differ
        return (
            differ is not None and draft.first_tried is not None and post.created < draft.first_tried - differ
        )

    def _seen_last(self) -> Iterator[str]:
        """What of mine became known last, sent from here or not; it may be younger than my feed."""
        for post in self._store.cache.seen_last_by(self._me(), REMEMBERED):
            copy = post.copy_of(self._provider.name)
            if copy is not None:
                yield copy.id.key

    def _said_there(self, draft: Draft) -> Iterator[str]:
        """What I have said in the conversation that is answered, however long ago."""
        group = self._store.cache.group_of(draft.answers) if draft.answers else None
        conversation = self._store.cache.conversation(group) if group is not None else None
        for post in conversation.posts if conversation is not None else ():
            copy = post.copy_of(self._provider.name)
            if copy is not None and post.author.key in self._me():
                yield copy.id.key

    def _is_of_another_draft(self, post: Post, draft: Draft) -> bool:
        sent = self._store.mine.drafts({DraftState.SENT})
        return any(
            other.sent_uri == post.uri and other.key != draft.key and not other.edits for other in sent
        )

    def _me(self) -> frozenset[str]:
        return frozenset(known.account.key for known in self._store.cache.accounts())

    def _remembered(self) -> dict[str, tuple[str, ...]]:
        stored = self._store.cache.fact(self._provider.name, _BEFORE)
        if stored is None:
            return {}
        try:
            return msgspec.json.decode(stored[0], type=dict[str, tuple[str, ...]])
        except msgspec.DecodeError:
            return {}

    def _remember(self, remembered: dict[str, tuple[str, ...]]) -> None:
        encoded = msgspec.json.encode(remembered)
        self._store.cache.set_fact(self._provider.name, _BEFORE, encoded, self._clock())


def outcome_is_unknown(attempt: Attempt, error: Exception) -> bool:
    """Whether the request may have worked although it failed."""
    return attempt.published and may_have_worked(error)


def _outgoing(draft: Draft, text: str, parent: PostId | None) -> Outgoing:
    return Outgoing(
        key=draft.key,
        text=text,
        parent=parent,
        visibility=draft.visibility,
        warning=draft.warning,
        language=draft.language,
        media=tuple(medium.key for medium in draft.media),
        alts=tuple((medium.key, medium.alt) for medium in draft.media if not medium.path),
        poll=draft.poll,
        sensitive=draft.sensitive,
    )


def _key_for(key: str, text: str) -> str:
    """The idempotency key for other words than those that were sent under this one."""
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:32]


def is_final(error: Exception) -> bool:
    """Whether trying again by itself makes no sense: somebody has to do something first."""
    return isinstance(error, AuthExpired | NotAllowed | NotFound | Rejected)


def is_duplicate(error: Exception) -> bool:
    """Whether the server refuses it because I have posted the same already."""
    return isinstance(error, Rejected) and _DUPLICATE.search(str(error)) is not None


def wait_until(error: Exception) -> datetime | None:
    """When the server wants to be asked again, where it said so."""
    return error.retry_at if isinstance(error, RateLimited) else None
