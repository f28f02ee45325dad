"""A small town for tests of the domain: posts in a line each, and the inbox that comes of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from connect_tui.domain.attention import inbox
from connect_tui.domain.conversation import assemble
from connect_tui.domain.entry import AttentionSettings, Entry
from connect_tui.domain.marks import Delivery, Mark, Marks
from connect_tui.domain.people import Account, Circle, FollowRequest, People, Person, PersonId, handle_key
from connect_tui.domain.post import Boost, Copy, Mention, Post, PostId, Quote, Visibility
from connect_tui.domain.text import Span, SpanKind, Text

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)  # a Wednesday
ME = Account("home", "@me@home.example", "town", PersonId("home", "me"))
ALSO_ME = Account("work", "@me@work.example", "town", PersonId("work", "me"))
_NAME = re.compile(r"@([a-z]+)")
_LINK = re.compile(r"https?://\S+")


def handle(name: str) -> str:
    """The full handle behind a short name; `worker` is me at work."""
    return ALSO_ME.handle if name == "worker" else f"@{name}@home.example"


def _key(name: str) -> str:
    return handle_key(handle(name))


def person(name: str, *, bot: bool = False, group: bool = False) -> Person:
    """A person of the town. Names that begin with `bot` or `group` are such."""
    automated = bot or name.startswith("bot")
    return Person(
        handle(name),
        name.title(),
        PersonId("home", name),
        bot=automated,
        group=group or name.startswith("group"),
    )


def at(moment: str) -> datetime:
    """A time before (or after, with `+`) noon of the test: `2d`, `3h`, `5m`, several joined by spaces."""
    sign = 1 if moment.startswith("+") else -1
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    parts = moment.lstrip("+-").split()
    return NOW + sign * sum((timedelta(**{units[p[-1]]: float(p[:-1])}) for p in parts), timedelta())


def write(text: str) -> Text:
    """Text with its mentions, links and quoted (`> `) lines and code (between back-quotes) as spans."""
    spans = [Span(SpanKind.MENTION, m.start(), m.end(), handle(m[1])) for m in _NAME.finditer(text)]
    spans += [Span(SpanKind.LINK, m.start(), m.end(), m[0]) for m in _LINK.finditer(text)]
    spans += [Span(SpanKind.QUOTE, m.start(), m.end()) for m in re.finditer(r"^> .*$", text, re.MULTILINE)]
    spans += [Span(SpanKind.CODE, m.start(), m.end()) for m in re.finditer(r"`[^`]*`", text)]
    return Text(text, tuple(sorted(spans, key=lambda span: span.start)))


def say(
    who: str,
    text: str,
    key: str,
    under: str | None = None,
    *,
    when: str | None = None,
    to: Iterable[str] | None = None,
    quoting: str | None = None,
    by: str = "",
    account: str = "home",
    direct: bool = False,
    **changes: object,
) -> Post:
    """A post. Mentions are those in the text, unless `to` says otherwise; `quoting` names the quoted author."""
    named = _NAME.findall(text) if to is None else to
    post = Post(
        uri=f"https://home.example/{key}",
        author=person(who),
        created=at(when) if when else NOW,
        seen=at(when) if when else NOW,
        copies=(Copy(PostId(account, key), PostId(account, under) if under else None),),
        text=write(text),
        mentions=tuple(Mention(handle(name)) for name in dict.fromkeys(named)),
        quote=Quote("https://home.example/quoted", person(quoting), Text("so I said")) if quoting else None,
        visibility=Visibility.DIRECT if direct else Visibility.PUBLIC,
    )
    flags = {
        name: changes.pop(name)
        for name in list(changes)
        if name in ("favourited", "boosted", "muted", "filters")
    }
    if flags:
        post = replace(post, copies=(replace(post.copies[0], **flags),))
    return replace(post, **changes)


def uri(key: str) -> str:
    """The canonical URI of the post with this key."""
    return f"https://home.example/{key}"


def boost(by: str, key: str, when: str = "1h") -> Boost:
    """Somebody passes a post on."""
    return Boost(PostId("home", f"boost-{by}-{key}"), uri(key), person(by), at(when), at(when))


@dataclass
class Town:
    """What is said in the town, what I have to do with whom, and the inbox of it."""

    posts: list[Post]
    boosts: list[Boost] = field(default_factory=list)
    follows: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    muted: dict[str, str | None] = field(default_factory=dict)
    circles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requests: tuple[str, ...] = ()
    marks: list[Mark] = field(default_factory=list)
    pending: dict[str, Delivery] = field(default_factory=dict)
    settings: AttentionSettings = field(default_factory=AttentionSettings)
    me: tuple[Account, ...] = (ME, ALSO_ME)
    now: datetime = NOW

    def people(self) -> People:
        """My relations as the domain takes them."""
        return People(
            followed=frozenset(map(_key, self.follows)),
            written_to=frozenset(map(_key, self.written)),
            blocked=frozenset(map(_key, self.blocked)),
            muted={_key(name): None if until is None else at(until) for name, until in self.muted.items()},
            circles=tuple(Circle(name, frozenset(map(_key, who))) for name, who in self.circles.items()),
            follow_requests=tuple(FollowRequest("home", person(name), at("1h")) for name in self.requests),
        )

    def inbox(self) -> list[Entry]:
        """Every entry, in order."""
        marks = Marks.of(self.marks, {uri(key): state for key, state in self.pending.items()})
        talks = assemble(self.spaced(), self.boosts)
        return inbox(talks, self.me, marks, self.people(), self.settings, self.now)

    def spaced(self) -> list[Post]:
        """The posts; those without a time of their own are five minutes apart, the last an hour old."""
        start = NOW - timedelta(hours=1, minutes=5 * len(self.posts))
        return [
            replace(post, created=(t := start + timedelta(minutes=5 * i)), seen=t)
            if post.created == NOW
            else post
            for i, post in enumerate(self.posts)
        ]

    def only(self) -> Entry:
        """The one entry there is."""
        [entry] = self.inbox()
        return entry
