"""Everything that some providers hand out, gathered and judged once, without a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connect_tui.domain.attention import inbox
from connect_tui.domain.conversation import Conversation, assemble
from connect_tui.domain.entry import AttentionSettings, Entry
from connect_tui.domain.marks import Marks
from connect_tui.domain.people import Account, FollowRequest, People
from connect_tui.domain.post import Boost, Post
from connect_tui.provider import Fact, Page, Provider


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, and the inbox that comes of it."""

    me: tuple[Account, ...]
    posts: tuple[Post, ...]
    conversations: tuple[Conversation, ...]
    entries: tuple[Entry, ...]

    def entry(self, uri: str) -> Entry:
        """The entry in whose conversation this post stands; `uri` may leave out what comes before its name."""
        return next(
            entry
            for entry in self.entries
            if entry.conversation and any(post.uri.endswith(uri) for post in entry.conversation.posts)
        )


async def gather(providers: Sequence[Provider], now: datetime) -> Gathered:
    """Ask for all timelines to their ends, and for the facts that attention needs."""
    posts: list[Post] = []
    boosts: list[Boost] = []
    followed: set[str] = set()
    requests: list[FollowRequest] = []
    me = tuple([await provider.verify() for provider in providers])
    for provider in providers:
        pages = await _pages(provider)
        direct = (await provider.facts(Fact.DIRECT)).page
        pages += [direct] if direct else []
        posts += [post for page in pages for post in page.posts]
        boosts += [boost for page in pages for boost in page.boosts]
        followed |= (await provider.facts(Fact.FOLLOWS)).followed or frozenset()
        requests += (await provider.facts(Fact.FOLLOW_REQUESTS)).follow_requests or ()
    mine = {account.key for account in me}
    written = {mention.key for post in posts if post.author.key in mine for mention in post.mentions}
    people = People(frozenset(followed), frozenset(written), follow_requests=tuple(requests))
    conversations = assemble(posts, boosts)
    entries = inbox(conversations, me, Marks.of(), people, AttentionSettings(), now)
    return Gathered(me, tuple(posts), tuple(conversations), tuple(entries))


async def _pages(provider: Provider) -> list[Page]:
    found: list[Page] = []
    for fetch in (provider.timeline, provider.addressed, provider.mine):
        cursor: str | None = None
        while True:
            found.append(await fetch(cursor))
            cursor = found[-1].older
            if cursor is None:
                break
    return found
