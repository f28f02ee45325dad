"""Delivering one draft: publish it, or find out that this has already happened."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState, Outgoing
from connect_tui.domain.post import Post, PostId
from connect_tui.port.failures import NotFound
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.attaching import Attaching
from connect_tui.sync.bases import Bases
from connect_tui.sync.before import Before
from connect_tui.sync.events import Event
from connect_tui.sync.looking import EARLIER, Fits, Looking
from connect_tui.sync.outcomes import Attempt, Gone, Overtaken, Unsure, perhaps
from connect_tui.sync.standing import Standing


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
        self._attaching = Attaching(provider, store, clock, emit)
        self._before = Before(provider.name, store, clock)
        self._looking = Looking(provider, store, self._before)
        self._bases = Bases(store, clock)

    @property
    def has_keys(self) -> bool:
        """Whether the network says that a key makes a repetition harmless."""
        return self._provider.capabilities.idempotent_publish

    def prepare(self, draft: Draft) -> None:
        """Remember, before a try, what was there before the first one, and the words that go out."""
        self._before.note(draft, self._looking.words(draft))

    def settle(self, draft: Draft) -> None:
        """Forget what was remembered for this draft: nothing has to be looked for."""
        self._before.forget(draft.key)

    def has_tried(self, draft: Draft) -> bool:
        """Whether this draft may have gone out from here."""
        return bool(self._before.tried(draft.key))

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
        try:
            parent = await self._parent(draft)
        except Gone as gone:
            return await self._left_under(attempt, gone)
        if found := await self._sent_before(attempt, parent, lambda above: above == parent):
            return found
        attempt.draft = await self._attaching.bring(draft)
        attempt.published = True
        which = "before it" if draft.follows else "that you answer"
        return await self._publish(attempt, parent, Gone(self._gone(which)))

    async def _sent_before(self, attempt: Attempt, parent: PostId | None, fits: Fits) -> Post | None:
        """What an earlier try has left where it belongs; if nobody can tell, who looked is believed."""
        if not attempt.tried_before:
            return None
        try:
            found = await self._looking.find(attempt.draft, parent, fits)
        except Unsure:
            if not attempt.vouched:
                raise
            found = None
        attempt.looked = True
        return found

    async def _left_under(self, attempt: Attempt, gone: Gone) -> Post:
        """What an earlier try has left under what is gone since. Only some networks list all that is mine,
        and at once: where nothing is found and no key tells, it may be there all the same.
        """
        if found := await self._sent_before(attempt, None, self._under(gone)):
            return found
        if attempt.tried_before and gone.post is not None and self._provider.capabilities.keys_last:
            return await self._publish(attempt, gone.post, gone)
        if attempt.tried_before and not attempt.vouched:
            raise Unsure(perhaps(gone)) from gone
        raise gone

    async def _publish(self, attempt: Attempt, parent: PostId | None, gone: Gone) -> Post:
        """The post that the server has made of it, or had made of it before.

        Raises:
            Gone: what it answers is not there (any more).
        """
        draft = attempt.draft
        text = self._looking.words(draft)
        outgoing = _outgoing(draft, text, parent)
        try:
            post = await self._provider.publish(outgoing)
        except NotFound as error:
            if parent is None:
                raise
            raise gone from error
        if not attempt.tried_before or not await self._looking.is_earlier(post, draft):
            return post
        if not attempt.vouched:
            raise Unsure(EARLIER)
        # It stands under the draft's key. What is sent all the same needs one of its own, however often.
        return await self._provider.publish(replace(outgoing, key=_key_for(draft.key, text)))

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
        attempt.looked = True
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

    def _under(self, gone: Gone) -> Fits:
        """Whether something stands where what is gone stood above it; some servers say then that nothing
        did.
        """

        def fits(above: PostId | None) -> bool:
            found = self._store.cache.by_id(above) if above is not None else None
            return above == gone.post or found is None or found.deleted

        return fits


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
