"""From what a feed holds to posts and people. Everything is cleaned here, and nothing is counted."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, islice, pairwise
from urllib.parse import urljoin

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain import clean
from connect_tui.domain.people import Person, PersonId, Profile
from connect_tui.domain.post import Attachment, Copy, MediaKind, Post, PostId
from connect_tui.domain.text import NO_TEXT, Span, SpanKind, Text
from connect_tui.providers.feed.handles import read_handle
from connect_tui.providers.feed.names import entry_key, short
from connect_tui.providers.feed.wire import WireEntry, WireFeed, WireMedia, WireText
from connect_tui.providers.web.html import read_html
from connect_tui.providers.web.rows import Rows

KEPT = 100
"""Entries kept of one feed, the newest."""
MAX_NAME = 80
EDITED = timedelta(minutes=5)
"""What is changed sooner was changed while it was published."""

_COUNTED = (
    r"(?:points?|score|comments?|repl(?:y|ies)|answers?|likes?|favou?rites?|views?|votes?|upvotes?|shares?|boosts?"
    r"|reposts?|reblogs?|retweets?|reactions?|ratings?|claps?|plays?|listens?|downloads?|posts?|participants?|members?"
    r"|subscribers?|followers?|people like this"
    r"|kommentare?|antwort(?:en)?|beitr(?:ag|äge)|teilnehmer|commentaires?|réponses?|messages?|vues?"
    r"|comentarios?|respuestas?|publicaci(?:ón|ones)|participantes?|vistas?)"
)
_SIGN = "[❤♥♡⭐★☆🧡💛💚💙💜🖤🤍💖💬🗨💭👍👎👏👁🔁🔃🔄⬆⬇▲▼]\ufe0f?"
_NUMBER = r"[-+]?\d[\d.,'’\u00a0\u2009\u202f ]*[km]?"
_COUNT = rf"(?:{_COUNTED}\W{{0,4}}{_NUMBER}|{_NUMBER}\s*{_COUNTED}|{_SIGN}\s*{_NUMBER}|{_NUMBER}\s*{_SIGN})"
_COUNTS = re.compile(rf"\W*{_COUNT}(?:\W+{_COUNT}){{0,3}}\W*", re.IGNORECASE | re.ASCII)
"""A line that is nothing but counts, as some generators add it to every entry: “7 points | 3 comments” by
Lemmy, “5 posts - 2 participants” by Discourse, whatever language they speak; or “❤ 7 💬 3”.
"""
_KINDS = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}


class Read(Struct, frozen=True):
    """What is known of a feed after it was read; the entries newest first."""

    profile: Profile
    posts: tuple[Post, ...]


def person_of(account: str, url: str, title: str = "", home: str = "", elsewhere: str = "") -> Person:
    """The feed as somebody who speaks."""
    name = title or short(url)
    return Person(f"@{short(url)}", name, PersonId(account, url), home or url, elsewhere=elsewhere)


def read_feed(
    account: str, url: str, feed: WireFeed, creator: str, seen: Mapping[str, datetime], now: datetime
) -> Read:
    """The feed that is at `url`. `creator` is the handle that its home page names, `seen` says when its
    entries were first seen.
    """
    title = feed_title(feed)
    home = clean.link(_absolute(url, feed.home))
    speaker = person_of(account, url, title, home, read_handle(feed.creator) or creator)
    mapper = _Mapper(account, url, feed, speaker, seen, now)
    return Read(Profile(speaker, _text(feed.note, url)), tuple(mapper.newest()))


def feed_title(feed: WireFeed) -> str:
    """What the feed calls itself."""
    return _line(feed.title)[:MAX_NAME].strip()


class _Mapper:
    """Maps the entries of one feed."""

    def __init__(
        self,
        account: str,
        url: str,
        feed: WireFeed,
        speaker: Person,
        seen: Mapping[str, datetime],
        now: datetime,
    ) -> None:
        self._account = account
        self._url = url
        self._feed = feed
        self._speaker = speaker
        self._seen = seen
        self._now = now

    def newest(self) -> list[Post]:
        """Those that are kept, and only they are read: a feed may hold a thousand, which takes a while."""
        named = self._named().items()
        dated = [(self._created(key, entry, place), key, entry) for key, (entry, place) in named]
        kept = sorted(dated, key=lambda one: one[0], reverse=True)[:KEPT]
        return [self._post(key, entry, created) for created, key, entry in kept]

    def _named(self) -> dict[str, tuple[WireEntry, int]]:
        """All of them, with their places; entries that claim to be the same one are told apart by what else
        they say.
        """
        found: dict[str, tuple[WireEntry, int]] = {}
        # The same one twice is one.
        for place, entry in enumerate(dict.fromkeys(self._feed.entries)):
            key = entry_key(self._url, entry.id or entry.url or f"{entry.title.value}\0{entry.body.value}")
            if key in found:
                key = entry_key(self._url, entry.id, entry.url, entry.title.value)
            found.setdefault(key, (entry, place))
        return found

    def _created(self, key: str, entry: WireEntry, place: int) -> datetime:
        """Without a date it is as old as it is known; in a feed the newest stands first."""
        seen = self._seen.get(key, self._now)
        return entry.published or entry.updated or seen - timedelta(milliseconds=place)

    def _post(self, key: str, entry: WireEntry, created: datetime) -> Post:
        late = entry.updated is not None and entry.updated > created + EDITED
        link = clean.link(_absolute(self._url, entry.url))
        return Post(
            uri=key,
            author=self._author(entry),
            created=created,
            seen=self._seen.get(key, self._now),
            copies=(Copy(PostId(self._account, key)),),
            text=_whole(_line(entry.title), _text(entry.body, link or self._url)),
            url=link or self._speaker.url,
            edited=entry.updated if late else None,
            language=_language(entry.language or self._feed.language),
            attachments=tuple(_attachments(entry.media, link or self._url)),
        )

    def _author(self, entry: WireEntry) -> Person:
        """The feed; where somebody else wrote in it, with their name in front."""
        writer = clean.line(entry.author, MAX_NAME)
        name, elsewhere = self._speaker.name, self._speaker.elsewhere
        if writer and writer.casefold() not in (name.casefold(), clean.line(self._feed.author).casefold()):
            name, elsewhere = f"{writer} ({name})", ""
        return replace(self._speaker, name=name, elsewhere=read_handle(entry.creator) or elsewhere)


def _whole(title: str, body: Text) -> Text:
    """The title, set apart, and the text beneath it, unless that begins with the very same words."""
    body = _without_counts(body)
    bare = title.rstrip("… ").removesuffix("...")
    if not title or body.plain.replace("\n", " ").startswith(bare):
        return body
    head = Text(title, (Span(SpanKind.STRONG, 0, len(title)),))
    return head if not body else _joined(head, body)


def _joined(head: Text, body: Text) -> Text:
    start = len(head.plain) + 2
    moved = (replace(span, start=span.start + start, end=span.end + start) for span in body.spans)
    return Text(f"{head.plain}\n\n{body.plain}", (*head.spans, *moved))


def _without_counts(text: Text) -> Text:
    """Without the lines that are nothing but a count, nor the empty ones below them."""
    plain, place, taken = text.plain, 0, list[tuple[int, int]]()
    for row in plain.split("\n"):
        end = place + len(row)
        if len(row) < 60 and _COUNTS.fullmatch(row):
            while plain.startswith("\n", end):
                end += 1
            taken.append((place, end))
        place += len(row) + 1
    if not taken:
        return text
    text = _cut(text, taken)
    return _cut(text, [(len(text.plain.rstrip()), len(text.plain))])


def _cut(text: Text, taken: Sequence[tuple[int, int]]) -> Text:
    """Without the characters from each start up to its end; they stand in the order of the text."""
    starts = [start for start, _ in taken]
    before = [0, *accumulate(end - start for start, end in taken)]

    def place(at: int) -> int:
        past = bisect_left(starts, at)
        return at - before[past] + (max(0, taken[past - 1][1] - at) if past else 0)

    kept = pairwise([0, *(edge for edges in taken for edge in edges), len(text.plain)])
    plain = "".join(text.plain[start:end] for start, end in islice(kept, 0, None, 2))
    moved = (replace(span, start=place(span.start), end=place(span.end)) for span in text.spans)
    return Text(plain, tuple(span for span in moved if span.end > span.start))


def _text(written: WireText, url: str) -> Text:
    if not written.value.strip():
        return NO_TEXT
    if not written.html:
        return Rows().write(written.value.strip(), verbatim=True).text()
    return read_html(written.value, base=_absolute(url, written.base) or url).text


def _line(written: WireText) -> str:
    return clean.line(_text(written, "").plain)


def _attachments(media: tuple[WireMedia, ...], base: str) -> list[Attachment]:
    found = ((clean.link(_absolute(base, item.url)), item) for item in media)
    return [
        Attachment(
            _KINDS.get(item.type.partition("/")[0].lower(), MediaKind.OTHER), url, clean.line(item.title)
        )
        for url, item in found
        if url
    ]


def _language(written: str) -> str:
    code = written.strip().replace("_", "-").partition("-")[0].lower()
    return code if code.isascii() and code.isalpha() and len(code) in (2, 3) else ""


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip()) if url.strip() else ""
    except ValueError:
        return ""
