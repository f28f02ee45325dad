"""What can be done to a post after it was sent: change it, write it anew, take it away, see what it said
before, vote in its poll. Shown at once, and put back with a word where the server refuses.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftState
from connect_tui.domain.post import Copy, Poll, Post
from connect_tui.port.answers import Source, Version
from connect_tui.port.failures import NotFound, ProviderError
from connect_tui.port.provider import Provider
from connect_tui.store.store import Store
from connect_tui.sync.bases import Bases
from connect_tui.sync.composing import recipients_of
from connect_tui.sync.events import DraftChanged, Event, Said
from connect_tui.sync.standing import Standing
from connect_tui.sync.trouble import may_have_worked, refusal
from connect_tui.sync.wording import host_of, unworded

_OPEN = frozenset({DraftState.WRITING, DraftState.FAILED, DraftState.UNSURE})


class Revising:
    """Works on posts that are there."""

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
        self._bases = Bases(store, clock)

    async def edit(self, uri: str) -> Draft | None:
        """The draft that changes a post of mine, as I wrote it, or the one that was begun before. `None`,
        with a word of why, where it cannot be had.
        """
        begun = (draft for draft in self._store.mine.drafts(_OPEN) if draft.edits == uri)
        if (draft := next(begun, None)) is not None:
            return draft
        found = self._mine(uri)
        if found is None:
            return None
        post, copy = found
        if not self._providers[copy.id.account].capabilities.edit:
            self._emit(Said(f"{copy.id.account} lets nobody change a post. Delete it and write it anew."))
            return None
        source = await self._source(copy)
        if source is None:
            return None
        draft = self._kept(replace(_draft(post, copy, source, self._clock()), edits=uri))
        self._bases.remember(copy.id.account, draft.key, source)
        return draft

    async def redraft(self, uri: str) -> Draft | None:
        """Take a post of mine from its network, and give what it said as a draft. `None`, with a word of why,
        where that is refused: the post stands then.
        """
        found = self._mine(uri)
        source = await self._source(found[1]) if found is not None else None
        if found is None or source is None:
            return None
        post, copy = found
        # Kept first: whatever happens, the words are somewhere.
        draft = _draft(post, copy, source, self._clock())
        draft = self._kept(self._answering(draft, await self._above(copy), post.author.handle))
        error = await self._delete(post, copy)
        if error is None:
            self._follow(uri, draft)
            return draft
        said = refusal(copy.id.account, "delete it", error)
        if may_have_worked(error):
            self._emit(Said(f"{said} What it said is kept among the drafts."))
            return None
        self._store.mine.drop_draft(draft.key)
        self._emit(DraftChanged(draft.key))
        self._emit(Said(said))
        return None

    def _follow(self, uri: str, draft: Draft) -> None:
        """Let the parts that were to follow a post follow what is written in its place."""
        before = (sent for sent in self._store.mine.drafts({DraftState.SENT}) if not sent.edits)
        for key in [sent.key for sent in before if sent.sent_uri == uri]:
            for part in self._store.mine.follow_instead(key, draft.key):
                self._emit(DraftChanged(part.key))

    async def delete(self, uri: str) -> bool:
        """Take a post of mine from its network; false, with a word of why, where it stands."""
        found = self._mine(uri)
        if found is None:
            return False
        error = await self._delete(*found)
        if error is not None:
            self._emit(Said(refusal(found[1].id.account, "delete it", error)))
        return error is None

    async def _delete(self, post: Post, copy: Copy) -> ProviderError | None:
        """Let it be gone at once; it stands again where that did not work."""
        await self._standing.remove(copy.id)
        try:
            await self._providers[copy.id.account].delete(copy.id)
        except NotFound:
            return None
        except ProviderError as error:
            await self._standing.merge([post])
            return error
        return None

    async def history(self, uri: str) -> tuple[Version, ...]:
        """What a post has said, the oldest version first; nothing, with a word of why, where nobody tells."""
        post = self._store.cache.post(uri)
        copies = post.copies if post is not None else ()
        able = [copy for copy in copies if self._can(copy, "history")]
        if not able:
            self._emit(Said("Nobody keeps what this post said before."))
            return ()
        copy = able[0]
        try:
            return await self._providers[copy.id.account].history(copy.id)
        except ProviderError as error:
            self._emit(Said(refusal(copy.id.account, "say what it said before", error)))
            return ()

    async def vote(self, uri: str, choices: tuple[int, ...], account: str | None = None) -> bool:
        """Vote in the poll of a post for the options at these positions; false, with a word, if refused."""
        post = self._store.cache.post(uri)
        copies = [copy for copy in post.copies if account in (None, copy.id.account)] if post else []
        copy = next((copy for copy in copies if self._can(copy, "voting")), None)
        if post is None or post.poll is None or copy is None:
            self._emit(Said("There is no poll here in which you can vote."))
            return False
        await self._standing.show([replace(post, poll=_voted(post.poll, choices))])
        try:
            answer = await self._providers[copy.id.account].vote(copy.id, choices)
        except ProviderError as error:
            await self._standing.show([post])
            self._emit(Said(refusal(copy.id.account, "take the vote", error)))
            return False
        await self._standing.merge([answer])
        return True

    def _can(self, copy: Copy, what: str) -> bool:
        provider = self._providers.get(copy.id.account)
        return provider is not None and bool(getattr(provider.capabilities, what))

    def _mine(self, uri: str) -> tuple[Post, Copy] | None:
        """A post of mine, as the account that wrote it sees it; `None`, with a word, where it is not mine."""
        post = self._store.cache.post(uri)
        mine = {
            known.account.name
            for known in self._store.cache.accounts()
            if post is not None and known.account.key == post.author.key
        }
        copies = post.copies if post is not None else ()
        copy = next((c for c in copies if c.id.account in mine and c.id.account in self._providers), None)
        if post is None or copy is None:
            self._emit(Said("That is no post of yours that is still here."))
            return None
        return post, copy

    async def _source(self, copy: Copy) -> Source | None:
        try:
            return await self._providers[copy.id.account].source(copy.id)
        except ProviderError as error:
            self._emit(Said(refusal(copy.id.account, "give what you wrote", error)))
            return None

    async def _above(self, copy: Copy) -> str:
        """The URI of what a post answers."""
        if copy.parent is None:
            return ""
        try:
            above = await self._providers[copy.id.account].post(copy.parent)
        except ProviderError:
            return ""
        await self._standing.merge([above])
        return above.uri

    def _answering(self, draft: Draft, uri: str, speaker: str) -> Draft:
        """What answers this again: whom it answers is among the recipients, as before it was sent."""
        parent = self._store.cache.post(uri) if uri else None
        if parent is None:
            return replace(draft, answers=uri)
        me = frozenset(known.account.key for known in self._store.cache.accounts())
        people = (person.handle for person in recipients_of(parent, me))
        text, named = unworded(draft.text, people, host_of(speaker))
        return replace(draft, answers=uri, text=text, recipients=named)

    def _kept(self, draft: Draft) -> Draft:
        self._store.mine.save_draft(draft)
        self._emit(DraftChanged(draft.key))
        return draft


def _draft(post: Post, copy: Copy, source: Source, now: datetime) -> Draft:
    """What a post says, as a draft; whom it names stands in the text."""
    return Draft(
        key=uuid4().hex,
        account=copy.id.account,
        text=source.text,
        changed=now,
        visibility=post.visibility,
        warning=source.warning,
        language=post.language,
        media=source.media,
        poll=source.poll,
        sensitive=post.sensitive,
    )


def _voted(poll: Poll, choices: tuple[int, ...]) -> Poll:
    """The poll as it looks once I have voted; the shares are the server's to tell."""
    options = tuple(replace(option, mine=place in choices) for place, option in enumerate(poll.options))
    return replace(poll, options=options, voted=True)
