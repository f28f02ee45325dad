"""From the wire's records to the domain: handles in full, AT URIs as names, one copy of a post an account."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from connect_tui.domain import clean
from connect_tui.domain.people import Person, PersonId, handle_key
from connect_tui.domain.post import Attachment, Boost, Copy, Link, Mention, Post, PostId, Quote
from connect_tui.domain.text import SpanKind, Text
from connect_tui.provider import Relation
from connect_tui.providers.bluesky.facets import read_text
from connect_tui.providers.bluesky.gates import closed_sentence
from connect_tui.providers.bluesky.moderation import Preferences, judge
from connect_tui.providers.bluesky.names import WEB, AtUri, is_handle
from connect_tui.providers.bluesky.recent import Did, Recent
from connect_tui.providers.bluesky.wire import WireEmbed, WireItem, WirePerson, WirePost, WireQuote

KNOWN_PEOPLE = 5000
"""People who are remembered, to say who a mention means."""


class Me(Struct, frozen=True):
    """Who I am: my DID, my handle with its `@`, my display name."""

    did: str
    handle: str
    name: str


class Mapper:
    """Maps what one account of mine sees; `account` is its name in the configuration."""

    def __init__(self, account: str, recent: Recent) -> None:
        self.account = account
        self.me = Me("", "", "")
        self.wanted = Preferences()
        self._recent = recent
        self._known: dict[str, Person] = {}

    def person(self, person: WirePerson) -> Person:
        """Somebody as a person; remembered, for those who mention them."""
        handle = f"@{person.handle}"
        found = Person(
            handle=handle,
            name=person.name or person.handle,
            id=PersonId(self.account, person.did),
            url=f"{WEB}/profile/{person.handle}",
            bot=any(label.val == "bot" and label.src == person.did for label in person.labels),
        )
        self._known.pop(person.did, None)
        self._known[person.did] = found
        while len(self._known) > KNOWN_PEOPLE:
            del self._known[next(iter(self._known))]
        return found

    def relation(self, person: WirePerson) -> Relation:
        """What I have to do with somebody."""
        holds = self._recent.holds
        return Relation(
            f"@{person.handle}",
            followed=holds(Did.FOLLOW, person.did, bool(person.follow_record)),
            blocked=holds(Did.BLOCK, person.did, bool(person.block_record)),
            muted=holds(Did.MUTE, person.did, person.muted),
        )

    def meet(self, found: Iterable[WirePost]) -> None:
        """Remember who wrote these, before any of them is read: they may mention each other."""
        for post in found:
            self.person(post.author)

    def posts(self, found: Iterable[WirePost], seen: datetime) -> tuple[Post, ...]:
        """Each post once, in their order, without those that I deleted a moment ago."""
        found = tuple(found)
        self.meet(found)
        posts = {post.uri: self.post(post, seen) for post in found if not self.is_gone(post.uri)}
        return tuple(posts.values())

    def boosts(self, items: Iterable[WireItem], seen: datetime) -> tuple[Boost, ...]:
        """The reposts among the items of a timeline, each once."""
        boosts: dict[PostId, Boost] = {}
        for item in items:
            if item.by is not None and not self.is_gone(item.post.uri):
                # The boosted post's name is in it: by a boost's id, that is what is asked for.
                key = f"{item.post.uri}#{item.by.did}/{item.name}"
                boost = PostId(self.account, key)
                at = item.at or seen
                boosts[boost] = Boost(boost, str(item.post.uri), self.person(item.by), at, seen)
        return tuple(boosts.values())

    def is_gone(self, uri: AtUri) -> bool:
        """Whether I deleted this a moment ago."""
        return self._recent.holds(Did.DELETE, str(uri))

    def post(self, post: WirePost, seen: datetime) -> Post:
        """One post."""
        uri, author = str(post.uri), self.person(post.author)
        text, mentions = self._read(post)
        tags = frozenset(span.target.casefold() for span in text.of_kind(SpanKind.HASHTAG))
        verdict = judge(post, self.me.did, self.wanted, _everything(text, post.embed).casefold(), tags, seen)
        holds = self._recent.holds
        return Post(
            uri=uri,
            author=author,
            created=post.created or seen,
            seen=seen,
            copies=(
                Copy(
                    id=PostId(self.account, uri),
                    parent=PostId(self.account, str(post.parent)) if post.parent else None,
                    favourited=holds(Did.LIKE, uri, bool(post.liked)),
                    boosted=holds(Did.REPOST, uri, bool(post.reposted)),
                    bookmarked=holds(Did.BOOKMARK, uri, post.bookmarked),
                    muted=holds(Did.MUTE_THREAD, str(post.root or post.uri), post.thread_muted),
                    filters=verdict.filters,
                ),
            ),
            text=text,
            url=f"{WEB}/profile/{post.author.handle}/post/{post.uri.key}",
            warning=verdict.warning,
            sensitive=verdict.sensitive,
            language=post.language,
            mentions=mentions,
            quote=self._quote(post.embed.quote, seen),
            attachments=tuple(Attachment(media.kind, media.url, media.alt) for media in post.embed.media),
            link=Link(post.embed.link, post.embed.title) if post.embed.link else None,
            has_replies=holds(Did.ANSWER, uri, post.has_replies),
            closed=self.closed(post),
        )

    def text(self, post: WirePost) -> Text:
        """What somebody wrote."""
        return self._read(post)[0]

    def _read(self, post: WirePost) -> tuple[Text, tuple[Mention, ...]]:
        """What somebody wrote, and everybody it names, each once."""
        named: dict[str, Mention] = {}

        def handle(did: str, shown: str) -> str:
            found = self._handle(did, shown)
            named.setdefault(did, Mention(found, person=PersonId(self.account, did)))
            return found

        return read_text(post.text, post.facets, handle), tuple(named.values())

    def _handle(self, did: str, shown: str) -> str:
        """Whose handle a mention means. The DID says it; what is shown for it is only what its author wrote,
        and is never taken for me.
        """
        if did == self.me.did:
            return self.me.handle
        if did in self._known:
            return self._known[did].handle
        bare = clean.line(shown).lstrip("@")
        written = f"@{bare}" if is_handle(bare) else f"@{did}"
        return written if handle_key(written) != handle_key(self.me.handle) else f"@{did}"

    def closed(self, post: WirePost) -> str:
        """Why I may not answer; the gate is that of whoever began the conversation."""
        keeper = self._known.get(post.gate.keeper) if post.gate else None
        return closed_sentence(post.gate, keeper.name if keeper else "its author") if post.closed else ""

    def _quote(self, quote: WireQuote | None, seen: datetime) -> Quote | None:
        """A quoted post; behind a label that covers it no more of it than that."""
        if quote is None:
            return None
        if quote.post is None:
            return Quote(quote.uri)
        quoted, author = quote.post, self.person(quote.post.author)
        verdict = judge(quoted, self.me.did, self.wanted, "", frozenset(), seen)
        covered = verdict.warning or next((found.title.capitalize() for found in verdict.filters), "")
        text = Text(covered) if covered else self.text(quoted)
        return Quote(quote.uri, author, text, f"{WEB}/profile/{quoted.author.handle}/post/{quoted.uri.key}")


def _everything(text: Text, embed: WireEmbed) -> str:
    """Everything in a post that can be read, as muted words are looked for."""
    quoted = embed.quote.post.text if embed.quote and embed.quote.post else ""
    return "\n".join((text.plain, *(media.alt for media in embed.media), embed.title, quoted))
