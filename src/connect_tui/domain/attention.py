"""Attention: who is waiting for me, and what is being talked about.

`inbox` is a pure function: no clock, no network, no files. `docs/attention.md` holds the rules in words, by
the same numbers as here. `judge` is the same for one conversation; nothing in a conversation's place
depends on another conversation.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from connect_tui.domain.conversation import Conversation
from connect_tui.domain.entry import AttentionSettings, Entry, Place, Reason, Section
from connect_tui.domain.judging import Case, Context
from connect_tui.domain.marks import Delivery, Marks
from connect_tui.domain.people import Account, People, Person
from connect_tui.domain.post import EARLIEST, Boost, Post
from connect_tui.domain.talking import Talk, living_talk
from connect_tui.domain.verdicts import Open, Owed

__all__ = [
    "Context", "Judgement", "addressed_to_me", "as_of", "follow_request_entries", "inbox", "judge",
]  # fmt: skip

_RANK = {section: rank for rank, section in enumerate(Section)}


class Judgement(Struct, frozen=True):
    """What became of one conversation: its entry, `None` where nothing of it is shown, and when time alone
    would change that.
    """

    entry: Entry | None
    due: datetime | None = None


def inbox(
    conversations: Iterable[Conversation],
    me: tuple[Account, ...],
    marks: Marks,
    people: People,
    settings: AttentionSettings,
    now: datetime,
) -> list[Entry]:
    """All entries in the inbox's order, the settled ones last. `now` is aware of its time zone."""
    context = Context(me, marks, people, settings, now)
    found = (judge(conversation, context).entry for conversation in conversations)
    entries = [entry for entry in found if entry is not None]
    return sorted([*entries, *follow_request_entries(context)], key=lambda entry: entry.place)


def as_of(posts: Iterable[Post], boosts: Iterable[Boost], moment: datetime) -> tuple[list[Post], list[Boost]]:
    """The posts and boosts that were there at `moment`; marks, edits and deletions stay as they are now."""
    return (
        [post for post in posts if post.time <= moment],
        [boost for boost in boosts if boost.time <= moment],
    )


def judge(conversation: Conversation, context: Context) -> Judgement:
    """Where this conversation stands in the inbox, and why."""
    case = Case(conversation, context)
    if case.muted or not case.shown or not context.me:
        return Judgement(None, case.next_change())
    open_, owed = case.verdicts()
    entry = _waiting(case, open_) or _active(case) or _aside(case, owed) or _broadcast(case) or _settled(case)
    return Judgement(entry, entry.due)


def addressed_to_me(conversation: Conversation, me: tuple[Account, ...]) -> frozenset[str]:
    """The URIs of the posts in it that are addressed to me, in whatever way."""
    nothing = Context(me, Marks.of(), People(), AttentionSettings(), EARLIEST)
    return frozenset(Case(conversation, nothing).addressed)


def follow_request_entries(context: Context) -> list[Entry]:
    """The people who ask to follow me, each as an entry of its own in `aside`."""
    accounts = {account.name: account for account in context.me}
    return [
        Entry(
            section=Section.ASIDE,
            reason=Reason.FOLLOW_REQUEST,
            account=accounts[request.account],
            conversation=None,
            post=None,
            people=(request.person,),
            since=request.seen,
            place=_place(Section.ASIDE, -request.seen.timestamp(), f"{request.account} {request.person.key}"),
            newcomer=not context.people.knows(request.person.key),
            due=context.people.mute_ends(request.person.key, context.now),
        )
        for request in context.people.follow_requests
        if request.account in accounts and not context.people.hides(request.person.key, context.now)
    ]


def _waiting(case: Case, open_: list[Open]) -> Entry | None:
    """Somebody waits: the entry stands where its best open post puts it."""
    if not open_:
        return None
    best = min(open_, key=lambda verdict: verdict.rank)
    askers = _people(verdict.post for verdict in sorted(open_, key=lambda verdict: verdict.rank))
    same_turn = [verdict.post for verdict in open_ if verdict.turn is best.turn]
    return _entry(
        case,
        Section.WAITING,
        Reason.EARLIER if best.earlier else best.reason,
        best.post,
        people=askers,
        since=best.since,
        place=(_RANK[Section.WAITING], *best.rank),
        reply_to=max(same_turn, key=lambda post: (post.time, post.uri)),
        newcomer=not case.people.knows(best.post.author.key),
        asks=best.asks,
        due=case.next_change(*(verdict.earlier_from for verdict in open_)),
    )


def _active(case: Case) -> Entry | None:
    """Nothing is open, and the conversation is alive."""
    talk = living_talk(case)
    if talk is None:
        return None
    newest = talk.newest
    return _entry(
        case,
        Section.ACTIVE,
        Reason.TOOK_PART if case.took_part else Reason.AMONG_PEOPLE,
        newest,
        people=_talkers(case, talk),
        since=newest.time,
        place=_place(Section.ACTIVE, -newest.time.timestamp(), case.uri, group=0 if case.took_part else 1),
        due=case.next_change(newest.time + case.settings.active_for),
    )


def _aside(case: Case, owed: list[Owed]) -> Entry | None:
    """Something was addressed to me, and nothing is owed for it."""
    if not owed:
        return None
    newest = max(owed, key=lambda verdict: (verdict.post.time, verdict.post.uri))
    return _entry(
        case,
        Section.ASIDE,
        newest.reason,
        newest.post,
        people=(newest.post.author,),
        since=newest.post.time,
        place=_place(Section.ASIDE, -newest.post.time.timestamp(), case.uri),
        reply_to=newest.post,
        newcomer=not case.people.knows(newest.post.author.key),
        asks=newest.asks,
        due=case.next_change(),
    )


def _broadcast(case: Case) -> Entry | None:
    """What others say to everybody: single posts, threads of one person, boosts, talk that is none."""
    if case.took_part or case.any_addressed or any(post.direct for post in case.shown):
        return None
    boosts = [boost for boost in case.conversation.boosts if case.shows_boost(boost)]
    if boosts:
        return _boosted(case, boosts)
    if any(True for _ in case.exchanges()):
        return None
    newest = max(case.shown, key=lambda post: (post.time, post.uri))
    authors = _people(case.shown)
    first = next(iter(case.shown))
    thread = len(authors) == 1 and first.uri != newest.uri
    return _entry(
        case,
        Section.BROADCAST,
        Reason.SELF_THREAD if thread else Reason.POSTED,
        first if thread else newest,
        people=(newest.author,),
        since=newest.time,
        place=_place(Section.BROADCAST, -newest.time.timestamp(), case.uri),
        due=case.next_change(),
    )


def _boosted(case: Case, boosts: list[Boost]) -> Entry:
    """The boosted post that was passed on last, with the names of all who did."""
    newest = max(boosts, key=lambda boost: (boost.time, boost.id.account, boost.id.key))
    post = case.conversation.by_uri[newest.uri]
    latest_first = sorted(boosts, key=lambda boost: (boost.time, boost.by.key), reverse=True)
    return _entry(
        case,
        Section.BROADCAST,
        Reason.BOOSTED,
        post,
        people=(post.author,),
        others=tuple({boost.by.key: boost.by for boost in latest_first if boost.uri == post.uri}.values()),
        since=newest.time,
        place=_place(Section.BROADCAST, -newest.time.timestamp(), case.uri),
        due=case.next_change(),
    )


def _settled(case: Case) -> Entry:
    """Everything else: answered, acknowledged, done, put off, or mine alone."""
    newest = max(case.shown, key=lambda post: (post.time, post.uri))
    others = _people(post for post in case.shown if post.author.key not in case.me)
    return _entry(
        case,
        Section.SETTLED,
        Reason.SETTLED,
        newest,
        people=others or (newest.author,),
        since=newest.time,
        place=_place(Section.SETTLED, -newest.time.timestamp(), case.uri),
        due=case.next_change(),
    )


def _entry(
    case: Case,
    section: Section,
    reason: Reason,
    post: Post,
    *,
    people: tuple[Person, ...],
    since: datetime,
    place: Place,
    reply_to: Post | None = None,
    others: tuple[Person, ...] | None = None,
    newcomer: bool = False,
    asks: bool = False,
    due: datetime | None = None,
) -> Entry:
    """The entry, with what every section says of a conversation."""
    if others is None:
        keys = {person.key for person in people} | case.me
        others = tuple(person for person in _people(case.shown) if person.key not in keys)
    return Entry(
        section=section,
        reason=reason,
        account=case.account_for(post),
        conversation=case.conversation,
        post=post,
        reply_to=reply_to or post,
        people=people,
        others=others,
        newcomer=newcomer,
        asks=asks,
        since=since,
        place=place,
        due=due,
        spoke_last=case.spoke_last,
        addressed={uri: case.conversation.by_uri[uri].time for uri in case.addressed},
        delivery=_delivery(case),
    )


def _delivery(case: Case) -> Delivery:
    """What has become of my answers that are on their way; trouble is said first."""
    if not case.context.marks.pending:
        return Delivery.NONE
    pending = [case.context.marks.pending.get(post.uri, Delivery.NONE) for post in case.shown]
    return next((state for state in (Delivery.NOT_SENT, Delivery.SENDING) if state in pending), Delivery.NONE)


def _place(section: Section, seconds: float, uri: str, group: int = 0) -> Place:
    return (_RANK[section], group, 0, 0, seconds, uri)


def _people(posts: Iterable[Post]) -> tuple[Person, ...]:
    """The authors of these posts, each once, in that order."""
    people: dict[str, Person] = {}
    for post in posts:
        people.setdefault(post.author.key, post.author)
    return tuple(people.values())


def _talkers(case: Case, talk: Talk) -> tuple[Person, ...]:
    """Those who talk, without me, who spoke last first; those who speak beside it where I talk alone."""
    for posts in (talk.posts, case.shown):
        latest_first = sorted(posts, key=lambda post: (post.time, post.uri), reverse=True)
        others = [post for post in latest_first if post.author.key not in case.me and case.human(post)]
        if others:
            return _people(others)
    return ()
