"""From the wire's records to the domain: full handles, canonical URIs, one copy of a post an account."""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.people import Person, PersonId
from connect_tui.domain.post import (
    Attachment,
    Boost,
    Copy,
    Filter,
    FilterContext,
    Link,
    MediaKind,
    Mention,
    Poll,
    PollOption,
    Post,
    PostId,
    Quote,
    Visibility,
)
from connect_tui.domain.text import Span, SpanKind, Text
from connect_tui.provider import Version
from connect_tui.providers.mastodon.wire import (
    WireAccount,
    WireMention,
    WireOldFilter,
    WirePoll,
    WireQuote,
    WireStatus,
    WireVersion,
)
from connect_tui.providers.web.html import Content, Names, read_html

_VISIBILITIES = {
    "": Visibility.PUBLIC,
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
    # Sent to chosen people: an answer must not go to all followers.
    "limited": Visibility.DIRECT,
}
WIRE_VISIBILITY = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.DIRECT: "direct",
}
"""How a visibility is written on the wire."""

_MEDIA = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "gifv": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
_WRITTEN_HANDLE = re.compile(r"(?<![\w@/.])@[\w.-]*\w(?:@[\w.:-]*\w)?")
_CONTEXTS = frozenset(FilterContext)
MAX_MENTIONS = 500
"""Handles looked for in one text; no honest post names as many people."""


class Seen(Struct, frozen=True):
    """What a list of statuses came to."""

    posts: tuple[Post, ...]
    boosts: tuple[Boost, ...]


class Mapper(Struct, frozen=True):
    """Maps what one account of mine sees on its server.

    `account` is its name in the configuration, `domain` the host of the server's own handles, `base` the
    server's address. `old_filters` are applied where the server does not filter.
    """

    account: str
    domain: str
    base: str
    old_filters: tuple[WireOldFilter, ...] = ()

    def handle(self, acct: str) -> str:
        """The handle in full: the server leaves its own host out."""
        user, _, host = acct.partition("@")
        return f"@{user}@{host or self.domain}"

    def person(self, account: WireAccount) -> Person:
        """An account as a person."""
        handle = self.handle(account.acct)
        return Person(
            handle=handle,
            name=account.name or handle.split("@")[1],
            id=PersonId(self.account, account.id),
            url=account.url,
            bot=account.bot,
            group=account.group,
        )

    def all(self, statuses: Iterable[WireStatus], seen: datetime) -> Seen:
        """Posts and boosts, each once, in their order."""
        posts: dict[PostId, Post] = {}
        boosts: dict[PostId, Boost] = {}
        for status in statuses:
            post = self.post(status, seen)
            posts.setdefault(post.id, post)
            if status.boosted_post is not None:
                boost = self._boost(status, post.uri, seen)
                boosts.setdefault(boost.id, boost)
        return Seen(tuple(posts.values()), tuple(boosts.values()))

    def post(self, status: WireStatus, seen: datetime) -> Post:
        """The post; of a boost the boosted one."""
        filtered = status.filtered
        if status.boosted_post is not None:
            # Servers put the filters that match on the wrapper, the post, or both.
            inner = status.boosted_post
            filtered = inner.filtered or filtered
            status = replace(inner, filtered=filtered)
        content = self._content(status)
        return Post(
            uri=self._uri(status),
            author=self.person(status.account),
            created=status.created or seen,
            seen=seen,
            copies=(self._copy(status, content.text, seen),),
            text=content.text,
            url=status.url or clean.link(status.uri),
            edited=status.edited,
            visibility=_VISIBILITIES.get(status.visibility, Visibility.FOLLOWERS),
            warning=status.warning,
            sensitive=status.sensitive,
            language=status.language,
            mentions=tuple(self._mention(mention) for mention in status.mentions),
            quote=self._quote(status.quote, content.quoted_url),
            poll=_poll(status.poll),
            attachments=tuple(
                Attachment(_MEDIA.get(media.kind, MediaKind.OTHER), media.url, media.alt)
                for media in status.media
            ),
            link=Link(status.card_url, status.card_title) if status.card_url else None,
            has_replies=status.has_replies,
        )

    def version(self, version: WireVersion, seen: datetime) -> Version:
        """What a post said once."""
        text = read_html(version.content, self._names(()), quotes=False).text
        return Version(text, version.warning, version.created or seen)

    def _boost(self, status: WireStatus, uri: str, seen: datetime) -> Boost:
        return Boost(
            id=PostId(self.account, status.id),
            uri=uri,
            by=self.person(status.account),
            created=status.created or seen,
            seen=seen,
        )

    def _uri(self, status: WireStatus) -> str:
        """The canonical URI; some servers leave it out, or have none for what is only theirs."""
        return status.uri or status.url or f"{self.base}/statuses/{status.id}"

    def _content(self, status: WireStatus) -> Content:
        content = read_html(status.content, self._names(status.mentions), quotes=status.quote is not None)
        return Content(self._with_mentions(content.text, status.mentions), content.quoted_url)

    def _names(self, mentions: tuple[WireMention, ...]) -> Names:
        """Everybody mentioned, by what may stand in the text. A name that two people have stands for none."""
        by_url = {mention.url: self.handle(mention.acct) for mention in mentions if mention.url}
        by_text: dict[str, str] = {}
        for mention in mentions:
            handle = self.handle(mention.acct)
            short = f"@{mention.username}".casefold()
            by_text[short] = "" if by_text.get(short, handle) != handle else handle
        by_text.update(
            (self.handle(mention.acct).casefold(), self.handle(mention.acct)) for mention in mentions
        )
        return Names(by_url, {written: handle for written, handle in by_text.items() if handle})

    def _with_mentions(self, text: Text, mentions: tuple[WireMention, ...]) -> Text:
        """Mark mentions that the server left as bare text."""
        if not mentions or "@" not in text.plain:
            return text
        names = self._names(mentions).by_text
        taken = text.of_kind(SpanKind.MENTION, SpanKind.LINK, SpanKind.CODE, SpanKind.HASHTAG)
        found = [
            Span(SpanKind.MENTION, match.start(), match.end(), names[match[0].casefold()])
            for match in islice(_WRITTEN_HANDLE.finditer(text.plain), MAX_MENTIONS)
            if match[0].casefold() in names
            and not any(span.start < match.end() and match.start() < span.end for span in taken)
        ]
        if not found:
            return text
        return Text(
            text.plain, tuple(sorted((*text.spans, *found), key=lambda span: (span.start, -span.end)))
        )

    def _mention(self, mention: WireMention) -> Mention:
        person = PersonId(self.account, mention.id) if mention.id else None
        return Mention(self.handle(mention.acct), person=person)

    def _copy(self, status: WireStatus, text: Text, now: datetime) -> Copy:
        return Copy(
            id=PostId(self.account, status.id),
            parent=PostId(self.account, status.parent) if status.parent else None,
            favourited=status.favourited,
            boosted=status.boosted,
            bookmarked=status.bookmarked,
            muted=status.muted,
            filters=self._filters(status, text, now),
        )

    def _filters(self, status: WireStatus, text: Text, now: datetime) -> tuple[Filter, ...]:
        if status.filtered is None:
            return tuple(
                Filter(old.phrase, old.hides, _contexts(old.contexts))
                for old in self.old_filters
                if _matches(old, f"{status.warning}\n{text.plain}", now)
            )
        return tuple(
            Filter(found.title, found.action == "hide", _contexts(found.contexts))
            for found in status.filtered
        )

    def _quote(self, quote: WireQuote | None, link: str) -> Quote | None:
        """A quoted post; behind a content warning no more of it than that."""
        if quote is None:
            return None
        if quote.status is None:
            return Quote(uri=link, url=link)
        quoted = quote.status
        text = Text(quoted.warning) if quoted.warning else self._content(quoted).text
        return Quote(
            self._uri(quoted), self.person(quoted.account), text, quoted.url or clean.link(quoted.uri)
        )


def chosen_visibility(written: str) -> Visibility | None:
    """What somebody chose for new posts; `None` where that is nothing known."""
    return _VISIBILITIES.get(written) if written else None


def _poll(poll: WirePoll | None) -> Poll | None:
    if poll is None:
        return None
    return Poll(
        key=poll.id,
        options=tuple(PollOption(option.title, option.tenths, option.mine) for option in poll.options),
        multiple=poll.multiple,
        closes=poll.closes,
        closed=poll.closed,
        voted=poll.voted,
    )


def _contexts(names: Iterable[str]) -> frozenset[FilterContext]:
    return frozenset(FilterContext(name) for name in names if name in _CONTEXTS)


def _matches(old: WireOldFilter, text: str, now: datetime) -> bool:
    """Whether a filter of version 1 matches; what it means is said in the documentation of V1::Filter."""
    if old.expires is not None and old.expires <= now:
        return False
    if not old.whole_word:
        return old.phrase.casefold() in text.casefold()
    start = r"(?<!\w)" if old.phrase[0].isalnum() else ""
    end = r"(?!\w)" if old.phrase[-1].isalnum() else ""
    return re.search(f"{start}{re.escape(old.phrase)}{end}", text, re.IGNORECASE) is not None
